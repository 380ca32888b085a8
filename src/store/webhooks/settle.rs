//! Outcomes of attempts.
//!
//! A 2xx of a healthy endpoint is one statement, which returns the next delivery of the lane: a busy lane costs one round
//! trip per delivery, and the endpoint's row is not touched. Everything else holds the endpoint's row, so that its health
//! changes by one attempt at a time.

use linekeeper_domain::webhooks::{
    AfterAttempt, Attempt, DeliveryDecision, DisableReason, EndpointHealth, Outcome, after_attempt,
};
use linekeeper_domain::{Moment, Monotonic, Timestamp};
use linekeeper_ports::{LANE_LEASE, LaneClaim, Settled, Settlement};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::error;

use super::heads::{head_columns, head_joins, signed};
use super::rows::health;
use crate::call::{Call, OpenTransaction};
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::statements::Listed;

/// Records a 2xx of a healthy endpoint, and moves the lane on: if `$8`, to its next delivery, under the same claim with a
/// new lease of `$9` seconds. Returns nothing, and does nothing, if the claim counts no more or the endpoint has a failure to
/// forget; nor if its last success is a minute old, so that this is noted.
///
/// What was owed since the statement began is not seen: a lane that seems to have no next one while its counter says so is
/// due at once.
const DELIVERED: &str = concat!(
    "WITH held AS MATERIALIZED (
        SELECT l.endpoint_id FROM webhook_lanes l
        WHERE l.endpoint_id = $1 AND l.company_id = $2 AND l.chat = $3 AND l.claim = $4 AND l.claimed_until IS NOT NULL
          AND EXISTS (SELECT FROM webhook_endpoints e WHERE e.id = $1 AND e.disabled IS NULL AND e.failing_since IS NULL
            AND e.slow_level = 0 AND e.delivered_at BETWEEN now() - interval '1 minute' AND now())
        FOR UPDATE OF l
    ), settled AS (
        UPDATE webhook_deliveries SET state = 'delivered', attempts = attempts + 1, not_before = NULL, outcome = $6,
            status = $7, tried_at = now()
        WHERE endpoint_id = $1 AND company_id = $2 AND seq = $5 AND state = 'waiting' AND EXISTS (SELECT FROM held)
        RETURNING 1
    ), following AS MATERIALIZED (
        SELECT n.seq, n.not_before FROM held CROSS JOIN LATERAL (SELECT seq, not_before FROM webhook_deliveries
            WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND state = 'waiting' AND seq <> $5
            ORDER BY seq LIMIT 1) n
    ), moved AS (
        UPDATE webhook_lanes l SET waiting = l.waiting - c.settled, moved_at = now(),
            next_at = CASE WHEN l.waiting = c.settled THEN NULL WHEN c.goes_on THEN now() + make_interval(secs => $9)
                ELSE greatest(c.not_before, now()) END,
            claimed_until = CASE WHEN l.waiting > c.settled AND c.goes_on THEN now() + make_interval(secs => $9) END
        FROM (SELECT h.endpoint_id, (SELECT count(*)::integer FROM settled) AS settled, f.not_before,
                $8 AND f.seq IS NOT NULL AND coalesce(f.not_before <= now(), true) AS goes_on
            FROM held h LEFT JOIN following f ON true) c
        WHERE l.endpoint_id = c.endpoint_id AND l.endpoint_id = $1 AND l.company_id = $2 AND l.chat = $3
        RETURNING l.endpoint_id, l.company_id, l.claimed_until IS NOT NULL AS goes_on
    )
    SELECT d.seq, ",
    head_columns!(),
    " FROM moved q LEFT JOIN following d ON q.goes_on ",
    head_joins!()
);

/// Holds the row of an endpoint and reads its health.
const HOLD_ENDPOINT: &str = "SELECT now(), failing_since, failed_at, slow_level, paused_until FROM webhook_endpoints
    WHERE id = $1 FOR NO KEY UPDATE";

/// Holds a claimed lane and reads the attempts at one of its deliveries.
const HOLD_LANE: &str = "SELECT (SELECT attempts FROM webhook_deliveries
            WHERE endpoint_id = $1 AND company_id = $2 AND seq = $5 AND state = 'waiting')
    FROM webhook_lanes l
    WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND claim = $4 AND claimed_until IS NOT NULL FOR UPDATE";

