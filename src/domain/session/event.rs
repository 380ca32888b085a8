//! What can happen to a session.

use crate::{CorrelationId, Ending, PairingCode, PairingMethod, Phone, Refusal, StoreFailure, Timestamp};

use super::Timer;

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
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Somebody does not want to any more.
    PairingCancelled {
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Somebody wants everything gone.
    ResetRequested {
        /// Of the request.
        correlation: CorrelationId,
    },
    /// The database has answered the question, or has not.
    Checked(CheckNo, Result<(), StoreFailure>),
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
    },
    /// The phone took the code.
    PhoneAnswered {
        /// By which link.
        link: LinkNo,
    },
    /// The phone is linked and the credentials are committed.
    Paired {
        /// By which link.
        link: LinkNo,
        /// The number of the account.
        phone: Phone,
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
            | Self::PrepareFailed { link, .. }
            | Self::QrShown { link, .. }
            | Self::CodeIssued { link, .. }
            | Self::CodeRefused { link, .. }
            | Self::CodeDead { link }
            | Self::PhoneAnswered { link }
            | Self::Paired { link, .. }
            | Self::PasskeyRequired { link }
            | Self::Connected { link, .. }
            | Self::Ended { link, .. } => Some(*link),
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::PairingRequested { .. }
            | Self::PairingCancelled { .. }
            | Self::ResetRequested { .. }
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
            Self::CredentialsPrepared { .. } => "credentials_prepared",
            Self::PrepareFailed { .. } => "prepare_failed",
            Self::Checked(..) => "checked",
            Self::Wiped(_) => "wiped",
            Self::WipeFailed(..) => "wipe_failed",
            Self::QrShown { .. } => "qr_shown",
            Self::CodeIssued { .. } => "code_issued",
            Self::CodeRefused { .. } => "code_refused",
            Self::CodeDead { .. } => "code_dead",
            Self::PhoneAnswered { .. } => "phone_answered",
            Self::Paired { .. } => "paired",
            Self::PasskeyRequired { .. } => "passkey_required",
            Self::Connected { .. } => "connected",
            Self::Ended { .. } => "ended",
            Self::TimerFired(_) => "timer_fired",
        }
    }
}
