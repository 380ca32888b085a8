//! Overview for the dashboard: counts in the journal, and samples of sessions per state (table `session_counts`).

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::overview::{
    FailureCount, Funnel, OverviewRange, Pairings, RESTARTS, StateCounts, TIME_BOUNDS_MS, Tallies, Times,
};
use linekeeper_domain::session::StateName;
use linekeeper_ports::{Overviews, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::pruned;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Stores a sample. The columns are those of [`StateName::ALL`], in their order.
const KEEP: &str =
    "INSERT INTO session_counts (at, idle, creating, waiting_for_pairing_code, pairing_code_sent, waiting_for_passkey,
        checking_passkey, confirming_passkey, connecting, connected, reconnecting, passkey_required, error)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (at) DO UPDATE SET idle = excluded.idle, creating = excluded.creating,
        waiting_for_pairing_code = excluded.waiting_for_pairing_code, pairing_code_sent = excluded.pairing_code_sent,
        waiting_for_passkey = excluded.waiting_for_passkey, checking_passkey = excluded.checking_passkey,
        confirming_passkey = excluded.confirming_passkey, connecting = excluded.connecting, connected = excluded.connected, reconnecting = excluded.reconnecting,
        passkey_required = excluded.passkey_required, error = excluded.error";

const PRUNE: &str =
    "WITH old AS (SELECT at FROM session_counts WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM session_counts c USING old WHERE c.at = old.at RETURNING 1)
    SELECT count(*) FROM gone";

/// Averages the samples per bucket. The columns are those of [`StateName::ALL`], in their order.
const STATES: &str = "SELECT date_bin(make_interval(secs => $3), at, $1) AS bucket, round(avg(idle))::integer,
        round(avg(creating))::integer, round(avg(waiting_for_pairing_code))::integer,
        round(avg(pairing_code_sent))::integer, round(avg(waiting_for_passkey))::integer,
        round(avg(checking_passkey))::integer, round(avg(confirming_passkey))::integer, round(avg(connecting))::integer, round(avg(connected))::integer,
        round(avg(reconnecting))::integer, round(avg(passkey_required))::integer, round(avg(error))::integer
    FROM session_counts WHERE at BETWEEN $1 AND $2 GROUP BY bucket";

/// Counts pairings. A pairing is all entries of a company with one correlation id, from the request on. A request
/// without a transition found the session connected, or the same pairing under way, and is not counted. Steps implied
/// by a pairing's last step are counted too, so that a lost entry cannot make the funnel widen downwards. The condition
/// repeats that of the index `session_events_pairings` word for word.
const PAIRINGS: &str = "WITH pairings AS (
        SELECT coalesce(max(right(reason, -8)) FILTER (WHERE reason IN ('paired: code', 'paired: qr')),
                max(reason) FILTER (WHERE event = 'pairing_requested')) AS method,
            bool_or(to_state = 'pairing_code_sent' AND reason IN ('code_issued', 'qr_shown')) AS shown,
            bool_or(event = 'phone_answered' OR reason IN ('paired', 'paired: code', 'paired: qr')
                OR to_state = 'waiting_for_passkey') AS answered,
            min(at) FILTER (WHERE event = 'pairing_requested') AS requested_at,
            min(at) FILTER (WHERE reason IN ('connected: code', 'connected: qr')) AS connected_at
        FROM session_events
        WHERE at BETWEEN $1 AND $2 AND correlation_id IS NOT NULL AND (
            event = 'pairing_requested'
            OR from_state IN ('creating', 'waiting_for_pairing_code', 'pairing_code_sent')
            OR to_state IN ('creating', 'waiting_for_pairing_code', 'pairing_code_sent')
            OR reason IN ('connected: code', 'connected: qr'))
        GROUP BY company_id, correlation_id
        HAVING bool_or(event = 'pairing_requested') AND bool_or(from_state IS NOT NULL)
    ), steps AS (
        SELECT method, shown OR answered OR connected_at IS NOT NULL AS shown,
            answered OR connected_at IS NOT NULL AS answered, connected_at IS NOT NULL AS connected,
            CASE WHEN connected_at >= requested_at
                THEN ceil(extract(epoch FROM connected_at - requested_at) * 1000)::bigint END AS took
        FROM pairings
    )
    SELECT count(*) FILTER (WHERE method = 'code'), count(*) FILTER (WHERE method = 'code' AND shown),
        count(*) FILTER (WHERE method = 'code' AND answered), count(*) FILTER (WHERE method = 'code' AND connected),
        count(*) FILTER (WHERE method = 'qr'), count(*) FILTER (WHERE method = 'qr' AND shown),
        count(*) FILTER (WHERE method = 'qr' AND answered), count(*) FILTER (WHERE method = 'qr' AND connected),
        percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY took),
        ARRAY(SELECT count(took) FROM generate_series(0, cardinality($3)) AS buckets (bucket)
            LEFT JOIN steps ON width_bucket(took - 1, $3) = bucket GROUP BY bucket ORDER BY bucket)
    FROM steps";

