//! Time and randomness, the parameters of every decision that depends on them.

use std::time::Duration;

use crate::Timestamp;

/// Time of an event, and a random number for its decisions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Wall-clock time.
    pub now: Timestamp,
    /// Reading of the monotonic clock at the same time.
    pub monotonic: Monotonic,
    /// Random number in `0.0..1.0`, for jitter.
    pub chance: f64,
}

impl Moment {
    /// The wall-clock time this long after the moment; the maximum timestamp on overflow.
    #[must_use]
    pub fn after(&self, wait: Duration) -> Timestamp {
        later(self.now, wait)
    }

    /// Duration until `time`; zero when it is past.
    #[must_use]
    pub fn until(&self, time: Timestamp) -> Duration {
        (time - self.now).to_std().unwrap_or_default()
    }
}

/// Reading of a monotonic clock, which cannot be set: the time since an arbitrary origin. It measures durations within
/// one process; it is never stored, shown, or compared with a reading of another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Monotonic(Duration);

impl Monotonic {
    /// The reading this long after the clock's origin.
    #[must_use]
    pub const fn at(since_beginning: Duration) -> Self {
        Self(since_beginning)
    }

    /// Duration since the clock's origin.
    #[must_use]
    pub const fn since_beginning(self) -> Duration {
        self.0
    }

    /// Duration since an earlier reading; zero if that one is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The reading this long after this one.
    #[must_use]
    pub const fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}

/// `time` plus `wait`; the maximum timestamp on overflow.
pub(crate) fn later(time: Timestamp, wait: Duration) -> Timestamp {
    let wait = chrono::TimeDelta::from_std(wait).ok();
    wait.and_then(|wait| time.checked_add_signed(wait)).unwrap_or(Timestamp::MAX_UTC)
}

/// `time` minus `by`; the minimum timestamp on overflow.
pub(crate) fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    let by = chrono::TimeDelta::from_std(by).ok();
    by.and_then(|by| time.checked_sub_signed(by)).unwrap_or(Timestamp::MIN_UTC)
}
