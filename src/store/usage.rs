//! The usage of companies: the codes each asked for within a day. It is decided together with the number's ledger, in one
//! transaction that holds both rows, so that processes that ask at once count each other's requests. A transaction takes the
//! company's row first and the number's second, so no two wait for each other.

use linekeeper_domain::access::AccessId;
use linekeeper_domain::{
    CodeAsked, CodeGrant, CodeUsage, CoolDown, CountedFor, NumberDeed, NumberLedger, NumberNote, NumberPolicy, Phone,
    Timestamp, note_both,
};
use linekeeper_ports::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::{Call, pruned};
use crate::failure::Trouble;
use crate::numbers::ledger_of;
use crate::statements::Listed;
use crate::store::Store;

/// Holds the company's row, making it first where there is none; what is refused afterwards is rolled back.
const HOLD_USAGE: &str = "INSERT INTO code_usage (company_id) VALUES ($1)
    ON CONFLICT (company_id) DO UPDATE SET updated_at = now()
    RETURNING asked_at, phones, links, given";

/// The same for the number's.
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

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_usage", HOLD_USAGE),
    Listed::by_index("hold_ledger", HOLD_LEDGER),
    Listed::by_index("write_usage", WRITE_USAGE),
    Listed::by_index("write_ledger", WRITE_LEDGER),
    Listed::more("prune_usage", PRUNE, "a task of housekeeping, some rows at a time, that nobody waits for"),
];

/// Whether a deed has to do with the company's usage.
pub(crate) fn concerns(note: &NumberNote) -> bool {
    match note.deed {
        NumberDeed::Ask | NumberDeed::NotAsked => note.counted_for != CountedFor::Nobody,
        NumberDeed::NotGiven => true,
        NumberDeed::Throttled { .. } | NumberDeed::Over | NumberDeed::Linked => false,
    }
}

/// Decides on both rows as they are, and writes both or neither.
pub(crate) async fn note_both_in(
    call: &mut Call,
    note: &NumberNote,
    policy: &NumberPolicy,
) -> Result<Result<CodeGrant, CoolDown>, Trouble> {
    let (company, digits) = (note.company.as_str(), note.phone.digits());
    let by_company = [(&company as _, Type::TEXT)];
    let by_number = [(&digits as _, Type::TEXT)];
    let (transaction, [usage, ledger]) = call.begin([(HOLD_USAGE, &by_company), (HOLD_LEDGER, &by_number)]).await?;
    let usage = usage_of(usage.first().ok_or_else(|| Trouble::corrupt("the company's usage"))?)?;
    let ledger = ledger_of(ledger.first().ok_or_else(|| Trouble::corrupt("the number's ledger"))?)?;
    let before = (ledger, usage);
    // Where nothing is decided or changed, the transaction is left open, and so rolled back.
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
    let NumberLedger { asked, live, throttles, cooling_until } = &ledger;
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

/// A usage, taken apart into columns.
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

fn usage_of(row: &Row) -> Result<CodeUsage, Trouble> {
    let (times, phones): (Vec<Timestamp>, Vec<String>) = (row.try_get(0)?, row.try_get(1)?);
    let (links, given): (Vec<Option<String>>, Vec<bool>) = (row.try_get(2)?, row.try_get(3)?);
    let all = times.into_iter().zip(phones).zip(links.into_iter().zip(given));
    let asked = all.map(|((at, phone), (link, given))| {
        let phone = Phone::from_digits(&phone).map_err(|_| Trouble::corrupt("phones"))?;
        let link = link.map(|id| id.parse().map_err(|_| Trouble::corrupt("links"))).transpose()?;
        Ok(CodeAsked { at, phone, link, given })
    });
    Ok(CodeUsage { asked: asked.collect::<Result<_, Trouble>>()? })
}

impl Store {
    /// Deletes at most `limit` usages that nobody has touched since the given time, the oldest first, and tells how many they were.
    /// What they say is forgotten a day later, so `before` is some days ago.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_usage(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_usage", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })).await
    }
}
