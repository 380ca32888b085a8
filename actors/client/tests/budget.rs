//! The bucket, as a value.

use std::time::Duration;

use super::super::budget::{Budget, Cost, FrameLimits, Verdict};

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// How many of so many frames are taken at this time.
fn taken(budget: &mut Budget, frames: u32, now: Duration) -> u32 {
    (0..frames).map(|_| u32::from(budget.take(Cost::Frame, now) == Verdict::Taken)).sum()
}

#[test]
fn a_burst_is_taken_at_once_and_then_so_many_in_a_second() {
    let mut budget = Budget::new(FrameLimits { refused: 1_000, ..FrameLimits::default() });
    assert_eq!(taken(&mut budget, 50, millis(0)), 30);
    assert_eq!(taken(&mut budget, 50, millis(1_000)), 10);
    assert_eq!(taken(&mut budget, 50, millis(1_500)), 5);
    assert_eq!(taken(&mut budget, 50, millis(3_600_000)), 30, "never more than a burst");
}

#[test]
fn whoever_is_refused_learns_when_the_next_one_is_taken() {
    let mut budget = Budget::new(FrameLimits { per_second: 10, burst: 1, refused: 60 });
    assert_eq!(budget.take(Cost::Frame, millis(0)), Verdict::Taken);
    assert_eq!(budget.take(Cost::Frame, millis(30)), Verdict::Refused { wait: millis(70) });
    assert_eq!(budget.take(Cost::Frame, millis(99)), Verdict::Refused { wait: millis(1) });
    assert_eq!(budget.take(Cost::Frame, millis(100)), Verdict::Taken);
}

#[test]
fn so_many_refused_in_a_row_are_a_flood() {
    let mut budget = Budget::new(FrameLimits::default());
    assert_eq!(taken(&mut budget, 30 + 59, millis(0)), 30);
    assert_eq!(budget.take(Cost::Frame, millis(0)), Verdict::Flood);
}

#[test]
fn a_pause_that_fills_the_bucket_forgives() {
    let mut budget = Budget::new(FrameLimits::default());
    for burst in 0..10 {
        assert_eq!(taken(&mut budget, 30 + 59, millis(burst * 3_100)), 30);
    }
}

#[test]
fn a_client_that_waits_as_it_is_told_is_never_closed_and_one_that_sends_three_times_too_much_is() {
    let mut budget = Budget::new(FrameLimits::default());
    let mut now = millis(0);
    for _ in 0..10_000 {
        match budget.take(Cost::Frame, now) {
            Verdict::Taken => {}
            Verdict::Refused { wait } => now += wait,
            Verdict::Flood => panic!("it waits"),
        }
    }
    let mut budget = Budget::new(FrameLimits::default());
    let flood = (0..10_000).position(|frame| budget.take(Cost::Frame, millis(frame * 33)) == Verdict::Flood);
    assert!(flood.is_some_and(|frame| frame < 300), "{flood:?}");
}

#[test]
fn limits_of_zero_are_taken_for_one() {
    let mut budget = Budget::new(FrameLimits { per_second: 0, burst: 0, refused: 2 });
    assert_eq!(budget.take(Cost::Frame, millis(0)), Verdict::Taken);
    assert_eq!(budget.take(Cost::Frame, millis(0)), Verdict::Refused { wait: millis(1_000) });
}
