//! Expiry of unused credentials, and detection of jumps of the clock it depends on.
//!
//! Ages are measured by the database's clock. Credentials expire only after their owner was warned for the promised
//! time, and a company with a live session is neither warned nor expired. After a clock jump no warning can be trusted:
//! all are given again.

use std::time::Duration;

use crate::moment::later;
use crate::session::StateName;
use crate::{Monotonic, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Retention of unused credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpiryRule {
    /// Time without use (neither connected nor written) after which credentials expire.
    pub unused_for: Duration,
    /// Minimum time between the warning to the owner and the expiry.
    pub warned_for: Duration,
}

impl Default for ExpiryRule {
    fn default() -> Self {
        Self { unused_for: DAY * 90, warned_for: DAY * 7 }
    }
}

/// Last use of a company's credentials, by the database's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disuse {
    /// Time of the last connection or write.
    pub used_at: Timestamp,
    /// Time of the last warning to the owner.
    pub warned_at: Option<Timestamp>,
    /// Time of this reading.
    pub now: Timestamp,
    /// Whether they are linked and not parked, so that a session in some process uses them, connected or trying to be.
    pub in_use: bool,
}

impl ExpiryRule {
    /// Time without use after which the owner is warned.
    #[must_use]
    pub const fn warns_after(&self) -> Duration {
        self.unused_for.saturating_sub(self.warned_for)
    }

    /// Minimum age of a warning that counts: `warned_for`, but at least an hour, so that there is time to react.
    #[must_use]
    pub fn notice(&self) -> Duration {
        self.warned_for.max(HOUR).min(self.unused_for.max(HOUR))
    }

    /// Earliest expiry if the credentials are not used until then. Those in use count as used now.
    #[must_use]
    pub fn expires_at(&self, disuse: &Disuse) -> Timestamp {
        let Disuse { used_at, warned_at, now, in_use } = *disuse;
        let used_at = if in_use { used_at.max(now) } else { used_at };
        // A warning from the future, or from before the last use, does not count.
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
        | StateName::WaitingForPasskey
        | StateName::CheckingPasskey
        | StateName::ConfirmingPasskey
        | StateName::Connecting
        | StateName::Connected
        | StateName::Reconnecting => true,
        StateName::Idle | StateName::PasskeyRequired | StateName::Error => false,
    }
}

/// A jump of the database's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockJump {
    /// Distance ahead of the expected time. After a start it may also be the time during which the service did not run.
    Ahead(Duration),
    /// Distance behind the expected time.
    Behind(Duration),
}

/// A reading of the database's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The time it showed.
    pub database: Timestamp,
    /// Monotonic time of the reading.
    pub at: Monotonic,
}

/// Deviation tolerated before it is called a jump: more than any correction of a healthy clock.
const TOLERANCE: Duration = Duration::from_secs(600);

/// Longest downtime of the service after which a clock ahead is not yet called a jump.
const LONGEST_PAUSE: Duration = DAY;

/// Compares the database's clock with its expected time. `last` is the previous reading in this process; the first
/// reading is compared with `seen_at`, the time it showed when any process last looked.
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
    fn clock_without_a_jump_is_trusted() {
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
