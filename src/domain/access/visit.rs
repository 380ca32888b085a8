//! How long a visit to the dashboard lasts.

use std::time::Duration;

use crate::Timestamp;

/// When a visit ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitPolicy {
    /// Without a request for so long.
    pub idle: Duration,
    /// So long after the sign-in, whatever was done in between.
    pub absolute: Duration,
}

impl Default for VisitPolicy {
    fn default() -> Self {
        Self { idle: Duration::from_secs(30 * 60), absolute: Duration::from_secs(12 * 3600) }
    }
}

impl VisitPolicy {
    /// When a visit that began and was last seen at these times is over.
    #[must_use]
    pub fn ends_at(&self, began: Timestamp, seen: Timestamp) -> Timestamp {
        (began + self.absolute).min(seen + self.idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_ends_when_idle_or_when_its_time_is_up() {
        let policy = VisitPolicy::default();
        let began = Timestamp::UNIX_EPOCH;
        assert_eq!(policy.ends_at(began, began), began + policy.idle);
        assert_eq!(policy.ends_at(began, began + policy.absolute), began + policy.absolute);
    }
}
