//! Throttling of failed sign-ins per address: each failure doubles the pause before the next try.

use std::time::Duration;

/// Pauses after failed sign-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInThrottle {
    /// Failures without a pause, for typing errors.
    pub free: u32,
    /// Pause after the first failure beyond `free`.
    pub first: Duration,
    /// Longest pause.
    pub cap: Duration,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self { free: 3, first: Duration::from_secs(1), cap: Duration::from_secs(300) }
    }
}

impl SignInThrottle {
    /// Pause after this many consecutive failures before the next try is accepted.
    #[must_use]
    pub fn pause(&self, failures: u32) -> Duration {
        let beyond = failures.saturating_sub(self.free);
        if beyond == 0 {
            return Duration::ZERO;
        }
        let factor = 1_u32.checked_shl(beyond - 1).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_after_a_few_free_tries_and_never_pass_the_cap() {
        let throttle = SignInThrottle::default();
        let seconds: Vec<u64> = (0..8).map(|failures| throttle.pause(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(throttle.pause(u32::MAX), throttle.cap);
    }
}
