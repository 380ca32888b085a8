//! The journal's table, `session_events`: appending entries, reading a company's page, pruning old ones.

mod columns;

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, CorrelationId, Timestamp};
use linekeeper_ports::{Journal, JournalEntry, JournalFilter, KeptEntry, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::warn;

pub use self::columns::{MAX_EVENT_TEXT, MAX_REASON_TEXT};

pub(crate) use self::columns::EntryColumns;
use self::columns::Transition;
use crate::call::pruned;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

pub(crate) const APPEND: &str = "INSERT INTO session_events
        (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal)
    SELECT company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal
    FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[]) WITH ORDINALITY
        AS e (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal, position)
    ORDER BY position";

/// SQL of the columns of an entry of `e`. A key's label is looked up by its id, which ends the names of those who act by
/// it.
macro_rules! kept_columns {
    () => {
        "e.id, e.at, e.event, e.from_state, e.to_state, e.reason, e.code, e.actor, e.correlation_id, e.principal, e.company_id,
        (SELECT k.label FROM api_keys k WHERE k.id = right(e.principal, 16) AND e.principal ~ '^(key|visit):' OFFSET 0)"
    };
}

/// Ordered by company first, to match the companies' index. Ordered by id alone, the planner could walk through the
/// entries of all companies by id, if it believes this company to have many of the latest. The limit is a subquery so
/// that the planner does not know it; otherwise it might read and sort all of a company's entries, if it believes them
/// to be fewer than the limit.
const PAGE: &str = concat!(
    "SELECT ",
    kept_columns!(),
    " FROM session_events e
    WHERE company_id = ANY (ARRAY[$1]) AND id < $2 ORDER BY company_id, id DESC LIMIT (SELECT $3)"
);

/// The same of entries of one event, or caused by one kind of actor.
const FILTERED_PAGE: &str = concat!(
    "SELECT ",
    kept_columns!(),
    " FROM session_events e
    WHERE company_id = ANY (ARRAY[$1]) AND id < $2 AND ($4::text IS NULL OR event = $4) AND ($5::text IS NULL OR actor = $5)
    ORDER BY company_id, id DESC LIMIT (SELECT $3)"
);

/// Ordered by the correlation id first, to match the index, as above.
const OF_REQUEST: &str = concat!(
    "SELECT ",
    kept_columns!(),
    " FROM session_events e
    WHERE correlation_id = ANY (ARRAY[$1]) AND correlation_id IS NOT NULL
    ORDER BY correlation_id, id DESC LIMIT (SELECT $2)"
);

const PRUNE: &str =
    "WITH old AS (SELECT id FROM session_events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM session_events e USING old WHERE e.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("append", APPEND),
    Listed::by_index("entries", PAGE),
    Listed::more("filtered_entries", FILTERED_PAGE, "reads a company's entries until the page is full"),
    Listed::by_index("entries_of_request", OF_REQUEST),
    Listed::more("prune_events", PRUNE, "maintenance task in small batches; no request waits for it"),
];

#[async_trait]
impl Journal for Store {
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let store = self.clone();
        self.call("append", move |call| {
            Box::pin(async move {
                let columns = EntryColumns::of(&entries, |entry| known_transition(&store, entry));
                call.write(APPEND, &columns.params()).await.map(drop)
            })
        })
        .await
    }

    async fn entries(
        &self,
        company: &CompanyId,
        filter: &JournalFilter,
        (before, limit): (Option<i64>, u32),
    ) -> Result<Vec<KeptEntry>, StoreError> {
        let (company, filter) = (company.clone(), filter.clone());
        self.call("entries", move |call| {
            Box::pin(async move {
                let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit));
                let actor = filter.actor.map(|actor| actor.as_str());
                let params = [
                    (&company.as_str() as _, Type::TEXT),
                    (&before as _, Type::INT8),
                    (&limit as _, Type::INT8),
                    (&filter.event as _, Type::TEXT),
                    (&actor as _, Type::TEXT),
                ];
                let rows = match filter.is_empty() {
                    true => call.query(PAGE, &params[..3]).await?,
                    false => call.query(FILTERED_PAGE, &params).await?,
                };
                rows.iter().map(kept_entry).collect()
            })
        })
        .await
    }

    async fn entries_of_request(&self, correlation: &CorrelationId, limit: u32) -> Result<Vec<KeptEntry>, StoreError> {
        let correlation = correlation.clone();
        self.call("entries_of_request", move |call| {
            Box::pin(async move {
                let params = [(&correlation.as_str() as _, Type::TEXT), (&i64::from(limit) as _, Type::INT8)];
                call.query(OF_REQUEST, &params).await?.iter().map(kept_entry).collect()
            })
        })
        .await
    }
}

impl Store {
    /// Deletes at most `limit` entries from before the given time, the oldest first; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_events(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_events", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })).await
    }
}

/// Returns the entry's transition if the session machine has it. Any other would violate a CHECK of the table and fail
/// the whole batch, so it is left out; the entry's other columns still say what happened.
fn known_transition(store: &Store, entry: &JournalEntry) -> Transition {
    let (from, to) = entry.transition?;
    if from == to || from.successors().contains(&to) {
        return Some((from, to));
    }
    if store.is_first_strange_transition() {
        let company = &entry.company;
        warn!(company.id = %company, "a session went from {from} to {to}, which is not a known transition; its journal entry is stored without the states");
    }
    None
}

fn kept_entry(row: &Row) -> Result<KeptEntry, QueryError> {
    Ok(KeptEntry {
        id: row.try_get(0)?,
        at: row.try_get(1)?,
        event: row.try_get(2)?,
        from: row.try_get(3)?,
        to: row.try_get(4)?,
        reason: row.try_get(5)?,
        code: row.try_get(6)?,
        actor: row.try_get(7)?,
        correlation: row.try_get(8)?,
        principal: row.try_get(9)?,
        company: row.try_get::<_, &str>(10)?.parse().map_err(|_| QueryError::corrupt("company_id"))?,
        principal_label: row.try_get(11)?,
    })
}
