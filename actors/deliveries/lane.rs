//! Task of one claimed lane: sends its head, records the outcome, and goes on with what follows.

use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_domain::webhooks::{Answer, DeliveryDecision, DisableReason, NoAnswer, Outcome};
use linekeeper_ports::{ClaimedDelivery, LANE_LEASE, LaneClaim, Settled, Settlement, StoreError};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, info, warn};

use super::services::DeliveryServices;

/// Time that is kept of a lease to record the outcome.
const TO_RECORD: Duration = Duration::from_secs(10);
/// Pause before an outcome is recorded once more.
const PAUSE: Duration = Duration::from_millis(500);

/// How a lane is delivered.
pub(super) struct Plan {
    /// Most events in a row.
    pub(super) in_a_row: u32,
    /// Random number for jitter.
    pub(super) chance: f64,
    /// Whether the worker stops.
    pub(super) stopping: watch::Receiver<bool>,
}

/// End of a lane's turn.
pub(super) struct LaneReport {
    /// Whether the last attempt failed; none if that is not known.
    pub(super) is_failing: Option<bool>,
}

/// Delivers the head of a lane and what follows it, until one fails, nothing is due, or others get their turn.
pub(super) async fn deliver(services: DeliveryServices, head: ClaimedDelivery, plan: Plan) -> LaneReport {
    let (mut next, mut left) = (Some(Box::new(head)), plan.in_a_row.max(1));
    let mut is_failing = None;
    while let Some(head) = next.take() {
        left = left.saturating_sub(1);
        let began = Instant::now();
        let limit = LANE_LEASE.saturating_sub(TO_RECORD);
        let ClaimedDelivery { claim, seq, delivery } = *head;
        let sent = timeout(limit, services.sender.send(delivery)).await;
        let answer = sent.unwrap_or(Answer::Missing(NoAnswer::Timeout));
        let outcome = Outcome::of(&answer);
        services.metrics.webhook_attempt(outcome.kind, began.elapsed());
        is_failing = Some(!outcome.is_delivered());
        let go_on = left > 0 && !*plan.stopping.borrow();
        let settlement = Settlement { claim: claim.clone(), seq, answer, chance: plan.chance, go_on };
        match record(&services, settlement, began + LANE_LEASE).await {
            Ok(Settled::Recorded { decision, disabled, next: following, .. }) => {
                note(&services, (&claim, seq), (decision, outcome));
                if let Some(reason) = disabled {
                    disabled_by(&claim, reason, outcome);
                }
                next = following;
            }
            Ok(Settled::Lost) => {
                debug!(webhook.id = %claim.endpoint, "another worker has claimed a lane whose lease was over");
            }
            Err(error) => {
                info!(webhook.id = %claim.endpoint, %error, "the outcome of a delivery could not be recorded: it is made once more");
            }
        }
    }
    LaneReport { is_failing }
}

/// Records an outcome; while the database is away until the lease is over, after which somebody else has the lane.
async fn record(services: &DeliveryServices, settlement: Settlement, until: Instant) -> Result<Settled, StoreError> {
    loop {
        let error = match services.store.settle_delivery(settlement.clone()).await {
            Ok(settled) => return Ok(settled),
            Err(error) => error,
        };
        match error.failure {
            // Made twice, the second finds the claim or the delivery changed, and records nothing.
            StoreFailure::Unavailable | StoreFailure::UnknownOutcome if Instant::now() + PAUSE < until => {
                sleep(PAUSE).await;
            }
            StoreFailure::Unavailable
            | StoreFailure::UnknownOutcome
            | StoreFailure::Fenced
            | StoreFailure::PhoneInUse
            | StoreFailure::Corrupt => return Err(error),
        }
    }
}

fn note(
    services: &DeliveryServices,
    (claim, seq): (&LaneClaim, i64),
    (decision, outcome): (DeliveryDecision, Outcome),
) {
    match decision {
        DeliveryDecision::Delivered | DeliveryDecision::Retry(_) => {}
        DeliveryDecision::DeadLetter => {
            services.metrics.webhook_dead_letter();
            let LaneClaim { endpoint, company, .. } = claim;
            warn!(webhook.id = %endpoint, company.id = %company, "event {seq} of company {company} was given up after all attempts at webhook {endpoint}: {}", outcome.kind.as_str());
        }
    }
}

fn disabled_by(claim: &LaneClaim, reason: DisableReason, outcome: Outcome) {
    let endpoint = &claim.endpoint;
    let why = match reason {
        DisableReason::Gone => "it answered 410",
        DisableReason::Failing => "every attempt of five days has failed",
        DisableReason::Manual => "a person has disabled it",
    };
    warn!(webhook.id = %endpoint, "webhook {endpoint} gets no more events until a person enables it: {why} ({})", outcome.kind.as_str());
}