/// Records an outcome and gives the lane back. `$6` is the new state, `$9` when it is tried again.
const RECORD: &str = "WITH settled AS (
        UPDATE webhook_deliveries SET state = $6, attempts = attempts + 1, not_before = $9, outcome = $7, status = $8,
            tried_at = now()
        WHERE endpoint_id = $1 AND company_id = $2 AND seq = $5 AND state = 'waiting'
        RETURNING state
    ), following AS MATERIALIZED (
        SELECT CASE WHEN $6 = 'waiting' AND seq > $5 THEN $9 ELSE not_before END AS not_before FROM webhook_deliveries
        WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND state = 'waiting' AND seq <> $5
        ORDER BY seq LIMIT 1
    ), counted AS MATERIALIZED (
        SELECT (SELECT count(*)::integer FROM settled WHERE state <> 'waiting') AS settled,
            CASE WHEN EXISTS (SELECT FROM following) THEN (SELECT not_before FROM following)
                WHEN $6 = 'waiting' THEN $9 END AS not_before
    )
    UPDATE webhook_lanes l SET waiting = l.waiting - c.settled, claimed_until = NULL,
        moved_at = CASE WHEN c.settled > 0 THEN now() ELSE l.moved_at END,
        next_at = CASE WHEN l.waiting > c.settled THEN greatest(c.not_before, now()) END
    FROM counted c WHERE l.endpoint_id = $1 AND l.company_id = $2 AND l.chat = $3 AND l.claim = $4";

/// Stores the health of an endpoint, and disables it where `$6` says why.
const KEEP_HEALTH: &str =
    "UPDATE webhook_endpoints SET failing_since = $2, failed_at = $3, slow_level = $4, paused_until = $5,
        disabled = coalesce(disabled, $6),
        disabled_at = CASE WHEN disabled IS NULL AND $6 IS NOT NULL THEN now() ELSE disabled_at END,
        delivered_at = CASE WHEN $7 THEN now() ELSE delivered_at END
    WHERE id = $1 RETURNING disabled_at = now()";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("settle_delivered", DELIVERED),
    Listed::by_index("hold_webhook", HOLD_ENDPOINT),
    Listed::by_index("hold_lane", HOLD_LANE),
    Listed::by_index("record_outcome", RECORD),
    Listed::by_index("keep_webhook_health", KEEP_HEALTH),
];

pub(super) async fn settle(call: &mut Call, sealing: &Sealing, settlement: &Settlement) -> Result<Settled, QueryError> {
    let outcome = Outcome::of(&settlement.answer);
    if outcome.is_delivered()
        && let Some(settled) = delivered(call, sealing, (settlement, outcome)).await?
    {
        return Ok(settled);
    }
    record(call, settlement).await
}

