//! Dashboard sessions (table `dashboard_visits`).

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{DashboardSessions, SecretHash, StoreError, StoredDashboardSession};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::api_keys::{access_id, hash_of, stored_key};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Reads a session with the current state of its API key: a revoked key ends its sessions.
const ONE: &str = "SELECT v.id, v.hash, v.began_at, v.seen_at,
        k.id, k.label, k.scopes, k.hash, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
    FROM dashboard_visits v
    CROSS JOIN LATERAL (SELECT id, label, scopes, hash, created_at, expires_at, last_used_at, revoked_at
        FROM api_keys WHERE id = v.key_id OFFSET 0) k
    WHERE v.hash = $1";

const ADD: &str = "INSERT INTO dashboard_visits (id, hash, key_id, began_at, seen_at) VALUES ($1, $2, $3, $4, $5)";

/// Stores the last request to the minute, so that a page that polls is not written constantly.
const SEEN: &str = "UPDATE dashboard_visits SET seen_at = $2 WHERE id = $1 AND seen_at <= $2 - interval '1 minute'";

const IS_OPEN: &str = "SELECT FROM dashboard_visits WHERE id = $1";

const END: &str = "DELETE FROM dashboard_visits WHERE id = $1";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("visit", ONE),
    Listed::by_index("add_visit", ADD),
    Listed::by_index("visit_seen", SEEN),
    Listed::by_index("is_visit_open", IS_OPEN),
    Listed::by_index("end_visit", END),
];

#[async_trait]
impl DashboardSessions for Store {
    async fn visit(&self, hash: &SecretHash) -> Result<Option<StoredDashboardSession>, StoreError> {
        let hash = *hash;
        let call = self.call("visit", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&hash.as_slice(), Type::BYTEA)]).await?;
                rows.first().map(stored_visit).transpose()
            })
        });
        call.await
    }

    async fn add_visit(&self, visit: StoredDashboardSession) -> Result<(), StoreError> {
        let call = self.call("add_visit", move |call| {
            Box::pin(async move {
                let params = [
                    (&visit.id.as_str() as _, Type::TEXT),
                    (&visit.hash.as_slice() as _, Type::BYTEA),
                    (&visit.key.id.as_str() as _, Type::TEXT),
                    (&visit.began_at as _, Type::TIMESTAMPTZ),
                    (&visit.seen_at as _, Type::TIMESTAMPTZ),
                ];
                call.write(ADD, &params).await.map(drop)
            })
        });
        call.await
    }

    async fn is_visit_open(&self, id: &AccessId) -> Result<bool, StoreError> {
        let id = id.clone();
        let call = self.call("is_visit_open", move |call| {
            Box::pin(async move { Ok(!call.query(IS_OPEN, &[(&id.as_str(), Type::TEXT)]).await?.is_empty()) })
        });
        call.await
    }

    async fn visit_seen(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError> {
        let id = id.clone();
        let call = self.call("visit_seen", move |call| {
            Box::pin(async move {
                let params = [(&id.as_str() as _, Type::TEXT), (&at as _, Type::TIMESTAMPTZ)];
                call.write(SEEN, &params).await.map(drop)
            })
        });
        call.await
    }

    async fn end_visit(&self, id: &AccessId) -> Result<(), StoreError> {
        let id = id.clone();
        let call = self.call("end_visit", move |call| {
            Box::pin(async move { call.write(END, &[(&id.as_str(), Type::TEXT)]).await.map(drop) })
        });
        call.await
    }
}

fn stored_visit(row: &Row) -> Result<StoredDashboardSession, QueryError> {
    Ok(StoredDashboardSession {
        id: access_id(row, 0)?,
        hash: hash_of(row, 1)?,
        began_at: row.try_get(2)?,
        seen_at: row.try_get(3)?,
        key: stored_key(row, 4)?,
    })
}
