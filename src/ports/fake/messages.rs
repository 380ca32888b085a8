//! A log of messages as a test writes it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::messages::{Chat, EventDocument};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};

use crate::{EventsPage, MessageLog, StoreError};

/// Fake of [`MessageLog`].
#[derive(Debug, Default)]
pub struct FakeMessageLog(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    down: bool,
    events: Vec<EventDocument>,
    last_seq: i64,
}

impl Kept {
    /// Those events that fit, after a place.
    fn page(&self, fits: impl Fn(&EventDocument) -> bool, (after, limit): (i64, u32)) -> EventsPage {
        let own = || self.events.iter().filter(|event| fits(event));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let events = own().filter(|event| event.data.seq > after).take(limit).cloned().collect();
        let seqs = || own().map(|event| event.data.seq);
        EventsPage { events, last_seq: seqs().max().unwrap_or_default(), first_seq: seqs().min() }
    }
}

impl FakeMessageLog {
    /// Adds an event; its `seq` is the place it is read at.
    pub fn add(&self, event: EventDocument) {
        let mut kept = self.lock();
        kept.last_seq = kept.last_seq.max(event.data.seq);
        kept.events.push(event);
    }

    /// Makes every call fail from now on.
    pub fn break_down(&self) {
        self.lock().down = true;
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Kept>, StoreError> {
        let kept = self.lock();
        if kept.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(kept) }
    }

    fn delete(&self, goes: impl Fn(&EventDocument) -> bool) -> Result<u64, StoreError> {
        let mut kept = self.answering()?;
        let before = kept.events.len();
        kept.events.retain(|event| !goes(event));
        Ok(u64::try_from(before - kept.events.len()).unwrap_or(u64::MAX))
    }
}

/// Whether an event is one of this chat.
fn is_of(event: &EventDocument, company: &CompanyId, chat: &Chat) -> bool {
    let names: Vec<_> = chat.names().collect();
    let own = event.data.chat().filter(|_| event.data.company_id == *company);
    own.is_some_and(|chat| chat.names().any(|name| names.contains(&name)))
}

#[async_trait]
impl MessageLog for FakeMessageLog {
    async fn events(&self, company: &CompanyId, after: i64, limit: u32) -> Result<EventsPage, StoreError> {
        let kept = self.answering()?;
        let page = kept.page(|event| event.data.company_id == *company, (after, limit));
        Ok(EventsPage { last_seq: kept.last_seq, ..page })
    }

    async fn events_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        place: (i64, u32),
    ) -> Result<EventsPage, StoreError> {
        Ok(self.answering()?.page(|event| is_of(event, company, chat), place))
    }

    async fn delete_chat(&self, company: &CompanyId, chat: &Chat) -> Result<u64, StoreError> {
        self.delete(|event| is_of(event, company, chat))
    }

    async fn delete_log(&self, company: &CompanyId) -> Result<u64, StoreError> {
        self.delete(|event| event.data.company_id == *company)
    }

    async fn used_bytes(&self) -> Result<u64, StoreError> {
        let kept = self.answering()?;
        Ok(u64::try_from(kept.events.len()).unwrap_or(u64::MAX).saturating_mul(1_000))
    }

    async fn prune_log(&self, before: Timestamp, _limit: u32) -> Result<u64, StoreError> {
        self.delete(|event| event.timestamp < before)
    }

    async fn prune_seen(&self, _before: Timestamp, _limit: u32) -> Result<u64, StoreError> {
        self.answering().map(|_| 0)
    }
}
