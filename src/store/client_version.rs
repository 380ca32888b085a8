//! Client version that was looked up for all processes (`client_version`): one row.

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::client_version::{ClientVersion, FoundVersion};
use linekeeper_ports::{LookupPauses, StoreError, VersionStore};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const FOUND: &str = "SELECT version, since, looked_up_at FROM client_version WHERE only_row AND version IS NOT NULL";

/// Writes nothing if a look-up began less than the pause ago: the first one after one that succeeded, else the second. A
/// time in the future was written while a clock was ahead; it holds nobody back.
const CLAIM: &str = "INSERT INTO client_version AS kept (only_row, asked_at) VALUES (true, $1)
    ON CONFLICT (only_row) DO UPDATE SET asked_at = excluded.asked_at
        WHERE kept.asked_at > excluded.asked_at OR kept.asked_at <= excluded.asked_at
            - make_interval(secs => CASE WHEN kept.looked_up_at >= kept.asked_at THEN $2 ELSE $3 END)
    RETURNING true";

const KEEP: &str = "INSERT INTO client_version AS kept (only_row, asked_at, version, since, looked_up_at)
    VALUES (true, $2, $1, $2, $2)
    ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, looked_up_at = excluded.looked_up_at,
        since = CASE WHEN kept.version = excluded.version THEN least(kept.since, excluded.since) ELSE excluded.since END
    RETURNING version, since, looked_up_at";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("found_version", FOUND, "the table has one row"),
    Listed::by_index("claim_version_lookup", CLAIM),
    Listed::by_index("keep_version", KEEP),
];

#[async_trait]
impl VersionStore for Store {
    async fn found_version(&self) -> Result<Option<FoundVersion>, StoreError> {
        self.call("found_version", |call| {
            Box::pin(async move { call.query(FOUND, &[]).await?.first().map(found_of).transpose() })
        })
        .await
    }

    async fn claim_version_lookup(&self, now: Timestamp, pauses: LookupPauses) -> Result<bool, StoreError> {
        self.call("claim_version_lookup", move |call| {
            Box::pin(async move {
                let (answered, unanswered) = (pauses.answered.as_secs_f64(), pauses.unanswered.as_secs_f64());
                let params =
                    [(&now as _, Type::TIMESTAMPTZ), (&answered as _, Type::FLOAT8), (&unanswered as _, Type::FLOAT8)];
                Ok(!call.write(CLAIM, &params).await?.is_empty())
            })
        })
        .await
    }

    async fn keep_version(&self, version: ClientVersion, now: Timestamp) -> Result<FoundVersion, StoreError> {
        self.call("keep_version", move |call| {
            Box::pin(async move {
                let version = version.to_string();
                let params = [(&version as _, Type::TEXT), (&now as _, Type::TIMESTAMPTZ)];
                let rows = call.write(KEEP, &params).await?;
                rows.first().map(found_of).unwrap_or_else(|| Err(QueryError::corrupt("client_version")))
            })
        })
        .await
    }
}

fn found_of(row: &Row) -> Result<FoundVersion, QueryError> {
    let version: String = row.try_get(0)?;
    let version = version.parse().map_err(|_| QueryError::corrupt("version"))?;
    Ok(FoundVersion { version, since: row.try_get(1)?, looked_up_at: row.try_get(2)? })
}
