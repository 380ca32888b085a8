//! Lifetime of a dashboard session.

use std::time::Duration;

use crate::Timestamp;

/// Timeouts after which a dashboard session ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DashboardSessionPolicy {
    /// Longest time without a request.
    pub idle: Duration,
    /// Longest time since the sign-in, regardless of activity.
    pub absolute: Duration,
}

impl Default for DashboardSessionPolicy {
    fn default() -> Self {
        Self { idle: Duration::from_secs(30 * 60), absolute: Duration::from_secs(12 * 3600) }
    }
}

impl DashboardSessionPolicy {
    /// End of a dashboard session with this sign-in and this last request: whichever timeout is over first.
    #[must_use]
    pub fn ends_at(&self, began: Timestamp, seen: Timestamp) -> Timestamp {
        (began + self.absolute).min(seen + self.idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashboard_session_ends_when_idle_or_at_the_absolute_limit() {
        let policy = DashboardSessionPolicy::default();
        let began = Timestamp::UNIX_EPOCH;
        assert_eq!(policy.ends_at(began, began), began + policy.idle);
        assert_eq!(policy.ends_at(began, began + policy.absolute), began + policy.absolute);
    }
}
