//! The journal's table: adding entries, reading a company's, pruning old ones.

use async_trait::async_trait;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{Journal, JournalEntry, KeptEntry, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::warn;

use crate::call::{Call, pruned};
use crate::failure::Trouble;
use crate::store::Store;

/// The longest name of an event that is kept, in characters; longer ones are cut.
pub const MAX_EVENT_TEXT: usize = 64;

/// The longest reason that is kept, in characters; longer ones are cut.
pub const MAX_REASON_TEXT: usize = 128;

const APPEND: &str = "INSERT INTO session_events
        (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal)
    SELECT company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal
    FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[]) WITH ORDINALITY
        AS e (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal, position)
    ORDER BY position";

const PAGE: &str = "SELECT id, at, event, from_state, to_state, reason, code, actor, correlation_id, principal
    FROM session_events
    WHERE company_id = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3";

const PRUNE: &str =
    "WITH old AS (SELECT id FROM session_events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM session_events e USING old WHERE e.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

#[async_trait]
impl Journal for Store {
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let store = self.clone();
        self.call("append", move |call| {
            Box::pin(async move {
                let transitions: Vec<_> = entries.iter().map(|entry| known_transition(&store, entry)).collect();
                append(call, &entries, &transitions).await
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
                let limit = i64::from(limit);
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

type Transition = Option<(StateName, StateName)>;

async fn append(call: &Call, entries: &[JournalEntry], transitions: &[Transition]) -> Result<(), Trouble> {
    let companies: Vec<&str> = entries.iter().map(|entry| entry.company.as_str()).collect();
    let times: Vec<Timestamp> = entries.iter().map(|entry| entry.at).collect();
    let named = |entry: &JournalEntry| fitting(&entry.event, MAX_EVENT_TEXT).unwrap_or_else(|| "unnamed".to_owned());
    let events: Vec<String> = entries.iter().map(named).collect();
    let from: Vec<_> = transitions.iter().map(|states| states.map(|(from, _)| from.as_str())).collect();
    let to: Vec<_> = transitions.iter().map(|states| states.map(|(_, to)| to.as_str())).collect();
    let reason = |entry: &JournalEntry| fitting(entry.reason.as_deref()?, MAX_REASON_TEXT);
    let reasons: Vec<Option<String>> = entries.iter().map(reason).collect();
    let codes: Vec<Option<&str>> = entries.iter().map(|entry| entry.code.map(|code| code.name())).collect();
    let actors: Vec<&str> = entries.iter().map(|entry| entry.actor.as_str()).collect();
    let correlations: Vec<_> = entries.iter().map(|entry| entry.correlation.as_ref().map(|id| id.as_str())).collect();
    let principals: Vec<_> = entries.iter().map(|entry| entry.principal.as_ref().map(ToString::to_string)).collect();
    let params = [
        (&companies as _, Type::TEXT_ARRAY),
        (&times as _, Type::TIMESTAMPTZ_ARRAY),
        (&events as _, Type::TEXT_ARRAY),
        (&from as _, Type::TEXT_ARRAY),
        (&to as _, Type::TEXT_ARRAY),
        (&reasons as _, Type::TEXT_ARRAY),
        (&codes as _, Type::TEXT_ARRAY),
        (&actors as _, Type::TEXT_ARRAY),
        (&correlations as _, Type::TEXT_ARRAY),
        (&principals as _, Type::TEXT_ARRAY),
    ];
    call.write(APPEND, &params).await.map(drop)
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

/// What a CHECK of the table would refuse would take the whole batch with it, so it is made to fit; nothing when nothing is left.
fn fitting(text: &str, most: usize) -> Option<String> {
    let fit: String = text.chars().filter(|c| *c != '\0').take(most).collect();
    (!fit.is_empty()).then_some(fit)
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
