//! Code usage of numbers. The domain decides what an event does to it; the result is written only if the row is still
//! as it was read. Of two companies that ask at once, the second reads again and sees what the first was granted.

use async_trait::async_trait;
use linekeeper_domain::{CodeClaim, CodeGrant, CodeRateLimit, NumberNote, NumberUsage, RetryNotBefore, Timestamp};
use linekeeper_ports::{NumberUsages, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::call::{Call, pruned};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;
use crate::usage;

/// Reads a number's usage, with the row's `xmin` (the transaction that wrote it) as its version.
const READ: &str = "SELECT asked_at, live_company, live_until, throttles, cooling_until, xmin::text
    FROM pairing_budgets WHERE account = whatsapp_account_key($1)";

/// Writes the new usage if the row still has the `xmin` that was read, or if there is none. Returns no row where
/// another transaction was first.
const WRITE: &str =
    "INSERT INTO pairing_budgets AS b (account, asked_at, live_company, live_until, throttles, cooling_until)
    VALUES (whatsapp_account_key($1), $2, $3, $4, $5, $6)
    ON CONFLICT (account) DO UPDATE SET asked_at = excluded.asked_at, live_company = excluded.live_company,
        live_until = excluded.live_until, throttles = excluded.throttles, cooling_until = excluded.cooling_until,
        updated_at = now()
    WHERE b.xmin::text = $7
    RETURNING account";

const PRUNE: &str = "WITH old AS (
        SELECT account FROM pairing_budgets
        WHERE updated_at < $1 AND (cooling_until IS NULL OR cooling_until < $1)
        ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM pairing_budgets b USING old WHERE b.account = old.account RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("read_number", READ),
    Listed::by_index("write_number", WRITE),
    Listed::more("prune_numbers", PRUNE, "maintenance task in small batches; no request waits for it"),
];

#[async_trait]
impl NumberUsages for Store {
    async fn note_number(
        &self,
        note: NumberNote,
        policy: &CodeRateLimit,
    ) -> Result<Result<CodeGrant, RetryNotBefore>, StoreError> {
        let policy = policy.clone();
        self.call("note_number", move |call| {
            Box::pin(async move {
                if usage::concerns(&note) {
                    return usage::note_both_in(call, &note, &policy).await;
                }
                // Another transaction was first: read again. Each retry means that one competitor is done, so the loop
                // ends.
                loop {
                    let (number_usage, written_by) = read(call, note.phone.digits()).await?;
                    let (next, grant) = match number_usage.clone().on(&note, &policy) {
                        Ok(decided) => decided,
                        Err(cool_down) => return Ok(Err(cool_down)),
                    };
                    if next == number_usage || write(call, note.phone.digits(), (&next, written_by)).await? {
                        return Ok(Ok(grant));
                    }
                }
            })
        })
        .await
    }
}

impl Store {
    /// Deletes at most `limit` usages of numbers unchanged since the given time and whose pause was over by then, the
    /// oldest first; returns the number deleted. Usage counts for a day only, so `before` should be some days ago.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_numbers(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_numbers", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await }))
            .await
    }
}

/// Usage of a number, and the `xmin` of its row; none if there is no row.
async fn read(call: &Call, digits: &str) -> Result<(NumberUsage, Option<String>), QueryError> {
    let rows = call.query(READ, &[(&digits, Type::TEXT)]).await?;
    let Some(row) = rows.first() else { return Ok((NumberUsage::default(), None)) };
    Ok((number_usage_of(row)?, row.try_get(5)?))
}

/// Writes the usage; returns false if another transaction changed the row meanwhile.
async fn write(
    call: &Call,
    digits: &str,
    (number_usage, written_by): (&NumberUsage, Option<String>),
) -> Result<bool, QueryError> {
    let columns = NumberColumns::of(digits, number_usage);
    let [account, asked, company, until, throttles, cooling] = columns.params();
    let params = [account, asked, company, until, throttles, cooling, (&written_by as _, Type::TEXT)];
    Ok(!call.write(WRITE, &params).await?.is_empty())
}

/// Columns of a number's usage.
pub(crate) struct NumberColumns<'a> {
    digits: &'a str,
    asked: &'a [Timestamp],
    live_company: Option<&'a str>,
    live_until: Option<Timestamp>,
    throttles: i64,
    cooling_until: Option<Timestamp>,
}

impl<'a> NumberColumns<'a> {
    pub(crate) fn of(digits: &'a str, number_usage: &'a NumberUsage) -> Self {
        Self {
            digits,
            asked: &number_usage.asked,
            live_company: number_usage.live.as_ref().map(|claim| claim.company.as_str()),
            live_until: number_usage.live.as_ref().map(|claim| claim.until),
            throttles: i64::from(number_usage.throttles),
            cooling_until: number_usage.cooling_until,
        }
    }

    pub(crate) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 6] {
        [
            (&self.digits as _, Type::TEXT),
            (&self.asked as _, Type::TIMESTAMPTZ_ARRAY),
            (&self.live_company as _, Type::TEXT),
            (&self.live_until as _, Type::TIMESTAMPTZ),
            (&self.throttles as _, Type::INT8),
            (&self.cooling_until as _, Type::TIMESTAMPTZ),
        ]
    }
}

pub(crate) fn number_usage_of(row: &Row) -> Result<NumberUsage, QueryError> {
    let company: Option<&str> = row.try_get(1)?;
    let company = company.map(|id| id.parse().map_err(|_| QueryError::corrupt("live_company"))).transpose()?;
    let until: Option<Timestamp> = row.try_get(2)?;
    let throttles: i64 = row.try_get(3)?;
    Ok(NumberUsage {
        asked: row.try_get(0)?,
        live: company.zip(until).map(|(company, until)| CodeClaim { company, until }),
        throttles: u32::try_from(throttles).map_err(|_| QueryError::corrupt("throttles"))?,
        cooling_until: row.try_get(4)?,
    })
}
