//! Events that have an entry in the journal also where they leave the session in its state.

use crate::ErrorCode;

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
}
