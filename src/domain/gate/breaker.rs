//! The breaker: closed while WhatsApp takes our client version, open from the first refusal to the first probe that is taken.

use std::time::Duration;

use super::{Outcome, Ticket};
use crate::Timestamp;
use crate::moment::later;

/// How soon who is turned away during a probe may ask again.
const PROBE_TAKES: Duration = Duration::from_secs(5);

/// The breaker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Breaker {
    /// Everybody may pass.
    #[default]
    Closed,
    /// Nobody may, but one probe from then on.
    Open {
        /// When the first refusal was heard of.
        since: Timestamp,
        /// When the next probe is let through.
        next_probe: Timestamp,
        /// The one under way.
        probing: Option<Ticket>,
    },
}

/// What the breaker says to one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saying {
    /// Queue as usual.
    Queue,
    /// Go at once: you are the probe.
    Probe,
    /// Not before then.
    Wait(Timestamp),
}

/// How the breaker changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Opened,
    Closed,
}

impl Breaker {
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    pub(super) const fn since(&self) -> Option<Timestamp> {
        match self {
            Self::Closed => None,
            Self::Open { since, .. } => Some(*since),
        }
    }

    /// When the next probe is let through; nothing while one is under way.
    pub(super) const fn next_probe(&self) -> Option<Timestamp> {
        match self {
            Self::Open { next_probe, probing: None, .. } => Some(*next_probe),
            Self::Closed | Self::Open { probing: Some(_), .. } => None,
        }
    }

    /// Until when nobody is admitted.
    pub(super) fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Closed => None,
            Self::Open { probing: Some(_), .. } => Some(later(now, PROBE_TAKES)),
            Self::Open { next_probe, probing: None, .. } => Some(*next_probe).filter(|probe| *probe > now),
        }
    }

    /// The clock may have been put back: the next probe is not later than it was meant to be.
    pub(super) fn live_with_the_clock(&mut self, now: Timestamp, probe_every: Duration) {
        if let Self::Open { since, next_probe, .. } = self {
            *since = (*since).min(now);
            *next_probe = (*next_probe).min(later(now, probe_every));
        }
    }

    pub(super) fn asked(&mut self, ticket: Ticket, now: Timestamp) -> Saying {
        if let Some(until) = self.shut_until(now) {
            return Saying::Wait(until);
        }
        match self {
            Self::Closed => Saying::Queue,
            Self::Open { probing, .. } => {
                *probing = Some(ticket);
                Saying::Probe
            }
        }
    }

    pub(super) fn left(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        (now, next_probe): (Timestamp, Timestamp),
    ) -> Option<Change> {
        let is_probe = matches!(self, Self::Open { probing: Some(probe), .. } if *probe == ticket);
        match (outcome, is_probe) {
            (Outcome::Outdated, _) => {
                let opened = !self.is_open();
                *self = Self::Open { since: self.since().unwrap_or(now), next_probe, probing: None };
                opened.then_some(Change::Opened)
            }
            (Outcome::Accepted, true) => {
                *self = Self::Closed;
                Some(Change::Closed)
            }
            (Outcome::Other, true) => {
                // It told nothing: the next one who asks is the probe.
                if let Self::Open { probing, .. } = self {
                    *probing = None;
                }
                None
            }
            // Admitted before the breaker opened, or after it closed.
            (Outcome::Accepted | Outcome::Other, false) => None,
        }
    }
}
