//! Who may come in: every connection passes here before anything is read from it. Decides whether there is an outage, and
//! counts how many come at a time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::error::Refusal;

/// The window within which connections are counted.
const WINDOW: Duration = Duration::from_secs(1);
/// Arrivals remembered; a window with more of them counts as this many.
const ARRIVALS: usize = 65_536;
/// An outage lasts at most this long.
const LONGEST_OUTAGE: Duration = Duration::from_secs(600);

/// The door.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    outage_until: Option<Instant>,
    /// Connections that were let in.
    pub(crate) accepted: Rate,
    /// Connections that were turned away.
    pub(crate) refused: Rate,
}

impl Arrivals {
    /// Whether a connection that comes now is let in, as far as an outage goes; `room` says whether there is room for it.
    pub(crate) fn admit(&mut self, now: Instant, room: bool) -> bool {
        if self.outage_until.is_some_and(|until| until <= now) {
            self.outage_until = None;
        }
        let admitted = room && self.outage_until.is_none();
        let rate = if admitted { &mut self.accepted } else { &mut self.refused };
        rate.count(now);
        admitted
    }

    /// Nobody is let in for a while from now on. A newer outage takes the place of an older one.
    pub(crate) fn begin_outage(&mut self, now: Instant, lasts: Duration) -> Result<(), Refusal> {
        if lasts.is_zero() || lasts > LONGEST_OUTAGE {
            let most = LONGEST_OUTAGE.as_secs();
            return Err(Refusal::BadRequest(format!("an outage lasts 1 to {most} seconds")));
        }
        self.outage_until = Some(now + lasts);
        Ok(())
    }

    /// Everybody is let in again.
    pub(crate) fn end_outage(&mut self) {
        self.outage_until = None;
    }

    /// The peaks begin anew; what came before counts for none of them.
    pub(crate) fn reset_peaks(&mut self) {
        self.accepted.reset_peak();
        self.refused.reset_peak();
    }
}

/// How many came, and how many of them within one second at most.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    total: u64,
    peak: usize,
    /// The arrivals of the last second, oldest first.
    recent: VecDeque<Instant>,
}

impl Rate {
    /// Of all windows, a fullest one ends with an arrival: it is enough to look back from each of them.
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

    /// All since the start.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// The most within any second since the last reset.
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
    fn the_peak_is_that_of_the_fullest_second_wherever_it_begins() {
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
    fn a_reset_forgets_the_peak_and_what_made_it_but_not_the_total() {
        let (mut arrivals, start) = arrivals_at(&[0, 10, 20]);
        arrivals.reset_peaks();
        assert_eq!(arrivals.accepted.peak(), 0);
        arrivals.admit(start + Duration::from_millis(30), true);
        assert_eq!((arrivals.accepted.peak(), arrivals.accepted.total()), (1, 4));
    }

    #[test]
    fn what_is_remembered_of_a_flood_is_bounded() {
        let (mut arrivals, start) = arrivals_at(&[]);
        for _ in 0..ARRIVALS + 10 {
            arrivals.admit(start, true);
        }
        assert_eq!(arrivals.accepted.recent.len(), ARRIVALS);
        assert_eq!(arrivals.accepted.total(), ARRIVALS as u64 + 10);
    }

    #[test]
    fn an_outage_ends_when_its_time_is_over_or_when_it_is_ended() {
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
    fn an_outage_without_end_or_without_length_is_refused() {
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
