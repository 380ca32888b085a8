//! The states, by the names the wire, the journal and the metrics use.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::moment::later;
use crate::{ErrorCode, Pairing, Timestamp};

/// The name of a state.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// Nothing is linked and nothing under way.
    Idle,
    /// Credentials are being made and the line opened.
    Creating,
    /// WhatsApp was asked for a code.
    WaitingForPairingCode,
    /// A code or a QR is on the screen.
    PairingCodeSent,
    /// Logging in.
    Connecting,
    /// Logged in.
    Connected,
    /// The line broke; the next attempt has a time.
    Reconnecting,
    /// The account asks for a passkey.
    PasskeyRequired,
    /// Parked: a person, or time, has to change something.
    Error,
}

impl StateName {
    /// Every name, in the order of the way.
    pub const ALL: [Self; 9] = [
        Self::Idle,
        Self::Creating,
        Self::WaitingForPairingCode,
        Self::PairingCodeSent,
        Self::Connecting,
        Self::Connected,
        Self::Reconnecting,
        Self::PasskeyRequired,
        Self::Error,
    ];

    /// The wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Creating => "creating",
            Self::WaitingForPairingCode => "waiting_for_pairing_code",
            Self::PairingCodeSent => "pairing_code_sent",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::PasskeyRequired => "passkey_required",
            Self::Error => "error",
        }
    }
}

impl StateName {
    /// The states that may follow this one: the machine's graph. A session that is read anew after a restart begins in `idle`.
    #[must_use]
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::Idle => &[Self::Creating, Self::Connecting, Self::PasskeyRequired, Self::Error],
            Self::Creating => &[
                Self::Idle,
                Self::WaitingForPairingCode,
                Self::PairingCodeSent,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::WaitingForPairingCode => &[
                Self::Idle,
                Self::Creating,
                Self::PairingCodeSent,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::PairingCodeSent => &[
                Self::Idle,
                Self::Creating,
                Self::WaitingForPairingCode,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::Connecting => {
                &[Self::Idle, Self::Creating, Self::Connected, Self::Reconnecting, Self::PasskeyRequired, Self::Error]
            }
            Self::Connected => {
                &[Self::Idle, Self::Creating, Self::Connecting, Self::Reconnecting, Self::PasskeyRequired, Self::Error]
            }
            Self::Reconnecting => &[Self::Idle, Self::Creating, Self::Connecting, Self::Error],
            Self::PasskeyRequired => &[Self::Idle, Self::Creating],
            Self::Error => &[Self::Idle, Self::Creating, Self::Connecting, Self::PasskeyRequired],
        }
    }
}

impl std::fmt::Display for StateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a session is parked, and until when if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Why.
    pub code: ErrorCode,
    /// When trying again makes sense.
    pub until: Option<Timestamp>,
}

impl Parked {
    /// The longest a ban counts that only a clock of the past knows of: then it is tried whether it still does.
    const LONGEST_BAN: Duration = Duration::from_secs(7 * 86_400);
    /// The same of everything else, none of which lasts longer.
    const LONGEST: Duration = Duration::from_secs(86_400);

    /// The same with an end that can be believed now: the clock by which it was reckoned may have been ahead, and a ban that was
    /// noted without an end has one.
    #[must_use]
    pub(super) fn believed(self, now: Timestamp) -> Self {
        let banned = self.code == ErrorCode::TemporarilyBanned;
        let longest = later(now, if banned { Self::LONGEST_BAN } else { Self::LONGEST });
        let until = self.until.or_else(|| banned.then(|| later(now, super::bans::UNTOLD)));
        Self { until: until.map(|until| until.min(longest)), ..self }
    }
}

/// A state with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing is linked and nothing under way.
    Idle,
    /// Credentials are being made and the line opened.
    Creating(Pairing),
    /// WhatsApp was asked for a code.
    WaitingForPairingCode(Pairing),
    /// A code or a QR is on the screen.
    PairingCodeSent(Pairing),
    /// Logging in with credentials of a linked phone.
    Connecting,
    /// Logged in.
    Connected,
    /// The line broke.
    Reconnecting {
        /// When the next attempt is made.
        next_at: Timestamp,
    },
    /// The account asks for a passkey.
    PasskeyRequired,
    /// Parked.
    Error(Parked),
}

impl State {
    /// The wire name.
    #[must_use]
    pub const fn name(&self) -> StateName {
        match self {
            Self::Idle => StateName::Idle,
            Self::Creating(_) => StateName::Creating,
            Self::WaitingForPairingCode(_) => StateName::WaitingForPairingCode,
            Self::PairingCodeSent(_) => StateName::PairingCodeSent,
            Self::Connecting => StateName::Connecting,
            Self::Connected => StateName::Connected,
            Self::Reconnecting { .. } => StateName::Reconnecting,
            Self::PasskeyRequired => StateName::PasskeyRequired,
            Self::Error(_) => StateName::Error,
        }
    }

    /// The pairing under way.
    #[must_use]
    pub const fn pairing(&self) -> Option<&Pairing> {
        match self {
            Self::Creating(pairing) | Self::WaitingForPairingCode(pairing) | Self::PairingCodeSent(pairing) => {
                Some(pairing)
            }
            Self::Idle
            | Self::Connecting
            | Self::Connected
            | Self::Reconnecting { .. }
            | Self::PasskeyRequired
            | Self::Error(_) => None,
        }
    }

    /// The same state with the pairing changed; states without one stay as they are.
    #[must_use]
    pub(super) fn with_pairing(&self, pairing: Pairing) -> Self {
        match self {
            Self::Creating(_) => Self::Creating(pairing),
            Self::WaitingForPairingCode(_) => Self::WaitingForPairingCode(pairing),
            Self::PairingCodeSent(_) => Self::PairingCodeSent(pairing),
            Self::Idle
            | Self::Connecting
            | Self::Connected
            | Self::Reconnecting { .. }
            | Self::PasskeyRequired
            | Self::Error(_) => self.clone(),
        }
    }
}
