//! Credentials that nobody uses: warning of their end, and ending them. Unused means neither connected nor written.

use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Trouble;
use crate::ownership::empty;
use crate::store::Store;

/// Rows that somebody holds are in use, whatever their times say. The outer condition is checked on the locked row. A pairing that a
/// crash has ended leaves the phone it was asked for, without credentials; that goes too.
const UNUSED: &str = "SELECT company_id FROM whatsapp_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND greatest(last_connected_at, updated_at, created_at) < $1
    ORDER BY company_id LIMIT $2 FOR UPDATE SKIP LOCKED";

/// A warning counts until the credentials are used again.
const WARN: &str = "WITH due AS (
        SELECT company_id FROM whatsapp_auth
        WHERE creds IS NOT NULL AND greatest(last_connected_at, updated_at, created_at) < $1
          AND (expiry_warned_at IS NULL OR expiry_warned_at < greatest(last_connected_at, updated_at, created_at))
        ORDER BY company_id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
    ), warned AS (
        UPDATE whatsapp_auth a SET expiry_warned_at = now() FROM due WHERE a.company_id = due.company_id
        RETURNING a.company_id
    )
    SELECT company_id FROM warned ORDER BY company_id";

pub(crate) async fn expire(store: &Store, before: Timestamp, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
    let sealing = store.sealing();
    let expired = store.call("expire", move |call| {
        Box::pin(async move {
            let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
            let (transaction, [unused]) = call.begin([(UNUSED, &params)]).await?;
            let companies = companies(&unused)?;
            if companies.is_empty() {
                return Ok(companies);
            }
            let ids: Vec<String> = companies.iter().map(|company| company.as_str().to_owned()).collect();
            empty(transaction, &ids, None, None).await?;
            companies.iter().for_each(|company| sealing.forget(company));
            Ok(companies)
        })
    });
    expired.await
}

pub(crate) async fn warn(store: &Store, before: Timestamp, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
    let warned = store.call("warn_of_expiry", move |call| {
        Box::pin(async move {
            let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
            companies(&call.write(WARN, &params).await?)
        })
    });
    warned.await
}

fn companies(rows: &[Row]) -> Result<Vec<CompanyId>, Trouble> {
    let company = |row: &Row| row.try_get::<_, &str>(0)?.parse().map_err(|_| Trouble::corrupt("company_id"));
    rows.iter().map(company).collect()
}
