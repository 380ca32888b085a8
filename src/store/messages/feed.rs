//! Reads of the log.

use async_trait::async_trait;
use linekeeper_domain::messages::{Chat, EventDocument};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{EventsPage, MOST_EVENTS, MessageLog, StoreError};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::log_keys::{KnownKey, hashed};
use super::payload::{self, EventRow};
use super::retention::{self, parts_of_chat};
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

/// What follows a place in a chat; nothing if the log has another key by now, and so none of these events.
const CHAT_EVENTS: &str = concat!(
    "WITH ",
    parts_of_chat!(),
    " SELECT id, type, at, seq, chat_seq, payload FROM (
        SELECT e.*, sum(octet_length(e.payload)) OVER (ORDER BY e.seq) - octet_length(e.payload) AS before
        FROM (
            SELECT e.* FROM parts
            CROSS JOIN LATERAL (
                SELECT * FROM message_events e WHERE e.company_id = $1 AND e.chat = parts.chat AND e.seq > $3
                ORDER BY e.seq LIMIT $4) e
            ORDER BY e.seq LIMIT $4) e
        WHERE EXISTS (SELECT FROM message_logs l WHERE l.company_id = $1 AND substr(l.data_key, 2, 8) = $5)
    ) e WHERE before < 4194304 ORDER BY seq"
);

const CHAT_BOUNDS: &str = concat!(
    "WITH ",
    parts_of_chat!(),
    " SELECT min(b.first), coalesce(max(b.last), 0) FROM parts
    CROSS JOIN LATERAL (
        SELECT (SELECT e.seq FROM message_events e WHERE e.company_id = $1 AND e.chat = parts.chat
                ORDER BY e.seq LIMIT 1) AS first,
            (SELECT e.seq FROM message_events e WHERE e.company_id = $1 AND e.chat = parts.chat
                ORDER BY e.seq DESC LIMIT 1) AS last) b"
);

const USED: &str = "SELECT coalesce(sum(bytes), 0)::bigint FROM message_logs";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("log", LOG),
    Listed::by_index("log_events", EVENTS),
    Listed::by_index("chat_events", CHAT_EVENTS),
    Listed::by_index("chat_bounds", CHAT_BOUNDS),
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

    async fn events_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        (after, limit): (i64, u32),
    ) -> Result<EventsPage, StoreError> {
        let (store, company, names) = (self.clone(), company.clone(), chat.names().collect::<Vec<_>>());
        self.call("events_of_chat", move |call| {
            let place = (after, limit.min(MOST_EVENTS));
            Box::pin(async move { read_chat(call, &store, (&company, &names, place)).await })
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
    let known = KnownKey::of(store, company);
    let limit = i64::from(limit);
    let params = [(&company.as_str() as _, Type::TEXT), (&after as _, Type::INT8), (&limit as _, Type::INT8)];
    // In one transaction: the key is that of the events.
    let (transaction, [log, rows]) = call.begin([(LOG, &known.params()), (EVENTS, &params)]).await?;
    let [] = transaction.commit([]).await?;
    let row = log.first();
    let (Some(key), Some(row)) = (known.checked(row)?, row) else { return Ok(EventsPage::default()) };
    Ok(EventsPage { events: opened(&key, company, &rows)?, last_seq: row.try_get(2)?, first_seq: row.try_get(3)? })
}

async fn read_chat(
    call: &mut Call,
    store: &Store,
    (company, names, (after, limit)): (&CompanyId, &[String], (i64, u32)),
) -> Result<EventsPage, QueryError> {
    let known = KnownKey::of(store, company);
    let (transaction, [log]) = call.begin([(LOG, &known.params())]).await?;
    let Some(key) = known.checked(log.first())? else {
        let [] = transaction.commit([]).await?;
        return Ok(EventsPage::default());
    };
    let (names, limit, tag) = (hashed(&key, names), i64::from(limit), key.tag().as_bytes().to_vec());
    let params = [
        (&company.as_str() as _, Type::TEXT),
        (&names as _, Type::BYTEA_ARRAY),
        (&after as _, Type::INT8),
        (&limit as _, Type::INT8),
        (&tag as _, Type::BYTEA),
    ];
    let [rows, bounds] = transaction.commit([(CHAT_EVENTS, &params[..]), (CHAT_BOUNDS, &params[..2])]).await?;
    let events = opened(&key, company, &rows)?;
    let Some(row) = bounds.first() else { return Ok(EventsPage::default()) };
    Ok(EventsPage { events, last_seq: row.try_get(1)?, first_seq: row.try_get(0)? })
}

fn opened(key: &DataKey, company: &CompanyId, rows: &[Row]) -> Result<Vec<EventDocument>, QueryError> {
    rows.iter().map(|row| payload::open(key, company, &EventRow::read(row, 0)?)).collect()
}
