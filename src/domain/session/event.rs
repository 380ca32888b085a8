//! Events of a session.

use crate::access::Asker;
use crate::{
    ChallengeId, CodeGrant, CorrelationId, ErrorCode, LinkEndReason, PairRefusal, PairingCode, PairingMethod,
    PairingOptions, PasskeyAnswer, PasskeyChallenge, PasskeyCode, PasskeyFailure, Phone, Refusal, RetryNotBefore,
    StoreFailure, Timestamp, TriggeredBy,
};

use super::Timer;
use super::stored::Stored;

/// Number of a link within its session's life; each link gets the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LinkNo(pub u64);

/// Number of a wipe within its session's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WipeNo(pub u64);

/// Number of a check within its session's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CheckNo(pub u64);

/// Negative answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrecheckError {
    /// Error code.
    pub code: ErrorCode,
    /// Earliest time for a retry, if known.
    pub until: Option<Timestamp>,
}

impl From<StoreFailure> for PrecheckError {
    fn from(failure: StoreFailure) -> Self {
        Self { code: failure.error_code(), until: None }
    }
}

impl From<RetryNotBefore> for PrecheckError {
    fn from(cool_down: RetryNotBefore) -> Self {
        Self { code: ErrorCode::RateLimited, until: Some(cool_down.until) }
    }
}

/// Reason why a code on the screen is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeDeath {
    /// WhatsApp demands another one, or the phone did not finish.
    Expired,
    /// WhatsApp refused to finish with it.
    Refused,
}