/// Counts failures by code. A session parked again because it was loaded anew has failed before, and one disconnected
/// by an operator has not failed; neither is counted.
const FAILURES: &str = "SELECT code, count(*) FROM session_events
    WHERE at BETWEEN $1 AND $2 AND code IS NOT NULL AND reason IS DISTINCT FROM 'loaded'
        AND code <> 'DISCONNECTED'
    GROUP BY code ORDER BY count(*) DESC, code";

const RESTARTED: &str = "SELECT date_bin(make_interval(secs => $3), at, $1) AS bucket, count(*) FROM session_events
    WHERE at BETWEEN $1 AND $2 AND actor = 'supervisor' AND event = ANY($4) GROUP BY bucket";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("keep_counts", KEEP),
    Listed::more("prune_counts", PRUNE, "maintenance task in small batches; no request waits for it"),
    Listed::more("tally_states", STATES, "aggregates a time range; its length decides the plan"),
    Listed::more("tally_pairings", PAIRINGS, "aggregates a time range; its length decides the plan"),
    Listed::more("tally_failures", FAILURES, "aggregates a time range; its length decides the plan"),
    Listed::more("tally_restarts", RESTARTED, "aggregates a time range; its length decides the plan"),
];

#[async_trait]
impl Overviews for Store {
    async fn tallies(&self, range: OverviewRange) -> Result<Tallies, StoreError> {
        let call = self.call("tallies", move |call| {
            Box::pin(async move {
                let seconds = f64::from(range.bucket_seconds);
                let (bounds, words) = (TIME_BOUNDS_MS.map(i64::from), RESTARTS.as_slice());
                let from = (&range.from as _, Type::TIMESTAMPTZ);
                let to = (&range.to as _, Type::TIMESTAMPTZ);
                let bucket = (&seconds as _, Type::FLOAT8);
                let bounds = (&bounds.as_slice() as _, Type::INT8_ARRAY);
                let words = (&words as _, Type::TEXT_ARRAY);
                let [states, funnel, failures, restarts] = call
                    .query_by_values([
                        (STATES, &[from.clone(), to.clone(), bucket.clone()]),
                        (PAIRINGS, &[from.clone(), to.clone(), bounds]),
                        (FAILURES, &[from.clone(), to.clone()]),
                        (RESTARTED, &[from, to, bucket, words]),
                    ])
                    .await?;
                let (pairings, times) = pairings(&funnel)?;
                Ok(Tallies {
                    states: states.iter().map(sample).collect::<Result<_, QueryError>>()?,
                    pairings,
                    times,
                    failures: failures.iter().map(failure).collect::<Result<_, QueryError>>()?,
                    restarts: restarts.iter().map(restarted).collect::<Result<_, QueryError>>()?,
                })
            })
        });
        call.await
    }

    async fn keep_counts(&self, at: Timestamp, counts: StateCounts) -> Result<(), StoreError> {
        let call = self.call("keep_counts", move |call| {
            Box::pin(async move {
                let counts = StateName::ALL.map(|state| i32::try_from(counts.of(state)).unwrap_or(i32::MAX));
                let counts = counts.iter().map(|count| (count as _, Type::INT4));
                let params: Vec<_> = std::iter::once((&at as _, Type::TIMESTAMPTZ)).chain(counts).collect();
                call.write(KEEP, &params).await.map(drop)
            })
        });
        call.await
    }
}

impl Store {
    /// Deletes at most `limit` samples from before the given time, the oldest first; returns the number deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_counts(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let call =
            self.call("prune_counts", move |call| Box::pin(async move { pruned(call, PRUNE, (before, limit)).await }));
        call.await
    }
}

fn pairings(rows: &[Row]) -> Result<(Pairings, Times), QueryError> {
    let row = rows.first().ok_or_else(|| QueryError::corrupt("pairings"))?;
    let funnel = |first: usize| {
        Ok::<_, QueryError>(Funnel {
            requested: number(row, first)?,
            shown: number(row, first + 1)?,
            phone_answered: number(row, first + 2)?,
            connected: number(row, first + 3)?,
        })
    };
    let percentiles: Option<Vec<Option<i64>>> = row.try_get(8)?;
    let percentiles: Option<Vec<u64>> = percentiles.into_iter().flatten().map(|ms| ms.map(i64::unsigned_abs)).collect();
    let counts: Vec<i64> = row.try_get(9)?;
    let times = Times {
        percentiles: percentiles.and_then(|all| all.try_into().ok()),
        counts: counts.into_iter().map(i64::unsigned_abs).collect(),
    };
    Ok((Pairings { code: funnel(0)?, qr: funnel(4)? }, times))
}

fn sample(row: &Row) -> Result<(Timestamp, StateCounts), QueryError> {
    let mut counts = StateCounts::default();
    for (column, state) in (1..).zip(StateName::ALL) {
        let count: i32 = row.try_get(column)?;
        counts.set(state, count.unsigned_abs());
    }
    Ok((row.try_get(0)?, counts))
}

fn failure(row: &Row) -> Result<FailureCount, QueryError> {
    Ok(FailureCount { code: row.try_get(0)?, count: number(row, 1)? })
}

fn restarted(row: &Row) -> Result<(Timestamp, u64), QueryError> {
    Ok((row.try_get(0)?, number(row, 1)?))
}

fn number(row: &Row, column: usize) -> Result<u64, QueryError> {
    Ok(row.try_get::<_, i64>(column)?.unsigned_abs())
}
