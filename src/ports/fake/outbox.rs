//! An outbox in memory, with the rules of the real one: ids once, the first of each chat, a fence, and statuses that never go
//! back.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{Chat, MessageId, SendEvent, SendProgress, SendReport, SendStatus};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};

use crate::{
    Enqueued, Fence, Marked, NewOutgoing, NextOutgoing, NextSelect, Outbox, Outgoing, OutgoingId, OutgoingPage,
    SendChange, StoreError,
};

/// Fake of [`Outbox`].
#[derive(Debug, Default)]
pub struct FakeOutbox(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    down: bool,
    now: Timestamp,
    fences: HashMap<CompanyId, Fence>,
    heard: HashMap<(CompanyId, String), Timestamp>,
    rows: Vec<(CompanyId, Outgoing)>,
}

impl FakeOutbox {
    /// Sets the time of the fake's clock, which is 1970 at first.
    pub fn set_now(&self, now: Timestamp) {
        self.lock().now = now;
    }

    /// Gives the line of a company another owner. Without that every fence is taken for the right one.
    pub fn raise_fence(&self, company: &CompanyId, fence: Fence) {
        self.lock().fences.insert(company.clone(), fence);
    }

    /// Notes that a chat wrote to the line.
    pub fn hear(&self, company: &CompanyId, chat: &Chat, at: Timestamp) {
        let mut kept = self.lock();
        for name in chat.names() {
            kept.heard.insert((company.clone(), name), at);
        }
    }

    /// Makes every call fail, or work again.
    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// Messages of a company, in their order.
    #[must_use]
    pub fn messages(&self, company: &CompanyId) -> Vec<Outgoing> {
        self.lock().of(company).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Kept>, StoreError> {
        let kept = self.lock();
        if kept.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(kept) }
    }

    fn under_fence(&self, company: &CompanyId, fence: Fence) -> Result<MutexGuard<'_, Kept>, StoreError> {
        let kept = self.answering()?;
        match kept.fences.get(company) {
            Some(current) if *current != fence => Err(StoreError::new(StoreFailure::Fenced, "another fence")),
            Some(_) | None => Ok(kept),
        }
    }
}

impl Kept {
    fn of(&self, company: &CompanyId) -> impl Iterator<Item = &Outgoing> {
        self.rows.iter().filter(move |(of, _)| of == company).map(|(_, row)| row)
    }

    fn add(&mut self, company: &CompanyId, new: NewOutgoing) -> Enqueued {
        let id = match new.id {
            OutgoingId::New(id) => id,
            OutgoingId::OfRequest { principal, key } => id_of(&format!("{principal}/{key}")),
        };
        if let Some(known) = self.of(company).find(|row| row.id == id) {
            return Enqueued { message: known.clone(), was_known: true };
        }
        let message = Outgoing {
            id,
            whatsapp_id: new.whatsapp_id,
            seq: i64::try_from(self.rows.len()).unwrap_or(i64::MAX).saturating_add(1),
            order: Ok(new.order),
            progress: SendProgress::QUEUED,
            queued_at: new.at,
            sending_at: None,
            changed_at: new.at,
            sent_at: None,
            delivered_at: None,
            read_at: None,
            played_at: None,
            expires_at: new.expires_at,
            attempts: 0,
        };
        self.rows.push((company.clone(), message.clone()));
        Enqueued { message, was_known: false }
    }

    /// The first message that waits of each chat.
    fn heads(&self, company: &CompanyId) -> Vec<NextOutgoing> {
        let mut heads: Vec<NextOutgoing> = Vec::new();
        for row in self.of(company).filter(|row| row.progress.status.waits()) {
            if heads.iter().all(|head| chat_of(&head.message) != chat_of(row)) {
                let names = chat_of(row).into_iter().flat_map(Chat::names);
                let heard_at = names.filter_map(|name| self.heard.get(&(company.clone(), name)).copied()).max();
                heads.push(NextOutgoing { message: row.clone(), heard_at });
            }
        }
        heads
    }

