//! How long to wait before trying again: WhatsApp Web's own pace.

use std::time::Duration;

/// WhatsApp Web's backoff: Fibonacci seconds 1, 1, 2, 3, 5 …, at most 900 s, ±10 % jitter, forgotten after 30 s of stability.
/// It serves both a session that reconnects and the supervisor that restarts a crashed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait.
    pub cap: Duration,
    /// How long a connection must hold before the next failure counts as the first.
    pub stable_after: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { cap: Duration::from_secs(900), stable_after: Duration::from_secs(30) }
    }
}

impl Backoff {
    /// The wait before attempt number `attempt` (from 1). `chance` in `0.0..=1.0` places it within the jitter of ±10 %.
    #[must_use]
    pub fn delay(&self, attempt: u32, chance: f64) -> Duration {
        let cap = self.cap.as_secs();
        let (mut previous, mut current) = (0_u64, 1_u64);
        for _ in 1..attempt {
            if current >= cap {
                break;
            }
            (previous, current) = (current, previous + current);
        }
        let jitter = 0.9 + 0.2 * chance.clamp(0.0, 1.0);
        Duration::from_secs(current.min(cap)).mul_f64(jitter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_as_fibonacci_numbers_up_to_the_cap() {
        let seconds: Vec<u64> =
            (1..=8).map(|n| Backoff::default().delay(n, 0.5).as_secs_f64().round() as u64).collect();
        assert_eq!(seconds, [1, 1, 2, 3, 5, 8, 13, 21]);
        assert_eq!(Backoff::default().delay(u32::MAX, 0.5).as_secs_f64().round() as u64, 900);
    }

    #[test]
    fn jitter_stays_within_a_tenth() {
        let backoff = Backoff::default();
        assert_eq!(backoff.delay(6, 0.0), Duration::from_secs(8).mul_f64(0.9));
        assert_eq!(backoff.delay(6, 1.0), Duration::from_secs(8).mul_f64(1.1));
        assert_eq!(backoff.delay(6, 7.0), backoff.delay(6, 1.0));
    }
}
