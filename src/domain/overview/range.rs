//! Time range and bucket length of an overview, and the sampling interval.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;

use crate::Timestamp;

/// Allowed length of an overview in hours.
pub const HOURS: RangeInclusive<u16> = 1..=720;

/// Bucket lengths in seconds. Each divides a day and is at most two and a half times the one before.
const BUCKETS: [u32; 10] = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];

/// Maximum number of points in a chart.
const MOST_POINTS: u32 = 150;

/// Sampling interval.
const SAMPLED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Time range of an overview, split into buckets of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverviewRange {
    /// Start of the first bucket.
    pub from: Timestamp,
    /// Time of the request.
    pub to: Timestamp,
    /// Length of a bucket in seconds.
    pub bucket_seconds: u32,
}

impl OverviewRange {
    /// Range of this many hours up to now, in 60 to 150 full buckets and the one in progress. Buckets start at
    /// multiples of their length, so that a repeated request gets the same buckets.
    #[must_use]
    pub fn back_from(now: Timestamp, hours: u16) -> Self {
        let seconds = u32::from(hours) * 3600;
        let longest = BUCKETS.last().copied().unwrap_or(seconds);
        let bucket_seconds = BUCKETS.into_iter().find(|bucket| seconds / bucket <= MOST_POINTS).unwrap_or(longest);
        let from = begun_at(now - TimeDelta::seconds(seconds.into()), TimeDelta::seconds(bucket_seconds.into()));
        Self { from, to: now, bucket_seconds }
    }

    /// Start times of the buckets.
    pub fn buckets(&self) -> impl Iterator<Item = Timestamp> + use<> {
        let Self { from, to, bucket_seconds } = *self;
        let starts = std::iter::successors(Some(from), move |at| Some(*at + TimeDelta::seconds(bucket_seconds.into())));
        starts.take_while(move |at| *at <= to)
    }
}

/// Minute a sample taken now belongs to.
#[must_use]
pub fn sampled_at(now: Timestamp) -> Timestamp {
    begun_at(now, SAMPLED_EVERY)
}

/// Time to wait for the next sample: until the middle of the next minute, so that a small correction of the clock skips
/// no minute.
#[must_use]
pub fn next_sample(now: Timestamp) -> Duration {
    let due = sampled_at(now) + SAMPLED_EVERY + SAMPLED_EVERY / 2;
    (due - now).to_std().unwrap_or_default()
}

/// Start of the interval of this length that contains `time`.
fn begun_at(time: Timestamp, length: TimeDelta) -> Timestamp {
    let (length, time_ms) = (length.num_milliseconds(), time.timestamp_millis());
    let begun = time_ms - time_ms.rem_euclid(length);
    Timestamp::from_timestamp_millis(begun).unwrap_or(time)
}
