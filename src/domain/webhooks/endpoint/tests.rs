use proptest::prelude::*;

use super::*;
use crate::Monotonic;

const OVERLOADED: OutcomeKind = OutcomeKind::Overloaded;
const DELIVERED: OutcomeKind = OutcomeKind::Delivered;
const REJECTED: OutcomeKind = OutcomeKind::Rejected;

fn at(seconds: i64) -> Moment {
    let now = Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
    Moment { now, monotonic: Monotonic::default(), chance: 0.0 }
}

const fn hours(hours: i64) -> i64 {
    hours * 3600
}

/// Health after these outcomes, each at its second, and the last reason to disable.
fn after(steps: &[(i64, OutcomeKind)]) -> (EndpointHealth, Option<DisableReason>) {
    steps.iter().fold((EndpointHealth::default(), None), |(health, _), (second, outcome)| {
        health.after(*outcome, None, &at(*second))
    })
}

fn pause(health: &EndpointHealth, second: i64) -> u64 {
    at(second).until(health.ready_at(at(second).now)).as_secs()
}

#[test]
fn pause_doubles_with_each_overload_after_the_last_pause() {
    let mut health = EndpointHealth::default();
    let mut second = 0;
    let mut pauses = Vec::new();
    for _ in 0..10 {
        (health, _) = health.after(OVERLOADED, None, &at(second));
        pauses.push(pause(&health, second));
        second += i64::try_from(pause(&health, second)).unwrap();
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 128, 128]);
    assert!(health.is_slowed(at(second).now));
}

#[test]
fn attempts_under_way_when_the_pause_began_change_nothing() {
    let (health, _) = after(&[(0, OVERLOADED), (1, OVERLOADED)]);
    assert_eq!((health.level, pause(&health, 1)), (2, 2));
    let (still, _) = health.after(OVERLOADED, None, &at(2));
    assert_eq!((still.level, pause(&still, 2)), (2, 2), "the level stays, the pause begins anew");
    let (still, _) = health.after(DELIVERED, None, &at(2));
    assert_eq!((still.level, pause(&still, 2)), (2, 1), "nor does a success end the pause");
}

#[test]
fn each_success_halves_the_pause_until_it_is_over() {
    let slow = EndpointHealth { level: 4, paused_until: Some(at(0).now), ..EndpointHealth::default() };
    let mut health = slow;
    let mut second = 0;
    let mut pauses = Vec::new();
    while health.is_slowed(at(second).now) {
        (health, _) = health.after(DELIVERED, None, &at(second));
        pauses.push(pause(&health, second));
        second += i64::try_from(pause(&health, second)).unwrap();
    }
    assert_eq!(pauses, [4, 2, 1, 0]);
    assert_eq!(health, EndpointHealth::default());
}

#[test]
fn other_failures_do_not_slow_the_endpoint() {
    for kind in OutcomeKind::ALL.into_iter().filter(|kind| *kind != OVERLOADED) {
        let (health, _) = after(&[(0, kind)]);
        assert!(!health.is_slowed(at(0).now) && pause(&health, 0) == 0, "{kind:?}");
        let (slowed, _) = after(&[(0, OVERLOADED), (1, kind)]);
        assert_eq!(slowed.is_slowed(at(1).now), kind != DELIVERED, "{kind:?}");
    }
}

#[test]
fn retry_after_prolongs_the_pause_up_to_an_hour() {
    let paused = |value: &str, chance: f64| {
        let moment = Moment { chance, ..at(0) };
        let (health, _) = EndpointHealth::default().after(OVERLOADED, RetryAfter::parse(value), &moment);
        pause(&health, 0)
    };
    assert_eq!([paused("0", 0.0), paused("90", 0.0), paused("90", 1.0)], [1, 90, 99]);
    assert_eq!([paused("99999", 0.0), paused("99999", 1.0)], [3600, 3960]);
}

#[test]
fn slowness_is_forgotten_after_an_hour_without_attempts() {
    let slow = EndpointHealth { level: 8, paused_until: Some(at(0).now), ..EndpointHealth::default() };
    assert!(slow.is_slowed(at(3600).now));
    assert!(!slow.is_slowed(at(3601).now));
    assert_eq!(slow.after(OVERLOADED, None, &at(3601)).0.level, 1);
}

