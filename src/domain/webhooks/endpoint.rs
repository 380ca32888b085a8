//! Health of an endpoint: how much it is slowed down, and when it is disabled.
//!
//! An overloaded answer (429, 502, 503, 504) pauses the whole endpoint, whatever the chat: the pause doubles from one
//! second to about two minutes with each such answer that comes after the pause before, and `Retry-After` prolongs it up to
//! an hour. While an endpoint is slowed down it gets one attempt at a time. Each 2xx halves the pause, so that it is back
//! at full speed after eight. Deliveries that wait for their endpoint lose no attempt of their schedule.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::outcome::OutcomeKind;
use super::retry_after::RetryAfter;
use crate::moment::later;
use crate::{Moment, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Time without a 2xx after which an endpoint is disabled.
const DISABLED_AFTER: Duration = Duration::from_secs(5 * 24 * 3600);
/// Longest time between two failures that count as one row. It is longer than any pause of the schedule: a longer silence
/// means that nothing was sent, which says nothing about the endpoint, or that the clock was set.
const LONGEST_SILENCE: Duration = Duration::from_secs(2 * 24 * 3600);

/// Pause of the first level; each level doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Highest level: 128 s.
const MAX_LEVEL: u8 = 8;
/// Longest time that `Retry-After` pauses the endpoint.
const MAX_RETRY_AFTER: Duration = HOUR;
/// Largest share by which chance prolongs a pause.
const JITTER: f64 = 0.1;
/// Time after the end of a pause at which the endpoint counts as recovered without having been asked.
const FORGOTTEN_AFTER: Duration = HOUR;

/// Why an endpoint was disabled.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisableReason {
    /// It answered 410.
    Gone,
    /// Every attempt of five days has failed.
    Failing,
    /// A person has disabled it.
    Manual,
}

impl DisableReason {
    /// Name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Manual => "manual",
        }
    }

    /// Looks up a reason by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Gone, Self::Failing, Self::Manual].into_iter().find(|reason| reason.as_str() == name)
    }
}

/// What is kept of an endpoint between its attempts. The default is that of an endpoint which is new, or was just enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointHealth {
    /// First failure since the last 2xx; none while the last attempt was a 2xx.
    pub failing_since: Option<Timestamp>,
    /// Last failure since the last 2xx.
    pub failed_at: Option<Timestamp>,
    /// How much it is slowed down: 0 (not at all) to 8.
    pub level: u8,
    /// End of the current pause, or of the last one while it is slowed down.
    pub paused_until: Option<Timestamp>,
}

impl EndpointHealth {
    /// Earliest time of the next attempt at any delivery of the endpoint; `now` if it is not paused. Never more than 66
    /// minutes ahead: a pause that ends later was written before the clock was set back.
    #[must_use]
    pub fn ready_at(&self, now: Timestamp) -> Timestamp {
        self.pause_at(now).unwrap_or(now)
    }

    /// Whether the endpoint gets one attempt at a time now.
    #[must_use]
    pub fn is_slowed(&self, now: Timestamp) -> bool {
        self.level_at(now) > 0
    }

    /// Health after an attempt that ended at this moment, and the reason to disable the endpoint, if there is one.
    #[must_use]
    pub fn after(
        self,
        outcome: OutcomeKind,
        retry_after: Option<RetryAfter>,
        moment: &Moment,
    ) -> (Self, Option<DisableReason>) {
        match outcome {
            OutcomeKind::Delivered => (self.relieved(moment), None),
            OutcomeKind::Gone => (self.failed(moment), Some(DisableReason::Gone)),
            OutcomeKind::Overloaded => {
                let health = self.failed(moment).slowed(retry_after, moment);
                (health, health.is_failing().then_some(DisableReason::Failing))
            }
            OutcomeKind::Redirect
            | OutcomeKind::Rejected
            | OutcomeKind::Timeout
            | OutcomeKind::AddressRefused
            | OutcomeKind::Dns
            | OutcomeKind::Tls
            | OutcomeKind::Connection
            | OutcomeKind::Protocol => {
                let health = self.failed(moment);
                (health, health.is_failing().then_some(DisableReason::Failing))
            }
        }
    }

    fn failed(self, moment: &Moment) -> Self {
        let now = moment.now;
        let continues = self.failed_at.is_some_and(|last| last <= now && now <= later(last, LONGEST_SILENCE));
        let failing_since = self.failing_since.filter(|since| continues && *since <= now).unwrap_or(now);
        Self { failing_since: Some(failing_since), failed_at: Some(now), ..self }
    }

    fn is_failing(&self) -> bool {
        let row = self.failing_since.zip(self.failed_at);
        row.is_some_and(|(first, last)| later(first, DISABLED_AFTER) <= last)
    }

    fn slowed(self, retry_after: Option<RetryAfter>, moment: &Moment) -> Self {
        let pause = self.pause_at(moment.now);
        let level = self.level_at(moment.now);
        // Attempts that were under way when the pause began say nothing new.
        let level = if pause.is_none() { level.saturating_add(1).min(MAX_LEVEL) } else { level.max(1) };
        let wished = retry_after.map_or(Duration::ZERO, |wish| wish.wait(moment, MAX_RETRY_AFTER));
        let until = moment.after(prolonged(pause_of(level).max(wished), moment));
        Self { level, paused_until: Some(pause.map_or(until, |pause| pause.max(until))), ..self }
    }

    fn relieved(self, moment: &Moment) -> Self {
        let healthy = Self { failing_since: None, failed_at: None, ..self };
        if self.pause_at(moment.now).is_some() {
            return healthy;
        }
        match self.level_at(moment.now).saturating_sub(1) {
            0 => Self::default(),
            level => {
                let until = moment.after(prolonged(pause_of(level), moment));
                Self { level, paused_until: Some(until), ..healthy }
            }
        }
    }

    /// End of the pause that is on.
    fn pause_at(&self, now: Timestamp) -> Option<Timestamp> {
        let latest = later(now, MAX_RETRY_AFTER.mul_f64(1.0 + JITTER));
        self.paused_until.filter(|until| now < *until && *until <= latest)
    }

    fn level_at(&self, now: Timestamp) -> u8 {
        let counts = |until: Timestamp| now <= later(until, FORGOTTEN_AFTER) && until <= later(now, DAY);
        if self.paused_until.is_some_and(counts) { self.level.min(MAX_LEVEL) } else { 0 }
    }
}

/// Pause of a level from 1 on.
fn pause_of(level: u8) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << level.clamp(1, MAX_LEVEL).saturating_sub(1))
}

fn prolonged(pause: Duration, moment: &Moment) -> Duration {
    pause.mul_f64(1.0 + JITTER * moment.chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests;
