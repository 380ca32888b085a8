//! Time and chance as parameters, so that every decision can be replayed in a test.

use linekeeper_domain::Timestamp;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
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