#[test]
fn pause_from_before_the_clock_was_set_back_is_ignored() {
    let (health, _) = after(&[(0, OVERLOADED)]);
    assert_eq!(pause(&health, -hours(24 * 365)), 0);
    assert!(!health.is_slowed(at(-hours(24 * 365)).now));
}

#[test]
fn five_days_of_failures_disable_the_endpoint() {
    let steps: Vec<_> = (0..=5).map(|day| (hours(24 * day), REJECTED)).collect();
    assert_eq!(after(&steps).1, Some(DisableReason::Failing));
    assert_eq!(after(&steps[..5]).1, None);
    let almost: Vec<_> = steps[..5].iter().copied().chain([(hours(120) - 1, OVERLOADED)]).collect();
    assert_eq!(after(&almost).1, None);
    let overloaded: Vec<_> = steps[..5].iter().copied().chain([(hours(120), OVERLOADED)]).collect();
    assert_eq!(after(&overloaded).1, Some(DisableReason::Failing));
}

#[test]
fn one_success_begins_the_five_days_anew() {
    let steps = [(0, REJECTED), (hours(40), REJECTED), (hours(80), DELIVERED), (hours(120), REJECTED)];
    let (health, disable) = after(&steps);
    assert_eq!((health.failing_since, disable), (Some(at(hours(120)).now), None));
}

#[test]
fn silence_is_no_failure() {
    // Nothing was sent between: the endpoint may have worked all the time.
    let (health, disable) =
        after(&[(0, REJECTED), (hours(48) + 1, REJECTED), (hours(96), REJECTED), (hours(120), REJECTED)]);
    assert_eq!((health.failing_since, disable), (Some(at(hours(48) + 1).now), None));
}

#[test]
fn clock_that_jumps_disables_no_endpoint() {
    let year = hours(24 * 365);
    for jump in [-year, year] {
        let (health, disable) = after(&[(0, REJECTED), (jump, REJECTED)]);
        assert_eq!((health.failing_since, disable), (Some(at(jump).now), None), "{jump}");
    }
}

#[test]
fn gone_disables_at_once() {
    assert_eq!(after(&[(0, OutcomeKind::Gone)]).1, Some(DisableReason::Gone));
}

fn step() -> impl Strategy<Value = (i64, OutcomeKind, Option<u64>, f64)> {
    let jump = prop_oneof![8 => 0..200_i64, 2 => 0..200_000_i64, 1 => -10_000_000..10_000_000_i64];
    (jump, proptest::sample::select(&OutcomeKind::ALL[..]), proptest::option::of(any::<u64>()), 0.0..1.0_f64)
}

proptest! {
    #[test]
    fn endpoint_is_bounded_and_recovers_after_any_history(steps in proptest::collection::vec(step(), 0..60)) {
        let mut health = EndpointHealth::default();
        let mut second = 0;
        let mut delivered_at = None;
        for (jump, outcome, wish, chance) in steps {
            second += jump;
            if jump < 0 { delivered_at = None; }
            let moment = Moment { chance, ..at(second) };
            let wish = wish.map(|seconds| RetryAfter::Wait(Duration::from_secs(seconds)));
            let (next, disable) = health.after(outcome, wish, &moment);
            health = next;
            prop_assert!(pause(&health, second) <= 3960);
            prop_assert!(health.level <= MAX_LEVEL);
            if outcome == DELIVERED {
                delivered_at = Some(second);
                prop_assert_eq!((disable, health.failing_since), (None, None));
            }
            if disable == Some(DisableReason::Failing) {
                prop_assert!(delivered_at.is_none_or(|delivered| second - delivered >= hours(120)));
            }
        }
        for _ in 0..=MAX_LEVEL {
            second += i64::try_from(pause(&health, second)).unwrap() + 1;
            (health, _) = health.after(DELIVERED, None, &at(second));
        }
        prop_assert_eq!(health, EndpointHealth::default());
    }
}
