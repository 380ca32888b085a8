//! Reading the rows of companies: one, the linked ones in the order of the boot, all by id. Pages go on from the last row
//! seen, so that a page costs the same however far it is.

use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, ErrorCode, Phone, Timestamp};
use linekeeper_ports::{StoreError, StoredCompany};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::warn;

use crate::failure::Trouble;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = "SELECT company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until
    FROM whatsapp_auth WHERE company_id = $1";

/// Those never connected are last. An absent `$2` means the first page.
///
/// The order is that of an index, which falls by time and rises by id, so that a page begins where the last one ended in two parts:
/// the others of the same time, and whatever was earlier. `= ANY` of one time is that time, but for the planner it does not make the
/// order one of ids alone, by which it would walk through all companies in the order of their ids. A limit that it does not know is
/// one for which it does not read and sort all of them.
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

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] =
    &[Listed::by_index("peek", ONE), Listed::by_index("linked", LINKED), Listed::by_index("companies", ALL)];

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

/// Reads a row that begins with company_id, phone, whether credentials are there, paired_at, last_connected_at, parked_code,
/// parked_until.
pub(crate) fn stored_company(row: &Row) -> Result<StoredCompany, Trouble> {
    let company: &str = row.try_get(0)?;
    let paired_at: Option<Timestamp> = row.try_get(3)?;
    let last_connected_at: Option<Timestamp> = row.try_get(4)?;
    let company: CompanyId = company.parse().map_err(|_| Trouble::corrupt("company_id"))?;
    Ok(StoredCompany {
        phone: phone_of(row, 1)?,
        has_credentials: row.try_get(2)?,
        paired_at,
        last_connected_at,
        parked: parked_of(row, &company)?,
        company,
    })
}

/// A code of another version parks nobody: a session that comes back learns from WhatsApp what is wrong, and one that nobody
/// can read would never come back.
fn parked_of(row: &Row, company: &CompanyId) -> Result<Option<Parked>, Trouble> {
    let (code, until): (Option<&str>, Option<Timestamp>) = (row.try_get(5)?, row.try_get(6)?);
    let Some(name) = code else { return Ok(None) };
    let parked = ErrorCode::named(name).map(|code| Parked { code, until });
    if parked.is_none() {
        warn!(company.id = %company, "company {company} is parked for {name:?}, which this version does not know: not parked");
    }
    Ok(parked)
}

pub(crate) fn phone_of(row: &Row, column: usize) -> Result<Option<Phone>, Trouble> {
    let digits: Option<&str> = row.try_get(column)?;
    digits.map(|digits| Phone::from_digits(digits).map_err(|_| Trouble::corrupt("phone"))).transpose()
}
