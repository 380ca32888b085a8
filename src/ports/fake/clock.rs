//! Time and chance that obey.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::Timestamp;

use crate::{Chance, Clock};

/// A clock that stands still until the test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = later(*now, by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that goes as the runtime's own: where a test pauses or advances that, this one follows, so that timers and
/// timestamps agree.
#[derive(Debug)]
pub struct RuntimeClock {
    base: Timestamp,
    since: tokio::time::Instant,
}

impl RuntimeClock {
    /// A clock that shows this time now.
    #[must_use]
    pub fn starting_at(base: Timestamp) -> Self {
        Self { base, since: tokio::time::Instant::now() }
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        later(self.base, self.since.elapsed())
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
