//! Section `[messages]`.

use std::time::Duration;

use linekeeper_domain::messages::LogQuota;
use serde::Deserialize;

use super::range::within;

/// Whether what the lines receive is kept, and for how long.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MessagesSection {
    /// Whether it is kept. Unset: not, except in the sandbox.
    pub(crate) enabled: Option<bool>,
    /// Days after which an event is deleted, whether or not it was delivered.
    pub(crate) retention_days: u32,
    /// Most megabytes (of 1,000,000 bytes) that the events of all companies may take.
    pub(crate) quota_mb: u64,
}

impl Default for MessagesSection {
    fn default() -> Self {
        Self { enabled: None, retention_days: 30, quota_mb: 10_000 }
    }
}

impl MessagesSection {
    /// Days for which it is remembered that a message was received. At least as long as the events, and longer than
    /// WhatsApp keeps messages for a device that is away (`docs/messages.md`).
    const SEEN_DAYS: u32 = 60;

    /// Whether messages are kept.
    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.unwrap_or(false)
    }

    /// Retention of events.
    pub(crate) fn events_kept(&self) -> Duration {
        days(self.retention_days)
    }

    /// Retention of the keys of messages.
    pub(crate) fn seen_kept(&self) -> Duration {
        days(self.retention_days.max(Self::SEEN_DAYS))
    }

    /// Quota of the events of all companies.
    pub(crate) const fn quota(&self) -> LogQuota {
        LogQuota::bytes(self.quota_mb.saturating_mul(1_000_000))
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("messages.retention_days", self.retention_days, 1..=3650)?;
        within("messages.quota_mb", self.quota_mb, 1..=1_000_000_000)
    }
}

fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_kept_only_where_that_is_asked_for() {
        assert!(!MessagesSection::default().is_enabled());
        assert!(MessagesSection { enabled: Some(true), ..MessagesSection::default() }.is_enabled());
    }

    #[test]
    fn message_is_remembered_at_least_as_long_as_its_event() {
        for (retention_days, seen) in [(1, 60), (30, 60), (60, 60), (365, 365)] {
            let section = MessagesSection { retention_days, ..MessagesSection::default() };
            assert_eq!((section.events_kept(), section.seen_kept()), (days(retention_days), days(seen)));
            assert!(section.check().is_ok());
        }
        for retention_days in [0, 3651] {
            let error = MessagesSection { retention_days, ..MessagesSection::default() }.check().unwrap_err();
            assert!(error.contains("messages.retention_days"), "{error}");
        }
    }
}
