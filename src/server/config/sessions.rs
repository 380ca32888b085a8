//! Section `[sessions]`.

use std::time::Duration;

use linekeeper_domain::session::SessionPolicy;
use serde::Deserialize;

use super::range::{MOST_SECONDS, within};

/// Lifecycle of sessions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SessionsSection {
    /// Idle time in seconds after which a session without work and watchers stops.
    pub(crate) rest_seconds: u64,
    /// Number of threads that run sessions; one per core when absent.
    pub(crate) arbiters: Option<usize>,
    /// Timeout of a log-in in seconds; after it the session connects again.
    pub(crate) connect_watchdog_seconds: u64,
    /// Pause in seconds before the one reconnect after another connection replaced this one.
    pub(crate) replaced_retry_seconds: u64,
    /// Age of a session's last liveness report in seconds after which it is killed and restarted.
    pub(crate) frozen_seconds: u64,
    /// Timeout of an orderly stop, in seconds.
    pub(crate) stop_seconds: u64,
}

impl Default for SessionsSection {
    fn default() -> Self {
        let policy = SessionPolicy::default();
        Self {
            rest_seconds: 60,
            arbiters: None,
            connect_watchdog_seconds: policy.connect_watchdog.as_secs(),
            replaced_retry_seconds: policy.replaced_retry.as_secs(),
            frozen_seconds: 30,
            stop_seconds: 30,
        }
    }
}

impl SessionsSection {
    /// Applies these settings to the policy.
    pub(crate) fn apply(&self, policy: SessionPolicy) -> SessionPolicy {
        SessionPolicy {
            connect_watchdog: Duration::from_secs(self.connect_watchdog_seconds),
            replaced_retry: Duration::from_secs(self.replaced_retry_seconds),
            ..policy
        }
    }

    pub(super) fn check(&self, call_timeout_seconds: u64) -> Result<(), String> {
        within("sessions.rest_seconds", self.rest_seconds, 0..=MOST_SECONDS)?;
        within("sessions.connect_watchdog_seconds", self.connect_watchdog_seconds, 1..=MOST_SECONDS)?;
        within("sessions.replaced_retry_seconds", self.replaced_retry_seconds, 0..=MOST_SECONDS)?;
        within("sessions.frozen_seconds", self.frozen_seconds, 0..=MOST_SECONDS)?;
        within("sessions.stop_seconds", self.stop_seconds, 0..=MOST_SECONDS)?;
        // A session waits for one database call before its first liveness report.
        if self.frozen_seconds <= call_timeout_seconds {
            return Err("sessions.frozen_seconds is more than store.call_timeout_seconds".to_owned());
        }
        Ok(())
    }
}