/// A person's or a program's step of a linking with a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyStep<T> {
    /// The challenge that it is for.
    pub challenge: ChallengeId,
    /// What it brings.
    pub with: T,
    /// Requester.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// One event. Those with a link number are ignored when that link is no longer the session's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The company is ours and its stored data was read.
    Loaded(Stored),
    /// The stored data could not be read.
    LoadFailed(StoreFailure),
    /// A pairing was requested.
    PairingRequested {
        /// Code or QR.
        method: PairingMethod,
        /// The number; `None` for a QR.
        phone: Option<Phone>,
        /// Consents of the request.
        options: PairingOptions,
        /// Requester.
        by: Asker,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// A cancel of the pairing was requested.
    PairingCancelled {
        /// Channel of the request.
        by: TriggeredBy,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// A reset was requested.
    ResetRequested {
        /// Channel of the request.
        by: TriggeredBy,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// A disconnect was requested: close the connection and keep the credentials.
    DisconnectRequested {
        /// Channel of the request.
        by: TriggeredBy,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// The disconnect is stored.
    DisconnectKept,
    /// The disconnect could not be stored.
    DisconnectNotKept(StoreFailure),
    /// A check was answered.
    Checked(CheckNo, Result<CodeGrant, PrecheckError>),
    /// The old credentials are gone and there is room for new ones.
    CredentialsPrepared {
        /// The link they are for.
        link: LinkNo,
        /// Permission to request a code; `None` if none was asked for.
        grant: Option<CodeGrant>,
    },
    /// A limit forbids the code. Nothing was changed.
    PrepareRefused {
        /// The link of the pairing.
        link: LinkNo,
        /// The refusal.
        denial: PrecheckError,
    },
    /// The credentials could not be prepared.
    PrepareFailed {
        /// The link they were for.
        link: LinkNo,
        /// The failure.
        failure: StoreFailure,
    },
    /// The gate admits a link.
    Admitted {
        /// The link.
        link: LinkNo,
    },
    /// WhatsApp refuses our client version: no link is opened for now. The link keeps its place at the gate.
    AdmissionRefused {
        /// The link.
        link: LinkNo,
        /// Time of the next probe.
        until: Timestamp,
    },
    /// A wipe is committed.
    Wiped(WipeNo),
    /// A wipe failed.
    WipeFailed(WipeNo, StoreFailure),
    /// A QR can be shown, and a code requested.
    QrShown {
        /// The link that reports it.
        link: LinkNo,
        /// Text encoded by the picture.
        text: String,
        /// Expiry of the QR.
        expires_at: Timestamp,
    },
    /// A code can be shown.
    CodeIssued {
        /// The link that reports it.
        link: LinkNo,
        /// The code.
        code: PairingCode,
        /// Expiry of the code.
        expires_at: Timestamp,
    },
    /// WhatsApp refused to issue a code, or did not answer.
    CodeRefused {
        /// The link that reports it.
        link: LinkNo,
        /// The refusal.
        refusal: Refusal,
    },
    /// The code on the screen is dead.
    CodeDead {
        /// The link that reports it.
        link: LinkNo,
        /// Reason why it is dead.
        cause: CodeDeath,
    },
    /// The phone answered the code; a wrong code is an answer, too.
    PhoneAnswered {
        /// The link that reports it.
        link: LinkNo,
    },
    /// A pairing was refused at its last step. The connection stays, with the QR and the code on it.
    PairingRefused {
        /// The link that reports it.
        link: LinkNo,
        /// Reason of the refusal.
        reason: PairRefusal,
    },
    /// The phone is linked and the credentials are committed.
    Paired {
        /// The link that reports it.
        link: LinkNo,
        /// The number of the account.
        phone: Phone,
    },
    /// WhatsApp has shown that it knows the linked device.
    LinkingTaken {
        /// The link that reports it.
        link: LinkNo,
    },
    /// The account demands an assertion of its passkey. It comes again when WhatsApp asks with another challenge.
    PasskeyRequested {
        /// The link that reports it.
        link: LinkNo,
        /// The demand.
        challenge: PasskeyChallenge,
    },
    /// A challenge was answered.
    PasskeyAnswered(PasskeyStep<PasskeyAnswer>),
    /// WhatsApp and the phone have taken the assertion; the phone shows the same code.
    PasskeyCodeShown {
        /// The link that reports it.
        link: LinkNo,
        /// The code.
        code: PasskeyCode,
    },
    /// A person has compared the codes: they are the same.
    PasskeyConfirmed(PasskeyStep<()>),
    /// A step of the linking with a passkey was refused.
    PasskeyFailed {
        /// The link that reports it.
        link: LinkNo,
        /// The step.
        failure: PasskeyFailure,
    },
    /// The session is logged in and ready.
    Connected {
        /// The link that reports it.
        link: LinkNo,
        /// The number of the account.
        phone: Phone,
    },
    /// The session is connected, but WhatsApp has not sent the account's settings; they come later.
    SettingsDelayed {
        /// The link that reports it.
        link: LinkNo,
    },
    /// The account's own phone has shown that it is in use.
    PhoneSeen {
        /// The link that reports it.
        link: LinkNo,
        /// Time at which it did.
        at: Timestamp,
    },
    /// The link has ended.
    Ended {
        /// The link.
        link: LinkNo,
        /// End reason.
        end_reason: LinkEndReason,
    },
    /// A timer that the session armed has fired.
    TimerFired(Timer),
}

impl Event {
    /// The link that reported this event; `None` for events that come from no link.
    #[must_use]
    pub fn link(&self) -> Option<LinkNo> {
        match self {
            Self::CredentialsPrepared { link, .. }
            | Self::PrepareRefused { link, .. }
            | Self::Admitted { link }
            | Self::AdmissionRefused { link, .. }
            | Self::PrepareFailed { link, .. }
            | Self::QrShown { link, .. }
            | Self::CodeIssued { link, .. }
            | Self::CodeRefused { link, .. }
            | Self::CodeDead { link, .. }
            | Self::PhoneAnswered { link }
            | Self::PairingRefused { link, .. }
            | Self::Paired { link, .. }
            | Self::LinkingTaken { link }
            | Self::PasskeyRequested { link, .. }
            | Self::PasskeyCodeShown { link, .. }
            | Self::PasskeyFailed { link, .. }
            | Self::Connected { link, .. }
            | Self::SettingsDelayed { link }
            | Self::PhoneSeen { link, .. }
            | Self::Ended { link, .. } => Some(*link),
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::PairingRequested { .. }
            | Self::PairingCancelled { .. }
            | Self::ResetRequested { .. }
            | Self::DisconnectRequested { .. }
            | Self::DisconnectKept
            | Self::DisconnectNotKept(_)
            | Self::PasskeyAnswered(_)
            | Self::PasskeyConfirmed(_)
            | Self::Checked(..)
            | Self::Wiped(_)
            | Self::WipeFailed(..)
            | Self::TimerFired(_) => None,
        }
    }

    /// Name of the event, for logs and refusals.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Loaded(_) => "loaded",
            Self::LoadFailed(_) => "load_failed",
            Self::PairingRequested { .. } => "pairing_requested",
            Self::PairingCancelled { .. } => "pairing_cancelled",
            Self::ResetRequested { .. } => "reset_requested",
            Self::DisconnectRequested { .. } => "disconnect_requested",
            Self::DisconnectKept => "disconnect_kept",
            Self::DisconnectNotKept(_) => "disconnect_not_kept",
            Self::CredentialsPrepared { .. } => "credentials_prepared",
            Self::PrepareRefused { .. } => "prepare_refused",
            Self::PrepareFailed { .. } => "prepare_failed",
            Self::Checked(..) => "checked",
            Self::Admitted { .. } => "admitted",
            Self::AdmissionRefused { .. } => "admission_refused",
            Self::Wiped(_) => "wiped",
            Self::WipeFailed(..) => "wipe_failed",
            Self::QrShown { .. } => "qr_shown",
            Self::CodeIssued { .. } => "code_issued",
            Self::CodeRefused { .. } => "code_refused",
            Self::CodeDead { .. } => "code_dead",
            Self::PhoneAnswered { .. } => "phone_answered",
            Self::PairingRefused { .. } => "pairing_refused",
            Self::SettingsDelayed { .. } => "settings_delayed",
            Self::PhoneSeen { .. } => "phone_seen",
            Self::Paired { .. } => "paired",
            Self::LinkingTaken { .. } => "linking_taken",
            Self::PasskeyRequested { .. } => "passkey_requested",
            Self::PasskeyAnswered(_) => "passkey_answered",
            Self::PasskeyCodeShown { .. } => "passkey_code_shown",
            Self::PasskeyConfirmed(_) => "passkey_confirmed",
            Self::PasskeyFailed { .. } => "passkey_failed",
            Self::Connected { .. } => "connected",
            Self::Ended { .. } => "ended",
            Self::TimerFired(_) => "timer_fired",
        }
    }

    /// Outcome of the link's admission through the gate, if this event settles it.
    #[must_use]
    pub const fn admission_outcome(&self) -> Option<crate::gate::Outcome> {
        match self {
            Self::QrShown { .. } | Self::Connected { .. } => Some(crate::gate::Outcome::Accepted),
            Self::Ended { end_reason: LinkEndReason::ClientOutdated, .. } => Some(crate::gate::Outcome::Outdated),
            Self::Ended { .. } => Some(crate::gate::Outcome::Other),
            Self::PrepareRefused { .. } | Self::PrepareFailed { failure: StoreFailure::PhoneInUse, .. } => {
                Some(crate::gate::Outcome::Unused)
            }
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::PairingRequested { .. }
            | Self::PairingCancelled { .. }
            | Self::ResetRequested { .. }
            | Self::DisconnectRequested { .. }
            | Self::DisconnectKept
            | Self::DisconnectNotKept(_)
            | Self::Checked(..)
            | Self::CredentialsPrepared { .. }
            | Self::PrepareFailed { .. }
            | Self::Admitted { .. }
            | Self::AdmissionRefused { .. }
            | Self::Wiped(_)
            | Self::WipeFailed(..)
            | Self::CodeIssued { .. }
            | Self::CodeRefused { .. }
            | Self::CodeDead { .. }
            | Self::PhoneAnswered { .. }
            | Self::PairingRefused { .. }
            | Self::Paired { .. }
            | Self::LinkingTaken { .. }
            | Self::PasskeyRequested { .. }
            | Self::PasskeyAnswered(_)
            | Self::PasskeyCodeShown { .. }
            | Self::PasskeyConfirmed(_)
            | Self::PasskeyFailed { .. }
            | Self::SettingsDelayed { .. }
            | Self::PhoneSeen { .. }
            | Self::TimerFired(_) => None,
        }
    }
}
