//! Companies as people look for them (table `companies`): the recorded status, the name, and what operators have noted.

mod columns;
mod list;
mod search;

use async_trait::async_trait;
use linekeeper_domain::branding::DisplayName;
use linekeeper_domain::session::{Help, RecordedStatus, StateName};
use linekeeper_domain::{CompanyId, ErrorCode, Timestamp};
use linekeeper_ports::{
    Acknowledgement, Companies, CompanyCount, CompanyQuery, CompanySearch, ListedCompany, StoreError, words_of,
};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

use self::columns::RecordColumns;
pub(crate) use self::columns::{recorded_fields, recorded_of};
pub(crate) use self::list::STATEMENTS as LISTS;
use self::list::{ATTENTION, COUNTS, listed};
use self::search::SearchColumns;

/// Writes only what differs, so that a session that goes on as it was recorded costs no row version. An acknowledgement
/// is about one trouble, and ends with it. Ordered by company, so that two processes cannot deadlock.
const RECORD: &str = "INSERT INTO companies AS c (company_id, state, code, since, correlation_id, linked, down_since, cause, attempts,
        failed_code, failed_at, failed_correlation_id, help, help_since, phone_seen_at)
    SELECT r.company_id, r.state, r.code, r.since, r.correlation_id, r.linked, r.down_since, r.cause, r.attempts,
        r.failed_code, r.failed_at, r.failed_correlation_id, r.help, r.help_since, r.phone_seen_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bool[], $7::timestamptz[], $8::text[],
            $9::int4[], $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::timestamptz[],
            $15::timestamptz[])
        AS r (company_id, state, code, since, correlation_id, linked, down_since, cause, attempts,
            failed_code, failed_at, failed_correlation_id, help, help_since, phone_seen_at)
    WHERE r.state <> 'idle' OR r.linked OR r.failed_code IS NOT NULL
        OR EXISTS (SELECT FROM companies k WHERE k.company_id = r.company_id OFFSET 0)
    ORDER BY r.company_id
    ON CONFLICT (company_id) DO UPDATE SET state = excluded.state, code = excluded.code, since = excluded.since,
        correlation_id = excluded.correlation_id, linked = excluded.linked, down_since = excluded.down_since,
        cause = excluded.cause, attempts = excluded.attempts, failed_code = excluded.failed_code,
        failed_at = excluded.failed_at, failed_correlation_id = excluded.failed_correlation_id,
        help = excluded.help, help_since = excluded.help_since, phone_seen_at = excluded.phone_seen_at,
        (acknowledged_by, acknowledged_at, acknowledged_note, acknowledged_until) = (
            SELECT c.acknowledged_by, c.acknowledged_at, c.acknowledged_note, c.acknowledged_until
            WHERE (c.help, c.help_since) IS NOT DISTINCT FROM (excluded.help, excluded.help_since))
    WHERE (c.state, c.code, c.since, c.correlation_id, c.linked, c.down_since, c.cause, c.attempts, c.failed_code,
            c.failed_at, c.failed_correlation_id, c.help, c.help_since, c.phone_seen_at)
        IS DISTINCT FROM (excluded.state, excluded.code, excluded.since, excluded.correlation_id, excluded.linked,
            excluded.down_since, excluded.cause, excluded.attempts, excluded.failed_code, excluded.failed_at,
            excluded.failed_correlation_id, excluded.help, excluded.help_since,
            excluded.phone_seen_at)";

/// The rows whose state only a running session has, of companies without a line: nothing will end it.
const SETTLE: &str = "UPDATE companies SET state = 'idle', since = now()
    WHERE state = ANY ($2) AND NOT linked AND since < $1
    RETURNING company_id";

const RECORDED: &str = concat!("SELECT ", recorded_fields!(), " FROM companies c WHERE c.company_id = $1");

const NAME: &str =
    "INSERT INTO companies AS c (company_id, name, name_words) VALUES ($1, $2, array_to_tsvector($3::text[]))
    ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, name_words = excluded.name_words";

const ACKNOWLEDGE: &str =
    "UPDATE companies SET acknowledged_by = $2, acknowledged_at = $3, acknowledged_note = $4, acknowledged_until = $5
    WHERE company_id = $1 AND help IS NOT NULL RETURNING company_id";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("record_statuses", RECORD),
    Listed::more(
        "settle_statuses",
        SETTLE,
        "once at the start of the process, by an index of states, of which few are left",
    ),
    Listed::by_index("recorded", RECORDED),
    Listed::by_index("name_company", NAME),
    Listed::by_index("acknowledge", ACKNOWLEDGE),
];

