//! Reads of companies' rows: one, the linked ones in the order in which sessions start at boot, all by id. Pages
//! continue from the last row seen (keyset pagination), so a page costs the same however far it is.

use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, ErrorCode, Phone, Timestamp};
use linekeeper_ports::{StoreError, StoredCompany};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::warn;

use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = "SELECT company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until
    FROM whatsapp_auth WHERE company_id = $1";

/// Linked companies, the most recently connected first, those never connected last. An absent `$2` means the first
/// page.
///
/// The order matches an index that descends by time and ascends by id, so a page continues in two parts: the others of
/// the same time, and all earlier ones. `= ANY` of an array of one time keeps the planner from treating the order as
/// one of ids alone and walking through all companies by id. The limit is a subquery so that the planner does not know
/// it; otherwise it might read and sort all rows.
const LINKED: &str = "SELECT company_id, phone, has_credentials, paired_at, last_connected_at, parked_code, parked_until FROM (
        (SELECT company_id, phone, creds IS NOT NULL AS has_credentials, paired_at, last_connected_at, parked_code, parked_until
        FROM whatsapp_auth
        WHERE paired_at IS NOT NULL
          AND coalesce(last_connected_at, '-infinity') = ANY (ARRAY[coalesce($1, '-infinity')]) AND company_id > $2
        ORDER BY coalesce(last_connected_at, '-infinity') DESC, company_id LIMIT (SELECT $3))
      UNION ALL
        (SELECT company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until
        FROM whatsapp_auth
        WHERE paired_at IS NOT NULL AND coalesce(last_connected_at, '-infinity')
            < CASE WHEN $2 IS NULL THEN 'infinity' ELSE coalesce($1, '-infinity') END
        ORDER BY coalesce(last_connected_at, '-infinity') DESC, company_id LIMIT (SELECT $3))
    ) page ORDER BY coalesce(last_connected_at, '-infinity') DESC, company_id LIMIT $3";

const ALL: &str = "SELECT company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until
    FROM whatsapp_auth WHERE company_id > $1 ORDER BY company_id LIMIT $2";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("peek", ONE).in_both_slots(),
    Listed::by_index("linked", LINKED).in_both_slots(),
    Listed::by_index("companies", ALL).in_both_slots(),
];

pub(crate) async fn one(store: &Store, company: CompanyId) -> Result<Option<StoredCompany>, StoreError> {
    let rows = store.call("peek", move |call| {
        Box::pin(async move {
            let rows = call.query(ONE, &[(&company.as_str(), Type::TEXT)]).await?;
            rows.first().map(stored_company).transpose()
        })
    });
    rows.await
}

pub(crate) async fn linked(
    store: &Store,
    after: Option<StoredCompany>,
    limit: u32,
) -> Result<Vec<StoredCompany>, StoreError> {
    let page = store.call("linked", move |call| {
        Box::pin(async move {
            let at = after.as_ref().and_then(|last| last.last_connected_at);
            let company = after.as_ref().map(|last| last.company.as_str());
            let limit = i64::from(limit);
            let params = [(&at as _, Type::TIMESTAMPTZ), (&company as _, Type::TEXT), (&limit as _, Type::INT8)];
            call.query(LINKED, &params).await?.iter().map(stored_company).collect()
        })
    });
    page.await
}

pub(crate) async fn all(store: &Store, after: Option<CompanyId>, limit: u32) -> Result<Vec<StoredCompany>, StoreError> {
    let page = store.call("companies", move |call| {
        Box::pin(async move {
            let after = after.as_ref().map_or("", CompanyId::as_str);
            let params = [(&after as _, Type::TEXT), (&i64::from(limit) as _, Type::INT8)];
            call.query(ALL, &params).await?.iter().map(stored_company).collect()
        })
    });
    page.await
}

/// Reads a row that begins with company_id, phone, whether credentials are there, paired_at, last_connected_at,
/// parked_code, parked_until.
pub(crate) fn stored_company(row: &Row) -> Result<StoredCompany, QueryError> {
    let company: &str = row.try_get(0)?;
    let paired_at: Option<Timestamp> = row.try_get(3)?;
    let last_connected_at: Option<Timestamp> = row.try_get(4)?;
    let company: CompanyId = company.parse().map_err(|_| QueryError::corrupt("company_id"))?;
    Ok(StoredCompany {
        phone: phone_of(row, 1)?,
        has_credentials: row.try_get(2)?,
        paired_at,
        last_connected_at,
        parked: parked_of(row, &company)?,
        company,
    })
}

/// Reads the park. A code that this version does not know does not park the session: a session that connects learns
/// from WhatsApp what is wrong, while one parked for an unreadable reason would never come back.
fn parked_of(row: &Row, company: &CompanyId) -> Result<Option<Parked>, QueryError> {
    let (code, until): (Option<&str>, Option<Timestamp>) = (row.try_get(5)?, row.try_get(6)?);
    let Some(name) = code else { return Ok(None) };
    let parked = ErrorCode::named(name).map(|code| Parked { code, until });
    if parked.is_none() {
        warn!(company.id = %company, "company {company} is parked with the code {name:?}, which this version does not know: treated as not parked");
    }
    Ok(parked)
}

pub(crate) fn phone_of(row: &Row, column: usize) -> Result<Option<Phone>, QueryError> {
    let digits: Option<&str> = row.try_get(column)?;
    digits.map(|digits| Phone::from_digits(digits).map_err(|_| QueryError::corrupt("phone"))).transpose()
}