    fn record(&mut self, company: &CompanyId, report: &SendReport) -> Option<SendChange> {
        let found = self.rows.iter_mut().find(|(of, row)| of == company && row.whatsapp_id == report.whatsapp_id);
        let (_, row) = found?;
        let next = row.progress.after(report.event).filter(|_| report.event != SendEvent::Written)?;
        let from = std::mem::replace(&mut row.progress, next).status;
        row.changed_at = report.at;
        let time = match next.status {
            SendStatus::Sent => Some(&mut row.sent_at),
            SendStatus::Delivered => Some(&mut row.delivered_at),
            SendStatus::Read => Some(&mut row.read_at),
            SendStatus::Played => Some(&mut row.played_at),
            SendStatus::Queued
            | SendStatus::Sending
            | SendStatus::Expired
            | SendStatus::Unknown
            | SendStatus::Failed => None,
        };
        time.into_iter().for_each(|time| *time = Some(report.at));
        Some(SendChange { id: row.id.clone(), whatsapp_id: row.whatsapp_id.clone(), from, to: next })
    }
}

fn chat_of(message: &Outgoing) -> Option<&Chat> {
    message.order.as_ref().ok().map(|order| &order.chat)
}

/// Id that is the same for the same text.
fn id_of(text: &str) -> MessageId {
    let mut bytes = [0_u8; AccessId::LENGTH];
    for (index, byte) in text.bytes().enumerate() {
        let place = bytes.get_mut(index % AccessId::LENGTH).into_iter();
        place.for_each(|sum| *sum = sum.wrapping_mul(31).wrapping_add(byte));
    }
    MessageId::from_random(bytes)
}

#[async_trait]
impl Outbox for FakeOutbox {
    async fn enqueue(&self, company: &CompanyId, orders: Vec<NewOutgoing>) -> Result<Vec<Enqueued>, StoreError> {
        let mut kept = self.answering()?;
        Ok(orders.into_iter().map(|new| kept.add(company, new)).collect())
    }

    async fn next_to_send(
        &self,
        company: &CompanyId,
        fence: Fence,
        select: NextSelect,
    ) -> Result<Vec<NextOutgoing>, StoreError> {
        let kept = self.under_fence(company, fence)?;
        let limit = usize::try_from(select.limit).unwrap_or(usize::MAX);
        let (replies, others): (Vec<_>, Vec<_>) = kept
            .heads(company)
            .into_iter()
            .filter(|head| !select.under_way.contains(&head.message.seq))
            .partition(|head| head.heard_at.is_some());
        Ok(replies.into_iter().take(limit).chain(others.into_iter().take(limit)).collect())
    }

    async fn mark_sending(&self, company: &CompanyId, fence: Fence, seq: i64) -> Result<Marked, StoreError> {
        let mut kept = self.under_fence(company, fence)?;
        let (now, is_head) = (kept.now, kept.heads(company).iter().any(|head| head.message.seq == seq));
        let found = kept.rows.iter_mut().find(|(of, row)| of == company && row.seq == seq && is_head);
        let Some((_, row)) = found.filter(|(_, row)| row.expires_at > now) else { return Ok(Marked::Not) };
        row.progress = SendProgress::of(SendStatus::Sending);
        row.sending_at = Some(now);
        row.attempts += 1;
        Ok(Marked::Write { attempts: row.attempts })
    }

    async fn record_sends(&self, company: &CompanyId, reports: Vec<SendReport>) -> Result<Vec<SendChange>, StoreError> {
        let mut kept = self.answering()?;
        Ok(reports.iter().filter_map(|report| kept.record(company, report)).collect())
    }

