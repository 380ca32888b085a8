//! Messages that are sent (tables `outgoing_messages`, `outgoing_lanes`): ordered, given to the line chat by chat, and recorded as
//! they go on. Each change but the mark of a write appends an event to the company's log, in its transaction.
//!
//! Every change holds the company's log, so those of one company come one after the other; what is read after the log is
//! held does not change until the commit.

mod enqueue;
mod learned;
mod mark;
mod next;
mod reading;
mod record;
mod row;

use async_trait::async_trait;
use linekeeper_domain::messages::{Chat, MessageId, SendReport, SendStatus};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{
    Enqueued, Fence, Marked, NewOutgoing, NextOutgoing, NextSelect, Outbox, Outgoing, OutgoingPage, SendChange,
    StoreError,
};

pub(crate) use self::enqueue::MOVE_MERGED;
pub(crate) use self::enqueue::STATEMENTS as ENQUEUE;
pub(crate) use self::mark::{Mark, STATEMENTS as MARK};
pub(crate) use self::next::STATEMENTS as NEXT;
pub(crate) use self::reading::STATEMENTS as READING;
pub(crate) use self::record::{Record, STATEMENTS as RECORD};
use crate::store::Store;

#[async_trait]
impl Outbox for Store {
    async fn enqueue(&self, company: &CompanyId, orders: Vec<NewOutgoing>) -> Result<Vec<Enqueued>, StoreError> {
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let (store, company) = (self.clone(), company.clone());
        let enqueued = self.call("enqueue", move |call| {
            Box::pin(async move { enqueue::enqueue(call, &store, (&company, &orders)).await })
        });
        let enqueued = enqueued.await;
        self.note_deliveries_owed();
        enqueued
    }

    async fn next_to_send(
        &self,
        company: &CompanyId,
        fence: Fence,
        select: NextSelect,
    ) -> Result<Vec<NextOutgoing>, StoreError> {
        let (store, company) = (self.clone(), company.clone());
        self.call("next_to_send", move |call| {
            Box::pin(async move { next::next(call, &store, (&company, fence, &select)).await })
        })
        .await
    }

    async fn mark_sending(&self, company: &CompanyId, fence: Fence, seq: i64) -> Result<Marked, StoreError> {
        self.batched(Mark { company: company.clone(), fence, seq }).await
    }

    async fn record_sends(&self, company: &CompanyId, reports: Vec<SendReport>) -> Result<Vec<SendChange>, StoreError> {
        if reports.is_empty() {
            return Ok(Vec::new());
        }
        let recorded = self.batched(Record { company: company.clone(), reports, logs: self.log_keys() }).await;
        self.note_deliveries_owed();
        recorded
    }

    async fn expire_outgoing(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let due = self.call("outgoing_due", move |call| Box::pin(record::due(call, (now, limit)))).await?;
        let (mut changed, mut failed) = (0, None);
        for (company, reports) in due {
            // A company whose log cannot be written does not keep the others from it.
            match self.record_sends(&company, reports).await {
                Ok(changes) => changed += u64::try_from(changes.len()).unwrap_or(u64::MAX),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(changed), Err)
    }

    async fn outgoing(&self, company: &CompanyId, id: &MessageId) -> Result<Option<Outgoing>, StoreError> {
        let (store, company, id) = (self.clone(), company.clone(), id.clone());
        self.call("outgoing", move |call| Box::pin(async move { reading::one(call, &store, (&company, &id)).await }))
            .await
    }

    async fn outgoing_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        page: OutgoingPage,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let (store, company, names) = (self.clone(), company.clone(), chat.names().collect::<Vec<_>>());
        self.call("outgoing_of_chat", move |call| {
            Box::pin(async move { reading::of_chat(call, &store, (&company, &names, page)).await })
        })
        .await
    }

    async fn count_waiting(&self, company: &CompanyId, up_to: u32) -> Result<u32, StoreError> {
        let company = company.clone();
        self.call("count_waiting", move |call| {
            Box::pin(async move { reading::count_waiting(call, (&company, up_to)).await })
        })
        .await
    }

    async fn count_outgoing(&self, company: &CompanyId) -> Result<Vec<(SendStatus, u64)>, StoreError> {
        let company = company.clone();
        self.call("count_outgoing", move |call| Box::pin(async move { reading::count(call, &company).await })).await
    }
}
