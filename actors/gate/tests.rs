//! Tests of the gate actor with a paused clock.

use std::cmp::Reverse;
use std::sync::Arc;

use actix::{Actor, Addr};
use linekeeper_domain::gate::{GatePolicy, Outcome, Urgency};
use linekeeper_domain::{Monotonic, Timestamp};
use linekeeper_ports::fake::RuntimeClock;
use linekeeper_ports::{Clock, Redials as _};
use linekeeper_telemetry::Metrics;
use tokio::sync::mpsc;

use super::*;
use crate::testing::{at, correlation, quiet, seconds, within};

fn gate(policy: GatePolicy) -> (Addr<GateActor>, Arc<dyn Clock>, Metrics) {
    tokio::time::pause();
    let (clock, metrics): (Arc<dyn Clock>, _) = (Arc::new(RuntimeClock::starting_at(at(0))), Metrics::new());
    (GateActor::new(policy, clock.clone(), metrics.clone()).start(), clock, metrics)
}

fn linked(last: i64) -> Urgency {
    Urgency::Linked(Reverse(Some(at(last))))
}

/// Party that asks the gate for admission.
struct Asker(mpsc::UnboundedReceiver<GateTold>);

impl Asker {
    fn at(gate: &Addr<GateActor>, urgency: Urgency) -> Self {
        let (told, hears) = mpsc::unbounded_channel();
        gate.do_send(AskAdmission { urgency, correlation: correlation("boot"), told });
        Self(hears)
    }

    async fn held(&mut self) -> Timestamp {
        match within(self.0.recv()).await.unwrap() {
            GateTold::Held(until) => until,
            GateTold::Admitted(_) => panic!("let through"),
        }
    }

    async fn admitted(&mut self) -> Permit {
        match within(self.0.recv()).await.unwrap() {
            GateTold::Admitted(permit) => permit,
            GateTold::Held(until) => panic!("held until {until}"),
        }
    }

    async fn hears_nothing(&mut self) {
        quiet().await;
        assert!(self.0.is_empty());
    }
}

#[actix::test]
async fn gate_admits_at_its_pace_most_recently_connected_first() {
    let (gate, clock, metrics) = gate(GatePolicy { per_second: 2, ..GatePolicy::default() });
    let mut asked: Vec<_> = [-50, -10, -30].into_iter().map(|last| Asker::at(&gate, linked(last))).collect();
    let mut permits = Vec::new();
    let mut times = Vec::new();
    for (place, asker) in asked.iter_mut().enumerate() {
        // The first one asked an empty queue; of the later two, the session connected last comes first.
        permits.push(asker.admitted().await);
        times.push((place, (clock.now() - at(0)).num_milliseconds() / 100));
    }
    assert_eq!(times, [(0, 0), (1, 5), (2, 10)]);
    let shown = metrics.render();
    assert!(shown.contains("linekeeper_gate_admitted_total 3"), "{shown}");
}

#[actix::test]
async fn a_permit_that_is_dropped_gives_its_place_back() {
    let (gate, _, _) = gate(GatePolicy { per_second: 1_000_000, concurrent: 1, ..GatePolicy::default() });
    let first = Asker::at(&gate, linked(0)).admitted().await;
    let mut second = Asker::at(&gate, linked(0));
    second.hears_nothing().await;
    drop(first);
    second.admitted().await;
}

#[actix::test]
async fn the_gate_tells_its_pace_who_waits_and_who_logs_in() {
    let (gate, _, _) = gate(GatePolicy { per_second: 7, concurrent: 1, ..GatePolicy::default() });
    let _inside = Asker::at(&gate, linked(0)).admitted().await;
    let mut waiting = Asker::at(&gate, linked(0));
    waiting.hears_nothing().await;
    let told = gate.send(GateStatusOf).await.unwrap();
    let expected = GateStatus {
        shut_until: None,
        shut: false,
        shut_since: None,
        next_probe: None,
        waiting: 1,
        connecting: 1,
        oldest_wait: told.oldest_wait,
        stalled_for: None,
        per_second: 7,
        concurrent: 1,
    };
    assert_eq!(told, expected);
}

