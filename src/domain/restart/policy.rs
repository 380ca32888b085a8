//! Restart policy: which exits of a session lead to a restart, and how many.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Backoff;

/// Exits that are followed by a restart.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestartKind {
    /// Every exit but at the end of the process: the session always exists.
    Permanent,
    /// Failures; a session that has nothing to do may stop.
    Transient,
    /// None: a failure parks the session.
    Temporary,
}

impl RestartKind {
    /// Name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Transient => "transient",
            Self::Temporary => "temporary",
        }
    }

    /// Looks up a kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Permanent, Self::Transient, Self::Temporary].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Restart policy of a session. The service has a default; a company may have its own.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestartPolicy {
    /// Exits that are followed by a restart.
    pub kind: RestartKind,
    /// Maximum number of restarts within the window; beyond it the session is parked.
    #[cfg_attr(feature = "schema", schema(maximum = 10_000))]
    pub max_restarts: u32,
    /// Length of the window, in seconds.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 604_800))]
    pub window_seconds: u32,
    /// Pauses before restarts.
    pub backoff: Backoff,
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self { kind: RestartKind::Transient, max_restarts: 10, window_seconds: 600, backoff: Backoff::default() }
    }
}

/// A value of a policy is out of its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {range}")]
pub struct InvalidRestartPolicy {
    /// Name of the field on the wire.
    pub field: &'static str,
    /// Allowed range, in words.
    pub range: &'static str,
}

/// One day in milliseconds.
const DAY_MS: u64 = 86_400_000;

impl RestartPolicy {
    /// Length of the window.
    #[must_use]
    pub const fn window(&self) -> Duration {
        Duration::from_secs(self.window_seconds as u64)
    }

    /// Returns the policy if every value is within its range. The database's CHECKs repeat the ranges.
    ///
    /// # Errors
    /// [`InvalidRestartPolicy`] for the first value out of its range.
    pub fn checked(self) -> Result<Self, InvalidRestartPolicy> {
        let Backoff { initial_ms, cap_ms, jitter_percent, stable_after_seconds, .. } = self.backoff;
        let rules = [
            (self.max_restarts <= 10_000, "maxRestarts", "from 0 to 10000"),
            ((1..=604_800).contains(&self.window_seconds), "windowSeconds", "from 1 to 604800"),
            (initial_ms <= DAY_MS, "backoff.initialMs", "from 0 to 86400000"),
            ((initial_ms..=DAY_MS).contains(&cap_ms), "backoff.capMs", "from initialMs to 86400000"),
            (jitter_percent <= 100, "backoff.jitterPercent", "from 0 to 100"),
            (stable_after_seconds <= 86_400, "backoff.stableAfterSeconds", "from 0 to 86400"),
        ];
        match rules.into_iter().find(|(kept, ..)| !kept) {
            None => Ok(self),
            Some((_, field, range)) => Err(InvalidRestartPolicy { field, range }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_within_its_ranges_and_reads_back_from_json() {
        let policy = RestartPolicy::default().checked().unwrap();
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<RestartPolicy>(&json).unwrap(), policy);
        assert!(json.contains(r#""kind":"transient""#) && json.contains(r#""kind":"fibonacci""#), "{json}");
    }

    #[test]
    fn a_value_out_of_its_range_is_named() {
        let good = RestartPolicy::default();
        let backoff = |backoff| RestartPolicy { backoff, ..good };
        let bad = [
            (RestartPolicy { max_restarts: 10_001, ..good }, "maxRestarts"),
            (RestartPolicy { window_seconds: 0, ..good }, "windowSeconds"),
            (backoff(Backoff { initial_ms: DAY_MS + 1, ..good.backoff }), "backoff.initialMs"),
            (backoff(Backoff { cap_ms: 999, ..good.backoff }), "backoff.capMs"),
            (backoff(Backoff { jitter_percent: 101, ..good.backoff }), "backoff.jitterPercent"),
            (backoff(Backoff { stable_after_seconds: 86_401, ..good.backoff }), "backoff.stableAfterSeconds"),
        ];
        for (policy, field) in bad {
            assert_eq!(policy.checked().unwrap_err().field, field);
        }
    }

    #[test]
    fn names_lead_back_to_their_kinds() {
        for kind in [RestartKind::Permanent, RestartKind::Transient, RestartKind::Temporary] {
            assert_eq!(RestartKind::named(kind.as_str()), Some(kind));
        }
        assert_eq!(RestartKind::named("often"), None);
    }
}
