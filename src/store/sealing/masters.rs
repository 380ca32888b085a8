//! Check of the master keys at the start: each key that is needed is present, and each present key is the right one.

use linekeeper_secrets::MasterKeys;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

use super::adopt::failed;
use crate::open_error::StoreOpenError;

const PROOFS: &str = "SELECT id, proof FROM master_keys WHERE id = ANY ($1)";

/// Whether companies have more data keys than those of `whatsapp_auth`; the check runs before the file that makes these
/// tables, too.
const HAS_SLOTS: &str = "SELECT to_regclass('whatsapp_next_auth') IS NOT NULL";

const NEEDED: &str = "SELECT master_key_id, count(*) FROM whatsapp_auth
    WHERE master_key_id IS NOT NULL AND NOT master_key_id = ANY ($1) GROUP BY master_key_id ORDER BY 2 DESC LIMIT 1";

/// Does what [`NEEDED`] does, for all data keys. A company counts once for each key.
const NEEDED_IN_SLOTS: &str = "SELECT master_key_id, count(DISTINCT company_id) FROM (
        SELECT master_key_id, company_id FROM whatsapp_auth WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, company_id FROM whatsapp_next_auth WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, company_id FROM whatsapp_old_devices WHERE NOT master_key_id = ANY ($1)
    ) needed GROUP BY master_key_id ORDER BY 2 DESC LIMIT 1";

/// Whether logs of messages and webhook endpoints have data keys, too.
const HAS_MESSAGES: &str = "SELECT to_regclass('webhook_endpoints') IS NOT NULL";
/// Does what [`NEEDED_IN_SLOTS`] does, for these too. An endpoint counts as a company.
const NEEDED_WITH_MESSAGES: &str = "SELECT master_key_id, count(DISTINCT owner) FROM (
        SELECT master_key_id, company_id AS owner FROM whatsapp_auth WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, company_id FROM whatsapp_next_auth WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, company_id FROM whatsapp_old_devices WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, company_id FROM message_logs WHERE NOT master_key_id = ANY ($1)
      UNION ALL
        SELECT master_key_id, 'webhook-' || id FROM webhook_endpoints WHERE NOT master_key_id = ANY ($1)
    ) needed GROUP BY master_key_id ORDER BY 2 DESC LIMIT 1";
/// Stores the proof of a key when it first becomes the current one; until then the id may still get another key.
const NOTE: &str = "INSERT INTO master_keys (id, proof) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";

/// Compares the given master keys with what the database knows, and stores the proof of the current one.
///
/// # Errors
/// [`StoreOpenError::WrongMasterKey`] if a key differs from the one the database knows by its id;
/// [`StoreOpenError::MissingMasterKey`] if companies need a key that was not given; those of [`failed`] if the database
/// does not answer or refuses.
pub(crate) async fn check_master_keys(client: &Client, masters: &MasterKeys) -> Result<(), StoreOpenError> {
    let ids: Vec<&str> = masters.iter().map(|key| key.id().as_str()).collect();
    let of_ring = [(&ids as _, Type::TEXT_ARRAY)];
    for row in client.query_typed(PROOFS, &of_ring).await.map_err(failed)? {
        let (id, proof): (&str, &[u8]) = (row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?);
        if masters.named(id).is_none_or(|key| !key.has_made(proof)) {
            return Err(StoreOpenError::WrongMasterKey { id: id.to_owned() });
        }
    }
    let needed = if has(client, HAS_MESSAGES).await? {
        NEEDED_WITH_MESSAGES
    } else if has(client, HAS_SLOTS).await? {
        NEEDED_IN_SLOTS
    } else {
        NEEDED
    };
    if let Some(row) = client.query_typed(needed, &of_ring).await.map_err(failed)?.first() {
        let companies: i64 = row.try_get(1).map_err(failed)?;
        let id = row.try_get(0).map_err(failed)?;
        return Err(StoreOpenError::MissingMasterKey { id, companies: companies.unsigned_abs() });
    }
    note(client, masters).await.map_err(failed)
}

async fn has(client: &Client, tables: &str) -> Result<bool, StoreOpenError> {
    client.query_typed_one(tables, &[]).await.and_then(|row| row.try_get(0)).map_err(failed)
}

async fn note(client: &Client, masters: &MasterKeys) -> Result<(), Error> {
    let current = masters.current();
    // A missing proof does no harm: it only serves to detect mistakes.
    let Ok(proof) = current.prove() else { return Ok(()) };
    let params = [(&current.id().as_str() as _, Type::TEXT), (&proof as _, Type::BYTEA)];
    client.query_typed(NOTE, &params).await.map(drop)
}
