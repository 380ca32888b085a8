//! Backoff: growing pauses between attempts.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Growth of pauses.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackoffKind {
    /// 1, 1, 2, 3, 5 … times the first pause, as in WhatsApp Web.
    Fibonacci,
    /// 1, 2, 4, 8 … times the first pause.
    Exponential,
}

impl BackoffKind {
    /// Name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fibonacci => "fibonacci",
            Self::Exponential => "exponential",
        }
    }

    /// Looks up a kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Fibonacci, Self::Exponential].into_iter().find(|kind| kind.as_str() == name)
    }

    /// Factor of the pause before attempt `attempt` (from 1), at most `most`.
    fn factor(self, attempt: u32, most: u64) -> u64 {
        let (mut previous, mut current) = (0_u64, 1_u64);
        for _ in 1..attempt {
            if current >= most {
                break;
            }
            (previous, current) = match self {
                Self::Fibonacci => (current, previous + current),
                Self::Exponential => (current, current * 2),
            };
        }
        current.min(most)
    }
}

/// Growing pauses. The default is WhatsApp Web's: Fibonacci seconds, at most 900 s, ±10 % jitter, reset after 30 s of
/// stability.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Backoff {
    /// Growth of the pauses.
    pub kind: BackoffKind,
    /// First pause in milliseconds.
    #[cfg_attr(feature = "schema", schema(maximum = 86_400_000))]
    pub initial_ms: u64,
    /// Longest pause before jitter, in milliseconds.
    #[cfg_attr(feature = "schema", schema(maximum = 86_400_000))]
    pub cap_ms: u64,
    /// Jitter: the largest deviation of a pause, either way, in percent.
    #[cfg_attr(feature = "schema", schema(maximum = 100))]
    pub jitter_percent: u8,
    /// Seconds of stability after which the next failure counts as the first.
    #[cfg_attr(feature = "schema", schema(maximum = 86_400))]
    pub stable_after_seconds: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            kind: BackoffKind::Fibonacci,
            initial_ms: 1_000,
            cap_ms: 900_000,
            jitter_percent: 10,
            stable_after_seconds: 30,
        }
    }
}

impl Backoff {
    /// Pause before attempt number `attempt` (from 1). `chance` in `0.0..=1.0` selects the point within the jitter.
    #[must_use]
    pub fn delay(&self, attempt: u32, chance: f64) -> Duration {
        let most = self.cap_ms.checked_div(self.initial_ms).map_or(1, |most| most.saturating_add(1));
        let pause = self.initial_ms.saturating_mul(self.kind.factor(attempt, most)).min(self.cap_ms);
        let jitter = f64::from(self.jitter_percent.min(100)) / 100.0;
        Duration::from_millis(pause).mul_f64(1.0 - jitter + 2.0 * jitter * chance.clamp(0.0, 1.0))
    }

    /// Time of stability after which the next failure counts as the first.
    #[must_use]
    pub const fn stable_after(&self) -> Duration {
        Duration::from_secs(self.stable_after_seconds as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(backoff: Backoff, attempts: std::ops::RangeInclusive<u32>) -> Vec<u64> {
        attempts.map(|attempt| backoff.delay(attempt, 0.5).as_secs_f64().round() as u64).collect()
    }

    #[test]
    fn waits_grow_as_fibonacci_numbers_up_to_the_cap() {
        assert_eq!(seconds(Backoff::default(), 1..=8), [1, 1, 2, 3, 5, 8, 13, 21]);
        assert_eq!(seconds(Backoff::default(), u32::MAX..=u32::MAX), [900]);
    }

    #[test]
    fn exponential_waits_double_up_to_the_cap() {
        let backoff =
            Backoff { kind: BackoffKind::Exponential, initial_ms: 2_000, cap_ms: 20_000, ..Backoff::default() };
        assert_eq!(seconds(backoff, 1..=6), [2, 4, 8, 16, 20, 20]);
    }

    #[test]
    fn jitter_stays_within_its_share() {
        let backoff = Backoff::default();
        assert_eq!(backoff.delay(6, 0.0), Duration::from_secs(8).mul_f64(0.9));
        assert_eq!(backoff.delay(6, 1.0), Duration::from_secs(8).mul_f64(1.1));
        assert_eq!(backoff.delay(6, 7.0), backoff.delay(6, 1.0));
        let exact = Backoff { jitter_percent: 0, ..backoff };
        assert_eq!(exact.delay(6, 0.3), Duration::from_secs(8));
    }

    #[test]
    fn extreme_values_do_not_panic() {
        for (initial_ms, cap_ms) in [(0, 0), (0, 1), (u64::MAX, 1), (1, u64::MAX), (u64::MAX, u64::MAX)] {
            for kind in [BackoffKind::Fibonacci, BackoffKind::Exponential] {
                let backoff = Backoff { kind, initial_ms, cap_ms: cap_ms.min(1 << 52), ..Backoff::default() };
                let _some_wait = backoff.delay(u32::MAX, 0.5);
            }
        }
    }
}
