//! API keys (table `api_keys`).

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::{AccessId, Scope, Scopes};
use linekeeper_ports::{ApiKeys, SecretHash, StoreError, StoredKey};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::call::Call;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = "SELECT id, label, scopes, hash, created_at, expires_at, last_used_at, revoked_at
    FROM api_keys WHERE id = $1";

const ALL: &str = "SELECT id, label, scopes, hash, created_at, expires_at, last_used_at, revoked_at
    FROM api_keys ORDER BY created_at, id";

const ADD: &str =
    "INSERT INTO api_keys (id, label, scopes, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";

/// Serialises processes that start at once and each want to add the first key.
const ONE_AT_A_TIME: &str = "LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE";

const ANY: &str = "SELECT FROM api_keys LIMIT 1";

const REVOKE: &str = "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";

/// Stores the last use to the minute, so that a key in constant use is not written constantly.
const USED: &str = "UPDATE api_keys SET last_used_at = $2
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2 - interval '1 minute')";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("api_key", ONE),
    Listed::more("api_keys", ALL, "lists all keys; keys do not belong to companies"),
    Listed::by_index("add_api_key", ADD),
    Listed::by_index("hold_api_keys", ONE_AT_A_TIME),
    Listed::more("any_api_key", ANY, "reads any one row"),
    Listed::by_index("revoke_api_key", REVOKE),
    Listed::by_index("api_key_used", USED),
];

#[async_trait]
impl ApiKeys for Store {
    async fn api_key(&self, id: &AccessId) -> Result<Option<StoredKey>, StoreError> {
        let id = id.clone();
        let call = self.call("api_key", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&id.as_str(), Type::TEXT)]).await?;
                rows.first().map(|row| stored_key(row, 0)).transpose()
            })
        });
        call.await
    }

    async fn api_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let call = self.call("api_keys", move |call| {
            Box::pin(async move { call.query(ALL, &[]).await?.iter().map(|row| stored_key(row, 0)).collect() })
        });
        call.await
    }

    async fn add_api_key(&self, key: StoredKey) -> Result<(), StoreError> {
        self.call("add_api_key", move |call| Box::pin(async move { add(call, &key).await })).await
    }

    async fn add_first_api_key(&self, key: StoredKey) -> Result<bool, StoreError> {
        let call = self.call("add_first_api_key", move |call| {
            Box::pin(async move {
                if !call.query(ANY, &[]).await?.is_empty() {
                    return Ok(false);
                }
                let (transaction, [_, present]) = call.begin([(ONE_AT_A_TIME, &[]), (ANY, &[])]).await?;
                if !present.is_empty() {
                    return Ok(false);
                }
                transaction.commit([(ADD, &NewRow::of(&key).params())]).await?;
                Ok(true)
            })
        });
        call.await
    }

    async fn revoke_api_key(&self, id: &AccessId, at: Timestamp) -> Result<bool, StoreError> {
        let id = id.clone();
        let call = self.call("revoke_api_key", move |call| {
            Box::pin(async move {
                let params = [(&id.as_str() as _, Type::TEXT), (&at as _, Type::TIMESTAMPTZ)];
                Ok(!call.write(REVOKE, &params).await?.is_empty())
            })
        });
        call.await
    }

    async fn api_key_used(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError> {
        let id = id.clone();
        let call = self.call("api_key_used", move |call| {
            Box::pin(async move {
                let params = [(&id.as_str() as _, Type::TEXT), (&at as _, Type::TIMESTAMPTZ)];
                call.write(USED, &params).await.map(drop)
            })
        });
        call.await
    }
}

async fn add(call: &Call, key: &StoredKey) -> Result<(), QueryError> {
    call.write(ADD, &NewRow::of(key).params()).await.map(drop)
}

/// A key in the types of its columns.
struct NewRow<'a> {
    id: &'a str,
    label: &'a str,
    scopes: Vec<&'static str>,
    hash: &'a [u8],
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

impl<'a> NewRow<'a> {
    fn of(key: &'a StoredKey) -> Self {
        Self {
            id: key.id.as_str(),
            label: &key.label,
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            hash: &key.hash,
            created_at: key.created_at,
            expires_at: key.expires_at,
        }
    }

    /// Parameters of [`ADD`].
    fn params(&self) -> [(&(dyn ToSql + Sync), Type); 6] {
        [
            (&self.id, Type::TEXT),
            (&self.label, Type::TEXT),
            (&self.scopes, Type::TEXT_ARRAY),
            (&self.hash, Type::BYTEA),
            (&self.created_at, Type::TIMESTAMPTZ),
            (&self.expires_at, Type::TIMESTAMPTZ),
        ]
    }
}

/// Reads a key whose columns begin at `first`.
pub(super) fn stored_key(row: &Row, first: usize) -> Result<StoredKey, QueryError> {
    Ok(StoredKey {
        id: access_id(row, first)?,
        label: row.try_get(first + 1)?,
        scopes: scopes_of(row.try_get(first + 2)?)?,
        hash: hash_of(row, first + 3)?,
        created_at: row.try_get(first + 4)?,
        expires_at: row.try_get(first + 5)?,
        last_used_at: row.try_get(first + 6)?,
        revoked_at: row.try_get(first + 7)?,
    })
}

fn scopes_of(names: Vec<String>) -> Result<Scopes, QueryError> {
    let scope = |name: String| name.parse::<Scope>().map_err(|_| QueryError::corrupt("scopes"));
    names.into_iter().map(scope).collect()
}

pub(super) fn access_id(row: &Row, column: usize) -> Result<AccessId, QueryError> {
    row.try_get::<_, &str>(column)?.parse().map_err(|_| QueryError::corrupt("id"))
}

pub(super) fn hash_of(row: &Row, column: usize) -> Result<SecretHash, QueryError> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| QueryError::corrupt("hash"))
}
