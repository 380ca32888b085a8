//! Credentials of API clients and people: API keys, onboarding links, dashboard sessions; and their pruning.

mod api_keys;
mod onboarding_links;
mod revocations;
mod visits;

pub(crate) use self::api_keys::STATEMENTS as API_KEYS;
pub(crate) use self::onboarding_links::STATEMENTS as ONBOARDING_LINKS;
pub(crate) use self::revocations::STATEMENTS as REVOCATIONS;
pub(crate) use self::visits::STATEMENTS as VISITS;

use linekeeper_domain::Timestamp;
use linekeeper_ports::StoreError;

use crate::call::pruned;
use crate::statements::Listed;
use crate::store::Store;

const PRUNE_LINKS: &str = "WITH old AS (
        SELECT id FROM onboarding_links WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM onboarding_links l USING old WHERE l.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

const PRUNE_VISITS: &str = "WITH old AS (
        SELECT id FROM dashboard_visits WHERE began_at < $1 ORDER BY began_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM dashboard_visits v USING old WHERE v.id = old.id RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("prune_onboarding_links", PRUNE_LINKS, "maintenance task in small batches; no request waits for it"),
    Listed::more("prune_visits", PRUNE_VISITS, "maintenance task in small batches; no request waits for it"),
];

impl Store {
    /// Deletes at most `limit` onboarding links that expired before this time; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_onboarding_links(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let call = self.call("prune_onboarding_links", move |call| {
            Box::pin(async move { pruned(call, PRUNE_LINKS, (before, limit)).await })
        });
        call.await
    }

    /// Deletes at most `limit` dashboard sessions that began before this time; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_visits(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let call = self.call("prune_visits", move |call| {
            Box::pin(async move { pruned(call, PRUNE_VISITS, (before, limit)).await })
        });
        call.await
    }
}
