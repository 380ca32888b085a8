//! Time and chance as parameters, so that every decision can be replayed in a test.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linekeeper_domain::{Monotonic, Timestamp};
use tokio::time::Instant;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now. Whoever sets the clock may move it either way at any moment, so it is for what is shown and stored.
    fn now(&self) -> Timestamp;

    /// The same moment on a clock that nobody can set, for how long something takes.
    fn monotonic(&self) -> Monotonic {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        Monotonic::at(BEGINNING.elapsed())
    }
}

/// Where jitter comes from.
pub trait Chance: Send {
    /// A number in `0.0..1.0`.
    fn roll(&mut self) -> f64;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now()
    }
}

/// A clock that begins with a given time and then goes on as the machine's monotonic clock does: setting the machine's clock does not
/// move it. It is moved on purpose only, and forward only once it is [agreed](Self::agree).
#[derive(Debug)]
pub struct SteadyClock {
    /// What the clock showed when it began, and how far it was put forward since, in microseconds since 1970.
    base: AtomicI64,
    began: Instant,
}

impl SteadyClock {
    /// A clock that shows this time now.
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self { base: AtomicI64::new(now.timestamp_micros()), began: Instant::now() }
    }

    /// Makes it show this time now, be it an earlier one: before anybody relies on it.
    pub fn agree(&self, now: Timestamp) {
        self.base.store(now.timestamp_micros().saturating_sub(micros(self.began.elapsed())), Ordering::Relaxed);
    }

    /// Makes up for time in which the machine slept.
    pub fn put_forward(&self, by: Duration) {
        self.base.fetch_add(micros(by), Ordering::Relaxed);
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Timestamp {
        let shown = self.base.load(Ordering::Relaxed).saturating_add(micros(self.began.elapsed()));
        Timestamp::from_timestamp_micros(shown).unwrap_or(Timestamp::MAX_UTC)
    }
}

fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn steady_clock_goes_on_from_what_it_was_told() {
        let clock = SteadyClock::starting_at(at(0));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(clock.now(), at(10));
        clock.agree(at(-3600));
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(clock.now(), at(-3595));
        clock.put_forward(Duration::from_secs(60));
        assert_eq!(clock.now(), at(-3535));
    }
}
