//! Reads of the outbox: one message, those of a chat, and how many there are.

use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::{MessageId, SendStatus};
use linekeeper_ports::{COUNTED_OUTGOING, MOST_OUTGOING, Outgoing, OutgoingPage};
use tokio_postgres::types::Type;

use super::row::{self, columns, key_columns};
use crate::call::{Call, Params, count_in};
use crate::failure::QueryError;
use crate::messages::{KnownKey, hashed};
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = concat!(
    "SELECT ",
    key_columns!("$2"),
    ", ",
    columns!(),
    " FROM (SELECT * FROM outgoing_messages WHERE company_id = $1 AND id = $3 OFFSET 0) m
    CROSS JOIN LATERAL (SELECT * FROM message_logs WHERE company_id = $1 OFFSET 0) g"
);

/// One row at least if there is a log, so that a key that was replaced is noticed: the names are hashed by it.
const OF_CHAT: &str = concat!(
    "SELECT ",
    key_columns!("$2"),
    ", ",
    columns!(),
    " FROM (SELECT * FROM message_logs WHERE company_id = $1 OFFSET 0) g
    LEFT JOIN LATERAL (
        SELECT o.* FROM (
            SELECT DISTINCT n.chat FROM unnest($3::bytea[]) AS q (name)
            CROSS JOIN LATERAL (
                SELECT chat FROM message_chat_names WHERE company_id = $1 AND name = q.name OFFSET 0) n) c
        CROSS JOIN LATERAL (
            SELECT * FROM outgoing_messages WHERE company_id = $1 AND chat = c.chat AND seq < $4
            ORDER BY seq DESC LIMIT $5) o
        ORDER BY o.seq DESC LIMIT $5
    ) m ON true
    ORDER BY m.seq DESC"
);

const COUNT: &str = "SELECT q.status, c.count FROM unnest($2::text[]) AS q (status)
    CROSS JOIN LATERAL (
        SELECT count(*) FROM (
            SELECT FROM outgoing_messages WHERE company_id = $1 AND status = q.status LIMIT $3) o) c
    WHERE c.count > 0";

const COUNT_WAITING: &str = "SELECT count(*) FROM (
    SELECT FROM outgoing_messages WHERE company_id = $1 AND status IN ('queued', 'sending') LIMIT $2) o";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more(
        "count_waiting_outgoing",
        COUNT_WAITING,
        "the messages of one line that wait, which are bounded by this",
    ),
    Listed::by_index("outgoing", ONE),
    Listed::by_index("outgoing_of_chat", OF_CHAT),
    Listed::more("count_outgoing", COUNT, "ten thousand rows of each status at most; a page asks for it"),
];

/// Runs a statement whose first two parameters are the company and the tag of its log key, and reads its messages.
async fn read(call: &mut Call, store: &Store, (company, sql, more): Asking<'_>) -> Result<Read, QueryError> {
    let known = KnownKey::of(store, company);
    let params = [&known.params(), more].concat();
    let rows = call.query(sql, &params).await?;
    let Some(key) = known.checked(rows.first())? else {
        return Ok(Read { messages: Vec::new(), key_was_replaced: false });
    };
    let mut messages = Vec::with_capacity(rows.len());
    for row in &rows {
        if row.try_get::<_, Option<&str>>(2)?.is_some() {
            messages.push(row::read((row, 2), company, &key)?);
        }
    }
    Ok(Read { messages, key_was_replaced: !known.is(&key) })
}

/// A company, a statement, and its parameters after the first two.
type Asking<'a> = (&'a CompanyId, &'static str, &'a Params<'a>);

struct Read {
    messages: Vec<Outgoing>,
    /// Whether the key was another one than the statement was asked with.
    key_was_replaced: bool,
}

pub(super) async fn one(
    call: &mut Call,
    store: &Store,
    (company, id): (&CompanyId, &MessageId),
) -> Result<Option<Outgoing>, QueryError> {
    let found = read(call, store, (company, ONE, &[(&id.as_str() as _, Type::TEXT)])).await?;
    Ok(found.messages.into_iter().next())
}

pub(super) async fn of_chat(
    call: &mut Call,
    store: &Store,
    (company, names, page): (&CompanyId, &[String], OutgoingPage),
) -> Result<Vec<Outgoing>, QueryError> {
    let (before, limit) = (page.before.unwrap_or(i64::MAX), i64::from(page.limit.min(MOST_OUTGOING)));
    loop {
        let Some(key) = store.log_keys().find(call, (&store.sealing(), company)).await? else { return Ok(Vec::new()) };
        let names = hashed(&key, names);
        let more: [_; 3] = [(&names as _, Type::BYTEA_ARRAY), (&before as _, Type::INT8), (&limit as _, Type::INT8)];
        let found = read(call, store, (company, OF_CHAT, &more)).await?;
        // The log was begun anew: the next look has its key, and the call ends in time.
        if !found.key_was_replaced {
            return Ok(found.messages);
        }
    }
}

pub(super) async fn count_waiting(call: &mut Call, (company, up_to): (&CompanyId, u32)) -> Result<u32, QueryError> {
    let most = i64::from(up_to);
    let rows = call.query(COUNT_WAITING, &[(&company.as_str() as _, Type::TEXT), (&most as _, Type::INT8)]).await?;
    Ok(u32::try_from(count_in(&rows)?).unwrap_or(u32::MAX))
}

pub(super) async fn count(call: &mut Call, company: &CompanyId) -> Result<Vec<(SendStatus, u64)>, QueryError> {
    let statuses: Vec<&str> = SendStatus::ALL.iter().map(|status| status.as_str()).collect();
    let most = i64::try_from(COUNTED_OUTGOING).unwrap_or(i64::MAX);
    let params = [(&company.as_str() as _, Type::TEXT), (&statuses as _, Type::TEXT_ARRAY), (&most as _, Type::INT8)];
    let rows = call.query(COUNT, &params).await?;
    let mut counts = Vec::with_capacity(rows.len());
    for row in &rows {
        let status = SendStatus::named(row.try_get(0)?).ok_or_else(|| QueryError::corrupt("a status"))?;
        counts.push((status, row.try_get::<_, i64>(1)?.unsigned_abs()));
    }
    Ok(counts)
}
