//! Record of a company's status: what the database keeps of it, for lists of all companies and for the session's next
//! life.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{CorrelationId, ErrorCode, Timestamp};

use super::history::{LastFailure, Outage};
use super::machine::Session;
use super::state::StateName;
use super::status::Status;

/// Record of a company's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedStatus {
    /// State of the session.
    pub state: StateName,
    /// Code of the park; `None` if not parked.
    pub code: Option<ErrorCode>,
    /// Time at which the session entered this state.
    pub since: Timestamp,
    /// Correlation id of the request that led to this state.
    pub correlation_id: CorrelationId,
    /// Whether a phone is linked.
    pub linked: bool,
    /// Interruption of the line; `None` if it is connected, or there was none.
    pub outage: Option<Outage>,
    /// How the last pairing ended, of a company without a line.
    pub last_failure: Option<Box<LastFailure>>,
    /// Time at which the account's own phone was last seen in use.
    pub phone_seen_at: Option<Timestamp>,
}

impl RecordedStatus {
    /// Record of this status.
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let outage = status.down_since.map(|since| Outage { since, cause: status.cause, attempts: status.attempts });
        Self {
            state: status.state,
            code: status.code,
            since: status.since,
            correlation_id: status.correlation_id.clone(),
            linked: status.linked,
            outage,
            last_failure: status.last_failure.clone(),
            phone_seen_at: status.phone_seen_at,
        }
    }

    /// The record once no actor keeps the session any more: a pairing under way is over, and a failure that no row
    /// keeps is the last one of a session that is idle.
    #[must_use]
    pub fn at_rest(self) -> Self {
        if self.linked || self.state == StateName::Idle || self.code.is_some_and(ErrorCode::is_kept) {
            return self;
        }
        Self {
            last_failure: self.failure().or(self.last_failure),
            state: StateName::Idle,
            code: None,
            outage: None,
            ..self
        }
    }

    /// The recorded park as a failure of the past.
    pub(super) fn failure(&self) -> Option<Box<LastFailure>> {
        let code = self.code.filter(|_| !self.linked)?;
        Some(Box::new(LastFailure { code, at: self.since, correlation_id: self.correlation_id.clone() }))
    }

    /// Whether the session rests in the state that is recorded. A line that logs in is in a state of its own, however
    /// often: by whose request it does is not what was recorded of an earlier time.
    #[must_use]
    pub fn is_of(&self, session: &Session) -> bool {
        self.state.rests() && self.state == session.state().name() && self.code == session.reason()
    }

    /// The park's code, or that of the last failure.
    #[must_use]
    pub fn any_code(&self) -> Option<ErrorCode> {
        self.code.or_else(|| self.last_failure.as_ref().map(|failure| failure.code))
    }

    /// What would help, if the session needs a person.
    #[must_use]
    pub fn help_needed(&self) -> Option<HelpNeeded> {
        let since = self.outage.map(|outage| outage.since);
        let failed_at = self.last_failure.as_ref().map(|failure| failure.at);
        let help = match self.any_code() {
            Some(code) => Help::with(code, self.linked)?,
            None if self.linked => self.outage.map(|_| Help::Unreachable)?,
            None => return None,
        };
        let parked_since = self.code.map(|_| self.since);
        Some(HelpNeeded { help, since: since.or(parked_since).or(failed_at).unwrap_or(self.since) })
    }
}

/// HelpNeeded of a company that a person can help with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelpNeeded {
    /// What would help.
    pub help: Help,
    /// Since when.
    pub since: Timestamp,
}

impl HelpNeeded {
    /// Whether it is needed by now: a line that is down since this time or later may come back yet.
    #[must_use]
    pub fn is_due(self, unreachable_before: Timestamp) -> bool {
        self.help != Help::Unreachable || self.since < unreachable_before
    }
}

