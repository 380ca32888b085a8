//! Messages that the gate takes, and those it sends to the parties that wait.

use std::time::Duration;

use actix::Message;
use linekeeper_domain::gate::{Ticket, Urgency};
use linekeeper_domain::{CorrelationId, Timestamp};
use tokio::sync::mpsc;

use super::permit::Permit;

/// Asks for admission. Dropping the receiver of `told` ends the wait.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AskAdmission {
    /// Priority in the queue.
    pub urgency: Urgency,
    /// Correlation id of the request that led to it.
    pub correlation: CorrelationId,
    /// Sender of the gate's messages; the last one is [`GateTold::Admitted`].
    pub told: mpsc::UnboundedSender<GateTold>,
}

/// Message to a party that waits.
#[derive(Debug)]
pub enum GateTold {
    /// WhatsApp refuses our client version; the next probe is at this time. The wait goes on.
    Held(Timestamp),
    /// A connection may be opened. Always the last message.
    Admitted(Permit),
}

/// What the gate knows about the client version, for the task that looks it up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BreakerReport {
    /// WhatsApp refuses the client version.
    pub open: bool,
    /// Refusals that opened the breaker or kept it open: the first one, and that of each probe.
    pub refusals: u64,
    /// Time from which the next party is admitted as a probe; `None` while one is under way.
    pub next_probe: Option<Timestamp>,
}

/// Reports that a party has stopped waiting.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct WaitNoMore(pub(super) Ticket);

/// Asks for the gate's status.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "GateStatus")]
pub struct GateStatusOf;

/// Status of the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, actix::MessageResponse)]
pub struct GateStatus {
    /// Time until which no session is admitted because WhatsApp refuses our client version.
    pub shut_until: Option<Timestamp>,
    /// WhatsApp refuses our client version, also while a probe is due or under way.
    pub shut: bool,
    /// Time of the first such refusal.
    pub shut_since: Option<Timestamp>,
    /// Time from which the next party is admitted as a probe; `None` while a probe is under way.
    pub next_probe: Option<Timestamp>,
    /// Parties in the queue.
    pub waiting: usize,
    /// Log-ins of linked sessions that hold a place; pairings hold none.
    pub connecting: usize,
    /// Longest wait in the queue.
    pub oldest_wait: Duration,
    /// Time without an admission although the queue is not empty, if it is too long.
    pub stalled_for: Option<Duration>,
    /// Admissions per second.
    pub per_second: u32,
    /// Limit of log-ins at once.
    pub concurrent: u32,
}
