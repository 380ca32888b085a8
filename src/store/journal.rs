//! The journal's table: adding entries, reading a company's, pruning old ones.

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{Journal, JournalEntry, KeptEntry, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::warn;

use crate::call::pruned;
use crate::entries::{EntryColumns, Transition};
use crate::failure::Trouble;
use crate::statements::Listed;
use crate::store::Store;

const APPEND: &str = "INSERT INTO session_events
        (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal)
    SELECT company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal
    FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[]) WITH ORDINALITY
        AS e (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal, position)
    ORDER BY position";

/// The order is that of the index of companies. Were it by id alone, the planner could walk through everybody's entries by their ids
/// instead, for a company that it believes to have many of the latest. And were the limit known to it, it could read and sort all of
/// a company's entries, if it believes them to be fewer than that.
const PAGE: &str = "SELECT id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal
    FROM session_events
    WHERE company_id = ANY (ARRAY[$1]) AND id < $2 ORDER BY company_id, id DESC LIMIT (SELECT $3)";

const PRUNE: &str =
    "WITH old AS (SELECT id FROM session_events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM session_events e USING old WHERE e.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("append", APPEND),
    Listed::by_index("entries", PAGE),
    Listed::more("prune_events", PRUNE, "a task of housekeeping, some rows at a time, that nobody waits for"),
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
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<KeptEntry>, StoreError> {
        let company = company.clone();
        self.call("entries", move |call| {
            Box::pin(async move {
                let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit));
                let params =
                    [(&company.as_str() as _, Type::TEXT), (&before as _, Type::INT8), (&limit as _, Type::INT8)];
                call.query(PAGE, &params).await?.iter().map(kept_entry).collect()
            })
        })
        .await
    }
}

impl Store {
    /// Deletes at most `limit` entries from before the given time, the oldest first, and tells how many they were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_events(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_events", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })).await
    }
}

/// The entry's transition, unless the machine has none such: a CHECK of the table would refuse it and take the whole batch with
/// it. The entry's other words say what happened.
fn known_transition(store: &Store, entry: &JournalEntry) -> Transition {
    let (from, to) = entry.transition?;
    if from == to || from.successors().contains(&to) {
        return Some((from, to));
    }
    if store.is_first_strange_transition() {
        let company = &entry.company;
        warn!(company.id = %company, "a session went from {from} to {to}, which the machine does not know; the journal leaves such states out");
    }
    None
}

fn kept_entry(row: &Row) -> Result<KeptEntry, Trouble> {
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
    })
}
