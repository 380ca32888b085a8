//! The ledgers of numbers. What a deed does to one is decided in the domain; here the row is held from before it is read until
//! it is written, so that of two companies that ask at once the second sees what the first was given.

use async_trait::async_trait;
use linekeeper_domain::{CodeClaim, CodeGrant, CoolDown, NumberLedger, NumberNote, NumberPolicy, Timestamp};
use linekeeper_ports::{NumberLedgers, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::{OpenTransaction, pruned};
use crate::failure::Trouble;
use crate::store::Store;

/// Makes the row if there is none, holds it, and reads it. It changes nothing that counts, and a transaction that has nothing
/// to write takes that back too.
const HOLD: &str = "INSERT INTO pairing_budgets AS b (account) VALUES (whatsapp_account($1))
    ON CONFLICT (account) DO UPDATE SET updated_at = b.updated_at
    RETURNING asked_at, live_company, live_until, throttles, cooling_until";

const WRITE: &str = "UPDATE pairing_budgets
    SET asked_at = $2, live_company = $3, live_until = $4, throttles = $5, cooling_until = $6, updated_at = now()
    WHERE account = whatsapp_account($1)";

const PRUNE: &str = "WITH old AS (
        SELECT account FROM pairing_budgets
        WHERE updated_at < $1 AND (cooling_until IS NULL OR cooling_until < $1)
        ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM pairing_budgets b USING old WHERE b.account = old.account RETURNING 1)
    SELECT count(*) FROM gone";

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
                let transaction = call.begin().await?;
                let digits = note.phone.digits();
                let rows = transaction.query(HOLD, &[(&digits, Type::TEXT)]).await?;
                let ledger = ledger_of(rows.first().ok_or_else(|| Trouble::corrupt("the number's ledger"))?)?;
                let (next, grant) = match ledger.clone().on(&note, &policy) {
                    Ok(decided) => decided,
                    Err(cool_down) => return Ok(Err(cool_down)),
                };
                if next != ledger {
                    write(&transaction, digits, &next).await?;
                    transaction.commit().await?;
                }
                Ok(Ok(grant))
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

async fn write(transaction: &OpenTransaction<'_>, digits: &str, ledger: &NumberLedger) -> Result<(), Trouble> {
    let live_company = ledger.live.as_ref().map(|claim| claim.company.as_str());
    let live_until = ledger.live.as_ref().map(|claim| claim.until);
    let params = [
        (&digits as _, Type::TEXT),
        (&ledger.asked as _, Type::TIMESTAMPTZ_ARRAY),
        (&live_company as _, Type::TEXT),
        (&live_until as _, Type::TIMESTAMPTZ),
        (&i64::from(ledger.throttles) as _, Type::INT8),
        (&ledger.cooling_until as _, Type::TIMESTAMPTZ),
    ];
    transaction.query(WRITE, &params).await.map(drop)
}

fn ledger_of(row: &Row) -> Result<NumberLedger, Trouble> {
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
