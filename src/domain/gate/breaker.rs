//! Circuit breaker: closed while WhatsApp accepts our client version, open from the first refusal to the first accepted
//! probe.

use std::time::Duration;

use super::{Outcome, Ticket};
use crate::Timestamp;
use crate::moment::later;

/// Longest duration of a probe as told to waiting requests; also the pause after an inconclusive probe, so that a
/// network outage does not send one after the other.
const PROBE_TAKES: Duration = Duration::from_secs(5);

/// State of the breaker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Breaker {
    /// All requests may pass.
    #[default]
    Closed,
    /// No request may pass, except one probe from `next_probe` on.
    Open {
        /// Time of the first refusal.
        since: Timestamp,
        /// Earliest time of the next probe.
        next_probe: Timestamp,
        /// The probe under way, and the time until which it is waited for.
        probing: Option<(Ticket, Timestamp)>,
    },
}

/// Admissions the breaker allows now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lets {
    /// All, at the gate's rate.
    Everybody,
    /// One, to test whether our version is accepted by now.
    Probe,
    /// None.
    Nobody,
}

/// Change of the breaker's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Opened,
    /// Our version is still refused: the next probe follows after another pause.
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

    /// Earliest time of the next probe; `None` while one is under way.
    pub(super) const fn next_probe(&self) -> Option<Timestamp> {
        match self {
            Self::Open { next_probe, probing: None, .. } => Some(*next_probe),
            Self::Closed | Self::Open { probing: Some(_), .. } => None,
        }
    }

    /// Earliest time at which a probe may be admitted even if the one under way reports nothing: its session may have
    /// died silently.
    pub(super) const fn wakes_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open { probing: Some((_, until)), .. } => Some(*until),
            Self::Closed | Self::Open { probing: None, .. } => self.next_probe(),
        }
    }

    /// Time until which no request is admitted; `None` if one may be now.
    pub(super) fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Closed => None,
            Self::Open { probing: Some(_), .. } => Some(later(now, PROBE_TAKES)),
            Self::Open { next_probe, probing: None, .. } => Some(*next_probe).filter(|probe| *probe > now),
        }
    }

    /// Caps the stored times after the clock may have been set back, so that the next probe is not later than intended.
    pub(super) fn live_with_the_clock(&mut self, now: Timestamp, (probe_every, hold): (Duration, Duration)) {
        if let Self::Open { since, next_probe, probing } = self {
            *since = (*since).min(now);
            *next_probe = (*next_probe).min(later(now, probe_every));
            if let Some((_, until)) = probing {
                *until = (*until).min(later(now, hold));
            }
        }
    }

    /// Admissions allowed at this time.
    pub(super) fn lets_through(&self, now: Timestamp) -> Lets {
        match self {
            Self::Closed => Lets::Everybody,
            Self::Open { probing: None, next_probe, .. } if *next_probe <= now => Lets::Probe,
            Self::Open { probing: Some((_, until)), .. } if *until <= now => Lets::Probe,
            Self::Open { .. } => Lets::Nobody,
        }
    }

    /// Registers this request as the probe, waited for until `until`. Returns the previous probe if that one never
    /// reported anything.
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
                // Inconclusive: another request becomes the probe.
                if let Self::Open { probing, next_probe, .. } = self {
                    *probing = None;
                    *next_probe = later(now, PROBE_TAKES);
                }
                None
            }
            (Outcome::Unused, true) => {
                if let Self::Open { probing, .. } = self {
                    *probing = None;
                }
                None
            }
            // Admitted before the breaker opened, or after it closed.
            (Outcome::Accepted | Outcome::Other | Outcome::Unused, false) => None,
        }
    }
}
