//! Permit of the gate: a place that is returned when it is dropped.

use actix::{Message, Recipient};
use linekeeper_domain::gate::{Outcome, Ticket};

/// Returns a place.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveGate {
    /// Ticket of the admission.
    pub ticket: Ticket,
    /// Result of the connection attempt.
    pub outcome: Outcome,
}

/// Permission to open one connection.
#[derive(Debug)]
pub struct Permit {
    ticket: Ticket,
    outcome: Outcome,
    gate: Recipient<LeaveGate>,
}

impl Permit {
    pub(crate) const fn new(ticket: Ticket, gate: Recipient<LeaveGate>) -> Self {
        Self { ticket, outcome: Outcome::Other, gate }
    }

    /// Returns the place with the result of the connection attempt.
    pub fn settle(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // Each permit is returned once, so these messages are bounded by the admissions.
        self.gate.do_send(LeaveGate { ticket: self.ticket, outcome: self.outcome });
    }
}
