//! Tests of the token bucket.

use std::time::Duration;

use super::super::frame_rate_limiter::{Cost, FrameLimits, FrameRateLimiter, RateDecision};

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Counts how many of `frames` frames are accepted at this time.
fn taken(rate_limiter: &mut FrameRateLimiter, frames: u32, now: Duration) -> u32 {
    (0..frames).map(|_| u32::from(rate_limiter.take(Cost::Frame, now) == RateDecision::Taken)).sum()
}

#[test]
fn a_burst_is_taken_at_once_and_then_so_many_in_a_second() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits { refused: 1_000, ..FrameLimits::default() });
    assert_eq!(taken(&mut rate_limiter, 50, millis(0)), 30);
    assert_eq!(taken(&mut rate_limiter, 50, millis(1_000)), 10);
    assert_eq!(taken(&mut rate_limiter, 50, millis(1_500)), 5);
    assert_eq!(taken(&mut rate_limiter, 50, millis(3_600_000)), 30, "never more than a burst");
}

#[test]
fn refusal_tells_when_the_next_frame_is_accepted() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits { per_second: 10, burst: 1, refused: 60 });
    assert_eq!(rate_limiter.take(Cost::Frame, millis(0)), RateDecision::Taken);
    assert_eq!(rate_limiter.take(Cost::Frame, millis(30)), RateDecision::Refused { wait: millis(70) });
    assert_eq!(rate_limiter.take(Cost::Frame, millis(99)), RateDecision::Refused { wait: millis(1) });
    assert_eq!(rate_limiter.take(Cost::Frame, millis(100)), RateDecision::Taken);
}

#[test]
fn so_many_refused_in_a_row_are_a_flood() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits::default());
    assert_eq!(taken(&mut rate_limiter, 30 + 59, millis(0)), 30);
    assert_eq!(rate_limiter.take(Cost::Frame, millis(0)), RateDecision::Flood);
}

#[test]
fn a_pause_that_fills_the_bucket_forgives() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits::default());
    for burst in 0..10 {
        assert_eq!(taken(&mut rate_limiter, 30 + 59, millis(burst * 3_100)), 30);
    }
}

#[test]
fn client_that_waits_stays_and_one_at_triple_rate_is_closed() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits::default());
    let mut now = millis(0);
    for _ in 0..10_000 {
        match rate_limiter.take(Cost::Frame, now) {
            RateDecision::Taken => {}
            RateDecision::Refused { wait } => now += wait,
            RateDecision::Flood => panic!("it waits"),
        }
    }
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits::default());
    let flood = (0..10_000).position(|frame| rate_limiter.take(Cost::Frame, millis(frame * 33)) == RateDecision::Flood);
    assert!(flood.is_some_and(|frame| frame < 300), "{flood:?}");
}

#[test]
fn limits_of_zero_are_taken_for_one() {
    let mut rate_limiter = FrameRateLimiter::new(FrameLimits { per_second: 0, burst: 0, refused: 2 });
    assert_eq!(rate_limiter.take(Cost::Frame, millis(0)), RateDecision::Taken);
    assert_eq!(rate_limiter.take(Cost::Frame, millis(0)), RateDecision::Refused { wait: millis(1_000) });
}
