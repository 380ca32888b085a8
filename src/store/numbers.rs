//! The ledgers of numbers. What a deed does to one is decided in the domain, and written only where the ledger is still as it was
//! read: of two companies that ask at once the second reads again and sees what the first was given.

use async_trait::async_trait;
use linekeeper_domain::{CodeClaim, CodeGrant, CoolDown, NumberLedger, NumberNote, NumberPolicy, Timestamp};
use linekeeper_ports::{NumberLedgers, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::{Call, pruned};
use crate::failure::Trouble;
use crate::statements::Listed;
use crate::store::Store;
use crate::usage;

/// With the transaction that wrote it, as what tells one state of a row from the next.
const READ: &str = "SELECT asked_at, live_company, live_until, throttles, cooling_until, xmin::text
    FROM pairing_budgets WHERE account = whatsapp_account_key($1)";

/// Writes what was decided on the row that this transaction wrote, or on no row. Answers nothing where another one came first.
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

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("read_number", READ),
    Listed::by_index("write_number", WRITE),
    Listed::more("prune_numbers", PRUNE, "a task of housekeeping, some rows at a time, that nobody waits for"),
];

#[async_trait]
impl NumberLedgers for Store {
    async fn note_number(
        &self,
        note: NumberNote,
        policy: &NumberPolicy,
    ) -> Result<Result<CodeGrant, CoolDown>, StoreError> {
        let policy = policy.clone();
        self.call("note_number", move |call| {
            Box::pin(async move {
                if usage::concerns(&note) {
                    return usage::note_both_in(call, &note, &policy).await;
                }
                // Whoever is not the first to write reads again; each time there is one company less to wait for.
                loop {
                    let (ledger, written_by) = read(call, note.phone.digits()).await?;
                    let (next, grant) = match ledger.clone().on(&note, &policy) {
                        Ok(decided) => decided,
                        Err(cool_down) => return Ok(Err(cool_down)),
                    };
                    if next == ledger || write(call, note.phone.digits(), (&next, written_by)).await? {
                        return Ok(Ok(grant));
                    }
                }
            })
        })
        .await
    }
}

impl Store {
    /// Deletes at most `limit` ledgers that nobody has touched since the given time and whose pause was over by then, the
    /// oldest first, and tells how many they were. What they say is forgotten a day later, so `before` is some days ago.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_numbers(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_numbers", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await }))
            .await
    }
}

/// A number's ledger, and which transaction wrote it, if one has.
async fn read(call: &Call, digits: &str) -> Result<(NumberLedger, Option<String>), Trouble> {
    let rows = call.query(READ, &[(&digits, Type::TEXT)]).await?;
    let Some(row) = rows.first() else { return Ok((NumberLedger::default(), None)) };
    Ok((ledger_of(row)?, row.try_get(5)?))
}

/// Whether it could be written: nobody has changed it meanwhile.
async fn write(
    call: &Call,
    digits: &str,
    (ledger, written_by): (&NumberLedger, Option<String>),
) -> Result<bool, Trouble> {
    let live_company = ledger.live.as_ref().map(|claim| claim.company.as_str());
    let live_until = ledger.live.as_ref().map(|claim| claim.until);
    let params = [
        (&digits as _, Type::TEXT),
        (&ledger.asked as _, Type::TIMESTAMPTZ_ARRAY),
        (&live_company as _, Type::TEXT),
        (&live_until as _, Type::TIMESTAMPTZ),
        (&i64::from(ledger.throttles) as _, Type::INT8),
        (&ledger.cooling_until as _, Type::TIMESTAMPTZ),
        (&written_by as _, Type::TEXT),
    ];
    Ok(!call.write(WRITE, &params).await?.is_empty())
}

pub(crate) fn ledger_of(row: &Row) -> Result<NumberLedger, Trouble> {
    let company: Option<&str> = row.try_get(1)?;
    let company = company.map(|id| id.parse().map_err(|_| Trouble::corrupt("live_company"))).transpose()?;
    let until: Option<Timestamp> = row.try_get(2)?;
    let throttles: i64 = row.try_get(3)?;
    Ok(NumberLedger {
        asked: row.try_get(0)?,
        live: company.zip(until).map(|(company, until)| CodeClaim { company, until }),
        throttles: u32::try_from(throttles).map_err(|_| Trouble::corrupt("throttles"))?,
        cooling_until: row.try_get(4)?,
    })
}
