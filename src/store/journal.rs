//! The journal's table: adding entries, reading a company's, pruning old ones.

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{Journal, JournalEntry, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Trouble;
use crate::store::Store;

/// The longest name of an event, an actor or a code that is kept, in characters; longer ones are cut.
pub const MAX_EVENT_TEXT: usize = 64;

const APPEND: &str = "INSERT INTO session_events (company_id, at, event, code, actor, correlation_id)
    SELECT company_id, at, event, code, actor, correlation_id
    FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
        WITH ORDINALITY AS e (company_id, at, event, code, actor, correlation_id, position)
    ORDER BY position";

const PAGE: &str = "SELECT id, at, event, code, actor, correlation_id FROM session_events
    WHERE company_id = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3";

const PRUNE: &str =
    "WITH old AS (SELECT id FROM session_events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM session_events e USING old WHERE e.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

/// An entry as it is kept. Codes are text here: an older entry may bear a code that the catalogue has dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its place in the order of entries; the cursor of [`Store::events`].
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What: the state entered or the deed.
    pub event: String,
    /// Why, if it was a failure: a name of the error catalogue.
    pub code: Option<String>,
    /// Who.
    pub actor: String,
    /// The correlation id of the request that led to it.
    pub correlation: Option<String>,
}

#[async_trait]
impl Journal for Store {
    async fn append(&self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.call(move |call| {
            Box::pin(async move {
                let column = |value: fn(&JournalEntry) -> String| entries.iter().map(value).collect::<Vec<_>>();
                let companies = column(|entry| entry.company.as_str().to_owned());
                let events = column(|entry| bounded(&entry.event));
                let actors = column(|entry| bounded(&entry.actor));
                let times: Vec<Timestamp> = entries.iter().map(|entry| entry.at).collect();
                let codes: Vec<Option<&str>> = entries.iter().map(|entry| entry.code.map(|code| code.name())).collect();
                let correlations: Vec<Option<&str>> =
                    entries.iter().map(|entry| entry.correlation.as_ref().map(|id| id.as_str())).collect();
                let params = [
                    (&companies as _, Type::TEXT_ARRAY),
                    (&times as _, Type::TIMESTAMPTZ_ARRAY),
                    (&events as _, Type::TEXT_ARRAY),
                    (&codes as _, Type::TEXT_ARRAY),
                    (&actors as _, Type::TEXT_ARRAY),
                    (&correlations as _, Type::TEXT_ARRAY),
                ];
                call.write(APPEND, &params).await.map(drop)
            })
        })
        .await
    }
}

impl Store {
    /// A company's journal, newest first, at most `limit` entries, before the given one (the last of the page before).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn events(
        &self,
        company: &CompanyId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<EventRow>, StoreError> {
        let company = company.clone();
        self.call(move |call| {
            Box::pin(async move {
                let limit = i64::from(limit);
                let params =
                    [(&company.as_str() as _, Type::TEXT), (&before as _, Type::INT8), (&limit as _, Type::INT8)];
                call.query(PAGE, &params).await?.iter().map(event_row).collect()
            })
        })
        .await
    }

    /// Deletes at most `limit` entries from before the given time, the oldest first, and tells how many they were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_events(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call(move |call| {
            Box::pin(async move {
                let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
                let rows = call.write(PRUNE, &params).await?;
                let gone: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
                Ok(gone.unsigned_abs())
            })
        })
        .await
    }
}

/// What a CHECK of the table would refuse would take the whole batch with it, so it is made to fit.
fn bounded(text: &str) -> String {
    let fit: String = text.chars().filter(|c| *c != '\0').take(MAX_EVENT_TEXT).collect();
    if fit.is_empty() { "unnamed".to_owned() } else { fit }
}

fn event_row(row: &Row) -> Result<EventRow, Trouble> {
    Ok(EventRow {
        id: row.try_get(0)?,
        at: row.try_get(1)?,
        event: row.try_get(2)?,
        code: row.try_get(3)?,
        actor: row.try_get(4)?,
        correlation: row.try_get(5)?,
    })
}
