//! Tests of the overview's buckets, gaps and numbers.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Timestamp;
use crate::session::StateName;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn connected(count: u32) -> StateCounts {
    StateCounts { connected: count, ..StateCounts::default() }
}

#[test]
fn every_range_has_about_a_hundred_buckets() {
    for hours in HOURS {
        let range = OverviewRange::back_from(at(1234), hours);
        let count = range.buckets().count();
        assert!((60..=152).contains(&count), "{hours} h: {count} of {} s", range.bucket_seconds);
        assert!(86_400 % range.bucket_seconds == 0, "{hours} h: {} s", range.bucket_seconds);
    }
    let of = |hours| OverviewRange::back_from(at(0), hours).bucket_seconds;
    assert_eq!([1, 3, 24, 168, 720].map(of), [60, 120, 600, 7200, 21_600]);
}

proptest! {
    #[test]
    fn the_buckets_of_a_range_cover_it_and_stay_where_they_are(seconds in 0_i64..10_000_000, hours in HOURS) {
        let now = at(seconds);
        let range = OverviewRange::back_from(now, hours);
        let length = i64::from(range.bucket_seconds);
        let buckets: Vec<_> = range.buckets().collect();
        prop_assert!(buckets[0] <= now - chrono::TimeDelta::hours(hours.into()));
        prop_assert!(buckets.iter().all(|bucket| bucket.timestamp() % length == 0));
        prop_assert!(buckets.last().is_some_and(|last| *last <= now && (now - *last).num_seconds() < length));
    }
}

#[test]
fn sample_belongs_to_its_minute_and_the_next_is_due_mid_minute() {
    assert_eq!(sampled_at(at(59)), at(0));
    assert_eq!(sampled_at(at(60)), at(60));
    for (now, wait) in [(0, 90), (30, 60), (59, 31), (60, 90)] {
        assert_eq!(next_sample(at(now)).as_secs(), wait);
    }
}

#[test]
fn states_are_counted_each_in_its_place() {
    for state in StateName::ALL {
        let counts: StateCounts = [state, state].into_iter().collect();
        assert_eq!(StateName::ALL.map(|other| counts.of(other)).iter().sum::<u32>(), 2);
        assert_eq!(json!(counts)[state.as_str()], 2);
        let mut set = StateCounts::default();
        set.set(state, 2);
        assert_eq!(set, counts);
    }
    assert_eq!(json!(StateCounts::default()).as_object().unwrap().len(), StateName::ALL.len());
}

#[test]
fn bucket_is_a_gap_when_service_was_down_and_zero_when_quiet() {
    let range = OverviewRange { from: at(0), to: at(250), bucket_seconds: 60 };
    let tallies = Tallies {
        states: [(at(0), connected(5)), (at(180), connected(6)), (at(240), connected(1))].into(),
        restarts: [(at(120), 3), (at(180), 1)].into(),
        ..Tallies::default()
    };
    let overview = tallies.shaped(range, connected(7));
    let states: Vec<_> = overview.states.iter().map(|point| (point.at, point.counts.connected)).collect();
    // The last bucket shows the present state.
    assert_eq!(states, [(at(0), 5), (at(180), 6), (at(240), 7)]);
    let restarts: Vec<_> = overview.restarts.iter().map(|point| (point.at, point.count)).collect();
    assert_eq!(restarts, [(at(0), 0), (at(120), 3), (at(180), 1), (at(240), 0)]);
}

#[test]
fn document_has_wire_names_and_null_percentiles_when_empty() {
    let range = OverviewRange { from: at(0), to: at(30), bucket_seconds: 60 };
    let overview = json!(Tallies::default().shaped(range, connected(1)));
    assert_eq!(overview["bucketSeconds"], 60);
    assert_eq!(overview["states"][0]["counts"]["connected"], 1);
    assert_eq!(overview["pairings"]["qr"], json!({ "requested": 0, "shown": 0, "phoneAnswered": 0, "connected": 0 }));
    let times = &overview["timeToConnected"];
    assert_eq!((times["count"].as_u64(), times["p50Ms"].is_null(), times["p99Ms"].is_null()), (Some(0), true, true));
    let bounds: Vec<_> = times["buckets"].as_array().unwrap().iter().map(|bucket| bucket["leMs"].as_u64()).collect();
    assert_eq!((bounds.len(), bounds[0], bounds[10]), (11, Some(1000), None));
}

#[test]
fn times_are_counted_in_the_buckets_of_their_bounds() {
    let times = Times { percentiles: Some([900, 61_000, 301_000]), counts: vec![2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1] };
    let range = OverviewRange { from: at(0), to: at(30), bucket_seconds: 60 };
    let shown = Tallies { times, ..Tallies::default() }.shaped(range, connected(0)).time_to_connected;
    assert_eq!((shown.count, shown.p50_ms, shown.p90_ms, shown.p99_ms), (4, Some(900), Some(61_000), Some(301_000)));
    let filled: Vec<_> = shown.buckets.iter().filter(|bucket| bucket.count > 0).map(|bucket| bucket.le_ms).collect();
    assert_eq!(filled, [Some(1000), Some(120_000), None]);
}
