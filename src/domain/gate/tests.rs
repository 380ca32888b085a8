use super::*;
use crate::Timestamp;
use std::cmp::Reverse;

pub(super) fn at_ms(ms: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
}

pub(super) fn linked(last_connected: i64) -> Urgency {
    Urgency::Linked(Reverse(Some(at_ms(last_connected))))
}

pub(super) fn policy(per_second: u32, concurrent: u32) -> GatePolicy {
    GatePolicy { per_second, concurrent, ..GatePolicy::default() }
}

/// Feeds events and the wake-ups they ask for to a gate; records admissions and holds with their times.
pub(super) struct Porter {
    pub(super) gate: Gate,
    wake: Option<Timestamp>,
    pub(super) admitted: Vec<(u64, i64)>,
    held: Vec<(u64, i64)>,
    told: Vec<GateEffect>,
}

impl Porter {
    pub(super) fn new(policy: GatePolicy) -> Self {
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

    pub(super) fn ask(&mut self, ticket: u64, urgency: Urgency, ms: i64) {
        self.take(GateEvent::Asked(Ticket(ticket), urgency), ms);
    }

    pub(super) fn leave(&mut self, ticket: u64, outcome: Outcome, ms: i64) {
        self.take(GateEvent::Left(Ticket(ticket), outcome), ms);
    }

    pub(super) fn run_until(&mut self, ms: i64) {
        while let Some(wake) = self.wake.filter(|wake| *wake <= at_ms(ms)) {
            // A timer fires up to a millisecond late.
            self.take(GateEvent::Woken, (wake - at_ms(0)).num_milliseconds().max(0) + 1);
        }
    }

    pub(super) fn tickets(&self) -> Vec<u64> {
        self.admitted.iter().map(|(ticket, _)| *ticket).collect()
    }
}

#[test]
fn gate_admits_500_simultaneous_requests_at_its_own_rate() {
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
fn people_are_admitted_first_then_most_recently_connected() {
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
fn concurrent_log_ins_are_limited_and_people_need_no_place() {
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
fn slow_log_in_frees_its_place_after_hold() {
    let mut porter = Porter::new(policy(1000, 1));
    porter.ask(1, linked(0), 0);
    porter.ask(2, linked(0), 0);
    porter.run_until(29_000);
    assert_eq!(porter.tickets(), [1]);
    porter.run_until(31_000);
    assert_eq!(porter.tickets(), [1, 2]);
}

#[test]
fn withdrawn_request_is_not_admitted() {
    let mut porter = Porter::new(policy(1, 10));
    for ticket in 1..=3 {
        porter.ask(ticket, linked(0), 0);
    }
    porter.leave(2, Outcome::Other, 10);
    porter.run_until(10_000);
    assert_eq!(porter.tickets(), [1, 3]);
}

#[test]
fn first_version_refusal_shuts_the_gate_and_is_told_once() {
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
fn inconclusive_probes_are_spaced_apart() {
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
    // The late result of the first probe changes nothing; the second probe opens the gate.
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
fn gate_with_limits_of_zero_admits_one_at_a_time() {
    let mut porter = Porter::new(policy(0, 0));
    porter.ask(1, linked(0), 0);
    porter.ask(2, linked(0), 0);
    porter.leave(1, Outcome::Accepted, 10);
    porter.run_until(2_000);
    assert_eq!(porter.tickets(), [1, 2]);
}

/// Clock jumps in milliseconds: an hour and ninety days, either way.
const JUMPS: [i64; 4] = [-3_600_000, 3_600_000, -7_776_000_000, 7_776_000_000];

/// Sends a crowd through the gate with one clock jump at this step; returns the true time in ms at which the last one
/// was admitted.
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
        // The timer runs by a monotonic clock, for the duration computed when it was armed.
        let Some(wake) = porter.wake else { break };
        let before = if turn == step { shift - jump } else { shift };
        true_ms += ((wake - at_ms(0)).num_milliseconds() - (true_ms + before)).max(0) + 1;
        porter.take(GateEvent::Woken, true_ms + shift);
    }
    assert_eq!(porter.tickets().len(), usize::try_from(crowd).unwrap(), "jump {jump} at {step}");
    true_ms
}

#[test]
fn clock_jump_at_any_step_delays_by_hold_at_most() {
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
fn clock_jump_delays_a_person_by_one_pause_at_most() {
    for jump in JUMPS {
        let mut porter = Porter::new(policy(2, 1));
        porter.ask(1, Urgency::Person, 0);
        porter.ask(2, Urgency::Person, jump);
        porter.run_until(jump + 501);
        assert_eq!(porter.tickets(), [1, 2], "{jump}");
    }
}

#[test]
fn clock_jump_does_not_delay_the_probe() {
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
fn clock_jump_does_not_keep_a_place_occupied() {
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
