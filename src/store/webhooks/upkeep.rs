//! Maintenance of webhooks, and the numbers of what waits.

use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_ports::{Backlog, StoreError};
use tokio_postgres::types::Type;

use crate::call::{Call, count_in, pruned};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// What waits for enabled endpoints.
const BACKLOG: &str = "SELECT count(*), coalesce(extract(epoch FROM now() - min(l.moved_at)), 0)::float8,
        (SELECT count(*) FROM webhook_endpoints WHERE disabled NOT IN ('deleted', 'manual'))
    FROM webhook_endpoints e CROSS JOIN LATERAL (SELECT moved_at FROM webhook_lanes
        WHERE endpoint_id = e.id AND next_at IS NOT NULL OFFSET 0) l
    WHERE e.disabled IS NULL";

/// Deletes what was delivered, of each endpoint the oldest.
const PRUNE_DELIVERED: &str = "WITH old AS (
        SELECT d.endpoint_id, d.company_id, d.seq FROM webhook_endpoints e
        CROSS JOIN LATERAL (SELECT endpoint_id, company_id, seq FROM webhook_deliveries
            WHERE endpoint_id = e.id AND state = 'delivered' AND tried_at < $1
            ORDER BY tried_at LIMIT $2 FOR UPDATE SKIP LOCKED) d
        LIMIT $2
    ), gone AS (
        DELETE FROM webhook_deliveries d USING old
        WHERE d.endpoint_id = old.endpoint_id AND d.company_id = old.company_id AND d.seq = old.seq RETURNING 1
    )
    SELECT count(*) FROM gone";

const PRUNE_LANES: &str = "WITH old AS (
        SELECT endpoint_id, company_id, chat FROM webhook_lanes WHERE next_at IS NULL AND moved_at < $1
        ORDER BY moved_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM webhook_lanes l USING old
        WHERE l.endpoint_id = old.endpoint_id AND l.company_id = old.company_id AND l.chat = old.chat RETURNING 1
    )
    SELECT count(*) FROM gone";

/// Deletes some of what deleted endpoints were owed.
const PRUNE_DELETED: &str = "WITH old AS (
        SELECT d.endpoint_id, d.company_id, d.seq FROM webhook_endpoints e
        CROSS JOIN LATERAL (SELECT endpoint_id, company_id, seq FROM webhook_deliveries
            WHERE endpoint_id = e.id LIMIT $1 FOR UPDATE SKIP LOCKED) d
        WHERE e.disabled = 'deleted' LIMIT $1
    ), gone AS (
        DELETE FROM webhook_deliveries d USING old
        WHERE d.endpoint_id = old.endpoint_id AND d.company_id = old.company_id AND d.seq = old.seq RETURNING 1
    )
    SELECT count(*) FROM gone";

/// Deletes deleted endpoints that are owed nothing any more, with their lanes.
const REMOVE_DELETED: &str = "DELETE FROM webhook_endpoints e WHERE e.disabled = 'deleted'
    AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id)";

/// Forgets secrets that sign no more.
const FORGET_SECRETS: &str = "UPDATE webhook_endpoints SET old_secret = NULL, old_secret_until = NULL
    WHERE old_secret_until < now()";

/// Makes lanes due again that are put off further than any can be: their times were written while the database's clock was
/// ahead.
const RECALL_LANES: &str = "UPDATE webhook_lanes SET next_at = now(), claimed_until = NULL
    WHERE next_at > now() + interval '2 days' OR claimed_until > now() + interval '10 minutes'";

const HOUSEKEEPING: &str = "maintenance task in small batches; no request waits for it";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("delivery_backlog", BACKLOG, "counts what waits, for metrics"),
    Listed::more("prune_delivered", PRUNE_DELIVERED, HOUSEKEEPING),
    Listed::more("prune_lanes", PRUNE_LANES, HOUSEKEEPING),
    Listed::more("prune_deleted_webhooks", PRUNE_DELETED, HOUSEKEEPING),
    Listed::more("remove_deleted_webhooks", REMOVE_DELETED, HOUSEKEEPING),
    Listed::more("forget_old_secrets", FORGET_SECRETS, HOUSEKEEPING),
    Listed::more("recall_lanes", RECALL_LANES, HOUSEKEEPING),
];

impl Store {
    /// Deletes at most `limit` deliveries that were delivered before this time; returns the number deleted. Dead letters
    /// stay as long as their events.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_delivered(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_delivered", move |call| {
            Box::pin(async move { pruned(call, PRUNE_DELIVERED, (before, limit)).await })
        })
        .await
    }

    /// Deletes at most `limit` lanes in which nothing has waited since before this time; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_lanes(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_lanes", move |call| Box::pin(async move { pruned(call, PRUNE_LANES, (before, limit)).await }))
            .await
    }

    /// Deletes at most `limit` deliveries of deleted endpoints; returns the number deleted. Endpoints of which nothing is
    /// left are deleted themselves, and so are secrets that sign no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_deleted_webhooks(&self, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_deleted_webhooks", move |call| {
            Box::pin(async move {
                let rows = call.write(PRUNE_DELETED, &[(&i64::from(limit), Type::INT8)]).await?;
                call.write(REMOVE_DELETED, &[]).await?;
                call.write(FORGET_SECRETS, &[]).await?;
                call.write(RECALL_LANES, &[]).await?;
                count_in(&rows)
            })
        })
        .await
    }
}

pub(super) async fn backlog(call: &Call) -> Result<Backlog, QueryError> {
    let rows = call.query(BACKLOG, &[]).await?;
    let row = rows.first().ok_or_else(|| QueryError::corrupt("the backlog"))?;
    let (lanes, seconds, disabled): (i64, f64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let oldest = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default();
    Ok(Backlog { lanes: lanes.unsigned_abs(), oldest, disabled: disabled.unsigned_abs() })
}
