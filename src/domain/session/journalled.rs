//! What the journal says of an event: who made it happen, what it was, and whether it has an entry also where it leaves the session
//! in its state.

use std::borrow::Cow;

use crate::{Actor, ErrorCode};

use super::{CodeDeath, Event};

impl Event {
    /// The failure that this tells of, for an event that may leave the session in its state.
    #[must_use]
    pub const fn own_code(&self) -> Option<ErrorCode> {
        let refused = matches!(self, Self::PairingRefused { .. } | Self::CodeDead { cause: CodeDeath::Refused, .. });
        if refused { Some(ErrorCode::PairingCodeFailed) } else { None }
    }

    /// Whether the journal has an entry for it also where the session's state stays.
    #[must_use]
    pub const fn has_own_entry(&self) -> bool {
        self.own_code().is_some() || matches!(self, Self::SettingsDelayed { .. })
    }

    /// Who made it happen, for the journal.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self {
            Self::PairingRequested { by, .. } => by.actor,
            Self::PairingCancelled { by, .. }
            | Self::ResetRequested { by, .. }
            | Self::DisconnectRequested { by, .. } => *by,
            Self::PhoneAnswered { .. } | Self::Paired { .. } => Actor::Phone,
            Self::QrShown { .. }
            | Self::CodeIssued { .. }
            | Self::CodeRefused { .. }
            | Self::CodeDead { .. }
            | Self::PairingRefused { .. }
            | Self::LinkingTaken { .. }
            | Self::PasskeyRequired { .. }
            | Self::Connected { .. }
            | Self::SettingsDelayed { .. }
            | Self::Ended { .. } => Actor::Whatsapp,
            Self::Loaded(_)
            | Self::LoadFailed(_)
            | Self::DisconnectKept
            | Self::DisconnectNotKept(_)
            | Self::Checked(..)
            | Self::CredentialsPrepared { .. }
            | Self::PrepareFailed { .. }
            | Self::Wiped(_)
            | Self::WipeFailed(..) => Actor::Store,
            Self::Admitted { .. } | Self::AdmissionRefused { .. } => Actor::Gate,
            Self::TimerFired(_) => Actor::Session,
        }
    }

    /// What happened, in a few words for the journal. Nothing in it is secret.
    #[must_use]
    pub fn reason(&self) -> Cow<'static, str> {
        match self {
            Self::Ended { ending, .. } => format!("ended: {}", ending.name()).into(),
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
            Self::Checked(_, Err(denial)) => format!("denied: {}", denial.code).into(),
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
            | Self::PasskeyRequired { .. }
            | Self::Connected { .. }
            | Self::SettingsDelayed { .. } => self.name().into(),
        }
    }
}