#[actix::test]
async fn asker_that_stopped_waiting_takes_no_place() {
    let (gate, _, _) = gate(GatePolicy { per_second: 1_000_000, concurrent: 1, ..GatePolicy::default() });
    let first = Asker::at(&gate, linked(0)).admitted().await;
    drop(Asker::at(&gate, linked(-10)));
    let mut third = Asker::at(&gate, linked(-20));
    third.hears_nothing().await;
    assert_eq!(gate.send(GateStatusOf).await.unwrap().waiting, 1);
    drop(first);
    third.admitted().await;
}

#[actix::test]
async fn asker_that_goes_after_its_admission_keeps_the_permits_place() {
    let (gate, _, _) = gate(GatePolicy { per_second: 1_000_000, concurrent: 1, ..GatePolicy::default() });
    let permit = Asker::at(&gate, linked(0)).admitted().await;
    let mut second = Asker::at(&gate, linked(0));
    second.hears_nothing().await;
    drop(permit);
    second.admitted().await;
}

#[actix::test]
async fn an_outdated_client_shuts_the_gate_until_a_probe_is_taken() {
    let (gate, clock, metrics) = gate(GatePolicy { probe_every: seconds(300), ..GatePolicy::default() });
    Asker::at(&gate, linked(0)).admitted().await.settle(Outcome::Outdated);
    let (mut first, mut second) = (Asker::at(&gate, linked(0)), Asker::at(&gate, linked(-10)));
    assert_eq!((first.held().await, second.held().await), (at(300), at(300)));
    let mut person = Asker::at(&gate, Urgency::Person);
    assert_eq!(person.held().await, at(300));
    drop(person);
    let status = gate.send(GateStatusOf).await.unwrap();
    assert!(status.shut);
    assert_eq!((status.shut_since, status.next_probe), (Some(at(0)), Some(at(300))));
    assert!(metrics.render().contains("linekeeper_breaker_open 1"));
    let probe = first.admitted().await;
    second.hears_nothing().await;
    probe.settle(Outcome::Accepted);
    second.admitted().await;
    assert!(!gate.send(GateStatusOf).await.unwrap().shut && clock.now() >= at(300));
}

