//! The admission gate: every connection to WhatsApp of this process passes it, so that neither a start with thousands of
//! linked sessions nor the end of an outage becomes a storm.
//!
//! Who waits is admitted one after the other at an even pace; people who pair come first, then those whose session was
//! connected most recently; but every fourth admission is a linked session's while one waits. So many log-ins may be under way at once; one that drags gives its place back after a while.
//!
//! The gate holds the breaker, too. WhatsApp refusing our client version (405) concerns every session alike: from the first
//! such refusal on nobody is admitted, except one probe now and then, whose success lets everybody in again, at the gate's pace.
//! Who waits stays in the queue meanwhile and is told until when.

mod breaker;
mod machine;
#[cfg(test)]
mod tests;

pub use machine::{Gate, GateEffect, GateEvent, Ticket, Urgency};

use std::time::Duration;

/// The pace of the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePolicy {
    /// Admissions per second, people's included.
    pub per_second: u32,
    /// Log-ins under way at once. People who pair are not counted.
    pub concurrent: u32,
    /// After so long an admission gives its place back, whatever became of it.
    pub hold: Duration,
    /// How long nobody is admitted after WhatsApp has refused our client version.
    pub probe_every: Duration,
}

impl Default for GatePolicy {
    fn default() -> Self {
        Self { per_second: 50, concurrent: 100, hold: Duration::from_secs(30), probe_every: Duration::from_secs(300) }
    }
}

/// What became of an admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// WhatsApp took the connection.
    Accepted,
    /// WhatsApp refused our client version.
    Outdated,
    /// Anything else: it says nothing about the version.
    Other,
}
