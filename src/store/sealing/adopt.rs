//! Sealing of rows stored before sealing existed: once, at the start, before any other read.
//!
//! One company at a time, in a transaction that locks its row and raises its fence: a write that an older version of
//! the service has under way is then refused, as after any change of owner. If interrupted, the next start continues
//! with the remaining companies.

use linekeeper_domain::CompanyId;
use linekeeper_secrets::{DataKey, MasterKeys, Place, TooLong};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Transaction};
use tracing::info;

use super::fresh;
use crate::failure::describe;
use crate::open_error::StoreOpenError;

/// Companies looked up at once.
const COMPANIES: i64 = 200;
/// Keys of a company held in memory at once.
const KEYS: i64 = 1_000;

const PLAIN: &str = "SELECT company_id FROM whatsapp_auth a
    WHERE data_key IS NULL AND (creds IS NOT NULL
        OR EXISTS (SELECT FROM whatsapp_keys k WHERE k.company_id = a.company_id))
    ORDER BY company_id LIMIT $1";

const HOLD: &str = "SELECT creds FROM whatsapp_auth WHERE company_id = $1 AND data_key IS NULL FOR UPDATE";

const PAGE: &str = "SELECT key_type, key_id, value FROM whatsapp_keys
    WHERE company_id = $1 AND (key_type, key_id) > ($2, $3) ORDER BY key_type, key_id LIMIT $4";

const SEAL_KEYS: &str = "UPDATE whatsapp_keys k SET value = s.value
    FROM unnest($2::text[], $3::text[], $4::bytea[]) AS s (key_type, key_id, value)
    WHERE k.company_id = $1 AND k.key_type = s.key_type AND k.key_id = s.key_id";

const SEAL_COMPANY: &str = "UPDATE whatsapp_auth SET fence = fence + 1, creds = $2, data_key = $3, master_key_id = $4
    WHERE company_id = $1";

/// Seals every unsealed row.
///
/// # Errors
/// [`StoreOpenError::Unreachable`] if the connection broke, [`StoreOpenError::SealingFailed`] otherwise. Companies
/// sealed by then stay sealed.
pub(crate) async fn adopt(client: &mut Client, masters: &MasterKeys) -> Result<(), StoreOpenError> {
    let mut sealed = 0_u64;
    loop {
        let rows = client.query_typed(PLAIN, &[(&COMPANIES as _, Type::INT8)]).await.map_err(failed)?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let id: &str = row.try_get(0).map_err(failed)?;
            let company = id.parse().map_err(|_| StoreOpenError::SealingFailed(format!("{id} is no company id")))?;
            adopt_company(client, masters, &company).await?;
            sealed += 1;
        }
        info!("the credentials of {sealed} companies are sealed so far");
    }
    if sealed > 0 {
        info!("the credentials of {sealed} companies, stored before sealing, are sealed now");
    }
    Ok(())
}

async fn adopt_company(client: &mut Client, masters: &MasterKeys, company: &CompanyId) -> Result<(), StoreOpenError> {
    let transaction = client.transaction().await.map_err(failed)?;
    let held = transaction.query_typed(HOLD, &[(&company.as_str() as _, Type::TEXT)]).await.map_err(failed)?;
    // Deleted or sealed since it was looked up.
    let Some(row) = held.first() else { return Ok(()) };
    let fresh = fresh(masters, company).map_err(unfit)?;
    let plain: Option<&[u8]> = row.try_get(0).map_err(failed)?;
    let place = Place::Credentials { company };
    let creds = plain.map(|plain| fresh.key.seal(&place, plain)).transpose().map_err(unfit)?;
    adopt_keys(&transaction, company, &fresh.key).await?;
    let params = [
        (&company.as_str() as _, Type::TEXT),
        (&creds as _, Type::BYTEA),
        (&fresh.wrapped.as_bytes() as _, Type::BYTEA),
        (&fresh.master as _, Type::TEXT),
    ];
    transaction.query_typed(SEAL_COMPANY, &params).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

async fn adopt_keys(transaction: &Transaction<'_>, company: &CompanyId, key: &DataKey) -> Result<(), StoreOpenError> {
    let (mut last_type, mut last_id) = (String::new(), String::new());
    loop {
        let after = [
            (&company.as_str() as _, Type::TEXT),
            (&last_type as _, Type::TEXT),
            (&last_id as _, Type::TEXT),
            (&KEYS as _, Type::INT8),
        ];
        let rows = transaction.query_typed(PAGE, &after).await.map_err(failed)?;
        let (mut types, mut ids, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            let (key_type, key_id): (&str, &str) = (row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?);
            let place = Place::Key { company, key_type, key_id };
            values.push(key.seal(&place, row.try_get(2).map_err(failed)?).map_err(unfit)?);
            types.push(key_type);
            ids.push(key_id);
        }
        let (Some(of_last), Some(last)) = (types.last(), ids.last()) else { return Ok(()) };
        (last_type, last_id) = ((*of_last).to_owned(), (*last).to_owned());
        let sealed = [
            (&company.as_str() as _, Type::TEXT),
            (&types as _, Type::TEXT_ARRAY),
            (&ids as _, Type::TEXT_ARRAY),
            (&values as _, Type::BYTEA_ARRAY),
        ];
        transaction.query_typed(SEAL_KEYS, &sealed).await.map_err(failed)?;
    }
}

fn unfit(error: TooLong) -> StoreOpenError {
    StoreOpenError::SealingFailed(error.to_string())
}

/// Classifies an error: a broken connection counts as unreachable (the start is retried), a refusal by the server as
/// final.
pub(super) fn failed(error: Error) -> StoreOpenError {
    let words = describe(&error);
    if error.as_db_error().is_some() {
        StoreOpenError::SealingFailed(words)
    } else {
        StoreOpenError::Unreachable(words)
    }
}
