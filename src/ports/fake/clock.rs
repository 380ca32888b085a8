//! Clocks and randomness that the test controls.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::{Monotonic, Timestamp};

use crate::{Chance, Clock};

/// Clock that stands still until the test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<Shown>);

#[derive(Debug)]
struct Shown {
    now: Timestamp,
    passed: Duration,
}

impl ManualClock {
    /// Creates a clock that shows this time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(Mutex::new(Shown { now, passed: Duration::ZERO }))
    }

    /// Sets the wall clock, as an operator would; the monotonic clock does not move.
    pub fn set(&self, now: Timestamp) {
        self.shown().now = now;
    }

    /// Advances both the wall clock and the monotonic clock.
    pub fn advance(&self, by: Duration) {
        let mut shown = self.shown();
        shown.now = later(shown.now, by);
        shown.passed += by;
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.shown().now
    }

    fn monotonic(&self) -> Monotonic {
        Monotonic::at(self.shown().passed)
    }
}

/// Clock that follows the tokio clock: where a test pauses or advances that, this one follows, so that timers and
/// timestamps agree. The wall clock can be shifted as a machine's clock can.
#[derive(Debug)]
pub struct RuntimeClock {
    base: Mutex<Timestamp>,
    since: tokio::time::Instant,
}

impl RuntimeClock {
    /// Creates a clock that shows this time now.
    #[must_use]
    pub fn starting_at(base: Timestamp) -> Self {
        Self { base: Mutex::new(base), since: tokio::time::Instant::now() }
    }

    /// Shifts the wall clock forward or back; the monotonic clock does not move.
    pub fn shift(&self, by: TimeDelta) {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        *base = base.checked_add_signed(by).unwrap_or(*base);
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        later(*self.base.lock().unwrap_or_else(PoisonError::into_inner), self.since.elapsed())
    }

    fn monotonic(&self) -> Monotonic {
        Monotonic::at(self.since.elapsed())
    }
}

fn later(time: Timestamp, by: Duration) -> Timestamp {
    TimeDelta::from_std(by).ok().and_then(|by| time.checked_add_signed(by)).unwrap_or(Timestamp::MAX_UTC)
}

/// Randomness that always returns the same number.
#[derive(Debug, Clone, Copy)]
pub struct FixedChance(pub f64);

impl Chance for FixedChance {
    fn roll(&mut self) -> f64 {
        self.0
    }
}
