//! Schedule of upheavals, the events that affect all salons.

use std::time::Duration;

use rand::RngExt as _;
use rand::rngs::StdRng;

/// Event that affects all salons at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upheaval {
    /// SIGKILL of the service, and a new process.
    Kill,
    /// Orderly stop of the service, and a new process.
    Stop,
    /// Outage of WhatsApp, in seconds.
    Outage(u64),
}

impl Upheaval {
    /// Name in the table of all deeds.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill -9 of the service",
            Self::Stop => "orderly stop of the service",
            Self::Outage(_) => "outage of WhatsApp",
        }
    }
}

/// Period of deeds, and the event that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Duration of the deeds.
    pub lasts: Duration,
    /// Event at the end; `None` for the last chapter.
    pub then: Option<Upheaval>,
}

/// Chapters with deeds for `total` in all. The process is killed and stopped within the first quarter; the one that
/// lives through the other three is checked for growth.
pub fn chapters(total: Duration, rng: &mut StdRng) -> Vec<Chapter> {
    let mut part = |from: f64, to: f64| total.mul_f64(rng.random_range(from..to));
    let (kill, stop) = (part(0.06, 0.11), part(0.15, 0.24));
    let mut moments = vec![(kill, Upheaval::Kill), (stop, Upheaval::Stop)];
    // One outage every two minutes, two at least.
    let outages = u32::try_from(total.as_secs() / 120).unwrap_or(u32::MAX).max(2);
    for place in 0..outages {
        let (slot, width) = (f64::from(place) / f64::from(outages), 0.7 / f64::from(outages));
        let moment = part(0.27 + slot * 0.7, 0.27 + slot * 0.7 + width * 0.7);
        moments.push((moment, Upheaval::Outage(u64::from(place) % 2 + 1)));
    }
    let mut at = Duration::ZERO;
    let mut found: Vec<Chapter> = Vec::new();
    for (moment, upheaval) in moments {
        found.push(Chapter { lasts: moment.saturating_sub(at), then: Some(upheaval) });
        at = at.max(moment);
    }
    found.push(Chapter { lasts: total.saturating_sub(at), then: None });
    found
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn chapters_fill_the_time_mostly_in_the_last_process() {
        for seed in 0..100 {
            for total in [60, 1_200].map(Duration::from_secs) {
                let chapters = chapters(total, &mut StdRng::seed_from_u64(seed));
                let sum: Duration = chapters.iter().map(|chapter| chapter.lasts).sum();
                assert!(sum.abs_diff(total) < Duration::from_millis(1), "{chapters:?}");
                assert_eq!([chapters[0].then, chapters[1].then], [Some(Upheaval::Kill), Some(Upheaval::Stop)]);
                assert!(chapters[0].lasts + chapters[1].lasts < total / 4, "{chapters:?}");
                assert_eq!(chapters.last().unwrap().then, None);
            }
        }
    }

    #[test]
    fn twenty_minutes_have_ten_outages_and_one_minute_has_two() {
        let outages = |seconds| {
            let chapters = chapters(Duration::from_secs(seconds), &mut StdRng::seed_from_u64(1));
            chapters.iter().filter(|chapter| matches!(chapter.then, Some(Upheaval::Outage(_)))).count()
        };
        assert_eq!((outages(1_200), outages(60)), (10, 2));
    }
}