/// What would help a company whose session needs a person: the groups of *Needs attention*, the most urgent first.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// WhatsApp has banned the number: the owner appeals, or links another number.
    Banned,
    /// WhatsApp has locked the account: the owner unlocks it on the phone.
    Locked,
    /// Another process uses the credentials: an operator finds it.
    Replaced,
    /// The session was stopped by failures of ours: an operator reads the log.
    RestartLimit,
    /// The stored credentials cannot be used: a reset, and the owner links the phone again.
    Damaged,
    /// The account demands a passkey that could not be answered.
    Passkey,
    /// The line is down for more than [`Help::UNREACHABLE_AFTER`] and goes on trying.
    Unreachable,
    /// The owner has to link a phone.
    WaitsForOwner,
    /// A person disconnected the session.
    Off,
}

impl Help {
    /// All groups, the most urgent first.
    pub const ALL: [Self; 9] = [
        Self::Banned,
        Self::Locked,
        Self::Replaced,
        Self::RestartLimit,
        Self::Damaged,
        Self::Passkey,
        Self::Unreachable,
        Self::WaitsForOwner,
        Self::Off,
    ];

    /// Time for which a line that goes on trying needs nobody.
    pub const UNREACHABLE_AFTER: Duration = Duration::from_secs(600);

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::Locked => "locked",
            Self::Replaced => "replaced",
            Self::RestartLimit => "restart_limit",
            Self::Damaged => "damaged",
            Self::Passkey => "passkey",
            Self::Unreachable => "unreachable",
            Self::WaitsForOwner => "waits_for_owner",
            Self::Off => "off",
        }
    }

    /// The group of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|help| help.as_str() == name)
    }

    /// What helps a session that is parked with this code, or whose last pairing ended with it.
    #[must_use]
    pub const fn with(code: ErrorCode, linked: bool) -> Option<Self> {
        Some(match code {
            ErrorCode::Banned | ErrorCode::TemporarilyBanned => Self::Banned,
            ErrorCode::AccountLocked => Self::Locked,
            ErrorCode::Replaced => Self::Replaced,
            ErrorCode::RestartLimit | ErrorCode::Internal => Self::RestartLimit,
            ErrorCode::CredentialsConflict => Self::Damaged,
            ErrorCode::PasskeyRequired
            | ErrorCode::PasskeyExpired
            | ErrorCode::PasskeyRefused
            | ErrorCode::PasskeyNotConfirmed => Self::Passkey,
            ErrorCode::Disconnected => Self::Off,
            // HelpNeeded of the whole service, which goes on trying.
            ErrorCode::ClientOutdated | ErrorCode::StoreUnavailable | ErrorCode::NetworkError if linked => {
                Self::Unreachable
            }
            ErrorCode::ClientOutdated
            | ErrorCode::StoreUnavailable
            | ErrorCode::NetworkError
            | ErrorCode::PhoneMismatch
            | ErrorCode::PhoneInUse
            | ErrorCode::RateLimited
            | ErrorCode::LinkingUnavailable
            | ErrorCode::AccountNotSupported
            | ErrorCode::PairingTimeout
            | ErrorCode::CodeExpired
            | ErrorCode::PairingNotFinished
            | ErrorCode::PairingCodeFailed
            | ErrorCode::WrongPhoneLinked
            | ErrorCode::LoggedOut
            | ErrorCode::RemovedAfterLink => Self::WaitsForOwner,
            // Answers to a request: no session is parked with them.
            ErrorCode::InvalidPhone
            | ErrorCode::NoPasskeyRequested
            | ErrorCode::PasskeyOutdated
            | ErrorCode::PasskeyAlreadyAnswered
            | ErrorCode::PasskeyInvalid
            | ErrorCode::Superseded
            | ErrorCode::NotConnected
            | ErrorCode::Unauthorized
            | ErrorCode::Forbidden
            | ErrorCode::TooManyRequests
            | ErrorCode::NotFound
            | ErrorCode::BadRequest
            | ErrorCode::MediaGone
            | ErrorCode::MediaUnavailable
            | ErrorCode::MediaDamaged
            | ErrorCode::MediaStoreFull
            | ErrorCode::MediaStoreUnavailable => return None,
        })
    }
}
