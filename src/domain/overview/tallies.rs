//! Counted data, and the overview built from it.

use std::collections::BTreeMap;

use super::document::{FailureCount, Overview, Pairings, RestartsPoint, StatesPoint, TimeBucket, TimeToConnected};
use super::{OverviewRange, StateCounts, TIME_BOUNDS_MS};
use crate::Timestamp;

/// Data counted within a range.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallies {
    /// Sessions by state, keyed by the start of the bucket; buckets without a sample are missing.
    pub states: BTreeMap<Timestamp, StateCounts>,
    /// Pairings by the steps they reached.
    pub pairings: Pairings,
    /// Time from the request to the connected session.
    pub times: Times,
    /// Failures by code, the most frequent first.
    pub failures: Vec<FailureCount>,
    /// Restarts, keyed by the start of the bucket; buckets without one are missing.
    pub restarts: BTreeMap<Timestamp, u64>,
}

/// Distribution of the time from the request to the connected session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// 50th, 90th and 99th percentile in milliseconds; `None` when there was no such pairing.
    pub percentiles: Option<[u64; 3]>,
    /// Number of pairings per bucket: up to each of [`TIME_BOUNDS_MS`] and above the one before; the last entry is
    /// above all bounds.
    pub counts: Vec<u64>,
}

impl Tallies {
    /// Builds the overview. A bucket without a sample is one in which the service was down; the last bucket shows
    /// `now`.
    #[must_use]
    pub fn shaped(mut self, range: OverviewRange, now: StateCounts) -> Overview {
        if let Some(last) = range.buckets().last() {
            self.states.insert(last, now);
        }
        let states = range.buckets().filter_map(|at| Some(StatesPoint { at, counts: *self.states.get(&at)? }));
        let restarts = range.buckets().filter_map(|at| {
            let quiet = self.states.get(&at).map(|_| 0);
            Some(RestartsPoint { at, count: self.restarts.get(&at).copied().or(quiet)? })
        });
        Overview {
            from: range.from,
            to: range.to,
            bucket_seconds: range.bucket_seconds,
            states: states.collect(),
            restarts: restarts.collect(),
            pairings: self.pairings,
            time_to_connected: self.times.shaped(),
            failures: self.failures,
        }
    }
}

impl Times {
    fn shaped(&self) -> TimeToConnected {
        let [p50_ms, p90_ms, p99_ms] = self.percentiles.map_or([None; 3], |all| all.map(Some));
        let bounds = TIME_BOUNDS_MS.into_iter().map(Some).chain([None]);
        let counts = self.counts.iter().copied().chain(std::iter::repeat(0));
        let buckets: Vec<_> = bounds.zip(counts).map(|(le_ms, count)| TimeBucket { le_ms, count }).collect();
        let count = buckets.iter().map(|bucket| bucket.count).sum();
        TimeToConnected { count, p50_ms, p90_ms, p99_ms, buckets }
    }
}
