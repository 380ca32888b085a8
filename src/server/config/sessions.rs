//! `[sessions]`

use std::time::Duration;

use linekeeper_domain::session::SessionPolicy;
use serde::Deserialize;

use super::range::{MOST_SECONDS, within};

/// How sessions are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SessionsSection {
    /// After how many seconds a session with nothing to do and nobody watching leaves.
    pub(crate) rest_seconds: u64,
    /// How many threads sessions are spread over; one per core when absent.
    pub(crate) arbiters: Option<usize>,
    /// A log-in that has not succeeded after so many seconds is begun anew.
    pub(crate) connect_watchdog_seconds: u64,
    /// A connection that another one replaced comes back once, after so many seconds.
    pub(crate) replaced_retry_seconds: u64,
    /// A session that has not shown for so many seconds that it lives is killed and started again.
    pub(crate) frozen_seconds: u64,
    /// How long a stop may take, in seconds.
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
    /// The policy with what is set here.
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
        // A session waits for one call of the database before it beats for the first time.
        if self.frozen_seconds <= call_timeout_seconds {
            return Err("sessions.frozen_seconds is more than store.call_timeout_seconds".to_owned());
        }
        Ok(())
    }
}
