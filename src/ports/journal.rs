//! The journal: what happened to a session, for people who ask later.

use async_trait::async_trait;
use linekeeper_domain::access::Principal;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{Actor, CompanyId, CorrelationId, ErrorCode, Timestamp};

use crate::StoreError;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Whose session.
    pub company: CompanyId,
    /// When.
    pub at: Timestamp,
    /// What, by its wire name: the state entered (`connected`) or the deed (`restarted`).
    pub event: String,
    /// The states before and after, for a transition.
    pub transition: Option<(StateName, StateName)>,
    /// What led to it, in a few words.
    pub reason: Option<String>,
    /// The code of the failure, if it was one.
    pub code: Option<ErrorCode>,
    /// Who made it happen.
    pub actor: Actor,
    /// As whom, if they had to prove who they are: a key, a visit to the dashboard or an onboarding link.
    pub principal: Option<Principal>,
    /// Of the request that led to it.
    pub correlation: Option<CorrelationId>,
}

/// An entry as it is kept. Names are text here: an older entry may bear one that is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEntry {
    /// Its place in the order of entries; the cursor of pages.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: String,
    /// The state before.
    pub from: Option<String>,
    /// The state after.
    pub to: Option<String>,
    /// What led to it.
    pub reason: Option<String>,
    /// The code of the failure.
    pub code: Option<String>,
    /// Who.
    pub actor: String,
    /// As whom.
    pub principal: Option<String>,
    /// Of the request that led to it.
    pub correlation: Option<String>,
}

/// Where entries are kept.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Keeps the entries, in order, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept unless the outcome is unknown.
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError>;

    /// A company's entries, newest first, at most `limit`, before the given one (the last of the page before).
    ///
    /// # Errors
    /// [`StoreError`].
    async fn entries(&self, company: &CompanyId, before: Option<i64>, limit: u32)
    -> Result<Vec<KeptEntry>, StoreError>;
}
