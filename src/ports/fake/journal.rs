//! A journal that can be read and can fail.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::StoreFailure;
use tokio::sync::watch;

use crate::{Journal, JournalEntry, StoreError};

/// Keeps entries in memory.
#[derive(Debug)]
pub struct FakeJournal {
    entries: watch::Sender<Vec<JournalEntry>>,
    failure: Mutex<Option<StoreFailure>>,
}

impl Default for FakeJournal {
    fn default() -> Self {
        Self { entries: watch::Sender::new(Vec::new()), failure: Mutex::new(None) }
    }
}

impl FakeJournal {
    /// Everything kept so far, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.entries.borrow().clone()
    }

    /// Returns everything kept once it satisfies `enough`.
    pub async fn wait_for(&self, enough: impl FnMut(&Vec<JournalEntry>) -> bool) -> Vec<JournalEntry> {
        // The sender lives as long as `self`, so waiting cannot fail; what is there is the answer either way.
        let mut entries = self.entries.subscribe();
        entries.wait_for(enough).await.map(|entries| entries.clone()).unwrap_or_default()
    }

    /// From now on entries are refused so; `None` heals it.
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
        self.entries.send_modify(|kept| kept.extend(entries));
        Ok(())
    }
}
