//! The catalogue of everything that can go wrong: one code, one HTTP status, one sentence in each language, one thing to do.
//! Frames, problem documents, the journal, metrics and `docs/failures.md` read it, so they cannot disagree.

mod entries;
mod page;
#[cfg(test)]
mod tests;

pub use entries::ErrorCode;
pub use page::failures_page;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Text;

/// What the person in front of the screen can do about it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    /// Nothing; it is being taken care of.
    None,
    /// Ask again.
    Retry,
    /// Reset the connection, then ask again.
    Reset,
    /// Consent to the change of number (`changeNumber`), or ask for the linked number.
    ChangeNumber,
    /// Scan the QR instead.
    UseQr,
    /// Wait, as long as `retryAfterMs` says.
    Wait,
    /// Write to support, with the correlation id.
    ContactSupport,
}

impl UserAction {
    /// The wire name.
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

/// Who gets a session out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// The service itself: it waits and tries again.
    Automatic,
    /// The person in front of the screen: another attempt, a reset, a QR.
    User,
    /// Support or an operator, who find the story by the correlation id.
    Support,
}

impl Recovery {
    /// The tier's name in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::User => "by the user",
            Self::Support => "by support",
        }
    }
}

/// Whether those on call hear of it (a Sentry event), beyond a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum News {
    /// No.
    No,
    /// Each time: it is about one session.
    EachTime,
    /// Once when it begins: it is about the whole service, and what each session suffers from it is no further news.
    OncePerOutage,
}

/// A row of the catalogue.
struct Entry {
    name: &'static str,
    http_status: u16,
    action: UserAction,
    recovery: Recovery,
    news: News,
    /// Whether a session parked for it still is after a restart of the process.
    kept: bool,
    /// How long to wait where nothing more exact is known, in seconds.
    retry_after: Option<u32>,
    text: Text,
    /// What it is.
    meaning: &'static str,
    /// What the service does about it.
    service: &'static str,
    /// What a person does about it.
    person: &'static str,
}

impl ErrorCode {
    /// The wire name, for example `PAIRING_TIMEOUT`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// By its wire name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The status of a problem document with this code.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        self.entry().http_status
    }

    /// The sentence for people.
    #[must_use]
    pub const fn text(self) -> Text {
        self.entry().text
    }

    /// What it is, in English.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// What the person can do.
    #[must_use]
    pub const fn user_action(self) -> UserAction {
        self.entry().action
    }

    /// Who gets a session out of it.
    #[must_use]
    pub const fn recovery(self) -> Recovery {
        self.entry().recovery
    }

    /// Whether those on call should hear of it.
    #[must_use]
    pub const fn news(self) -> News {
        self.entry().news
    }

    /// Whether it belongs to how people use the service: nothing went wrong, and the log does not warn of it.
    #[must_use]
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::CodeExpired | Self::Superseded | Self::Disconnected)
    }

    /// Whether a session parked for it still is after a restart of the process. What is not is tried again by then, or was
    /// about a pairing that is over.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        self.entry().kept
    }

    /// How long to wait where nothing more exact is known.
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
