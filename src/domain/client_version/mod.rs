//! Version of WhatsApp Web that the links of a process announce: which one of those it knows, and what becomes of it
//! when a look-up finds another, when WhatsApp refuses it (405), and when WhatsApp names the day on which it ends.
//!
//! ```text
//! built in ──stored or found, newer──▶ looked up ──found, newer──▶ looked up
//!     │                                   │ ▲
//!     └──refused──▶ what was found, else the one before, else the built-in one, whichever is not refused
//! configured: stays
//! ```
//!
//! An announced version goes back for one reason only: WhatsApp refuses it. While it is accepted, an older answer of a
//! look-up is a page from a cache or of a server that lags behind; announcing it would gain nothing and bring its end
//! nearer.

mod record;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

pub use record::{EndNotice, Implausible, VersionRecord};

use crate::Timestamp;

/// Version of WhatsApp Web, such as `2.3000.1042742319`. Ordered by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientVersion {
    /// First number.
    pub primary: u32,
    /// Second number.
    pub secondary: u32,
    /// Third number, which grows by some ten thousand a day.
    pub tertiary: u32,
}

/// Error of a text that is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a client version is three numbers with dots between")]
pub struct InvalidClientVersion;

impl ClientVersion {
    /// Creates a version from its numbers.
    #[must_use]
    pub const fn new(primary: u32, secondary: u32, tertiary: u32) -> Self {
        Self { primary, secondary, tertiary }
    }

    /// The three numbers.
    #[must_use]
    pub const fn numbers(self) -> (u32, u32, u32) {
        (self.primary, self.secondary, self.tertiary)
    }
}

impl fmt::Display for ClientVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.primary, self.secondary, self.tertiary)
    }
}

impl FromStr for ClientVersion {
    type Err = InvalidClientVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| digits).ok_or(InvalidClientVersion)
        };
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(InvalidClientVersion).and_then(number);
        let version = Self::new(next()?, next()?, next()?);
        parts.next().map_or(Ok(version), |_| Err(InvalidClientVersion))
    }
}

/// Origin of the announced version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionSource {
    /// Set in the configuration: nothing is looked up.
    Configured,
    /// Looked up at WhatsApp, by this process or by another one on the same database.
    LookedUp,
    /// The one that the library ships with.
    BuiltIn,
}

/// Version that was looked up, as the database keeps it for all processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundVersion {
    /// Version.
    pub version: ClientVersion,
    /// Time of the first look-up that found it.
    pub since: Timestamp,
    /// Time of the last successful look-up.
    pub looked_up_at: Timestamp,
}

/// Version that links announce now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionStatus {
    /// Version.
    pub version: ClientVersion,
    /// Its origin.
    pub source: VersionSource,
    /// Time from which it has been announced; of a looked-up one, by any process.
    pub since: Timestamp,
    /// Time of the last successful look-up that this process knows of, whatever it found.
    pub looked_up_at: Option<Timestamp>,
    /// Time at which WhatsApp will stop taking it, as told to a connection that announced it.
    pub expires_at: Option<Timestamp>,
}