    async fn expire_outgoing(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut kept = self.answering()?;
        let now = now.min(kept.now);
        let is_due = |row: &Outgoing| row.progress.status == SendStatus::Queued && row.expires_at <= now;
        let due = kept.rows.iter().filter(|(_, row)| is_due(row)).take(usize::try_from(limit).unwrap_or(usize::MAX));
        let report =
            |row: &Outgoing| SendReport { whatsapp_id: row.whatsapp_id.clone(), event: SendEvent::TimeOver, at: now };
        let due: Vec<_> = due.map(|(company, row)| (company.clone(), report(row))).collect();
        let changed = due.iter().filter_map(|(company, report)| kept.record(company, report)).count();
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    async fn outgoing(&self, company: &CompanyId, id: &MessageId) -> Result<Option<Outgoing>, StoreError> {
        Ok(self.answering()?.of(company).find(|row| row.id == *id).cloned())
    }

    async fn outgoing_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        page: OutgoingPage,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let kept = self.answering()?;
        let names: Vec<_> = chat.names().collect();
        let is_of = |row: &&Outgoing| {
            let is_named = chat_of(row).is_some_and(|chat| chat.names().any(|name| names.contains(&name)));
            is_named && page.before.is_none_or(|before| row.seq < before)
        };
        let mut rows: Vec<_> = kept.of(company).filter(is_of).cloned().collect();
        rows.reverse();
        rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    async fn count_waiting(&self, company: &CompanyId, up_to: u32) -> Result<u32, StoreError> {
        let waiting = self.answering()?.of(company).filter(|row| row.progress.status.waits()).count();
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX).min(up_to))
    }

    async fn count_outgoing(&self, company: &CompanyId) -> Result<Vec<(SendStatus, u64)>, StoreError> {
        let kept = self.answering()?;
        let count = |status| kept.of(company).filter(|row| row.progress.status == status).map(|_| 1_u64).sum();
        let counts = SendStatus::ALL.into_iter().map(|status| (status, count(status)));
        Ok(counts.filter(|(_, count)| *count > 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::messages::{ChatKind, OutboundContent, SendOrder, StanzaId};

    use super::*;

    fn new(seq: u8, phone: &str) -> NewOutgoing {
        let chat = Chat { kind: ChatKind::Direct, lid: None, phone: Some(phone.to_owned()), group: None };
        NewOutgoing {
            id: OutgoingId::New(MessageId::from_random([seq; AccessId::LENGTH])),
            whatsapp_id: StanzaId::from_random([seq; 9]),
            order: SendOrder { chat, content: OutboundContent::Text { text: "a".to_owned() }, reply_to: None },
            at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(1),
        }
    }

    #[tokio::test]
    async fn outbox_gives_the_first_of_each_chat_and_keeps_statuses() {
        let (outbox, salon) = (FakeOutbox::default(), "1".parse().unwrap());
        let orders = vec![new(1, "7"), new(2, "7"), new(3, "8"), new(1, "7")];
        let enqueued = outbox.enqueue(&salon, orders).await.unwrap();
        assert_eq!(enqueued.iter().map(|one| one.was_known).collect::<Vec<_>>(), [false, false, false, true]);
        let heads = async || {
            let select = NextSelect { under_way: Vec::new(), limit: 10 };
            let heads = outbox.next_to_send(&salon, Fence(1), select).await.unwrap();
            heads.iter().map(|head| head.message.seq).collect::<Vec<_>>()
        };
        assert_eq!(heads().await, [1, 3]);
        assert_eq!(outbox.mark_sending(&salon, Fence(1), 2).await.unwrap(), Marked::Not);
        assert_eq!(outbox.mark_sending(&salon, Fence(1), 1).await.unwrap(), Marked::Write { attempts: 1 });
        let report =
            |event| SendReport { whatsapp_id: StanzaId::from_random([1; 9]), event, at: Timestamp::UNIX_EPOCH };
        let reports = [SendEvent::Delivered, SendEvent::Acknowledged].map(report).to_vec();
        assert_eq!(outbox.record_sends(&salon, reports).await.unwrap().len(), 1);
        assert_eq!(heads().await, [2, 3]);
        outbox.set_now(Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(2));
        assert_eq!(outbox.expire_outgoing(Timestamp::MAX_UTC, 10).await.unwrap(), 2);
        assert_eq!(heads().await, [0; 0]);
        outbox.raise_fence(&salon, Fence(2));
        let fenced = outbox.mark_sending(&salon, Fence(1), 1).await.unwrap_err();
        assert_eq!(fenced.failure, StoreFailure::Fenced);
    }
}
