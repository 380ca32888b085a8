//! The gate actor with a paused clock.

use std::cmp::Reverse;
use std::sync::Arc;

use actix::{Actor, Addr};
use linekeeper_domain::gate::{GatePolicy, Outcome, Urgency};
use linekeeper_domain::{Monotonic, Timestamp};
use linekeeper_ports::Clock;
use linekeeper_ports::fake::RuntimeClock;
use linekeeper_telemetry::Metrics;

use super::*;
use crate::testing::{at, correlation, quiet, seconds, within};

fn gate(policy: GatePolicy) -> (Addr<GateActor>, Arc<dyn Clock>, Metrics) {
    tokio::time::pause();
    let (clock, metrics): (Arc<dyn Clock>, _) = (Arc::new(RuntimeClock::starting_at(at(0))), Metrics::new());
    (GateActor::new(policy, clock.clone(), metrics.clone()).start(), clock, metrics)
}

fn linked(last: i64) -> AskAdmission {
    AskAdmission { urgency: Urgency::Linked(Reverse(Some(at(last)))), correlation: correlation("boot") }
}

#[actix::test]
async fn who_waits_is_admitted_at_the_pace_of_the_gate_the_most_recent_first() {
    let (gate, clock, metrics) = gate(GatePolicy { per_second: 2, ..GatePolicy::default() });
    let asked: Vec<_> = [-50, -10, -30].into_iter().map(|last| gate.send(linked(last))).collect();
    let mut permits = Vec::new();
    let mut times = Vec::new();
    let mut asked = asked.into_iter();
    for place in [0, 1, 2] {
        // Asked first, it was alone; of those after it the one connected last is first.
        let answer = asked.next().unwrap();
        permits.push(within(answer).await.unwrap().unwrap());
        times.push((place, (clock.now() - at(0)).num_milliseconds() / 100));
    }
    assert_eq!(times, [(0, 0), (1, 5), (2, 10)]);
    let shown = metrics.render();
    assert!(shown.contains("linekeeper_gate_admitted_total 3"), "{shown}");
}

#[actix::test]
async fn a_permit_that_is_dropped_gives_its_place_back() {
    let (gate, _, _) = gate(GatePolicy { per_second: 1_000_000, concurrent: 1, ..GatePolicy::default() });
    let first = within(gate.send(linked(0))).await.unwrap().unwrap();
    let second = tokio::task::spawn_local(gate.send(linked(0)));
    quiet().await;
    assert!(!second.is_finished());
    drop(first);
    within(second).await.unwrap().unwrap().unwrap();
}

#[actix::test]
async fn the_gate_tells_its_pace_who_waits_and_who_logs_in() {
    let (gate, _, _) = gate(GatePolicy { per_second: 7, concurrent: 1, ..GatePolicy::default() });
    let _inside = within(gate.send(linked(0))).await.unwrap().unwrap();
    let waiting = tokio::task::spawn_local(gate.send(linked(0)));
    quiet().await;
    let expected = GateStatus {
        shut_until: None,
        shut: false,
        shut_since: None,
        next_probe: None,
        waiting: 1,
        connecting: 1,
        oldest_wait: std::time::Duration::ZERO,
        stalled_for: None,
        per_second: 7,
        concurrent: 1,
    };
    assert_eq!(gate.send(GateStatusOf).await.unwrap(), expected);
    waiting.abort();
}

#[actix::test]
async fn who_gave_up_waiting_takes_nobodys_place() {
    let (gate, _, _) = gate(GatePolicy { per_second: 1_000_000, concurrent: 1, ..GatePolicy::default() });
    let first = within(gate.send(linked(0))).await.unwrap().unwrap();
    let gone = tokio::task::spawn_local(gate.send(linked(-10)));
    quiet().await;
    gone.abort();
    let third = tokio::task::spawn_local(gate.send(linked(-20)));
    quiet().await;
    drop(first);
    within(third).await.unwrap().unwrap().unwrap();
}

#[actix::test]
async fn an_outdated_client_shuts_the_gate_until_a_probe_is_taken() {
    let (gate, clock, metrics) = gate(GatePolicy { probe_every: seconds(300), ..GatePolicy::default() });
    within(gate.send(linked(0))).await.unwrap().unwrap().settle(Outcome::Outdated);
    assert_eq!(within(gate.send(linked(0))).await.unwrap().unwrap_err(), at(300));
    let person = AskAdmission { urgency: Urgency::Person, correlation: correlation("pairing") };
    assert!(within(gate.send(person)).await.unwrap().is_err());
    let status = gate.send(GateStatusOf).await.unwrap();
    assert!(status.shut);
    assert_eq!((status.shut_since, status.next_probe), (Some(at(0)), Some(at(300))));
    assert!(metrics.render().contains("linekeeper_breaker_open 1"));
    tokio::time::sleep(seconds(300)).await;
    let probe = within(gate.send(linked(0))).await.unwrap().unwrap();
    assert!(within(gate.send(linked(0))).await.unwrap().is_err(), "one probe at a time");
    probe.settle(Outcome::Accepted);
    quiet().await;
    within(gate.send(linked(0))).await.unwrap().unwrap();
    assert!(!gate.send(GateStatusOf).await.unwrap().shut && clock.now() >= at(300));
}

