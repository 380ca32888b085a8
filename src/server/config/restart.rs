//! Section `[restart]`.

use linekeeper_domain::restart::{Backoff, BackoffKind, RestartKind, RestartPolicy};
use serde::Deserialize;

/// Default restart policy, for companies without one of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RestartSection {
    /// Kind of policy: `permanent` restarts after every end, `transient` after a failure, `temporary` never.
    pub(crate) kind: RestartKind,
    /// Restarts allowed within the window; beyond that the session is parked.
    pub(crate) max_restarts: u32,
    /// Window, in seconds.
    pub(crate) window_seconds: u32,
    /// Growth of the pauses: `fibonacci` or `exponential`.
    pub(crate) backoff: BackoffKind,
    /// First pause, in milliseconds.
    pub(crate) initial_ms: u64,
    /// Longest pause, in milliseconds.
    pub(crate) cap_ms: u64,
    /// Largest random deviation of a pause, in percent.
    pub(crate) jitter_percent: u8,
    /// Run time of a session after which the pauses start again at the first, in seconds.
    pub(crate) stable_after_seconds: u32,
}

impl Default for RestartSection {
    fn default() -> Self {
        let RestartPolicy { kind, max_restarts, window_seconds, backoff } = RestartPolicy::default();
        let Backoff { kind: backoff, initial_ms, cap_ms, jitter_percent, stable_after_seconds } = backoff;
        Self { kind, max_restarts, window_seconds, backoff, initial_ms, cap_ms, jitter_percent, stable_after_seconds }
    }
}

impl RestartSection {
    pub(crate) fn policy(&self) -> RestartPolicy {
        RestartPolicy {
            kind: self.kind,
            max_restarts: self.max_restarts,
            window_seconds: self.window_seconds,
            backoff: Backoff {
                kind: self.backoff,
                initial_ms: self.initial_ms,
                cap_ms: self.cap_ms,
                jitter_percent: self.jitter_percent,
                stable_after_seconds: self.stable_after_seconds,
            },
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.policy().checked().map(drop).map_err(|error| format!("restart: {error}"))
    }
}
