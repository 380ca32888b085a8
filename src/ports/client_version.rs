//! Client version: what links announce, where it is looked up, and where it is kept for all processes.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::client_version::{ClientVersion, FoundVersion, VersionStatus};

use crate::StoreError;

/// Client version of the process. Neither method waits: links call them while they connect.
pub trait ClientVersions: Send + Sync {
    /// Version that links announce now.
    fn status(&self) -> VersionStatus;

    /// Notes what WhatsApp has told a connection about the end of the version that it announced: seconds since 1970, as
    /// written, which may be anything.
    fn ends(&self, version: ClientVersion, written: &str);
}

/// Error of a look-up.
#[derive(Debug, thiserror::Error)]
pub enum VersionLookupError {
    /// No answer, or not within the time and size that are allowed.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The answer has this HTTP status.
    #[error("answered with status {0}")]
    Status(u16),
    /// The answer names no version.
    #[error("the answer names no version")]
    NoVersion,
}

/// Source of the current client version, outside. Bounded in time.
#[async_trait]
pub trait VersionLookup: Send + Sync {
    /// Asks for the version that WhatsApp's own pages announce.
    async fn latest(&self) -> Result<ClientVersion, VersionLookupError>;
}

/// Pauses between the look-ups of all processes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupPauses {
    /// After a look-up that has succeeded.
    pub answered: Duration,
    /// After one that has not, or not yet.
    pub unanswered: Duration,
}

/// Version that all processes on a database share.
#[async_trait]
pub trait VersionStore: Send + Sync {
    /// Version found by the last look-up of any process; none before the first one that succeeded.
    async fn found_version(&self) -> Result<Option<FoundVersion>, StoreError>;

    /// Claims the next look-up for this process. False if any process began one too short a time before `now`.
    async fn claim_version_lookup(&self, now: Timestamp, pauses: LookupPauses) -> Result<bool, StoreError>;

    /// Keeps what a look-up at `now` found. Returns it with the time of the first look-up in a row that found it.
    async fn keep_version(&self, version: ClientVersion, now: Timestamp) -> Result<FoundVersion, StoreError>;
}
