//! Catalogue of all errors: each code has one HTTP status, one sentence in each language and one action for the user.
//! Frames, problem documents, the journal, metrics and `docs/failures.md` read it, so they cannot disagree.

mod entries;
mod page;
mod table;
#[cfg(test)]
mod tests;

pub use entries::ErrorCode;
pub use page::failures_page;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Text;

/// Action for the person in front of the screen.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    /// Nothing; the service takes care of it.
    None,
    /// Repeat the request.
    Retry,
    /// Reset the connection, then repeat the request.
    Reset,
    /// Consent to the change of number (`changeNumber`), or ask for the linked number.
    ChangeNumber,
    /// Scan the QR instead.
    UseQr,
    /// Wait for `retryAfterMs`.
    Wait,
    /// Write to support, with the correlation id.
    ContactSupport,
}

impl UserAction {
    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Retry => "retry",
            Self::Reset => "reset",
            Self::ChangeNumber => "change_number",
            Self::UseQr => "use_qr",
            Self::Wait => "wait",
            Self::ContactSupport => "contact_support",
        }
    }
}

/// Recovery tier: the party that resolves the failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// The service itself: it waits and retries.
    Automatic,
    /// The user: another attempt, a reset, a QR.
    User,
    /// Support or an operator, who find the history by the correlation id.
    Support,
}

impl Recovery {
    /// Name of the tier in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::User => "by the user",
            Self::Support => "by support",
        }
    }
}

/// Whether those on call are alerted (by a Sentry event), beyond a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertPolicy {
    /// Never.
    No,
    /// Each time: the failure concerns one session.
    EachTime,
    /// Once when it begins: the failure concerns the whole service, so each affected session is no further alert.
    OncePerOutage,
}

/// Entry of the catalogue.
struct Entry {
    name: &'static str,
    http_status: u16,
    action: UserAction,
    recovery: Recovery,
    alerts: AlertPolicy,
    /// Whether a session parked with this code stays parked after a restart of the process. A change needs a migration
    /// of the CHECK on parked codes.
    kept: bool,
    /// Wait in seconds where nothing more exact is known.
    retry_after: Option<u32>,
    text: Text,
    /// Meaning, in English.
    meaning: &'static str,
    /// Reaction of the service.
    service: &'static str,
    /// Action of a person.
    person: &'static str,
}

impl ErrorCode {
    /// Name on the wire, for example `PAIRING_TIMEOUT`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// Looks up a code by its wire name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// HTTP status of a problem document with this code.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        self.entry().http_status
    }

    /// Sentence for people.
    #[must_use]
    pub const fn text(self) -> Text {
        self.entry().text
    }

    /// Meaning, in English.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// Action for the person in front of the screen.
    #[must_use]
    pub const fn user_action(self) -> UserAction {
        self.entry().action
    }

    /// Recovery tier.
    #[must_use]
    pub const fn recovery(self) -> Recovery {
        self.entry().recovery
    }

    /// Whether those on call are alerted.
    #[must_use]
    pub const fn alerts(self) -> AlertPolicy {
        self.entry().alerts
    }

    /// Whether it belongs to normal use: nothing went wrong, and the log does not warn of it.
    #[must_use]
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::CodeExpired | Self::Superseded | Self::Disconnected)
    }

    /// Whether a session parked with this code stays parked after a restart of the process. Other codes are retried by
    /// then, or concern a pairing that is over.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        self.entry().kept
    }

    /// Wait before a retry where nothing more exact is known.
    #[must_use]
    pub const fn retry_after(self) -> Option<Duration> {
        match self.entry().retry_after {
            Some(seconds) => Some(Duration::from_secs(seconds as u64)),
            None => None,
        }
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
