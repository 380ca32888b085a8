//! Section `[messages]`.

use std::num::NonZeroU32;
use std::time::Duration;

use linekeeper_domain::messages::{LogQuota, PaceRule};
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
    /// Most messages that a line sends in a minute, sustained.
    pub(crate) sends_per_minute: u32,
    /// Messages that a line may send at once after a quiet time.
    pub(crate) sends_burst: u32,
    /// Most messages of a line that wait to be sent.
    pub(crate) most_waiting: u32,
    /// Numbers that a line may ask WhatsApp for in an hour.
    pub(crate) number_checks_per_hour: NonZeroU32,
}

impl Default for MessagesSection {
    fn default() -> Self {
        let pace = PaceRule::default();
        Self {
            enabled: None,
            retention_days: 30,
            quota_mb: 10_000,
            sends_per_minute: pace.per_minute,
            sends_burst: pace.burst,
            most_waiting: 10_000,
            number_checks_per_hour: NonZeroU32::new(200).unwrap_or(NonZeroU32::MIN),
        }
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

    /// How fast a line sends.
    pub(crate) const fn pace(&self) -> PaceRule {
        PaceRule { per_minute: self.sends_per_minute, burst: self.sends_burst }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("messages.retention_days", self.retention_days, 1..=3650)?;
        within("messages.quota_mb", self.quota_mb, 1..=1_000_000_000)?;
        within("messages.sends_per_minute", self.sends_per_minute, 1..=1_000_000)?;
        within("messages.sends_burst", self.sends_burst, 1..=1_000)?;
        within("messages.most_waiting", self.most_waiting, 1..=1_000_000)
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
