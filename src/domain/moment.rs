//! When something happens: the parameter of every decision that has to do with time or chance.

use std::time::Duration;

use crate::Timestamp;

/// When something happens, and the roll of the dice for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The same on a clock that nobody can set.
    pub monotonic: Monotonic,
    /// `0.0..1.0`, for jitter.
    pub chance: f64,
}

impl Moment {
    /// The time so long after this one; the end of time where there is none.
    #[must_use]
    pub fn after(&self, wait: Duration) -> Timestamp {
        later(self.now, wait)
    }

    /// How long it is until then; nothing when it is past.
    #[must_use]
    pub fn until(&self, time: Timestamp) -> Duration {
        (time - self.now).to_std().unwrap_or_default()
    }
}

/// A reading of a clock that nobody can set: the time since a beginning that means nothing. It measures lengths of time within one
/// process; it is never stored, shown, or compared with a reading of another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Monotonic(Duration);

impl Monotonic {
    /// The reading so long after the clock's beginning.
    #[must_use]
    pub const fn at(since_beginning: Duration) -> Self {
        Self(since_beginning)
    }

    /// How long it is since the clock's beginning.
    #[must_use]
    pub const fn since_beginning(self) -> Duration {
        self.0
    }

    /// How long it is since an earlier reading; nothing where that one is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The reading so long after this one.
    #[must_use]
    pub const fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}

/// The time so long after `time`; the end of time where there is none.
pub(crate) fn later(time: Timestamp, wait: Duration) -> Timestamp {
    let wait = chrono::TimeDelta::from_std(wait).ok();
    wait.and_then(|wait| time.checked_add_signed(wait)).unwrap_or(Timestamp::MAX_UTC)
}

/// The time so long before `time`; the beginning of time where there is none.
pub(crate) fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    let by = chrono::TimeDelta::from_std(by).ok();
    by.and_then(|by| time.checked_sub_signed(by)).unwrap_or(Timestamp::MIN_UTC)
}
