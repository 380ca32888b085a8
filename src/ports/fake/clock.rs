//! Time and chance that obey.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::{Monotonic, Timestamp};

use crate::{Chance, Clock};

/// A clock that stands still until the test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<Shown>);

#[derive(Debug)]
struct Shown {
    now: Timestamp,
    passed: Duration,
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(Mutex::new(Shown { now, passed: Duration::ZERO }))
    }

    /// Sets it, as an operator would: no time passes.
    pub fn set(&self, now: Timestamp) {
        self.shown().now = now;
    }

    /// Lets so much time pass.
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

/// A clock that goes as the runtime's own: where a test pauses or advances that, this one follows, so that timers and
/// timestamps agree. It can be put forward and back as a machine's clock can.
#[derive(Debug)]
pub struct RuntimeClock {
    base: Mutex<Timestamp>,
    since: tokio::time::Instant,
}

impl RuntimeClock {
    /// A clock that shows this time now.
    #[must_use]
    pub fn starting_at(base: Timestamp) -> Self {
        Self { base: Mutex::new(base), since: tokio::time::Instant::now() }
    }

    /// Puts it forward, or back.
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

/// Dice that always show the same.
#[derive(Debug, Clone, Copy)]
pub struct FixedChance(pub f64);

impl Chance for FixedChance {
    fn roll(&mut self) -> f64 {
        self.0
    }
}
