//! Times of the attempts at one delivery.

use std::time::Duration;

use super::RetryAfter;
use crate::{Moment, Timestamp};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// Pauses before the attempts, each counted from the end of the attempt before; the first attempt has none. About three
/// days in all.
pub const PAUSES: [Duration; 10] = [
    Duration::ZERO,
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// Number of attempts at a delivery, the first one included.
pub const ATTEMPTS: u32 = PAUSES.len() as u32;

/// Largest deviation of a pause, either way, as a share of it.
const JITTER: f64 = 0.1;

/// Longest time that `Retry-After` puts the next attempt off.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * HOUR);

/// What follows a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAttempt {
    /// Another attempt, not before this time.
    At(Timestamp),
    /// None: the schedule is exhausted.
    Exhausted,
}

/// Decides when the next attempt is made after `made` attempts (the first one included) that have all failed, the last of
/// them at this moment. `Retry-After` puts the attempt off by at most a day, and never brings it forward. Jitter shifts
/// the pause by a tenth either way, but a receiver's wish is only ever exceeded.
#[must_use]
pub fn next_attempt(made: u32, retry_after: Option<RetryAfter>, moment: &Moment) -> NextAttempt {
    let Some(pause) = usize::try_from(made).ok().and_then(|made| PAUSES.get(made)) else {
        return NextAttempt::Exhausted;
    };
    let chance = moment.chance.clamp(0.0, 1.0);
    let planned = pause.mul_f64(1.0 - JITTER + 2.0 * JITTER * chance);
    let wished = retry_after.map_or(Duration::ZERO, |wish| wish.wait(moment, MAX_RETRY_AFTER));
    NextAttempt::At(moment.after(planned.max(wished.mul_f64(1.0 + JITTER * chance))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Monotonic;

    fn moment(chance: f64) -> Moment {
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        Moment { now, monotonic: Monotonic::default(), chance }
    }

    fn seconds(made: u32, retry_after: Option<&str>, chance: f64) -> Option<f64> {
        let moment = moment(chance);
        match next_attempt(made, retry_after.and_then(RetryAfter::parse), &moment) {
            NextAttempt::At(time) => Some(moment.until(time).as_secs_f64()),
            NextAttempt::Exhausted => None,
        }
    }

    #[test]
    fn attempts_follow_the_schedule_and_end() {
        let pauses: Vec<_> = (0..12).map(|made| seconds(made, None, 0.5)).collect();
        let hour = 3600.0;
        let planned =
            [0.0, 5.0, 300.0, 1800.0, 2.0 * hour, 5.0 * hour, 10.0 * hour, 14.0 * hour, 20.0 * hour, 24.0 * hour];
        assert_eq!(pauses, planned.map(Some).into_iter().chain([None, None]).collect::<Vec<_>>());
        assert_eq!(seconds(u32::MAX, None, 0.5), None);
        assert_eq!(ATTEMPTS, 10);
    }

    #[test]
    fn chance_shifts_a_pause_by_a_tenth_either_way() {
        assert_eq!(seconds(2, None, 0.0), Some(270.0));
        assert_eq!(seconds(2, None, 1.0), Some(330.0));
        assert_eq!(seconds(2, None, 7.0), Some(330.0), "a chance out of its range");
    }

    #[test]
    fn retry_after_puts_off_and_never_brings_forward() {
        assert_eq!(seconds(1, Some("60"), 0.0), Some(60.0), "the wish is never undercut");
        assert_eq!(seconds(1, Some("60"), 1.0), Some(66.0), "nor do all come at once");
        assert_eq!(seconds(2, Some("60"), 0.5), Some(300.0));
        assert_eq!(seconds(1, Some("999999999"), 0.0), Some(86_400.0), "it is bounded");
        assert_eq!(seconds(1, Some("0"), 0.5), Some(5.0));
        assert_eq!(seconds(10, Some("60"), 0.5), None, "it adds no attempt");
    }

    proptest! {
        #[test]
        fn next_attempt_is_within_bounds_for_any_input(
            made in 0_u32..20,
            wish in proptest::option::of(any::<u64>()),
            chance in proptest::num::f64::ANY.prop_filter("a number", |chance| !chance.is_nan()),
        ) {
            let moment = moment(chance);
            let wish = wish.map(|seconds| RetryAfter::Wait(Duration::from_secs(seconds)));
            match next_attempt(made, wish, &moment) {
                NextAttempt::At(time) => {
                    let wait = moment.until(time);
                    prop_assert!(made < ATTEMPTS);
                    prop_assert!(wait >= PAUSES[made as usize].mul_f64(0.9));
                    prop_assert!(wait <= MAX_RETRY_AFTER.mul_f64(1.1));
                }
                NextAttempt::Exhausted => prop_assert!(made >= ATTEMPTS),
            }
        }
    }
}
