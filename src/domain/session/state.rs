//! States, by the names that the wire, the journal and the metrics use.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::moment::later;
use crate::{ErrorCode, Pairing, Timestamp};

use super::pairing::PasskeyExchange;

/// Name of a state.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// Nothing is linked and nothing is under way.
    Idle,
    /// Credentials are being created and the connection is being opened.
    Creating,
    /// WhatsApp was asked for a code.
    WaitingForPairingCode,
    /// A code or a QR is on the screen.
    PairingCodeSent,
    /// WhatsApp demands an assertion of the account's passkey; its challenge is on the screen.
    WaitingForPasskey,
    /// WhatsApp and the phone have the assertion, or the confirmation of its code.
    CheckingPasskey,
    /// A code is on the screen and on the phone, which a person compares.
    ConfirmingPasskey,
    /// Logging in.
    Connecting,
    /// Logged in.
    Connected,
    /// The connection was lost; the time of the next attempt is known.
    Reconnecting,
    /// The account demands a passkey in a way that nobody here can answer.
    PasskeyRequired,
    /// Parked: needs an action of a person, or waits until a given time.
    Error,
}

impl StateName {
    /// All names, in the order of a pairing.
    pub const ALL: [Self; 12] = [
        Self::Idle,
        Self::Creating,
        Self::WaitingForPairingCode,
        Self::PairingCodeSent,
        Self::WaitingForPasskey,
        Self::CheckingPasskey,
        Self::ConfirmingPasskey,
        Self::Connecting,
        Self::Connected,
        Self::Reconnecting,
        Self::PasskeyRequired,
        Self::Error,
    ];

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Creating => "creating",
            Self::WaitingForPairingCode => "waiting_for_pairing_code",
            Self::PairingCodeSent => "pairing_code_sent",
            Self::WaitingForPasskey => "waiting_for_passkey",
            Self::CheckingPasskey => "checking_passkey",
            Self::ConfirmingPasskey => "confirming_passkey",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::PasskeyRequired => "passkey_required",
            Self::Error => "error",
        }
    }
}

impl StateName {
    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether a session in this state waits for somebody or for a time; in any other one something is under way, which
    /// ends with its process.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(self, Self::Idle | Self::PasskeyRequired | Self::Error)
    }

    /// The states that may follow this one: the machine's graph. A session that is read again after a restart begins in
    /// `idle`.
    #[must_use]
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::Idle => &[Self::Creating, Self::Connecting, Self::PasskeyRequired, Self::Error],
            Self::Creating => &[
                Self::Idle,
                Self::WaitingForPairingCode,
                Self::PairingCodeSent,
                Self::WaitingForPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::WaitingForPairingCode => &[
                Self::Idle,
                Self::Creating,
                Self::PairingCodeSent,
                Self::WaitingForPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::PairingCodeSent => &[
                Self::Idle,
                Self::Creating,
                Self::WaitingForPairingCode,
                Self::WaitingForPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::WaitingForPasskey => &[
                Self::Idle,
                Self::Creating,
                Self::CheckingPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::CheckingPasskey => &[
                Self::Idle,
                Self::Creating,
                Self::WaitingForPasskey,
                Self::ConfirmingPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::ConfirmingPasskey => &[
                Self::Idle,
                Self::Creating,
                Self::WaitingForPasskey,
                Self::CheckingPasskey,
                Self::Connecting,
                Self::PasskeyRequired,
                Self::Error,
            ],
            Self::Connecting => &[Self::Idle, Self::Creating, Self::Connected, Self::Reconnecting, Self::Error],
            Self::Connected => &[Self::Idle, Self::Creating, Self::Connecting, Self::Reconnecting, Self::Error],
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

/// Reason of a park, and its end if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Error code.
    pub code: ErrorCode,
    /// Time of the next try; `None` if only a person ends the park.
    pub until: Option<Timestamp>,
}

impl Parked {
    /// Longest time a stored ban counts: its end was computed by a clock of the past. After that a log-in tests whether
    /// it still holds.
    const LONGEST_BAN: Duration = Duration::from_secs(7 * 86_400);
    /// The same for everything else, none of which lasts longer.
    const LONGEST: Duration = Duration::from_secs(86_400);

    /// The park with a plausible end: the clock that computed it may have been ahead, and a ban stored without an end
    /// gets one.
    #[must_use]
    pub(super) fn believed(self, now: Timestamp) -> Self {
        let banned = self.code == ErrorCode::TemporarilyBanned;
        let longest = later(now, if banned { Self::LONGEST_BAN } else { Self::LONGEST });
        let until = self.until.or_else(|| banned.then(|| later(now, super::parked::BAN_WITHOUT_END)));
        Self { until: until.map(|until| until.min(longest)), ..self }
    }
}

/// A state with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing is linked and nothing is under way.
    Idle,
    /// Credentials are being created and the connection is being opened.
    Creating(Pairing),
    /// WhatsApp was asked for a code.
    WaitingForPairingCode(Pairing),
    /// A code or a QR is on the screen.
    PairingCodeSent(Pairing),
    /// The account's passkey is asked for, checked, or its code compared.
    WithPasskey(Pairing, Box<PasskeyExchange>),
    /// Logging in with the credentials of a linked phone.
    Connecting,
    /// Logged in.
    Connected,
    /// The connection was lost.
    Reconnecting {
        /// Time of the next attempt.
        next_at: Timestamp,
    },
    /// The account demands a passkey in a way that nobody here can answer.
    PasskeyRequired,
    /// Parked, with the reason and the end of the park.
    Error(Parked),
}

impl State {
    /// Name of the state.
    #[must_use]
    pub const fn name(&self) -> StateName {
        match self {
            Self::Idle => StateName::Idle,
            Self::Creating(_) => StateName::Creating,
            Self::WaitingForPairingCode(_) => StateName::WaitingForPairingCode,
            Self::PairingCodeSent(_) => StateName::PairingCodeSent,
            Self::WithPasskey(_, exchange) => exchange.state_name(),
            Self::Connecting => StateName::Connecting,
            Self::Connected => StateName::Connected,
            Self::Reconnecting { .. } => StateName::Reconnecting,
            Self::PasskeyRequired => StateName::PasskeyRequired,
            Self::Error(_) => StateName::Error,
        }
    }

    /// The linking with a passkey under way, if there is one.
    #[must_use]
    pub const fn passkey(&self) -> Option<&PasskeyExchange> {
        if let Self::WithPasskey(_, exchange) = self { Some(exchange) } else { None }
    }

    /// The pairing under way, if there is one.
    #[must_use]
    pub const fn pairing(&self) -> Option<&Pairing> {
        match self {
            Self::Creating(pairing)
            | Self::WaitingForPairingCode(pairing)
            | Self::PairingCodeSent(pairing)
            | Self::WithPasskey(pairing, _) => Some(pairing),
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
            Self::WithPasskey(_, exchange) => Self::WithPasskey(pairing, exchange.clone()),
            Self::Idle
            | Self::Connecting
            | Self::Connected
            | Self::Reconnecting { .. }
            | Self::PasskeyRequired
            | Self::Error(_) => self.clone(),
        }
    }
}
