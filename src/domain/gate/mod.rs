//! Admission gate: every connection to WhatsApp of this process passes it, so that neither a start with thousands of
//! linked sessions nor the end of an outage causes a burst of connections.
//!
//! Waiting requests are admitted one after the other at an even rate: pairings of people first, then sessions by most
//! recent connection; every fourth admission is a linked session's while one waits. The number of concurrent log-ins is
//! limited; a slow one frees its place after `hold`.
//!
//! The gate also holds the circuit breaker. A refusal of our client version (405) concerns every session: from the
//! first one on nothing is admitted but one probe at a time, and an accepted probe opens the gate again, at its usual
//! rate. Waiting requests keep their place in the queue and are told the time of the next probe.

mod breaker;
mod machine;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unused_tests;

pub use machine::{Gate, GateEffect, GateEvent, Ticket, Urgency};

use std::time::Duration;

/// Rates and limits of the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePolicy {
    /// Admissions per second, including those of people.
    pub per_second: u32,
    /// Concurrent log-ins. Pairings of people are not counted.
    pub concurrent: u32,
    /// Time after which an admission frees its place, whatever its outcome.
    pub hold: Duration,
    /// Pause before the next probe after WhatsApp has refused our client version.
    pub probe_every: Duration,
}

impl Default for GatePolicy {
    fn default() -> Self {
        Self { per_second: 50, concurrent: 100, hold: Duration::from_secs(30), probe_every: Duration::from_secs(300) }
    }
}

/// Result of an admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// WhatsApp accepted the connection.
    Accepted,
    /// WhatsApp refused our client version.
    Outdated,
    /// Anything else: no information about the version.
    Other,
    /// No connection was made: the next request may be admitted in its place.
    Unused,
}