#[actix::test]
async fn clock_that_is_set_shuts_the_gate_for_nobody() {
    tokio::time::pause();
    let clock = Arc::new(RuntimeClock::starting_at(at(0)));
    let policy = GatePolicy { per_second: 2, concurrent: 1, hold: seconds(30), ..GatePolicy::default() };
    let gate = GateActor::new(policy, clock.clone(), Metrics::new()).start();
    let _held = within(gate.send(linked(0))).await.unwrap().unwrap();
    for hours in [-1, 1, -2_160, 2_160] {
        let person = || AskAdmission { urgency: Urgency::Person, correlation: correlation("pairing") };
        let waiting = [tokio::task::spawn_local(gate.send(person())), tokio::task::spawn_local(gate.send(person()))];
        quiet().await;
        let began = clock.monotonic();
        clock.shift(chrono::TimeDelta::hours(hours));
        for answer in waiting {
            drop(within(answer).await.unwrap().unwrap().unwrap());
        }
        let took = clock.monotonic().since(began);
        assert!(took <= seconds(3), "{hours} h: {took:?}");
        assert_eq!(gate.send(GateStatusOf).await.unwrap().stalled_for, None);
    }
}

#[actix::test]
async fn linked_session_gets_a_place_although_the_clock_was_set() {
    tokio::time::pause();
    for hours in [-1, 1, -2_160, 2_160] {
        let clock = Arc::new(RuntimeClock::starting_at(at(0)));
        let policy = GatePolicy { per_second: 1_000, concurrent: 1, hold: seconds(30), ..GatePolicy::default() };
        let gate = GateActor::new(policy, clock.clone(), Metrics::new()).start();
        let _held = within(gate.send(linked(0))).await.unwrap().unwrap();
        let waiting = tokio::task::spawn_local(gate.send(linked(0)));
        quiet().await;
        let began = clock.monotonic();
        clock.shift(chrono::TimeDelta::hours(hours));
        within(waiting).await.unwrap().unwrap().unwrap();
        assert!(clock.monotonic().since(began) <= seconds(66), "{hours} h");
    }
}

#[actix::test]
async fn long_wait_at_the_gate_is_shown() {
    tokio::time::pause();
    let (clock, metrics) = (Arc::new(RuntimeClock::starting_at(at(0))), Metrics::new());
    let policy = GatePolicy { per_second: 1, concurrent: 1, hold: seconds(1_000_000), ..GatePolicy::default() };
    let gate = GateActor::new(policy, clock.clone(), metrics.clone()).start();
    let _held = within(gate.send(linked(0))).await.unwrap().unwrap();
    let waiting = tokio::task::spawn_local(gate.send(linked(0)));
    tokio::time::sleep(seconds(101)).await;
    let status = gate.send(GateStatusOf).await.unwrap();
    assert!(status.oldest_wait >= seconds(100) && status.stalled_for.is_none(), "{status:?}");
    assert!(metrics.render().contains("linekeeper_gate_oldest_wait_seconds 100"), "{}", metrics.render());
    waiting.abort();
}

/// A clock that goes back an hour whenever it is read.
#[derive(Default)]
struct Backwards(std::sync::atomic::AtomicI64);

impl Clock for Backwards {
    fn now(&self) -> Timestamp {
        at(-3_600 * self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
    }

    fn monotonic(&self) -> Monotonic {
        Monotonic::at(BEGINNING.with(|beginning| beginning.elapsed()))
    }
}

thread_local! {
    static BEGINNING: tokio::time::Instant = tokio::time::Instant::now();
}

#[actix::test]
async fn gate_that_admits_nobody_for_too_long_says_so() {
    tokio::time::pause();
    let metrics = Metrics::new();
    let policy = GatePolicy { per_second: 1, hold: seconds(30), ..GatePolicy::default() };
    let gate = GateActor::new(policy, Arc::new(Backwards::default()), metrics.clone()).start();
    let first = within(gate.send(linked(0))).await.unwrap().unwrap();
    let waiting = tokio::task::spawn_local(gate.send(linked(0)));
    tokio::time::sleep(seconds(39)).await;
    assert_eq!(gate.send(GateStatusOf).await.unwrap().stalled_for, None);
    tokio::time::sleep(seconds(6)).await;
    let stalled = gate.send(GateStatusOf).await.unwrap().stalled_for;
    assert!(stalled >= Some(seconds(40)), "{stalled:?}");
    let told = "linekeeper_news_total{code=\"INTERNAL\"} 1";
    assert!(metrics.render().contains(told), "{}", metrics.render());
    waiting.abort();
    drop(first);
}