#[async_trait]
impl Companies for Store {
    async fn record(&self, statuses: Vec<(CompanyId, RecordedStatus)>) -> Result<(), StoreError> {
        if statuses.is_empty() {
            return Ok(());
        }
        self.call("record_statuses", move |call| {
            Box::pin(async move {
                let columns = RecordColumns::of(&statuses);
                call.write(RECORD, &columns.params()).await.map(drop)
            })
        })
        .await
    }

    async fn settle(&self, began_before: Timestamp) -> Result<u64, StoreError> {
        self.call("settle_statuses", move |call| {
            Box::pin(async move {
                let under_way = StateName::ALL.into_iter().filter(|state| !state.rests());
                let under_way: Vec<_> = under_way.map(StateName::as_str).collect();
                let params = [(&began_before as _, Type::TIMESTAMPTZ), (&under_way as _, Type::TEXT_ARRAY)];
                let rows = call.write(SETTLE, &params).await?;
                Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
            })
        })
        .await
    }

    async fn company(&self, company: &CompanyId) -> Result<Option<ListedCompany>, StoreError> {
        list::one(self, company.clone()).await
    }

    async fn list(&self, query: CompanyQuery) -> Result<Vec<ListedCompany>, StoreError> {
        list::page(self, query).await
    }

    async fn counts(
        &self,
        search: Option<CompanySearch>,
        now: Timestamp,
        unreachable_before: Timestamp,
    ) -> Result<Vec<CompanyCount>, StoreError> {
        self.call("company_counts", move |call| {
            Box::pin(async move {
                let search = SearchColumns::of(search.as_ref());
                let mut params = search.params().to_vec();
                params.push((&now as _, Type::TIMESTAMPTZ));
                params.push((&unreachable_before as _, Type::TIMESTAMPTZ));
                call.query(COUNTS, &params).await?.iter().map(count_of).collect()
            })
        })
        .await
    }

    async fn attention(
        &self,
        now: Timestamp,
        unreachable_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ListedCompany>, StoreError> {
        self.call("attention", move |call| {
            Box::pin(async move {
                let groups: Vec<&str> = Help::ALL.iter().map(|help| help.as_str()).collect();
                let limit = i64::from(limit);
                let params = [
                    (&groups as _, Type::TEXT_ARRAY),
                    (&now as _, Type::TIMESTAMPTZ),
                    (&unreachable_before as _, Type::TIMESTAMPTZ),
                    (&limit as _, Type::INT8),
                ];
                call.query(ATTENTION, &params).await?.iter().map(listed).collect()
            })
        })
        .await
    }

    async fn name_company(&self, company: &CompanyId, name: Option<DisplayName>) -> Result<(), StoreError> {
        let company = company.clone();
        self.call("name_company", move |call| {
            Box::pin(async move {
                // Split here: the server does not know the letters of every script in every locale.
                let name = name.as_ref().map(DisplayName::as_str);
                let words = name.map(words_of);
                let params =
                    [(&company.as_str() as _, Type::TEXT), (&name as _, Type::TEXT), (&words as _, Type::TEXT_ARRAY)];
                call.write(NAME, &params).await.map(drop)
            })
        })
        .await
    }

    async fn acknowledge(&self, company: &CompanyId, note: Option<Acknowledgement>) -> Result<bool, StoreError> {
        let company = company.clone();
        self.call("acknowledge", move |call| {
            Box::pin(async move {
                let by = note.as_ref().map(|note| note.by.as_str());
                let (at, until) = (note.as_ref().map(|note| note.at), note.as_ref().and_then(|note| note.until));
                let text = note.as_ref().and_then(|note| note.note.as_deref());
                let params = [
                    (&company.as_str() as _, Type::TEXT),
                    (&by as _, Type::TEXT),
                    (&at as _, Type::TIMESTAMPTZ),
                    (&text as _, Type::TEXT),
                    (&until as _, Type::TIMESTAMPTZ),
                ];
                Ok(!call.write(ACKNOWLEDGE, &params).await?.is_empty())
            })
        })
        .await
    }
}

/// What was last recorded of the company's status.
pub(crate) async fn recorded(store: &Store, company: CompanyId) -> Result<Option<RecordedStatus>, StoreError> {
    store
        .call("recorded", move |call| {
            Box::pin(async move {
                let rows = call.query(RECORDED, &[(&company.as_str(), Type::TEXT)]).await?;
                Ok(match rows.first() {
                    Some(row) => recorded_of(row.try_get(0)?),
                    None => None,
                })
            })
        })
        .await
}

fn count_of(row: &Row) -> Result<CompanyCount, QueryError> {
    let (state, code, help): (&str, Option<&str>, Option<&str>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok(CompanyCount {
        state: StateName::named(state),
        code: code.and_then(ErrorCode::named),
        help: help.and_then(Help::named),
        acknowledged: row.try_get(3)?,
        count: u64::try_from(row.try_get::<_, i64>(4)?).unwrap_or(0),
    })
}
