//! In-memory journal that can be read and made to fail.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, CorrelationId, StoreFailure};
use tokio::sync::watch;

use crate::{Journal, JournalEntry, JournalFilter, KeptEntry, StoreError};

/// Journal in memory.
#[derive(Debug)]
pub struct FakeJournal {
    entries: watch::Sender<Vec<JournalEntry>>,
    writes: AtomicUsize,
    failure: Mutex<Option<StoreFailure>>,
    refused: Mutex<Option<&'static str>>,
}

impl Default for FakeJournal {
    fn default() -> Self {
        Self {
            entries: watch::Sender::new(Vec::new()),
            writes: AtomicUsize::new(0),
            failure: Mutex::new(None),
            refused: Mutex::new(None),
        }
    }
}

impl FakeJournal {
    /// Returns all entries so far, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.entries.borrow().clone()
    }

    /// Returns the number of successful writes.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }

    /// Waits until the entries satisfy `enough` and returns all of them.
    pub async fn wait_for(&self, enough: impl FnMut(&Vec<JournalEntry>) -> bool) -> Vec<JournalEntry> {
        // The sender lives as long as `self`, so waiting cannot fail.
        let mut entries = self.entries.subscribe();
        entries.wait_for(enough).await.map(|entries| entries.clone()).unwrap_or_default()
    }

    /// Refuses every batch that contains an entry of this event, as a CHECK constraint would.
    pub fn refuse(&self, event: &'static str) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(event);
    }

    /// Fails every call with this failure; `None` ends that.
    pub fn fail(&self, failure: Option<StoreFailure>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

#[async_trait]
impl Journal for FakeJournal {
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        let failure = *self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = failure {
            return Err(StoreError::new(failure, "as the test wants it"));
        }
        let refused = *self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.iter().any(|entry| Some(entry.event.as_str()) == refused) {
            return Err(StoreError::new(StoreFailure::Corrupt, "as the test wants it"));
        }
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.entries.send_modify(|kept| kept.extend(entries));
        Ok(())
    }

    async fn entries(
        &self,
        company: &CompanyId,
        filter: &JournalFilter,
        (before, limit): (Option<i64>, u32),
    ) -> Result<Vec<KeptEntry>, StoreError> {
        let failure = *self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = failure {
            return Err(StoreError::new(failure, "as the test wants it"));
        }
        let all = self.entries.borrow().clone();
        let kept = all
            .into_iter()
            .zip(1_i64..)
            .filter(|(entry, id)| entry.company == *company && before.is_none_or(|before| *id < before))
            .filter(|(entry, _)| filter.event.as_ref().is_none_or(|event| entry.event == *event))
            .filter(|(entry, _)| filter.actor.is_none_or(|actor| entry.actor == actor));
        let mut page: Vec<_> = kept.map(|(entry, id)| as_kept(entry, id)).collect();
        page.reverse();
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(page)
    }

    async fn entries_of_request(&self, correlation: &CorrelationId, limit: u32) -> Result<Vec<KeptEntry>, StoreError> {
        let all = self.entries.borrow().clone();
        let of_request =
            all.into_iter().zip(1_i64..).filter(|(entry, _)| entry.correlation.as_ref() == Some(correlation));
        let mut page: Vec<_> = of_request.map(|(entry, id)| as_kept(entry, id)).collect();
        page.reverse();
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(page)
    }
}

fn as_kept(entry: JournalEntry, id: i64) -> KeptEntry {
    KeptEntry {
        id,
        company: entry.company,
        principal_label: None,
        at: entry.at,
        event: entry.event,
        from: entry.transition.map(|(from, _)| from.as_str().to_owned()),
        to: entry.transition.map(|(_, to)| to.as_str().to_owned()),
        reason: entry.reason,
        code: entry.code.map(|code| code.name().to_owned()),
        actor: entry.actor.as_str().to_owned(),
        principal: entry.principal.map(|principal| principal.to_string()),
        correlation: entry.correlation.map(String::from),
    }
}
