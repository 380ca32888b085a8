//! Idempotency keys of API requests (table `idempotency_keys`).

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_ports::{Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::pruned;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Claims a key: inserts it, or replaces an unanswered entry whose process must have died, or one that is too old. The
/// condition is checked on the locked row, so only one of several concurrent claims wins.
const CLAIM: &str = "INSERT INTO idempotency_keys AS k (principal, operation, key, body_hash, begun_at, hashed_by)
    VALUES ($1, $2, $3, $4, $5, $8)
    ON CONFLICT (principal, operation, key) DO UPDATE
        SET body_hash = excluded.body_hash, begun_at = excluded.begun_at, hashed_by = excluded.hashed_by,
            status = NULL, content_type = NULL, answer = NULL
        WHERE k.begun_at <= CASE WHEN k.status IS NULL THEN $6 ELSE $7 END
    RETURNING 1";

/// Reads an entry. The body counts as the same if any of the hashes matches, or if the master key it was hashed with is
/// gone.
const ONE: &str = "SELECT body_hash = ANY ($4) OR coalesce(hashed_by <> ALL ($5), false), status, content_type, answer
    FROM idempotency_keys
    WHERE principal = $1 AND operation = $2 AND key = $3";

const KEEP: &str = "UPDATE idempotency_keys SET status = $5, content_type = $6, answer = $7
    WHERE principal = $1 AND operation = $2 AND key = $3 AND begun_at = $4 AND status IS NULL";

const GIVE_UP: &str = "DELETE FROM idempotency_keys
    WHERE principal = $1 AND operation = $2 AND key = $3 AND begun_at = $4 AND status IS NULL";

const PRUNE: &str = "WITH old AS (
        SELECT principal, operation, key FROM idempotency_keys WHERE begun_at < $1
        ORDER BY begun_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM idempotency_keys k USING old
        WHERE k.principal = old.principal AND k.operation = old.operation AND k.key = old.key RETURNING 1
    )
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("claim_idempotency_key", CLAIM),
    Listed::by_index("idempotency_key", ONE),
    Listed::by_index("keep_idempotent_answer", KEEP),
    Listed::by_index("give_up_idempotency_key", GIVE_UP),
    Listed::more("prune_idempotency_keys", PRUNE, "maintenance task in small batches; no request waits for it"),
];

#[async_trait]
impl IdempotencyKeys for Store {
    async fn claim(&self, claim: &IdempotencyClaim) -> Result<Claimed, StoreError> {
        let claim = claim.clone();
        let call = self.call("claim_idempotency_key", move |call| {
            Box::pin(async move {
                let IdempotencyClaim { principal, operation, key, body_hashes, .. } = &claim;
                let name = [(principal as _, Type::TEXT), (operation as _, Type::TEXT), (key as _, Type::TEXT)];
                let named = || name.clone().into_iter();
                let at = claim.at;
                let hashes: Vec<&[u8]> = body_hashes.iter().map(|body| body.hash.as_slice()).collect();
                let masters: Vec<&str> = body_hashes.iter().map(|body| body.master_key.as_str()).collect();
                let (hash, master) = (hashes.first().copied(), masters.first().copied());
                let (dead, old) = (at - IdempotencyClaim::COUNTS, at - IdempotencyClaim::KEPT);
                let times = [&at, &dead, &old].map(|time| (time as _, Type::TIMESTAMPTZ));
                let (hash, master) = ((&hash as _, Type::BYTEA), (&master as _, Type::TEXT));
                let params: Vec<_> = named().chain([hash]).chain(times).chain([master]).collect();
                if !call.write(CLAIM, &params).await?.is_empty() {
                    return Ok(Claimed::First);
                }
                let known = [(&hashes as _, Type::BYTEA_ARRAY), (&masters as _, Type::TEXT_ARRAY)];
                let rows = call.query(ONE, &named().chain(known).collect::<Vec<_>>()).await?;
                // The entry was released in between; the caller's next attempt will be the first.
                rows.first().map_or(Ok(Claimed::UnderWay), before)
            })
        });
        call.await
    }

    async fn keep_answer(&self, claim: &IdempotencyClaim, answer: KeptAnswer) -> Result<(), StoreError> {
        let claim = claim.clone();
        let call = self.call("keep_idempotent_answer", move |call| {
            Box::pin(async move {
                let status = i16::try_from(answer.status).map_err(|_| QueryError::corrupt("status"))?;
                let params = [
                    (&claim.principal as _, Type::TEXT),
                    (&claim.operation as _, Type::TEXT),
                    (&claim.key as _, Type::TEXT),
                    (&claim.at as _, Type::TIMESTAMPTZ),
                    (&status as _, Type::INT2),
                    (&answer.content_type as _, Type::TEXT),
                    (&answer.body as _, Type::TEXT),
                ];
                call.write(KEEP, &params).await.map(drop)
            })
        });
        call.await
    }

    async fn give_up(&self, claim: &IdempotencyClaim) -> Result<(), StoreError> {
        let claim = claim.clone();
        let call = self.call("give_up_idempotency_key", move |call| {
            Box::pin(async move {
                let params = [
                    (&claim.principal as _, Type::TEXT),
                    (&claim.operation as _, Type::TEXT),
                    (&claim.key as _, Type::TEXT),
                    (&claim.at as _, Type::TIMESTAMPTZ),
                ];
                call.write(GIVE_UP, &params).await.map(drop)
            })
        });
        call.await
    }
}

impl Store {
    /// Deletes at most `limit` idempotency keys claimed before this time; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_idempotency_keys(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let call = self.call("prune_idempotency_keys", move |call| {
            Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })
        });
        call.await
    }
}

fn before(row: &Row) -> Result<Claimed, QueryError> {
    if !row.try_get::<_, bool>(0)? {
        return Ok(Claimed::OtherBody);
    }
    let Some(status) = row.try_get::<_, Option<i16>>(1)? else { return Ok(Claimed::UnderWay) };
    let status = u16::try_from(status).map_err(|_| QueryError::corrupt("status"))?;
    Ok(Claimed::Answered(KeptAnswer { status, content_type: row.try_get(2)?, body: row.try_get(3)? }))
}
