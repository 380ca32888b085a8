//! Limits.

use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::MOST_MEDIA_BYTES;
use linekeeper_ports::ReceivedFile;

/// Limits of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRules {
    /// Most bytes of a file.
    pub most_bytes: u64,
    /// Days for which a file is kept; one of a message not longer than its event.
    pub kept_days: u32,
    /// Days for which events are kept.
    pub events_kept_days: u32,
    /// Most bytes that all files take together.
    pub quota: u64,
    /// Bytes that are left free on the disk.
    pub spare: u64,
    /// Most files on their way at once, in each direction.
    pub at_once: usize,
    /// Longest time for a file to come or go.
    pub transfer: Duration,
    /// Longest time without a byte from a caller, or without one that it takes.
    pub idle: Duration,
}

impl Default for MediaRules {
    fn default() -> Self {
        Self {
            most_bytes: MOST_MEDIA_BYTES,
            kept_days: 30,
            events_kept_days: 30,
            quota: 10_000_000_000,
            spare: 500_000_000,
            at_once: 8,
            transfer: Duration::from_secs(600),
            idle: Duration::from_secs(30),
        }
    }
}

impl MediaRules {
    /// Time after which bytes that are not kept count as left behind: longer than they can be on their way.
    pub(crate) fn lease(&self) -> Duration {
        self.transfer * 2 + Duration::from_secs(10)
    }

    /// Until when the file of a message may be kept: as long as its event, and as its chat lets messages stay.
    pub(crate) fn until(&self, file: &ReceivedFile) -> Option<Timestamp> {
        let event = file.at.checked_add_signed(TimeDelta::days(i64::from(self.events_kept_days)))?;
        let stays = file.message.expires_in_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
        Some(
            stays
                .and_then(|stays| file.message.sent_at.checked_add_signed(stays))
                .map_or(event, |gone| gone.min(event)),
        )
    }
}
