//! Webhook deliveries as a worker carries them out: lanes are claimed, their heads sent, the outcomes recorded.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::webhooks::{Answer, DeliveryDecision, DisableReason, Outcome};

use crate::{Delivery, StoreError};

/// Time for which a worker has a lane to itself. It is longer than a request with what may come before it takes.
pub const LANE_LEASE: Duration = Duration::from_secs(60);

/// Claim of a lane: what an endpoint is owed of one chat.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LaneClaim {
    /// The endpoint.
    pub endpoint: AccessId,
    /// Company of the chat.
    pub company: CompanyId,
    /// Number of the chat.
    pub chat: i32,
    /// Number of the claim. A later claim of the lane has another, and this one counts no more then.
    pub number: i64,
}

/// Head of a claimed lane, signed and ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// Claim of its lane.
    pub claim: LaneClaim,
    /// Place of its event in the company's log.
    pub seq: i64,
    /// The request.
    pub delivery: Delivery,
}

/// Order to claim lanes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimOrder {
    /// Most lanes to claim.
    pub places: u32,
    /// Most of them of endpoints of which the last attempt failed.
    pub places_of_failing: u32,
    /// Most lanes of one endpoint that are under way at once, those of [`Self::under_way`] included.
    pub per_endpoint: u32,
    /// Lanes of endpoints that are under way in this worker, by endpoint.
    pub under_way: Vec<(AccessId, u32)>,
}

/// Result of a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimedLanes {
    /// Heads of the claimed lanes.
    pub heads: Vec<ClaimedDelivery>,
    /// Time until the next lane of an enabled endpoint is due, zero if one is now; none if nothing waits. Lanes that are
    /// under way count, with the end of their lease.
    pub next_due: Option<Duration>,
}

/// Outcome of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Claim of its lane.
    pub claim: LaneClaim,
    /// Place of its event in the company's log.
    pub seq: i64,
    /// The endpoint's answer.
    pub answer: Answer,
    /// Random number in `0.0..1.0`, for jitter.
    pub chance: f64,
    /// Whether the claim goes on with the next one of the lane, if that may be sent at once.
    pub go_on: bool,
}

/// Result of a settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The lane was claimed by another worker since, or its endpoint was deleted: nothing is recorded. The event is
    /// sent again by that worker, with the same id.
    Lost,
    /// The outcome is recorded.
    Recorded {
        /// Outcome of the attempt.
        outcome: Outcome,
        /// What becomes of the delivery.
        decision: DeliveryDecision,
        /// Why the endpoint was disabled by it, if it was.
        disabled: Option<DisableReason>,
        /// Next one of the lane, under the same claim with a new lease; none if the lane is free again.
        next: Option<Box<ClaimedDelivery>>,
    },
}

/// Numbers of what waits, for metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Lanes of enabled endpoints in which something waits.
    pub lanes: u64,
    /// Longest time for which such a lane has not moved on; zero if none waits.
    pub oldest: Duration,
    /// Endpoints that failures have disabled; not those that a person has.
    pub disabled: u64,
}

/// Storage of deliveries.
#[async_trait]
pub trait WebhookDeliveries: Send + Sync {
    /// Claims lanes that are due for [`LANE_LEASE`] and returns their heads, signed for now. A lane whose head cannot be
    /// read at present is put off, and a head that is damaged is given up.
    ///
    /// # Errors
    /// [`StoreError`]. Lanes may be claimed then all the same; their lease expires.
    async fn claim_lanes(&self, order: ClaimOrder) -> Result<ClaimedLanes, StoreError>;

    /// Records an outcome, and moves the lane on. Made once more after an unknown outcome, it either is the first to be
    /// recorded or is [`Settled::Lost`].
    ///
    /// # Errors
    /// [`StoreError`].
    async fn settle_delivery(&self, settlement: Settlement) -> Result<Settled, StoreError>;

    /// Gives claimed lanes back before anything was sent; their heads are due at once.
    ///
    /// # Errors
    /// [`StoreError`]; their lease expires then.
    async fn release_lanes(&self, claims: Vec<LaneClaim>) -> Result<(), StoreError>;

    /// Counts what waits.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delivery_backlog(&self) -> Result<Backlog, StoreError>;

    /// Completes when this process has owed something since the last completion, or at once if it has already. What other
    /// processes owe is not seen here.
    async fn deliveries_owed(&self);
}
