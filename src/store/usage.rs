//! Code usage of companies: the codes each asked for within a day. It is decided together with the number's usage, in
//! one transaction that locks both rows, so that concurrent processes count each other's requests. The company's row is
//! locked before the number's, so no two transactions deadlock.

use linekeeper_domain::access::AccessId;
use linekeeper_domain::{
    CodeAsked, CodeGrant, CodeRateLimit, CodeUsage, CodeUsageEvent, CountedFor, NumberNote, NumberUsage, Phone,
    RetryNotBefore, Timestamp, note_both,
};
use linekeeper_ports::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::{Call, pruned};
use crate::failure::QueryError;
use crate::numbers::ledger_of;
use crate::statements::Listed;
use crate::store::Store;

/// Locks the company's row, inserting it first if absent; the insert is rolled back if the request is refused.
const HOLD_USAGE: &str = "INSERT INTO code_usage (company_id) VALUES ($1)
    ON CONFLICT (company_id) DO UPDATE SET updated_at = now()
    RETURNING asked_at, phones, links, given";

/// Locks the number's row, inserting it first if absent.
const HOLD_LEDGER: &str = "INSERT INTO pairing_budgets (account) VALUES (whatsapp_account_key($1))
    ON CONFLICT (account) DO UPDATE SET updated_at = now()
    RETURNING asked_at, live_company, live_until, throttles, cooling_until";

const WRITE_USAGE: &str =
    "UPDATE code_usage SET asked_at = $2, phones = $3, links = $4, given = $5 WHERE company_id = $1";

const WRITE_LEDGER: &str = "UPDATE pairing_budgets
    SET asked_at = $2, live_company = $3, live_until = $4, throttles = $5, cooling_until = $6
    WHERE account = whatsapp_account_key($1)";

const PRUNE: &str = "WITH old AS (
        SELECT company_id FROM code_usage WHERE updated_at < $1 ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM code_usage u USING old WHERE u.company_id = old.company_id RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_usage", HOLD_USAGE),
    Listed::by_index("hold_ledger", HOLD_LEDGER),
    Listed::by_index("write_usage", WRITE_USAGE),
    Listed::by_index("write_ledger", WRITE_LEDGER),
    Listed::more("prune_usage", PRUNE, "maintenance task in small batches; no request waits for it"),
];

/// Whether an event affects the company's usage.
pub(crate) fn concerns(note: &NumberNote) -> bool {
    match note.event {
        CodeUsageEvent::Ask | CodeUsageEvent::NotAsked => note.counted_for != CountedFor::Nobody,
        CodeUsageEvent::NotGiven => true,
        CodeUsageEvent::Throttled { .. } | CodeUsageEvent::Over | CodeUsageEvent::Linked => false,
    }
}

/// Decides on both rows, read under lock, and writes both or neither.
pub(crate) async fn note_both_in(
    call: &mut Call,
    note: &NumberNote,
    policy: &CodeRateLimit,
) -> Result<Result<CodeGrant, RetryNotBefore>, QueryError> {
    let (company, digits) = (note.company.as_str(), note.phone.digits());
    let by_company = [(&company as _, Type::TEXT)];
    let by_number = [(&digits as _, Type::TEXT)];
    let (transaction, [usage, ledger]) = call.begin([(HOLD_USAGE, &by_company), (HOLD_LEDGER, &by_number)]).await?;
    let usage = usage_of(usage.first().ok_or_else(|| QueryError::corrupt("the company's usage"))?)?;
    let ledger = ledger_of(ledger.first().ok_or_else(|| QueryError::corrupt("the number's code usage"))?)?;
    let before = (ledger, usage);
    // Refused or unchanged: the transaction is left open and so rolled back.
    let (ledger, usage, grant) = match note_both(before.clone(), note, policy) {
        Ok((ledger, usage, grant)) if (&ledger, &usage) == (&before.0, &before.1) => return Ok(Ok(grant)),
        Ok(decided) => decided,
        Err(cool_down) => return Ok(Err(cool_down)),
    };
    let columns = Columns::of(&usage);
    let usage = [
        (&company as _, Type::TEXT),
        (&columns.asked_at as _, Type::TIMESTAMPTZ_ARRAY),
        (&columns.phones as _, Type::TEXT_ARRAY),
        (&columns.links as _, Type::TEXT_ARRAY),
        (&columns.given as _, Type::BOOL_ARRAY),
    ];
    let NumberUsage { asked, live, throttles, cooling_until } = &ledger;
    let live_company = live.as_ref().map(|claim| claim.company.as_str());
    let live_until = live.as_ref().map(|claim| claim.until);
    let throttles = i64::from(*throttles);
    let ledger = [
        (&digits as _, Type::TEXT),
        (asked as _, Type::TIMESTAMPTZ_ARRAY),
        (&live_company as _, Type::TEXT),
        (&live_until as _, Type::TIMESTAMPTZ),
        (&throttles as _, Type::INT8),
        (cooling_until as _, Type::TIMESTAMPTZ),
    ];
    transaction.commit([(WRITE_USAGE, &usage), (WRITE_LEDGER, &ledger)]).await?;
    Ok(Ok(grant))
}

/// Columns of a company's usage.
struct Columns<'a> {
    asked_at: Vec<Timestamp>,
    phones: Vec<&'a str>,
    links: Vec<Option<&'a str>>,
    given: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn of(usage: &'a CodeUsage) -> Self {
        let asked = &usage.asked;
        Self {
            asked_at: asked.iter().map(|one| one.at).collect(),
            phones: asked.iter().map(|one| one.phone.digits()).collect(),
            links: asked.iter().map(|one| one.link.as_ref().map(AccessId::as_str)).collect(),
            given: asked.iter().map(|one| one.given).collect(),
        }
    }
}

fn usage_of(row: &Row) -> Result<CodeUsage, QueryError> {
    let (times, phones): (Vec<Timestamp>, Vec<String>) = (row.try_get(0)?, row.try_get(1)?);
    let (links, given): (Vec<Option<String>>, Vec<bool>) = (row.try_get(2)?, row.try_get(3)?);
    let all = times.into_iter().zip(phones).zip(links.into_iter().zip(given));
    let asked = all.map(|((at, phone), (link, given))| {
        let phone = Phone::from_digits(&phone).map_err(|_| QueryError::corrupt("phones"))?;
        let link = link.map(|id| id.parse().map_err(|_| QueryError::corrupt("links"))).transpose()?;
        Ok(CodeAsked { at, phone, link, given })
    });
    Ok(CodeUsage { asked: asked.collect::<Result<_, QueryError>>()? })
}

impl Store {
    /// Deletes at most `limit` usages of companies unchanged since the given time, the oldest first; returns the number
    /// deleted. Usage counts for a day only, so `before` should be some days ago.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_usage(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_usage", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })).await
    }
}
