//! The journal: what happened to a session, for people who ask later.

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp};

use crate::StoreError;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Whose session.
    pub company: CompanyId,
    /// When.
    pub at: Timestamp,
    /// What, by its wire name: the state entered (`connected`) or the deed (`reset`).
    pub event: String,
    /// Why, if it was a failure.
    pub code: Option<ErrorCode>,
    /// Who: `client`, `api`, `phone`, `supervisor`.
    pub actor: String,
    /// Of the request that led to it.
    pub correlation: Option<CorrelationId>,
}

/// Where entries are kept.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Keeps the entries, in order, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept unless the outcome is unknown.
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError>;
}
