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
    held: Vec<(u64, i64)>,
    told: Vec<GateEffect>,
}

impl Porter {
    fn new(policy: GatePolicy) -> Self {
        Self { gate: Gate::new(policy), wake: None, admitted: Vec::new(), held: Vec::new(), told: Vec::new() }
    }

    fn take(&mut self, event: GateEvent, ms: i64) {
        self.wake = None;
        let passed = |time: Timestamp| (time - at_ms(0)).num_milliseconds();
        for effect in self.gate.on(event, at_ms(ms)) {
            match effect {
                GateEffect::Admit(Ticket(ticket)) => self.admitted.push((ticket, ms)),
                GateEffect::Hold(Ticket(ticket), until) => self.held.push((ticket, passed(until))),
                GateEffect::WakeAt(time) => self.wake = Some(time),
                GateEffect::BreakerOpened | GateEffect::BreakerClosed | GateEffect::ProbeSilent(_) => {
                    self.told.push(effect)
                }
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
    assert_eq!(porter.held, [(2, 300_500), (3, 300_500)]);
    porter.ask(4, Urgency::Person, 1000);
    assert_eq!(porter.held.last(), Some(&(4, 300_500)));
    porter.leave(4, Outcome::Other, 1100);
    porter.run_until(100_000);
    assert_eq!(porter.tickets(), [1]);
    assert_eq!(porter.told, [GateEffect::BreakerOpened]);
    assert!(porter.gate.is_shut());
    assert_eq!(porter.gate.waiting(), 2, "who waits keeps their place");
    assert_eq!(porter.gate.shut_since(), Some(at_ms(500)), "the first refusal, not the last");
    assert_eq!(porter.gate.next_probe(), Some(at_ms(300_500)));
}

#[test]
fn one_probe_at_a_time_passes_and_its_success_opens_the_gate() {
    let mut porter = Porter::new(policy(1, 10));
    porter.ask(1, linked(0), 0);
    porter.leave(1, Outcome::Outdated, 0);
    for ticket in 2..=4 {
        porter.ask(ticket, linked(-i64::try_from(ticket).unwrap()), 1000);
    }
    porter.run_until(310_000);
    assert_eq!(porter.tickets(), [1, 2], "the gate lets one through by itself");
    assert_eq!(porter.gate.next_probe(), None, "it is under way");
    porter.leave(2, Outcome::Outdated, 310_000);
    assert_eq!(porter.held[3..], [(3, 610_000), (4, 610_000)]);
    porter.run_until(620_000);
    assert_eq!(porter.tickets(), [1, 2, 3]);
    porter.leave(3, Outcome::Accepted, 620_000);
    porter.ask(5, linked(0), 620_000);
    porter.run_until(630_000);
    assert_eq!(porter.tickets(), [1, 2, 3, 4, 5]);
    assert!(porter.admitted[4].1 - porter.admitted[3].1 >= 1000, "at the gate's pace");
    assert_eq!(porter.told, [GateEffect::BreakerOpened, GateEffect::BreakerClosed]);
    assert_eq!((porter.gate.shut_since(), porter.gate.next_probe()), (None, None));
}

#[test]
fn probes_that_tell_nothing_do_not_follow_each_other_at_once() {
    let mut porter = Porter::new(policy(1000, 10));
    porter.ask(0, linked(0), 0);
    porter.leave(0, Outcome::Outdated, 0);
    for ticket in 1..=100 {
        porter.ask(ticket, linked(0), 10);
    }
    porter.run_until(300_100);
    for second in 0..60 {
        if let Some((probe, _)) = porter.admitted.last().copied() {
            porter.leave(probe, Outcome::Other, 300_100 + second * 1000);
        }
        porter.run_until(300_100 + second * 1000);
    }
    assert!((10..=14).contains(&porter.admitted.len()), "{:?}", porter.admitted);
    assert!(porter.gate.is_shut());
}

#[test]
fn probe_that_never_answers_is_followed_by_another() {
    let mut porter = Porter::new(policy(10, 10));
    porter.ask(1, linked(0), 0);
    porter.leave(1, Outcome::Outdated, 100);
    for ticket in 2..5 {
        porter.ask(ticket, linked(0), 200);
    }
    porter.run_until(300_200);
    let first = porter.tickets();
    assert_eq!(first.len(), 2, "one probe at a time");
    porter.run_until(329_000);
    assert_eq!(porter.tickets(), first, "it is waited for");
    porter.run_until(331_000);
    let probes = porter.tickets();
    assert_eq!(probes.len(), 3);
    assert_eq!(porter.told.last(), Some(&GateEffect::ProbeSilent(Ticket(first[1]))));
    // The late word of the first one changes nothing; the second one opens the gate.
    porter.leave(first[1], Outcome::Other, 331_100);
    porter.leave(probes[2], Outcome::Accepted, 331_200);
    assert_eq!(porter.gate.shut_since(), None);
}

#[test]
fn late_refusals_neither_end_a_probe_nor_put_it_off() {
    let mut porter = Porter::new(policy(1000, 10));
    for ticket in 1..=4 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.run_until(100);
    porter.leave(1, Outcome::Outdated, 200);
    porter.leave(2, Outcome::Outdated, 5000);
    assert_eq!(porter.gate.next_probe(), Some(at_ms(300_200)));
    porter.ask(5, linked(0), 6000);
    porter.run_until(300_300);
    porter.leave(3, Outcome::Outdated, 300_400);
    porter.leave(5, Outcome::Accepted, 300_500);
    assert!(!porter.gate.is_shut());
}

#[test]
fn breaker_that_opens_again_stops_those_who_still_wait() {
    let mut porter = Porter::new(policy(10, 1000));
    porter.ask(0, linked(0), 0);
    porter.leave(0, Outcome::Outdated, 0);
    for ticket in 1..=1000 {
        porter.ask(ticket, linked(0), 1000);
    }
    porter.run_until(300_100);
    porter.leave(porter.admitted[1].0, Outcome::Accepted, 300_200);
    porter.run_until(301_200);
    let admitted = porter.admitted.len();
    assert!((10..=13).contains(&admitted), "{admitted} in the first second");
    porter.leave(porter.admitted[5].0, Outcome::Outdated, 301_200);
    porter.run_until(600_000);
    assert_eq!(porter.admitted.len(), admitted);
    assert_eq!(porter.gate.waiting(), 1001 - admitted);
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

/// How far a clock is set, in milliseconds: an hour and ninety days, either way.
const JUMPS: [i64; 4] = [-3_600_000, 3_600_000, -7_776_000_000, 7_776_000_000];

/// Runs a crowd through the gate on a clock that is set once, at this step; answers how long, in true time, the last one waited.
fn last_admitted_after(jump: i64, step: usize, crowd: u64) -> i64 {
    let mut porter = Porter::new(policy(10, 2));
    let (mut true_ms, mut shift) = (0, 0);
    for ticket in 1..=crowd {
        let urgency = if ticket % 3 == 0 { Urgency::Person } else { linked(0) };
        porter.take(GateEvent::Asked(Ticket(ticket), urgency), shift);
    }
    for turn in 0.. {
        if turn == step {
            shift = jump;
        }
        // The alarm runs out by a clock that nobody sets, after the time that was reckoned when it was set.
        let Some(wake) = porter.wake else { break };
        let before = if turn == step { shift - jump } else { shift };
        true_ms += ((wake - at_ms(0)).num_milliseconds() - (true_ms + before)).max(0) + 1;
        porter.take(GateEvent::Woken, true_ms + shift);
    }
    assert_eq!(porter.tickets().len(), usize::try_from(crowd).unwrap(), "jump {jump} at {step}");
    true_ms
}

#[test]
fn clock_that_is_set_at_any_step_holds_nobody_up() {
    let crowd = 12;
    let undisturbed = last_admitted_after(0, usize::MAX, crowd);
    for jump in JUMPS {
        for step in 0..20 {
            let took = last_admitted_after(jump, step, crowd);
            let hold = i64::try_from(policy(1, 1).hold.as_millis()).unwrap();
            assert!(took <= undisturbed + hold + 101, "jump {jump} at step {step}: {took} ms, not {undisturbed}");
        }
    }
}

#[test]
fn clock_that_is_put_back_makes_a_person_wait_one_pause_at_most() {
    for jump in JUMPS {
        let mut porter = Porter::new(policy(2, 1));
        porter.ask(1, Urgency::Person, 0);
        porter.ask(2, Urgency::Person, jump);
        porter.run_until(jump + 501);
        assert_eq!(porter.tickets(), [1, 2], "{jump}");
    }
}

#[test]
fn clock_that_is_set_does_not_put_the_probe_off() {
    for jump in JUMPS {
        let mut porter = Porter::new(policy(1_000, 1_000));
        porter.ask(1, linked(0), 0);
        porter.leave(1, Outcome::Outdated, 0);
        porter.ask(2, linked(0), jump);
        let told = porter.held.last().map_or(jump, |(_, until)| *until);
        assert!(told <= jump + 300_000, "{jump}: held until {told}");
        porter.ask(3, linked(0), jump + 300_000);
        assert!(porter.tickets().len() >= 2, "{jump}: no probe is let through");
    }
}

#[test]
fn clock_that_is_put_back_keeps_no_place_at_the_gate() {
    for jump in JUMPS {
        let mut porter = Porter::new(policy(1_000, 1));
        porter.ask(1, linked(0), 0);
        porter.ask(2, linked(0), jump);
        porter.run_until(jump + 30_002);
        assert_eq!(porter.tickets(), [1, 2], "{jump}");
    }
}

#[test]
fn a_flood_of_people_leaves_linked_sessions_their_share() {
    let mut porter = Porter::new(policy(2, 100));
    for ticket in 0..500 {
        porter.ask(ticket, Urgency::Person, 0);
    }
    for ticket in 1000..1010 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.run_until(25_000);
    let linked = porter.tickets().into_iter().filter(|ticket| *ticket >= 1000).count();
    assert_eq!(linked, 10, "{:?}", porter.tickets());
    assert!(porter.tickets().windows(4).all(|four| four.iter().any(|ticket| *ticket < 1000)));
}

#[test]
fn people_do_not_wait_for_linked_sessions_that_have_no_place() {
    let mut porter = Porter::new(policy(1000, 1));
    porter.ask(1000, linked(0), 0);
    porter.ask(1001, linked(0), 0);
    for ticket in 0..20 {
        porter.ask(ticket, Urgency::Person, 0);
    }
    porter.run_until(1_000);
    assert_eq!(porter.tickets().len(), 21, "all but the one without a place");
}
