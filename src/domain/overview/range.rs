//! The time an overview is about, and the pace of samples.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;

use crate::Timestamp;

/// How many hours an overview may look back.
pub const HOURS: RangeInclusive<u16> = 1..=720;

/// The lengths of buckets, in seconds. Each divides a day, and is at most two and a half times the one before.
const BUCKETS: [u32; 10] = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];

/// A chart shows no more points than these.
const MOST_POINTS: u32 = 150;

/// How far apart samples are.
const SAMPLED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The time an overview is about, in buckets of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverviewRange {
    /// The beginning of the first bucket.
    pub from: Timestamp,
    /// Now.
    pub to: Timestamp,
    /// The length of a bucket.
    pub bucket_seconds: u32,
}

impl OverviewRange {
    /// So many hours back from now, in 60 to 150 buckets and the one that is not over. They begin at full minutes or hours, so
    /// that the same bucket is the same one when the overview is asked for again.
    #[must_use]
    pub fn back_from(now: Timestamp, hours: u16) -> Self {
        let seconds = u32::from(hours) * 3600;
        let longest = BUCKETS.last().copied().unwrap_or(seconds);
        let bucket_seconds = BUCKETS.into_iter().find(|bucket| seconds / bucket <= MOST_POINTS).unwrap_or(longest);
        let from = begun_at(now - TimeDelta::seconds(seconds.into()), TimeDelta::seconds(bucket_seconds.into()));
        Self { from, to: now, bucket_seconds }
    }

    /// The beginnings of its buckets.
    pub fn buckets(&self) -> impl Iterator<Item = Timestamp> + use<> {
        let Self { from, to, bucket_seconds } = *self;
        let starts = std::iter::successors(Some(from), move |at| Some(*at + TimeDelta::seconds(bucket_seconds.into())));
        starts.take_while(move |at| *at <= to)
    }
}

/// The minute a sample taken now is of.
#[must_use]
pub fn sampled_at(now: Timestamp) -> Timestamp {
    begun_at(now, SAMPLED_EVERY)
}

/// How long to wait for the next sample: till the middle of the next minute, so that a clock that is put right a little leaves no
/// minute out.
#[must_use]
pub fn next_sample(now: Timestamp) -> Duration {
    let due = sampled_at(now) + SAMPLED_EVERY + SAMPLED_EVERY / 2;
    (due - now).to_std().unwrap_or_default()
}

/// When the span of this length began in which a time lies.
fn begun_at(time: Timestamp, length: TimeDelta) -> Timestamp {
    let (length, time_ms) = (length.num_milliseconds(), time.timestamp_millis());
    let begun = time_ms - time_ms.rem_euclid(length);
    Timestamp::from_timestamp_millis(begun).unwrap_or(time)
}
