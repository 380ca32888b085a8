//! Clock and randomness as parameters, so that every decision can be replayed in a test.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linekeeper_domain::{Monotonic, Timestamp};
use tokio::time::Instant;

/// Source of the time.
pub trait Clock: Send + Sync {
    /// Returns the wall-clock time. It may jump either way when the clock is set: use it only for what is shown or
    /// stored.
    fn now(&self) -> Timestamp;

    /// Returns the time of a monotonic clock, for measuring durations. The default implementation counts from its first
    /// call in the process.
    fn monotonic(&self) -> Monotonic {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        Monotonic::at(BEGINNING.elapsed())
    }
}

/// Source of randomness for jitter.
pub trait Chance: Send {
    /// Returns a number in `0.0..1.0`.
    fn roll(&mut self) -> f64;
}

/// System wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now()
    }
}

/// Clock that starts at a given time and advances with the monotonic clock: setting the system clock does not move it.
/// Only [`Self::agree`] and [`Self::put_forward`] move it, and after the one call of [`Self::agree`] it moves forward
/// only.
#[derive(Debug)]
pub struct SteadyClock {
    /// Time shown when the clock started plus every correction since, in microseconds since 1970.
    base: AtomicI64,
    began: Instant,
}

impl SteadyClock {
    /// Creates a clock that shows `now`.
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self { base: AtomicI64::new(now.timestamp_micros()), began: Instant::now() }
    }

    /// Sets the clock to `now`, which may be earlier. To be called before anything relies on the clock.
    pub fn agree(&self, now: Timestamp) {
        self.base.store(now.timestamp_micros().saturating_sub(micros(self.began.elapsed())), Ordering::Relaxed);
    }

    /// Adds time during which the machine slept and the monotonic clock stood still.
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
    async fn steady_clock_continues_from_the_time_it_was_set_to() {
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
