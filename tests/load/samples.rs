//! Durations of a repeated measurement.

use std::time::Duration;

/// Durations, in the order in which they were measured.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds a duration.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Number of durations.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Percentile by nearest rank; `None` without samples.
    #[must_use]
    pub fn percentile(&self, percent: u32) -> Option<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent as usize).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied()
    }

    /// 50th percentile.
    #[must_use]
    pub fn median(&self) -> Option<Duration> {
        self.percentile(50)
    }
}

impl FromIterator<Duration> for Samples {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(millis: impl IntoIterator<Item = u64>) -> Samples {
        millis.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_one_of_the_samples_whatever_their_order() {
        let hundred = samples((1..=100).rev());
        assert_eq!(hundred.percentile(50), Some(Duration::from_millis(50)));
        assert_eq!(hundred.percentile(99), Some(Duration::from_millis(99)));
        assert_eq!(hundred.percentile(100), Some(Duration::from_millis(100)));
        assert_eq!(samples([7, 3]).median(), Some(Duration::from_millis(3)));
    }

    #[test]
    fn the_99th_percentile_of_few_samples_is_the_greatest() {
        assert_eq!(samples([5, 1, 9]).percentile(99), Some(Duration::from_millis(9)));
    }

    #[test]
    fn no_samples_have_no_percentile() {
        assert_eq!(Samples::default().median(), None);
    }
}
