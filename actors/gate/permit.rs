//! The permit: a place at the gate, given back when it is dropped.

use actix::Recipient;
use linekeeper_domain::gate::{Outcome, Ticket};

use super::messages::LeaveGate;

/// The right to open one connection.
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

    /// Gives the place back and says what became of it.
    pub fn settle(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // Each permit leaves once, so this is bounded by what was admitted.
        self.gate.do_send(LeaveGate { ticket: self.ticket, outcome: self.outcome });
    }
}
