//! What the gate is asked.

use std::time::Duration;

use actix::Message;
use linekeeper_domain::gate::{Outcome, Ticket, Urgency};
use linekeeper_domain::{CorrelationId, Timestamp};
use tokio::sync::mpsc;

use super::permit::Permit;

/// Wait to be let through. Whoever drops the other end of `told` waits no more.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AskAdmission {
    /// How soon.
    pub urgency: Urgency,
    /// Of the request that led to it.
    pub correlation: CorrelationId,
    /// Where the answer goes, and what is said until then.
    pub told: mpsc::UnboundedSender<GateTold>,
}

/// What one who waits is told.
#[derive(Debug)]
pub enum GateTold {
    /// WhatsApp refuses our client version; that is tried again at this time. The waiting goes on.
    Held(Timestamp),
    /// A connection may be opened. This is the last word.
    Admitted(Permit),
}

/// One who waited does not any more.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct WaitNoMore(pub(super) Ticket);

/// Give a place back.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveGate {
    /// Whose.
    pub ticket: Ticket,
    /// What became of the admission.
    pub outcome: Outcome,
}

/// How the gate is.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "GateStatus")]
pub struct GateStatusOf;

/// How the gate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, actix::MessageResponse)]
pub struct GateStatus {
    /// Until when nobody is admitted because WhatsApp refuses our client version.
    pub shut_until: Option<Timestamp>,
    /// Whether it does, be it that a probe is due.
    pub shut: bool,
    /// Since when it has.
    pub shut_since: Option<Timestamp>,
    /// From when on the next one who asks is let through to try it; nothing while one does.
    pub next_probe: Option<Timestamp>,
    /// How many wait.
    pub waiting: usize,
    /// How many log in.
    pub connecting: usize,
    /// How long the one has waited who has waited longest.
    pub oldest_wait: Duration,
    /// For how long nobody was admitted although somebody waits, where that is too long.
    pub stalled_for: Option<Duration>,
    /// How many are admitted per second.
    pub per_second: u32,
    /// How many may log in at once.
    pub concurrent: u32,
}
