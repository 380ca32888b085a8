//! Journal entries of events: the cause, the reason text, and whether an event has an entry even where the state stays
//! the same.

use std::borrow::Cow;

use crate::{ErrorCode, TriggeredBy};

use super::event::PasskeyStep;
use super::{CodeDeath, Event};

impl Event {
    /// Code of the failure reported by an event that may leave the state the same.
    #[must_use]
    pub const fn own_code(&self) -> Option<ErrorCode> {
        let refused = matches!(self, Self::PairingRefused { .. } | Self::CodeDead { cause: CodeDeath::Refused, .. });
        if refused { Some(ErrorCode::PairingCodeFailed) } else { None }
    }

    /// Whether the journal has an entry for this event even where the state stays the same.
    #[must_use]
    pub const fn has_own_entry(&self) -> bool {
        self.own_code().is_some() || matches!(self, Self::SettingsDelayed { .. })
    }

    /// Cause of the event, for the journal.
    #[must_use]
    pub const fn actor(&self) -> TriggeredBy {
        match self {
            Self::PairingRequested { by, .. } => by.actor,
            Self::PasskeyAnswered(PasskeyStep { by, .. }) | Self::PasskeyConfirmed(PasskeyStep { by, .. }) => by.actor,
            Self::PairingCancelled { by, .. }
            | Self::ResetRequested { by, .. }
            | Self::DisconnectRequested { by, .. } => *by,
            Self::PhoneAnswered { .. } | Self::Paired { .. } => TriggeredBy::Phone,
            Self::QrShown { .. }
            | Self::CodeIssued { .. }
            | Self::CodeRefused { .. }
            | Self::CodeDead { .. }
            | Self::PairingRefused { .. }
            | Self::LinkingTaken { .. }
            | Self::PasskeyRequested { .. }
            | Self::PasskeyCodeShown { .. }
            | Self::PasskeyFailed { .. }
            | Self::Connected { .. }
            | Self::SettingsDelayed { .. }
            | Self::PhoneSeen { .. }
            | Self::Ended { .. } => TriggeredBy::Whatsapp,
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::DisconnectKept
            | Self::DisconnectNotKept(_)
            | Self::Checked(..)
            | Self::CredentialsPrepared { .. }
            | Self::PrepareRefused { .. }
            | Self::PrepareFailed { .. }
            | Self::Wiped(_)
            | Self::WipeFailed(..) => TriggeredBy::Store,
            Self::Admitted { .. } | Self::AdmissionRefused { .. } => TriggeredBy::Gate,
            Self::TimerFired(_) => TriggeredBy::Session,
        }
    }

    /// Reason text for the journal. It contains no secrets.
    #[must_use]
    pub fn reason(&self) -> Cow<'static, str> {
        match self {
            Self::Ended { end_reason, .. } => format!("ended: {}", end_reason.name()).into(),
            Self::TimerFired(timer) => format!("timer: {}", timer.as_str()).into(),
            Self::CodeRefused { refusal, .. } => match refusal.status {
                Some(status) => format!("code_refused: {status}").into(),
                None => "code_refused: no answer".into(),
            },
            Self::LoadFailed(failure)
            | Self::PrepareFailed { failure, .. }
            | Self::WipeFailed(_, failure)
            | Self::DisconnectNotKept(failure) => format!("{}: {failure}", self.name()).into(),
            Self::PairingRefused { reason, .. } => format!("pairing_refused: {}", reason.as_str()).into(),
            Self::PasskeyFailed { failure, .. } => format!("passkey_failed: {}", failure.as_str()).into(),
            Self::Checked(_, Err(denial)) | Self::PrepareRefused { denial, .. } => {
                format!("denied: {}", denial.code).into()
            }
            Self::Loaded(_)
            | Self::PairingRequested { .. }
            | Self::PairingCancelled { .. }
            | Self::ResetRequested { .. }
            | Self::DisconnectRequested { .. }
            | Self::DisconnectKept
            | Self::Checked(_, Ok(_))
            | Self::CredentialsPrepared { .. }
            | Self::Admitted { .. }
            | Self::AdmissionRefused { .. }
            | Self::Wiped(_)
            | Self::QrShown { .. }
            | Self::CodeIssued { .. }
            | Self::CodeDead { .. }
            | Self::PhoneAnswered { .. }
            | Self::Paired { .. }
            | Self::LinkingTaken { .. }
            | Self::PasskeyRequested { .. }
            | Self::PasskeyAnswered(_)
            | Self::PasskeyCodeShown { .. }
            | Self::PasskeyConfirmed(_)
            | Self::Connected { .. }
            | Self::SettingsDelayed { .. }
            | Self::PhoneSeen { .. } => self.name().into(),
        }
    }
}
