//! The expiry of credentials that nobody uses, and whether the clock it goes by can be believed.
//!
//! Every age is measured by the database's clock. Credentials go only after their owner was warned for the promised time, and a
//! company that is alive is neither warned nor expired. A clock that jumped makes every warning doubtful: all are given anew.

use std::time::Duration;

use crate::moment::later;
use crate::session::StateName;
use crate::{Monotonic, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// How long credentials are kept that nobody uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpiryRule {
    /// Unused (neither connected nor written) for so long, they expire.
    pub unused_for: Duration,
    /// At least so long before that their owner is warned.
    pub warned_for: Duration,
}

impl Default for ExpiryRule {
    fn default() -> Self {
        Self { unused_for: DAY * 90, warned_for: DAY * 7 }
    }
}

/// What is known of a company's credentials, by the database's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disuse {
    /// When they were last connected or written.
    pub used_at: Timestamp,
    /// When their owner was last warned.
    pub warned_at: Option<Timestamp>,
    /// When this was read.
    pub now: Timestamp,
    /// They are linked and not parked, so a session has them in some process, connected or trying to be.
    pub in_use: bool,
}

impl ExpiryRule {
    /// Unused for so long, their owner is warned.
    #[must_use]
    pub const fn warns_after(&self) -> Duration {
        self.unused_for.saturating_sub(self.warned_for)
    }

    /// The least age of a warning that counts. However short the promised time is, there is an hour to do something.
    #[must_use]
    pub fn notice(&self) -> Duration {
        self.warned_for.max(HOUR).min(self.unused_for.max(HOUR))
    }

    /// The earliest time at which the credentials expire if nobody uses them until then. Those in use are used now.
    #[must_use]
    pub fn expires_at(&self, disuse: &Disuse) -> Timestamp {
        let Disuse { used_at, warned_at, now, in_use } = *disuse;
        let used_at = if in_use { used_at.max(now) } else { used_at };
        // A warning of the future, or from before the last use, does not count.
        let warned_at = warned_at.filter(|warned| (used_at..=now).contains(warned)).unwrap_or(now);
        later(used_at, self.unused_for).max(later(warned_at, self.notice()))
    }
}

/// Whether a session in this state uses its company's credentials, or is about to.
#[must_use]
pub const fn is_alive(state: StateName) -> bool {
    match state {
        StateName::Creating
        | StateName::WaitingForPairingCode
        | StateName::PairingCodeSent
        | StateName::Connecting
        | StateName::Connected
        | StateName::Reconnecting => true,
        StateName::Idle | StateName::PasskeyRequired | StateName::Error => false,
    }
}

/// The database's clock does not show what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockJump {
    /// It is so far ahead of where it should be. After a start that may also be how long nobody ran the service.
    Ahead(Duration),
    /// It is so far behind where it was.
    Behind(Duration),
}

/// The database's clock as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// What it showed.
    pub database: Timestamp,
    /// When that was, by a clock that nobody can set.
    pub at: Monotonic,
}

/// How far the clock may be off before it is called a jump: more than any correction of a clock in good order.
const TOLERANCE: Duration = Duration::from_secs(600);

/// How long the service may have stood still before its start says nothing about the clock.
const LONGEST_PAUSE: Duration = DAY;

/// Compares what the database's clock shows now with what it should show. `last` is the reading before in this process; the first one
/// is compared with `seen_at`, what it showed when any process last looked.
#[must_use]
pub fn clock_jump(now: ClockReading, last: Option<ClockReading>, seen_at: Option<Timestamp>) -> Option<ClockJump> {
    let (expected, slack) = match (last, seen_at) {
        (Some(last), _) => (later(last.database, now.at.since(last.at)), TOLERANCE),
        (None, Some(seen_at)) => (seen_at, LONGEST_PAUSE),
        (None, None) => return None,
    };
    let ahead = (now.database - expected).to_std().unwrap_or_default();
    let behind = (expected - now.database).to_std().unwrap_or_default();
    if ahead > slack {
        Some(ClockJump::Ahead(ahead))
    } else if behind > TOLERANCE {
        Some(ClockJump::Behind(behind))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + days * 86_400, 0).unwrap()
    }

    fn reading(database: Timestamp, at: Duration) -> ClockReading {
        ClockReading { database, at: Monotonic::at(at) }
    }

    #[test]
    fn credentials_expire_ninety_days_after_use_if_warned_in_time() {
        let rule = ExpiryRule::default();
        let expires = |used, warned: Option<i64>, now| {
            let disuse = Disuse { used_at: day(used), warned_at: warned.map(day), now: day(now), in_use: false };
            rule.expires_at(&disuse)
        };
        assert_eq!(expires(0, None, 10), day(90), "the warning will be given in time");
        assert_eq!(expires(0, Some(83), 84), day(90));
        assert_eq!(expires(0, Some(89), 95), day(96), "warned late, they live longer");
        assert_eq!(expires(0, None, 200), day(207), "nobody was warned");
        assert_eq!(expires(0, Some(-5), 89), day(96), "a warning from before the last use");
        assert_eq!(expires(0, Some(95), 89), day(96), "a warning of the future");
    }

    #[test]
    fn credentials_in_use_count_as_used_now() {
        let disuse = Disuse { used_at: day(0), warned_at: Some(day(83)), now: day(91), in_use: true };
        assert_eq!(ExpiryRule::default().expires_at(&disuse), day(181));
    }

    #[test]
    fn notice_is_never_shorter_than_an_hour() {
        let rule = ExpiryRule { unused_for: DAY, warned_for: Duration::ZERO };
        assert_eq!(rule.notice(), HOUR);
        let longest = ExpiryRule { unused_for: Duration::MAX, warned_for: Duration::MAX };
        let disuse = Disuse { used_at: day(0), warned_at: None, now: day(0), in_use: false };
        assert_eq!(longest.expires_at(&disuse), Timestamp::MAX_UTC);
    }

    #[test]
    fn clock_that_goes_as_it_should_is_believed() {
        assert_eq!(clock_jump(reading(day(0), HOUR), None, None), None);
        assert_eq!(clock_jump(reading(day(1), HOUR), None, Some(day(0))), None);
        let last = reading(day(0), HOUR);
        assert_eq!(clock_jump(reading(day(1), HOUR + DAY), Some(last), Some(day(-50))), None);
    }

    #[test]
    fn clock_that_jumped_is_noticed_while_the_process_runs() {
        let last = reading(day(0), HOUR);
        for days in [1, 90] {
            let jump = DAY * u32::try_from(days).unwrap();
            assert_eq!(clock_jump(reading(day(days), HOUR), Some(last), None), Some(ClockJump::Ahead(jump)));
            assert_eq!(clock_jump(reading(day(-days), HOUR), Some(last), None), Some(ClockJump::Behind(jump)));
        }
        let hour = reading(day(0) + HOUR, HOUR);
        assert_eq!(clock_jump(hour, Some(last), None), Some(ClockJump::Ahead(HOUR)));
    }

    #[test]
    fn clock_that_jumped_between_two_processes_is_noticed() {
        assert_eq!(clock_jump(reading(day(90), HOUR), None, Some(day(0))), Some(ClockJump::Ahead(DAY * 90)));
        assert_eq!(clock_jump(reading(day(0), HOUR), None, Some(day(90))), Some(ClockJump::Behind(DAY * 90)));
        assert_eq!(clock_jump(reading(day(0), HOUR), None, Some(day(0) + HOUR)), Some(ClockJump::Behind(HOUR)));
    }
}