#[actix::test]
async fn clock_that_is_set_shuts_the_gate_for_nobody() {
    tokio::time::pause();
    let clock = Arc::new(RuntimeClock::starting_at(at(0)));
    let policy = GatePolicy { per_second: 2, concurrent: 1, hold: seconds(30), ..GatePolicy::default() };
    let gate = GateActor::new(policy, clock.clone(), Metrics::new()).start();
    let _held = Asker::at(&gate, linked(0)).admitted().await;
    for hours in [-1, 1, -2_160, 2_160] {
        let waiting = [Asker::at(&gate, Urgency::Person), Asker::at(&gate, Urgency::Person)];
        quiet().await;
        let began = clock.monotonic();
        clock.shift(chrono::TimeDelta::hours(hours));
        for mut asker in waiting {
            drop(asker.admitted().await);
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
        let _held = Asker::at(&gate, linked(0)).admitted().await;
        let mut waiting = Asker::at(&gate, linked(0));
        quiet().await;
        let began = clock.monotonic();
        clock.shift(chrono::TimeDelta::hours(hours));
        waiting.admitted().await;
        assert!(clock.monotonic().since(began) <= seconds(66), "{hours} h");
    }
}

#[actix::test]
async fn long_wait_at_the_gate_is_shown() {
    tokio::time::pause();
    let (clock, metrics) = (Arc::new(RuntimeClock::starting_at(at(0))), Metrics::new());
    let policy = GatePolicy { per_second: 1, concurrent: 1, hold: seconds(1_000_000), ..GatePolicy::default() };
    let gate = GateActor::new(policy, clock.clone(), metrics.clone()).start();
    let _held = Asker::at(&gate, linked(0)).admitted().await;
    let waiting = Asker::at(&gate, linked(0));
    tokio::time::sleep(seconds(101)).await;
    let status = gate.send(GateStatusOf).await.unwrap();
    assert!(status.oldest_wait >= seconds(100) && status.stalled_for.is_none(), "{status:?}");
    assert!(metrics.render().contains("linekeeper_gate_oldest_wait_seconds 100"), "{}", metrics.render());
    drop(waiting);
}

/// Clock whose time of day goes back an hour at each read.
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
async fn gate_that_stalls_is_shown_and_alerts() {
    tokio::time::pause();
    let metrics = Metrics::new();
    let policy = GatePolicy { per_second: 1, hold: seconds(30), ..GatePolicy::default() };
    let gate = GateActor::new(policy, Arc::new(Backwards::default()), metrics.clone()).start();
    let first = Asker::at(&gate, linked(0)).admitted().await;
    let waiting = Asker::at(&gate, linked(0));
    tokio::time::sleep(seconds(39)).await;
    assert_eq!(gate.send(GateStatusOf).await.unwrap().stalled_for, None);
    tokio::time::sleep(seconds(6)).await;
    let stalled = gate.send(GateStatusOf).await.unwrap().stalled_for;
    assert!(stalled >= Some(seconds(40)), "{stalled:?}");
    let told = "linekeeper_news_total{code=\"INTERNAL\"} 1";
    assert!(metrics.render().contains(told), "{}", metrics.render());
    drop(waiting);
    drop(first);
}

#[actix::test]
async fn link_that_dials_once_more_waits_its_turn_at_the_gate() {
    let (gate, clock, _) = gate(GatePolicy { per_second: 1, ..GatePolicy::default() });
    let redials = GateRedials::new(gate.clone().recipient());
    let _first = Asker::at(&gate, linked(0)).admitted().await;
    let place = within(redials.admitted(&correlation("log-out"))).await;
    assert_eq!((clock.now() - at(0)).num_seconds(), 1);
    drop(place);
    Asker::at(&gate, linked(0)).admitted().await.settle(Outcome::Outdated);
    quiet().await;
    let held = tokio::time::timeout(seconds(60), redials.admitted(&correlation("log-out"))).await;
    assert!(held.is_err(), "nobody dials while our version is refused");
    quiet().await;
    assert_eq!(gate.send(GateStatusOf).await.unwrap().waiting, 0, "and who gave up does not wait");
}

#[actix::test]
async fn refusals_and_probes_are_reported_and_nothing_else() {
    tokio::time::pause();
    let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
    let policy = GatePolicy { probe_every: seconds(300), ..GatePolicy::default() };
    let gate = GateActor::new(policy, clock, Metrics::new());
    let mut reports = gate.breaker();
    let gate = gate.start();
    let early = Asker::at(&gate, linked(0)).admitted().await;
    Asker::at(&gate, linked(0)).admitted().await.settle(Outcome::Accepted);
    quiet().await;
    assert!(!reports.has_changed().unwrap());
    Asker::at(&gate, linked(0)).admitted().await.settle(Outcome::Outdated);
    let opened = *reports.wait_for(|report| report.open).await.unwrap();
    assert_eq!((opened.refusals, opened.next_probe.is_some()), (1, true));
    early.settle(Outcome::Outdated);
    quiet().await;
    assert_eq!(reports.borrow().refusals, 1, "that of a session admitted before it opened");
    let mut probe = Asker::at(&gate, linked(0));
    probe.held().await;
    let permit = probe.admitted().await;
    assert_eq!(reports.borrow_and_update().next_probe, None);
    permit.settle(Outcome::Outdated);
    assert_eq!(reports.wait_for(|report| report.next_probe.is_some()).await.unwrap().refusals, 2);
    let mut probe = Asker::at(&gate, linked(0));
    probe.held().await;
    probe.admitted().await.settle(Outcome::Other);
    quiet().await;
    assert_eq!((reports.borrow().refusals, reports.borrow().open), (2, true), "it says nothing about the version");
    let mut probe = Asker::at(&gate, linked(0));
    probe.held().await;
    probe.admitted().await.settle(Outcome::Accepted);
    assert!(!reports.wait_for(|report| !report.open).await.unwrap().open);
}
