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
use tokio_postgres::types::{ToSql, Type};

use crate::call::{Asked, Call, pruned};
use crate::failure::QueryError;
use crate::numbers::{NumberColumns, number_usage_of};
use crate::statements::Listed;
use crate::store::Store;

/// Locks the company's row, inserting it first if absent; the insert is rolled back if the request is refused.
const HOLD_USAGE: &str = "INSERT INTO code_usage (company_id) VALUES ($1)
    ON CONFLICT (company_id) DO UPDATE SET updated_at = now()
    RETURNING asked_at, phones, links, given";

/// Locks the number's row, inserting it first if absent.
const HOLD_NUMBER: &str = "INSERT INTO pairing_budgets (account) VALUES (whatsapp_account_key($1))
    ON CONFLICT (account) DO UPDATE SET updated_at = now()
    RETURNING asked_at, live_company, live_until, throttles, cooling_until";

const WRITE_USAGE: &str =
    "UPDATE code_usage SET asked_at = $2, phones = $3, links = $4, given = $5 WHERE company_id = $1";

const WRITE_NUMBER: &str = "UPDATE pairing_budgets
    SET asked_at = $2, live_company = $3, live_until = $4, throttles = $5, cooling_until = $6
    WHERE account = whatsapp_account_key($1)";

const PRUNE: &str = "WITH old AS (
        SELECT company_id FROM code_usage WHERE updated_at < $1 ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM code_usage u USING old WHERE u.company_id = old.company_id RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_usage", HOLD_USAGE),
    Listed::by_index("hold_number", HOLD_NUMBER),
    Listed::by_index("write_usage", WRITE_USAGE),
    Listed::by_index("update_number", WRITE_NUMBER),
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
    let keys = Keys::of(note);
    let (transaction, rows) = call.begin_all(&keys.to_hold(&keys.params())).await?;
    // Refused or unchanged: the transaction is left open and so rolled back.
    let (grant, change) = match HeldUsage::of(note, rows)?.decide(note, policy) {
        Ok((grant, Some(change))) => (grant, change),
        Ok((grant, None)) => return Ok(Ok(grant)),
        Err(cool_down) => return Ok(Err(cool_down)),
    };
    let columns = change.columns();
    transaction.commit_all(&columns.to_write(&columns.params())).await?;
    Ok(Ok(grant))
}

/// Parameters of a statement.
type Values<'a, const N: usize> = [(&'a (dyn ToSql + Sync), Type); N];

/// Keys of the rows that a note may change.
pub(crate) struct Keys<'a> {
    /// `None` where the company's usage is not concerned.
    company: Option<&'a str>,
    digits: &'a str,
}

impl<'a> Keys<'a> {
    pub(crate) fn of(note: &'a NumberNote) -> Self {
        Self { company: concerns(note).then(|| note.company.as_str()), digits: note.phone.digits() }
    }

    pub(crate) fn params(&self) -> [Values<'_, 1>; 2] {
        [[(&self.company as _, Type::TEXT)], [(&self.digits as _, Type::TEXT)]]
    }

    /// Statements that lock and read the rows, the company's first.
    pub(crate) fn to_hold<'p>(&self, [company, number]: &'p [Values<'p, 1>; 2]) -> Vec<Asked<'p>> {
        let company = self.company.map(|_| (HOLD_USAGE, company.as_slice()));
        company.into_iter().chain([(HOLD_NUMBER, number.as_slice())]).collect()
    }
}

/// Code usage of a company and a number, locked.
pub(crate) struct HeldUsage {
    usage: CodeUsage,
    number_usage: NumberUsage,
}

impl HeldUsage {
    /// Reads the rows of the statements of [`Keys::to_hold`].
    pub(crate) fn of(note: &NumberNote, rows: Vec<Vec<Row>>) -> Result<Self, QueryError> {
        let mut rows = rows.into_iter().map(|rows| rows.into_iter().next());
        let mut next = |what| rows.next().flatten().ok_or_else(|| QueryError::corrupt(what));
        let usage = if concerns(note) { usage_of(&next("the company's usage")?)? } else { CodeUsage::default() };
        Ok(Self { usage, number_usage: number_usage_of(&next("the number's code usage")?)? })
    }

    /// Decides on the note; `None` if nothing changes.
    pub(crate) fn decide<'a>(
        self,
        note: &'a NumberNote,
        policy: &CodeRateLimit,
    ) -> Result<(CodeGrant, Option<UsageChange<'a>>), RetryNotBefore> {
        let before = (self.number_usage, self.usage);
        let (number_usage, usage, grant) = note_both(before.clone(), note, policy)?;
        let changed = (&number_usage, &usage) != (&before.0, &before.1);
        Ok((grant, changed.then_some(UsageChange { usage, note, number_usage })))
    }
}

/// New code usage of a company and a number.
pub(crate) struct UsageChange<'a> {
    usage: CodeUsage,
    note: &'a NumberNote,
    number_usage: NumberUsage,
}

impl UsageChange<'_> {
    pub(crate) fn columns(&self) -> Columns<'_> {
        let (asked, Keys { company, digits }) = (&self.usage.asked, Keys::of(self.note));
        Columns {
            company,
            asked_at: asked.iter().map(|one| one.at).collect(),
            phones: asked.iter().map(|one| one.phone.digits()).collect(),
            links: asked.iter().map(|one| one.link.as_ref().map(AccessId::as_str)).collect(),
            given: asked.iter().map(|one| one.given).collect(),
            number: NumberColumns::of(digits, &self.number_usage),
        }
    }
}

/// Columns of both rows.
pub(crate) struct Columns<'a> {
    company: Option<&'a str>,
    asked_at: Vec<Timestamp>,
    phones: Vec<&'a str>,
    links: Vec<Option<&'a str>>,
    given: Vec<bool>,
    number: NumberColumns<'a>,
}

impl Columns<'_> {
    pub(crate) fn params(&self) -> (Values<'_, 5>, Values<'_, 6>) {
        let usage = [
            (&self.company as _, Type::TEXT),
            (&self.asked_at as _, Type::TIMESTAMPTZ_ARRAY),
            (&self.phones as _, Type::TEXT_ARRAY),
            (&self.links as _, Type::TEXT_ARRAY),
            (&self.given as _, Type::BOOL_ARRAY),
        ];
        (usage, self.number.params())
    }

    /// Statements that write the rows.
    pub(crate) fn to_write<'p>(&self, (usage, number): &'p (Values<'p, 5>, Values<'p, 6>)) -> Vec<Asked<'p>> {
        let usage = self.company.map(|_| (WRITE_USAGE, usage.as_slice()));
        usage.into_iter().chain([(WRITE_NUMBER, number.as_slice())]).collect()
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
