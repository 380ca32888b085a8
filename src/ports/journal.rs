//! Journal port: the audit log of every session.

use async_trait::async_trait;
use linekeeper_domain::access::Principal;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp, TriggeredBy};

use crate::StoreError;

/// New journal entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Company whose session the entry is about.
    pub company: CompanyId,
    /// Time of the event, by the service's clock.
    pub at: Timestamp,
    /// Event by its wire name: the state entered (`connected`) or the request (`restarted`).
    pub event: String,
    /// States before and after; absent for an entry that is no transition.
    pub transition: Option<(StateName, StateName)>,
    /// Cause in a few words, for example the name of the session event.
    pub reason: Option<String>,
    /// Error code, for a failure.
    pub code: Option<ErrorCode>,
    /// Component that caused the entry.
    pub actor: TriggeredBy,
    /// Authenticated caller behind the entry (API key, dashboard session or onboarding link), where one had to
    /// authenticate.
    pub principal: Option<Principal>,
    /// Correlation id of the request that led to the entry.
    pub correlation: Option<CorrelationId>,
}

/// Which entries of a company's journal are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalFilter {
    /// Event by its wire name; all if absent.
    pub event: Option<String>,
    /// Component that caused the entry; all if absent.
    pub actor: Option<TriggeredBy>,
}

impl JournalFilter {
    /// Whether all entries are read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.event.is_none() && self.actor.is_none()
    }
}

/// Stored journal entry. Names are text, because an older entry may carry a name this version does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEntry {
    /// Sequence number of the entry; the cursor of pages.
    pub id: i64,
    /// Company whose session the entry is about.
    pub company: CompanyId,
    /// Time of the event.
    pub at: Timestamp,
    /// Event by its wire name.
    pub event: String,
    /// State before; absent for an entry that is no transition.
    pub from: Option<String>,
    /// State after; absent for an entry that is no transition.
    pub to: Option<String>,
    /// Cause in a few words.
    pub reason: Option<String>,
    /// Error code, for a failure.
    pub code: Option<String>,
    /// Name of a [`TriggeredBy`].
    pub actor: String,
    /// Authenticated caller, as text.
    pub principal: Option<String>,
    /// Label of the API key that the caller used or was signed in with.
    pub principal_label: Option<String>,
    /// Correlation id of the request that led to the entry.
    pub correlation: Option<String>,
}

/// Storage of journal entries.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Appends the entries, in order, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was written unless the outcome is unknown.
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError>;

    /// Returns a page of a company's entries, newest first: those before this id, the last of the previous page, and at
    /// most this many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn entries(
        &self,
        company: &CompanyId,
        filter: &JournalFilter,
        page: (Option<i64>, u32),
    ) -> Result<Vec<KeptEntry>, StoreError>;

    /// Returns the entries of all companies with this correlation id, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn entries_of_request(&self, correlation: &CorrelationId, limit: u32) -> Result<Vec<KeptEntry>, StoreError>;
}
