//! The breaker: closed while WhatsApp takes our client version, open from the first refusal to the first probe that is taken.

use std::time::Duration;

use super::{Outcome, Ticket};
use crate::Timestamp;
use crate::moment::later;

/// How long a probe takes at the most, as far as those who wait are told; and how soon the next one follows a probe that told
/// nothing, so that an outage of the network does not send one after the other.
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
        /// The one under way, and until when it is waited for.
        probing: Option<(Ticket, Timestamp)>,
    },
}

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lets {
    /// Everybody, at the gate's pace.
    Everybody,
    /// One, to see whether our version is taken by now.
    Probe,
    /// Nobody.
    Nobody,
}

/// How the breaker changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Opened,
    /// Our version is still refused: the next probe is another pause away.
    StaysOpen,
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

    /// When a probe may be let through though none of those before has told anything: who has one may have died without a word.
    pub(super) const fn wakes_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open { probing: Some((_, until)), .. } => Some(*until),
            Self::Closed | Self::Open { probing: None, .. } => self.next_probe(),
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
    pub(super) fn live_with_the_clock(&mut self, now: Timestamp, (probe_every, hold): (Duration, Duration)) {
        if let Self::Open { since, next_probe, probing } = self {
            *since = (*since).min(now);
            *next_probe = (*next_probe).min(later(now, probe_every));
            if let Some((_, until)) = probing {
                *until = (*until).min(later(now, hold));
            }
        }
    }

    /// Whether everybody may pass, one may as a probe, or nobody.
    pub(super) fn lets_through(&self, now: Timestamp) -> Lets {
        match self {
            Self::Closed => Lets::Everybody,
            Self::Open { probing: None, next_probe, .. } if *next_probe <= now => Lets::Probe,
            Self::Open { probing: Some((_, until)), .. } if *until <= now => Lets::Probe,
            Self::Open { .. } => Lets::Nobody,
        }
    }

    /// This one is let through as the probe, and waited for until then. Tells which one before it never told anything.
    pub(super) fn probes(&mut self, ticket: Ticket, until: Timestamp) -> Option<Ticket> {
        let Self::Open { probing, .. } = self else { return None };
        probing.replace((ticket, until)).map(|(silent, _)| silent)
    }

    pub(super) fn left(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        (now, next_probe): (Timestamp, Timestamp),
    ) -> Option<Change> {
        let is_probe = matches!(self, Self::Open { probing: Some((probe, _)), .. } if *probe == ticket);
        match (outcome, is_probe) {
            (Outcome::Outdated, false) if self.is_open() => None,
            (Outcome::Outdated, _) => {
                let opened = !self.is_open();
                *self = Self::Open { since: self.since().unwrap_or(now), next_probe, probing: None };
                Some(if opened { Change::Opened } else { Change::StaysOpen })
            }
            (Outcome::Accepted, true) => {
                *self = Self::Closed;
                Some(Change::Closed)
            }
            (Outcome::Other, true) => {
                // It told nothing: another one is the probe.
                if let Self::Open { probing, next_probe, .. } = self {
                    *probing = None;
                    *next_probe = later(now, PROBE_TAKES);
                }
                None
            }
            // Admitted before the breaker opened, or after it closed.
            (Outcome::Accepted | Outcome::Other, false) => None,
        }
    }
}
