//! What can happen to a session.

use std::time::Duration;

use crate::access::Asker;
use crate::{
    Actor, CodeGrant, CoolDown, CorrelationId, Ending, ErrorCode, PairRefusal, PairingCode, PairingMethod,
    PairingOptions, Phone, Refusal, StoreFailure, Timestamp,
};

use super::{Parked, Timer};

/// The number of a link within its session's life; each link gets the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LinkNo(pub u64);

/// The number of a wipe within its session's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WipeNo(pub u64);

/// The number of a question to the database within its session's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CheckNo(pub u64);

/// What the database holds for the company.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Whether there are credentials, linked or half-finished.
    pub has_credentials: bool,
    /// The number that linked or, before that, that was asked for.
    pub phone: Option<Phone>,
    /// The number that was asked for.
    pub requested_phone: Option<Phone>,
    /// When the phone linked.
    pub paired_at: Option<Timestamp>,
    /// When the session was last connected.
    pub last_connected_at: Option<Timestamp>,
    /// Why the session was parked when it was last seen.
    pub parked: Option<Parked>,
    /// How long ago, by the database's clock, WhatsApp removed a device that had just been linked.
    pub since_removal: Option<Duration>,
    /// A person had the device logged out, and nobody knows whether that came to its end.
    pub log_out_ordered: bool,
}

/// The answer to a question is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial {
    /// Why.
    pub code: ErrorCode,
    /// When asking again makes sense, if that is known.
    pub until: Option<Timestamp>,
}

impl From<StoreFailure> for Denial {
    fn from(failure: StoreFailure) -> Self {
        Self { code: failure.error_code(), until: None }
    }
}

impl From<CoolDown> for Denial {
    fn from(cool_down: CoolDown) -> Self {
        Self { code: ErrorCode::RateLimited, until: Some(cool_down.until) }
    }
}

/// Why a code that was shown is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeDeath {
    /// WhatsApp wants another one, or the phone did not finish.
    Expired,
    /// WhatsApp refused to finish with it.
    Refused,
}

/// One thing that happened. Those with a link number are ignored when that link is not the session's any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The company is ours and this is what is stored.
    Loaded(Stored),
    /// It could not be read.
    LoadFailed(StoreFailure),
    /// Somebody wants to link a phone.
    PairingRequested {
        /// By code or QR.
        method: PairingMethod,
        /// The number, for a code.
        phone: Option<Phone>,
        /// What they consent to.
        options: PairingOptions,
        /// Who.
        by: Asker,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Somebody does not want to any more.
    PairingCancelled {
        /// Who.
        by: Actor,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Somebody wants everything gone.
    ResetRequested {
        /// Who.
        by: Actor,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Somebody wants the line closed, and what is linked kept.
    DisconnectRequested {
        /// Who.
        by: Actor,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// It is in the database that the session is to stay disconnected.
    DisconnectKept,
    /// It is not.
    DisconnectNotKept(StoreFailure),
    /// A question is answered.
    Checked(CheckNo, Result<CodeGrant, Denial>),
    /// The old credentials are gone and the place for new ones is there.
    CredentialsPrepared {
        /// The link they are for.
        link: LinkNo,
    },
    /// They are not.
    PrepareFailed {
        /// The link they were for.
        link: LinkNo,
        /// Why.
        failure: StoreFailure,
    },
    /// The gate lets a link be opened.
    Admitted {
        /// The link.
        link: LinkNo,
    },
    /// WhatsApp refuses our client version: no link is opened for now. The gate keeps the link's place.
    AdmissionRefused {
        /// The link.
        link: LinkNo,
        /// When our version is tried again.
        until: Timestamp,
    },
    /// A wipe is committed.
    Wiped(WipeNo),
    /// A wipe failed.
    WipeFailed(WipeNo, StoreFailure),
    /// A QR can be shown, and a code asked for.
    QrShown {
        /// By which link.
        link: LinkNo,
        /// What it encodes.
        text: String,
        /// Until when.
        expires_at: Timestamp,
    },
    /// A code can be shown.
    CodeIssued {
        /// By which link.
        link: LinkNo,
        /// The code.
        code: PairingCode,
        /// Until when.
        expires_at: Timestamp,
    },
    /// WhatsApp gives no code.
    CodeRefused {
        /// By which link.
        link: LinkNo,
        /// Why.
        refusal: Refusal,
    },
    /// The code on the screen is dead.
    CodeDead {
        /// By which link.
        link: LinkNo,
        /// Why.
        cause: CodeDeath,
    },
    /// The phone took the code.
    PhoneAnswered {
        /// By which link.
        link: LinkNo,
    },
    /// A linking was refused at its last step. The line goes on, with the QR and the code on it.
    PairingRefused {
        /// By which link.
        link: LinkNo,
        /// Why.
        reason: PairRefusal,
    },
    /// The phone is linked and the credentials are committed.
    Paired {
        /// By which link.
        link: LinkNo,
        /// The number of the account.
        phone: Phone,
    },
    /// WhatsApp has shown that it knows the linked device.
    LinkingTaken {
        /// By which link.
        link: LinkNo,
    },
    /// The account asks for a passkey.
    PasskeyRequired {
        /// By which link.
        link: LinkNo,
    },
    /// Logged in and ready.
    Connected {
        /// By which link.
        link: LinkNo,
        /// The number of the account.
        phone: Phone,
    },
    /// It is connected, and WhatsApp has not handed out the account's settings; they come later.
    SettingsDelayed {
        /// By which link.
        link: LinkNo,
    },
    /// The link is over.
    Ended {
        /// Which one.
        link: LinkNo,
        /// Why.
        ending: Ending,
    },
    /// A timer that the session armed has run out.
    TimerFired(Timer),
}

impl Event {
    /// The link this event came from, for those that came from one.
    #[must_use]
    pub fn link(&self) -> Option<LinkNo> {
        match self {
            Self::CredentialsPrepared { link }
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
            | Self::PasskeyRequired { link }
            | Self::Connected { link, .. }
            | Self::SettingsDelayed { link }
            | Self::Ended { link, .. } => Some(*link),
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::PairingRequested { .. }
            | Self::PairingCancelled { .. }
            | Self::ResetRequested { .. }
            | Self::DisconnectRequested { .. }
            | Self::DisconnectKept
            | Self::DisconnectNotKept(_)
            | Self::Checked(..)
            | Self::Wiped(_)
            | Self::WipeFailed(..)
            | Self::TimerFired(_) => None,
        }
    }

    /// The event's name, for logs and refusals.
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
            Self::Paired { .. } => "paired",
            Self::LinkingTaken { .. } => "linking_taken",
            Self::PasskeyRequired { .. } => "passkey_required",
            Self::Connected { .. } => "connected",
            Self::Ended { .. } => "ended",
            Self::TimerFired(_) => "timer_fired",
        }
    }

    /// What this says about an admission through the gate, if it settles one.
    #[must_use]
    pub const fn admission_outcome(&self) -> Option<crate::gate::Outcome> {
        match self {
            Self::QrShown { .. } | Self::Connected { .. } => Some(crate::gate::Outcome::Accepted),
            Self::Ended { ending: Ending::ClientOutdated, .. } => Some(crate::gate::Outcome::Outdated),
            Self::Ended { .. } => Some(crate::gate::Outcome::Other),
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
            | Self::PasskeyRequired { .. }
            | Self::SettingsDelayed { .. }
            | Self::TimerFired(_) => None,
        }
    }
}
