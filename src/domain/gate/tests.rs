use super::*;
use crate::Timestamp;
use std::cmp::Reverse;

fn at_ms(ms: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
}

fn linked(last_connected: i64) -> Urgency {
    Urgency::Linked(Reverse(Some(at_ms(last_connected))))
}

fn policy(per_second: u32, concurrent: u32) -> GatePolicy {
    GatePolicy { per_second, concurrent, ..GatePolicy::default() }
}

/// Feeds an event and the wakes it asks for until `until_ms`; answers admissions with their times.
struct Porter {
    gate: Gate,
    wake: Option<Timestamp>,
    admitted: Vec<(u64, i64)>,
    refused: Vec<(u64, i64)>,
    told: Vec<GateEffect>,
}

impl Porter {
    fn new(policy: GatePolicy) -> Self {
        Self { gate: Gate::new(policy), wake: None, admitted: Vec::new(), refused: Vec::new(), told: Vec::new() }
    }

    fn take(&mut self, event: GateEvent, ms: i64) {
        self.wake = None;
        let passed = |time: Timestamp| (time - at_ms(0)).num_milliseconds();
        for effect in self.gate.on(event, at_ms(ms)) {
            match effect {
                GateEffect::Admit(Ticket(ticket)) => self.admitted.push((ticket, ms)),
                GateEffect::Refuse(Ticket(ticket), until) => self.refused.push((ticket, passed(until))),
                GateEffect::WakeAt(time) => self.wake = Some(time),
                GateEffect::BreakerOpened | GateEffect::BreakerClosed => self.told.push(effect),
            }
        }
    }

    fn ask(&mut self, ticket: u64, urgency: Urgency, ms: i64) {
        self.take(GateEvent::Asked(Ticket(ticket), urgency), ms);
    }

    fn leave(&mut self, ticket: u64, outcome: Outcome, ms: i64) {
        self.take(GateEvent::Left(Ticket(ticket), outcome), ms);
    }

    fn run_until(&mut self, ms: i64) {
        while let Some(wake) = self.wake.filter(|wake| *wake <= at_ms(ms)) {
            // A timer runs out up to a millisecond late.
            self.take(GateEvent::Woken, (wake - at_ms(0)).num_milliseconds().max(0) + 1);
        }
    }

    fn tickets(&self) -> Vec<u64> {
        self.admitted.iter().map(|(ticket, _)| *ticket).collect()
    }
}

#[test]
fn five_hundred_that_come_at_once_pass_at_the_pace_of_the_gate() {
    let mut porter = Porter::new(policy(50, 1000));
    for ticket in 0..500 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.run_until(60_000);
    assert_eq!(porter.admitted.len(), 500);
    for window in porter.admitted.windows(54) {
        assert!(window[53].1 - window[0].1 >= 1000, "more than the pace within a second: {window:?}");
    }
    let last = porter.admitted[499].1;
    assert!((9_500..=10_500).contains(&last), "{last} ms");
}

#[test]
fn who_was_connected_last_is_first_and_people_are_before_all() {
    let mut porter = Porter::new(policy(1, 100));
    for (ticket, last) in [(1, -50), (2, -10), (3, -30)] {
        porter.ask(ticket, linked(last), 0);
    }
    porter.ask(4, Urgency::Linked(Reverse(None)), 0);
    porter.ask(5, Urgency::Person, 0);
    porter.run_until(10_000);
    assert_eq!(porter.tickets(), [1, 5, 2, 3, 4], "1 was alone when it came");
}

#[test]
fn no_more_log_in_at_once_than_there_are_places_and_people_need_none() {
    let mut porter = Porter::new(policy(1000, 2));
    for ticket in 0..5 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.run_until(1000);
    assert_eq!(porter.tickets(), [0, 1]);
    porter.ask(9, Urgency::Person, 1000);
    porter.leave(0, Outcome::Accepted, 1100);
    porter.run_until(1200);
    assert_eq!(porter.tickets(), [0, 1, 9, 2]);
    assert_eq!((porter.gate.inside(), porter.gate.waiting()), (2, 2));
}

#[test]
fn one_that_drags_gives_its_place_back() {
    let mut porter = Porter::new(policy(1000, 1));
    porter.ask(1, linked(0), 0);
    porter.ask(2, linked(0), 0);
    porter.run_until(29_000);
    assert_eq!(porter.tickets(), [1]);
    porter.run_until(31_000);
    assert_eq!(porter.tickets(), [1, 2]);
}

#[test]
fn who_does_not_want_to_any_more_is_not_admitted() {
    let mut porter = Porter::new(policy(1, 10));
    for ticket in 1..=3 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.leave(2, Outcome::Other, 10);
    porter.run_until(10_000);
    assert_eq!(porter.tickets(), [1, 3]);
}

#[test]
fn the_first_refusal_of_our_version_shuts_the_gate_for_everybody_and_is_told_once() {
    let mut porter = Porter::new(policy(1, 10));
    for ticket in 1..=3 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.leave(1, Outcome::Outdated, 500);
    assert_eq!(porter.refused, [(2, 300_500), (3, 300_500)]);
    porter.ask(4, Urgency::Person, 1000);
    porter.leave(4, Outcome::Outdated, 1100);
    porter.run_until(100_000);
    assert_eq!(porter.tickets(), [1]);
    assert_eq!(porter.told, [GateEffect::BreakerOpened]);
    assert!(porter.gate.is_shut());
    assert_eq!(porter.gate.shut_since(), Some(at_ms(500)), "the first refusal, not the last");
    assert_eq!(porter.gate.next_probe(), Some(at_ms(301_100)));
}

#[test]
fn one_probe_at_a_time_passes_and_its_success_opens_the_gate() {
    let mut porter = Porter::new(policy(1000, 10));
    porter.ask(1, linked(0), 0);
    porter.leave(1, Outcome::Outdated, 0);
    porter.ask(2, linked(0), 300_000);
    porter.ask(3, linked(0), 300_001);
    assert_eq!((porter.tickets(), porter.refused.clone()), (vec![1, 2], vec![(3, 305_001)]));
    assert_eq!(porter.gate.next_probe(), None, "one is under way");
    porter.leave(2, Outcome::Other, 300_500);
    porter.ask(3, linked(0), 305_001);
    porter.leave(3, Outcome::Outdated, 305_100);
    porter.ask(4, linked(0), 306_000);
    assert_eq!(porter.refused.last(), Some(&(4, 605_100)));
    porter.ask(4, linked(0), 605_100);
    porter.leave(4, Outcome::Accepted, 605_200);
    porter.ask(5, linked(0), 605_300);
    porter.run_until(606_000);
    assert_eq!(porter.tickets(), [1, 2, 3, 4, 5]);
    assert_eq!(porter.told, [GateEffect::BreakerOpened, GateEffect::BreakerClosed]);
    assert_eq!((porter.gate.shut_since(), porter.gate.next_probe()), (None, None));
}

#[test]
fn a_gate_with_a_pace_or_places_of_none_still_lets_one_through_at_a_time() {
    let mut porter = Porter::new(policy(0, 0));
    porter.ask(1, linked(0), 0);
    porter.ask(2, linked(0), 0);
    porter.leave(1, Outcome::Accepted, 10);
    porter.run_until(2_000);
    assert_eq!(porter.tickets(), [1, 2]);
}
