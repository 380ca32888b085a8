//! Admission of connections: refuses them during an outage or without room, and counts how many arrive per second.
//! Every connection passes here before anything is read from it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::error::Refusal;

/// Window within which connections are counted.
const WINDOW: Duration = Duration::from_secs(1);
/// Maximum number of arrivals remembered; a window with more of them counts as this many.
const ARRIVALS: usize = 65_536;
/// Maximum duration of an outage.
const LONGEST_OUTAGE: Duration = Duration::from_secs(600);

/// State of the admission.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    outage_until: Option<Instant>,
    /// Accepted connections.
    pub(crate) accepted: Rate,
    /// Refused connections.
    pub(crate) refused: Rate,
}

impl Arrivals {
    /// Whether a connection that arrives now is accepted: there is no outage, and `room` for it.
    pub(crate) fn admit(&mut self, now: Instant, room: bool) -> bool {
        if self.outage_until.is_some_and(|until| until <= now) {
            self.outage_until = None;
        }
        let admitted = room && self.outage_until.is_none();
        let rate = if admitted { &mut self.accepted } else { &mut self.refused };
        rate.count(now);
        admitted
    }

    /// Refuses connections from now on, for this long. A newer outage replaces an older one.
    pub(crate) fn begin_outage(&mut self, now: Instant, lasts: Duration) -> Result<(), Refusal> {
        if lasts.is_zero() || lasts > LONGEST_OUTAGE {
            let most = LONGEST_OUTAGE.as_secs();
            return Err(Refusal::BadRequest(format!("an outage lasts 1 to {most} seconds")));
        }
        self.outage_until = Some(now + lasts);
        Ok(())
    }

    /// Accepts connections again.
    pub(crate) fn end_outage(&mut self) {
        self.outage_until = None;
    }

    /// Resets the peaks; earlier arrivals count for none of them.
    pub(crate) fn reset_peaks(&mut self) {
        self.accepted.reset_peak();
        self.refused.reset_peak();
    }
}

/// Number of arrivals, and the maximum within any second.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    total: u64,
    peak: usize,
    /// Arrivals of the last second, oldest first.
    recent: VecDeque<Instant>,
}

impl Rate {
    /// Counts an arrival. A fullest window ends with an arrival, so it is enough to look back from each of them.
    fn count(&mut self, now: Instant) {
        self.total += 1;
        while self.recent.front().is_some_and(|oldest| now.duration_since(*oldest) >= WINDOW) {
            self.recent.pop_front();
        }
        if self.recent.len() >= ARRIVALS {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        self.peak = self.peak.max(self.recent.len());
    }

    fn reset_peak(&mut self) {
        self.recent.clear();
        self.peak = 0;
    }

    /// Number of arrivals since the start.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Maximum within any second since the last reset.
    pub(crate) fn peak(&self) -> u64 {
        self.peak as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals_at(milliseconds: &[u64]) -> (Arrivals, Instant) {
        let start = Instant::now();
        let mut arrivals = Arrivals::default();
        for after in milliseconds {
            arrivals.admit(start + Duration::from_millis(*after), true);
        }
        (arrivals, start)
    }

    #[test]
    fn peak_is_that_of_the_fullest_second() {
        for (times, peak) in [
            (&[0, 999][..], 2),
            (&[0, 1000], 1),
            (&[0, 700, 800, 1200, 1300, 1650, 1700, 2900], 5),
            (&[0, 0, 0, 5000, 5000], 3),
        ] {
            assert_eq!(arrivals_at(times).0.accepted.peak(), peak, "{times:?}");
        }
    }

    #[test]
    fn reset_clears_the_peak_and_keeps_the_total() {
        let (mut arrivals, start) = arrivals_at(&[0, 10, 20]);
        arrivals.reset_peaks();
        assert_eq!(arrivals.accepted.peak(), 0);
        arrivals.admit(start + Duration::from_millis(30), true);
        assert_eq!((arrivals.accepted.peak(), arrivals.accepted.total()), (1, 4));
    }

    #[test]
    fn remembered_arrivals_are_bounded() {
        let (mut arrivals, start) = arrivals_at(&[]);
        for _ in 0..ARRIVALS + 10 {
            arrivals.admit(start, true);
        }
        assert_eq!(arrivals.accepted.recent.len(), ARRIVALS);
        assert_eq!(arrivals.accepted.total(), ARRIVALS as u64 + 10);
    }

    #[test]
    fn outage_ends_after_its_time_or_when_ended() {
        let (mut arrivals, start) = arrivals_at(&[]);
        let at = |seconds| start + Duration::from_secs(seconds);
        arrivals.begin_outage(start, Duration::from_secs(10)).unwrap();
        assert!(!arrivals.admit(at(0), true) && !arrivals.admit(at(9), true));
        assert!(arrivals.admit(at(10), true));
        arrivals.begin_outage(at(10), Duration::from_secs(10)).unwrap();
        assert!(!arrivals.admit(at(11), true));
        arrivals.end_outage();
        assert!(arrivals.admit(at(11), true));
        assert_eq!((arrivals.accepted.total(), arrivals.refused.total(), arrivals.refused.peak()), (2, 3, 1));
    }

    #[test]
    fn outage_of_zero_or_too_long_duration_is_refused() {
        for lasts in [Duration::ZERO, Duration::from_secs(601), Duration::MAX] {
            let mut arrivals = Arrivals::default();
            assert!(matches!(arrivals.begin_outage(Instant::now(), lasts), Err(Refusal::BadRequest(_))), "{lasts:?}");
        }
    }

    #[test]
    fn a_connection_without_room_is_refused() {
        let mut arrivals = Arrivals::default();
        assert!(!arrivals.admit(Instant::now(), false));
        assert_eq!((arrivals.accepted.total(), arrivals.refused.total()), (0, 1));
    }
}
