//! Restart policies set per company (`restart_policies`).

use async_trait::async_trait;
use linekeeper_domain::restart::{Backoff, BackoffKind, RestartKind, RestartPolicy};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{RestartPolicies, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::Call;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = "SELECT kind, max_restarts, window_seconds, backoff_kind, backoff_initial_ms, backoff_max_ms,
        jitter_percent, stable_after_seconds
    FROM restart_policies WHERE company_id = $1";

const SET: &str = "INSERT INTO restart_policies (company_id, kind, max_restarts, window_seconds, backoff_kind,
        backoff_initial_ms, backoff_max_ms, jitter_percent, stable_after_seconds)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (company_id) DO UPDATE SET kind = excluded.kind, max_restarts = excluded.max_restarts,
        window_seconds = excluded.window_seconds, backoff_kind = excluded.backoff_kind,
        backoff_initial_ms = excluded.backoff_initial_ms, backoff_max_ms = excluded.backoff_max_ms,
        jitter_percent = excluded.jitter_percent, stable_after_seconds = excluded.stable_after_seconds,
        updated_at = now()";

const FORGET: &str = "DELETE FROM restart_policies WHERE company_id = $1";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("restart_policy", ONE),
    Listed::by_index("set_restart_policy", SET),
    Listed::by_index("forget_restart_policy", FORGET),
];

#[async_trait]
impl RestartPolicies for Store {
    async fn restart_policy(&self, company: &CompanyId) -> Result<Option<RestartPolicy>, StoreError> {
        let company = company.clone();
        self.call("restart_policy", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&company.as_str(), Type::TEXT)]).await?;
                rows.first().map(policy_of).transpose()
            })
        })
        .await
    }

    async fn set_restart_policy(&self, company: &CompanyId, policy: Option<RestartPolicy>) -> Result<(), StoreError> {
        let numbers = policy.map(|policy| Numbers::of(&policy).map(|numbers| (policy, numbers))).transpose()?;
        let company = company.clone();
        self.call("set_restart_policy", move |call| {
            Box::pin(async move {
                match numbers {
                    Some((policy, numbers)) => set(call, &company, (&policy, &numbers)).await,
                    None => call.write(FORGET, &[(&company.as_str(), Type::TEXT)]).await.map(drop),
                }
            })
        })
        .await
    }
}

/// Numbers of a policy in the types of their columns.
struct Numbers {
    max_restarts: i32,
    window_seconds: i32,
    initial_ms: i64,
    cap_ms: i64,
    jitter_percent: i16,
    stable_after_seconds: i32,
}

impl Numbers {
    /// Converts the numbers of a policy whose values are in their ranges.
    fn of(policy: &RestartPolicy) -> Result<Self, StoreError> {
        let policy = policy.checked().map_err(|error| unfit(&error))?;
        Ok(Self {
            max_restarts: i32::try_from(policy.max_restarts).map_err(|error| unfit(&error))?,
            window_seconds: i32::try_from(policy.window_seconds).map_err(|error| unfit(&error))?,
            initial_ms: i64::try_from(policy.backoff.initial_ms).map_err(|error| unfit(&error))?,
            cap_ms: i64::try_from(policy.backoff.cap_ms).map_err(|error| unfit(&error))?,
            jitter_percent: policy.backoff.jitter_percent.into(),
            stable_after_seconds: i32::try_from(policy.backoff.stable_after_seconds).map_err(|error| unfit(&error))?,
        })
    }
}

/// Error of a policy that does not fit its columns. The caller has checked the policy, so this is a bug of ours and not
/// a user's error.
fn unfit(error: &dyn std::error::Error) -> StoreError {
    StoreError::new(StoreFailure::Corrupt, format!("a restart policy was not written: {error}"))
}

async fn set(
    call: &Call,
    company: &CompanyId,
    (policy, numbers): (&RestartPolicy, &Numbers),
) -> Result<(), QueryError> {
    let params = [
        (&company.as_str() as _, Type::TEXT),
        (&policy.kind.as_str() as _, Type::TEXT),
        (&numbers.max_restarts as _, Type::INT4),
        (&numbers.window_seconds as _, Type::INT4),
        (&policy.backoff.kind.as_str() as _, Type::TEXT),
        (&numbers.initial_ms as _, Type::INT8),
        (&numbers.cap_ms as _, Type::INT8),
        (&numbers.jitter_percent as _, Type::INT2),
        (&numbers.stable_after_seconds as _, Type::INT4),
    ];
    call.write(SET, &params).await.map(drop)
}

fn policy_of(row: &Row) -> Result<RestartPolicy, QueryError> {
    let (kind, backoff_kind): (&str, &str) = (row.try_get(0)?, row.try_get(3)?);
    Ok(RestartPolicy {
        kind: RestartKind::named(kind).ok_or_else(|| QueryError::corrupt("kind"))?,
        max_restarts: number::<i32, _>(row, (1, "max_restarts"))?,
        window_seconds: number::<i32, _>(row, (2, "window_seconds"))?,
        backoff: Backoff {
            kind: BackoffKind::named(backoff_kind).ok_or_else(|| QueryError::corrupt("backoff_kind"))?,
            initial_ms: number::<i64, _>(row, (4, "backoff_initial_ms"))?,
            cap_ms: number::<i64, _>(row, (5, "backoff_max_ms"))?,
            jitter_percent: number::<i16, _>(row, (6, "jitter_percent"))?,
            stable_after_seconds: number::<i32, _>(row, (7, "stable_after_seconds"))?,
        },
    })
}

/// Reads a number and converts it from the column's type to the domain's.
fn number<'a, S, N>(row: &'a Row, (column, name): (usize, &str)) -> Result<N, QueryError>
where
    S: tokio_postgres::types::FromSql<'a>,
    N: TryFrom<S>,
{
    N::try_from(row.try_get::<_, S>(column)?).map_err(|_| QueryError::corrupt(name))
}
