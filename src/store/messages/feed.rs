//! Reads of the log.

use async_trait::async_trait;
use linekeeper_domain::messages::Chat;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{EventsPage, MOST_EVENTS, MessageLog, StoreError};
use tokio_postgres::types::Type;

use super::payload::{self, EventRow};
use super::retention;
use crate::call::{Call, count_in, pruned};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// The log with its key, unless its tag is the given one, and its bounds.
const LOG: &str =
    "SELECT CASE WHEN substr(l.data_key, 2, 8) = $2 THEN NULL ELSE l.data_key END, l.master_key_id, l.last_seq, (
        SELECT e.seq FROM message_events e WHERE e.company_id = $1 ORDER BY e.seq LIMIT 1)
    FROM message_logs l WHERE l.company_id = $1";

/// What follows a place. The sum leaves out what would make the page too long, but for the first event.
const EVENTS: &str = "SELECT id, type, at, seq, chat_seq, payload FROM (
        SELECT e.*, sum(octet_length(e.payload)) OVER (ORDER BY e.seq) - octet_length(e.payload) AS before
        FROM (SELECT * FROM message_events WHERE company_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) e
    ) e WHERE before < 4194304 ORDER BY seq";

const USED: &str = "SELECT coalesce(sum(bytes), 0)::bigint FROM message_logs";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("log", LOG),
    Listed::by_index("log_events", EVENTS),
    Listed::more("used_bytes", USED, "one row for each company; a maintenance task asks every few seconds"),
];

#[async_trait]
impl MessageLog for Store {
    async fn events(&self, company: &CompanyId, after: i64, limit: u32) -> Result<EventsPage, StoreError> {
        let (store, company) = (self.clone(), company.clone());
        self.call("events", move |call| {
            Box::pin(async move { read(call, &store, (&company, after, limit.min(MOST_EVENTS))).await })
        })
        .await
    }

    async fn delete_chat(&self, company: &CompanyId, chat: &Chat) -> Result<u64, StoreError> {
        let (store, company, names) = (self.clone(), company.clone(), chat.names().collect::<Vec<_>>());
        self.call("delete_chat", move |call| {
            Box::pin(async move { retention::delete_chat(call, &store, (&company, &names)).await })
        })
        .await
    }

    async fn delete_log(&self, company: &CompanyId) -> Result<u64, StoreError> {
        let (store, company) = (self.clone(), company.clone());
        self.call("delete_log", move |call| {
            Box::pin(async move { retention::delete_log(call, &store, &company).await })
        })
        .await
    }

    async fn used_bytes(&self) -> Result<u64, StoreError> {
        self.call("used_bytes", |call| Box::pin(async move { count_in(&call.query(USED, &[]).await?) })).await
    }

    async fn prune_log(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_log", move |call| Box::pin(pruned(call, retention::PRUNE_LOG, (before, limit)))).await
    }

    async fn prune_seen(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_seen", move |call| Box::pin(pruned(call, retention::PRUNE_SEEN, (before, limit)))).await
    }
}

async fn read(
    call: &mut Call,
    store: &Store,
    (company, after, limit): (&CompanyId, i64, u32),
) -> Result<EventsPage, QueryError> {
    let (logs, sealing) = (store.log_keys(), store.sealing());
    let believed = logs.at_hand(company);
    let tag = believed.as_ref().map(|key| key.tag().as_bytes().to_vec());
    let log_params = [(&company.as_str() as _, Type::TEXT), (&tag as _, Type::BYTEA)];
    let limit = i64::from(limit);
    let params = [(&company.as_str() as _, Type::TEXT), (&after as _, Type::INT8), (&limit as _, Type::INT8)];
    // In one transaction: the key is that of the events.
    let (transaction, [log, rows]) = call.begin([(LOG, &log_params), (EVENTS, &params)]).await?;
    let [] = transaction.commit([]).await?;
    let Some(row) = log.first() else { return Ok(EventsPage::default()) };
    let wrapped: Option<&[u8]> = row.try_get(0)?;
    let key = match (wrapped, believed) {
        (None, Some(key)) => key,
        (wrapped, _) => logs.keep(&sealing, company, (wrapped, row.try_get(1)?))?,
    };
    let events = rows.iter().map(|row| payload::open(&key, company, &EventRow::read(row, 0)?));
    Ok(EventsPage { events: events.collect::<Result<_, _>>()?, last_seq: row.try_get(2)?, first_seq: row.try_get(3)? })
}