/// Records a 2xx if nothing else is to be recorded; none otherwise.
async fn delivered(
    call: &Call,
    sealing: &Sealing,
    (settlement, outcome): (&Settlement, Outcome),
) -> Result<Option<Settled>, QueryError> {
    let Settlement { claim, seq, go_on, .. } = settlement;
    let (kind, status) = columns_of(outcome)?;
    let lease = LANE_LEASE.as_secs_f64();
    let params = [
        (&claim.endpoint.as_str() as _, Type::TEXT),
        (&claim.company.as_str() as _, Type::TEXT),
        (&claim.chat as _, Type::INT4),
        (&claim.number as _, Type::INT8),
        (seq as _, Type::INT8),
        (&kind as _, Type::TEXT),
        (&status as _, Type::INT2),
        (go_on as _, Type::BOOL),
        (&lease as _, Type::FLOAT8),
    ];
    let rows = call.write(DELIVERED, &params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let next = next_of(sealing, claim, row)?.map(Box::new);
    Ok(Some(Settled::Recorded { outcome, decision: DeliveryDecision::Delivered, disabled: None, next }))
}

/// Reads the next delivery of the lane. If it cannot be opened, the claim is left to expire: the next one decides what
/// becomes of it.
fn next_of(
    sealing: &Sealing,
    claim: &LaneClaim,
    row: &Row,
) -> Result<Option<linekeeper_ports::ClaimedDelivery>, QueryError> {
    if row.try_get::<_, Option<i64>>(0)?.is_none() {
        return Ok(None);
    }
    let company = &claim.company;
    let next = signed(sealing, claim.clone(), (row, 1)).map_err(|why| why.into_failed(false).error);
    Ok(next
        .inspect_err(|why| error!(company.id = %company, "an event of company {company} cannot be sent: {why}"))
        .ok())
}

async fn record(call: &mut Call, settlement: &Settlement) -> Result<Settled, QueryError> {
    let Settlement { claim, seq, answer, chance, .. } = settlement;
    let endpoint = (&claim.endpoint.as_str() as _, Type::TEXT);
    let lane = [
        endpoint.clone(),
        (&claim.company.as_str() as _, Type::TEXT),
        (&claim.chat as _, Type::INT4),
        (&claim.number as _, Type::INT8),
        (seq as _, Type::INT8),
    ];
    // The endpoint first: the order of locks.
    let (transaction, [endpoint, lane]) = call.begin([(HOLD_ENDPOINT, &[endpoint]), (HOLD_LANE, &lane)]).await?;
    let (Some(endpoint), Some(lane)) = (endpoint.first(), lane.first()) else { return Ok(Settled::Lost) };
    let now: Timestamp = endpoint.try_get(0)?;
    let attempts: Option<i32> = lane.try_get(0)?;
    let made = attempts.and_then(|made| u32::try_from(made).ok()).unwrap_or(0).saturating_add(1);
    let moment = Moment { now, monotonic: Monotonic::default(), chance: *chance };
    let after = after_attempt(&Attempt { made, answer: *answer }, health(endpoint, 1)?, &moment);
    let is_news = keep(transaction, claim, (*seq, &after)).await?;
    let AfterAttempt { outcome, delivery: decision, disable, .. } = after;
    Ok(Settled::Recorded { outcome, decision, disabled: disable.filter(|_| is_news), next: None })
}

/// Writes what was decided and commits. Returns whether the endpoint was disabled by it.
async fn keep(
    transaction: OpenTransaction<'_>,
    claim: &LaneClaim,
    (seq, after): (i64, &AfterAttempt),
) -> Result<bool, QueryError> {
    let (state, not_before) = match after.delivery {
        DeliveryDecision::Delivered => ("delivered", None),
        DeliveryDecision::Retry(at) => ("waiting", Some(at)),
        DeliveryDecision::DeadLetter => ("dead", None),
    };
    let (kind, status) = columns_of(after.outcome)?;
    let endpoint = claim.endpoint.as_str();
    let outcome = [
        (&endpoint as _, Type::TEXT),
        (&claim.company.as_str() as _, Type::TEXT),
        (&claim.chat as _, Type::INT4),
        (&claim.number as _, Type::INT8),
        (&seq as _, Type::INT8),
        (&state as _, Type::TEXT),
        (&kind as _, Type::TEXT),
        (&status as _, Type::INT2),
        (&not_before as _, Type::TIMESTAMPTZ),
    ];
    let EndpointHealth { failing_since, failed_at, level, paused_until } = after.health;
    let (level, reason) = (i16::from(level), after.disable.map(DisableReason::as_str));
    let is_delivered = after.outcome.is_delivered();
    let health = [
        (&endpoint as _, Type::TEXT),
        (&failing_since as _, Type::TIMESTAMPTZ),
        (&failed_at as _, Type::TIMESTAMPTZ),
        (&level as _, Type::INT2),
        (&paused_until as _, Type::TIMESTAMPTZ),
        (&reason as _, Type::TEXT),
        (&is_delivered as _, Type::BOOL),
    ];
    let [_, kept] = transaction.commit([(RECORD, &outcome), (KEEP_HEALTH, &health)]).await?;
    let is_disabled_now: Option<bool> = kept.first().map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(is_disabled_now == Some(true))
}

/// Columns `outcome` and `status`.
fn columns_of(outcome: Outcome) -> Result<(&'static str, Option<i16>), QueryError> {
    let status = outcome.status.map(i16::try_from).transpose().map_err(|_| QueryError::corrupt("status"))?;
    Ok((outcome.kind.as_str(), status))
}
