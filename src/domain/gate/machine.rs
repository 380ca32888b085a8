//! State machine of the gate: requests, departures and the passing of time lead to admissions and holds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::breaker::{Breaker, Change, Lets};
use super::{GatePolicy, Outcome};
use crate::Timestamp;
use crate::moment::{earlier, later};

/// Number of a request, unique among those at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Priority of a request; the lower value is admitted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A person waits in front of a screen.
    Person,
    /// A linked session with the time of its last connection: the more recent, the sooner.
    Linked(Reverse<Option<Timestamp>>),
}

/// An event at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateEvent {
    /// A request to connect.
    Asked(Ticket, Urgency),
    /// An admitted request has connected or failed, or a request was withdrawn.
    Left(Ticket, Outcome),
    /// The time of [`GateEffect::WakeAt`] has come.
    Woken,
}

/// An action for the gate's actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateEffect {
    /// Let this request connect.
    Admit(Ticket),
    /// Tell this request, which keeps waiting, that our client version is refused, and the time of the next probe.
    Hold(Ticket, Timestamp),
    /// Send [`GateEvent::Woken`] at this time; replaces an earlier wake-up.
    WakeAt(Timestamp),
    /// This probe reported nothing within `hold`, and the next one was admitted.
    ProbeSilent(Ticket),
    /// Alert those on call: WhatsApp refuses our client version.
    BreakerOpened,
    /// WhatsApp accepts our client version again.
    BreakerClosed,
}

/// Delay of an admission up to which the next one follows the planned time, so that a slow timer does not lower the
/// gate's rate.
const MAKES_UP_FOR: Duration = Duration::from_millis(50);

/// After this many people in a row a linked session is admitted, if one waits and there is a place: a quarter of the
/// admissions.
const PEOPLE_IN_A_ROW: u32 = 3;

/// Handling of one event.
struct Turn {
    now: Timestamp,
    effects: Vec<GateEffect>,
}

/// The admission gate.
#[derive(Debug, Clone)]
pub struct Gate {
    policy: GatePolicy,
    /// Ordered by urgency, then by arrival (tickets grow).
    waiting: BTreeSet<(Urgency, Ticket)>,
    /// Urgency of each waiting ticket.
    urgencies: BTreeMap<Ticket, Urgency>,
    /// Linked sessions that log in, and the time at which each frees its place.
    inside: BTreeMap<Ticket, Timestamp>,
    /// People admitted in a row, since the last linked session.
    people_in_a_row: u32,
    /// Earliest time of the next admission.
    next_at: Timestamp,
    /// The last admission, and the earliest time it might have had.
    last: Option<(Ticket, Timestamp)>,
    breaker: Breaker,
}

impl Gate {
    /// A gate without requests.
    #[must_use]
    pub fn new(policy: GatePolicy) -> Self {
        let next_at = Timestamp::MIN_UTC;
        let (waiting, urgencies, inside) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        Self {
            policy,
            waiting,
            urgencies,
            inside,
            people_in_a_row: 0,
            next_at,
            last: None,
            breaker: Breaker::default(),
        }
    }

    /// Handles an event.
    pub fn on(&mut self, event: GateEvent, now: Timestamp) -> Vec<GateEffect> {
        let mut turn = Turn { now, effects: Vec::new() };
        self.live_with_the_clock(now);
        match event {
            GateEvent::Asked(ticket, urgency) => self.asked(ticket, urgency, &mut turn),
            GateEvent::Left(ticket, outcome) => self.left(ticket, outcome, &mut turn),
            GateEvent::Woken => {}
        }
        self.admit_who_may(&mut turn);
        turn.effects
    }

    /// Number of waiting requests.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Number of log-ins that hold a place.
    #[must_use]
    pub fn inside(&self) -> usize {
        self.inside.len()
    }

    /// Whether the breaker is open because WhatsApp refuses our client version.
    #[must_use]
    pub const fn is_shut(&self) -> bool {
        self.breaker.is_open()
    }

    /// Time until which no request is admitted because WhatsApp refuses our client version.
    #[must_use]
    pub fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.breaker.shut_until(now)
    }

    /// Time of the first refusal of our client version; `None` while it is accepted.
    #[must_use]
    pub const fn shut_since(&self) -> Option<Timestamp> {
        self.breaker.since()
    }

    /// Earliest time at which a request is admitted as a probe; `None` while one is under way or the breaker is closed.
    #[must_use]
    pub const fn next_probe(&self) -> Option<Timestamp> {
        self.breaker.next_probe()
    }

    /// Rates and limits of the gate.
    #[must_use]
    pub const fn policy(&self) -> &GatePolicy {
        &self.policy
    }

    /// Caps the stored times after the clock may have been set back, so that no request waits longer than the intended
    /// pause.
    fn live_with_the_clock(&mut self, now: Timestamp) {
        self.next_at = self.next_at.min(later(now, self.pause()));
        let place_free_at = later(now, self.policy.hold);
        for until in self.inside.values_mut() {
            *until = (*until).min(place_free_at);
        }
        self.breaker.live_with_the_clock(now, (self.policy.probe_every, self.policy.hold));
    }

    /// Pause between two admissions.
    fn pause(&self) -> Duration {
        Duration::from_secs(1) / self.policy.per_second.max(1)
    }

    fn asked(&mut self, ticket: Ticket, urgency: Urgency, turn: &mut Turn) {
        self.waiting.insert((urgency, ticket));
        self.urgencies.insert(ticket, urgency);
        if let Some(until) = self.breaker.shut_until(turn.now) {
            turn.effects.push(GateEffect::Hold(ticket, until));
        }
    }

    fn left(&mut self, ticket: Ticket, outcome: Outcome, turn: &mut Turn) {
        self.wait_no_more(ticket);
        self.inside.remove(&ticket);
        // Only the last one: an earlier turn is long over, and giving it back would make the others crowd.
        if let Some((_, before)) = self.last.take_if(|(last, _)| *last == ticket && outcome == Outcome::Unused) {
            self.next_at = before;
        }
        let next_probe = later(turn.now, self.policy.probe_every);
        match self.breaker.left(ticket, outcome, (turn.now, next_probe)) {
            Some(Change::Opened) => {
                turn.effects.push(GateEffect::BreakerOpened);
                self.hold_all(next_probe, turn);
            }
            Some(Change::StaysOpen) => self.hold_all(next_probe, turn),
            Some(Change::Closed) => turn.effects.push(GateEffect::BreakerClosed),
            None => {}
        }
    }

    /// Holds waiting requests in the queue: if they were turned away, all would return at the same moment.
    fn hold_all(&self, until: Timestamp, turn: &mut Turn) {
        turn.effects.extend(self.waiting.iter().map(|(_, ticket)| GateEffect::Hold(*ticket, until)));
    }

    fn wait_no_more(&mut self, ticket: Ticket) {
        if let Some(urgency) = self.urgencies.remove(&ticket) {
            self.waiting.remove(&(urgency, ticket));
        }
    }

    fn admit_who_may(&mut self, turn: &mut Turn) {
        self.inside.retain(|_, until| *until > turn.now);
        while self.breaker.lets_through(turn.now) == Lets::Everybody
            && self.next_at <= turn.now
            && let Some((urgency, ticket)) = self.first_with_a_place()
        {
            self.wait_no_more(ticket);
            self.admit(ticket, urgency, turn);
        }
        if self.breaker.lets_through(turn.now) == Lets::Probe
            && let Some((urgency, ticket)) = self.waiting.first().copied()
        {
            self.wait_no_more(ticket);
            if let Some(silent) = self.breaker.probes(ticket, later(turn.now, self.policy.hold)) {
                turn.effects.push(GateEffect::ProbeSilent(silent));
            }
            self.admit(ticket, urgency, turn);
        }
        if let Some(wake_at) = self.wake_at() {
            turn.effects.push(GateEffect::WakeAt(wake_at));
        }
    }

    fn first_with_a_place(&self) -> Option<(Urgency, Ticket)> {
        let first = self.waiting.first()?;
        // Linked sessions reconnect however many people pair.
        if self.people_in_a_row >= PEOPLE_IN_A_ROW
            && self.has_a_place()
            && let Some(linked) = self.first_linked()
        {
            return Some(linked);
        }
        (first.0 == Urgency::Person || self.has_a_place()).then_some(*first)
    }

    fn first_linked(&self) -> Option<(Urgency, Ticket)> {
        self.waiting.iter().find(|(urgency, _)| *urgency != Urgency::Person).copied()
    }

    fn has_a_place(&self) -> bool {
        self.inside.len() < usize::try_from(self.policy.concurrent.max(1)).unwrap_or(usize::MAX)
    }

    fn admit(&mut self, ticket: Ticket, urgency: Urgency, turn: &mut Turn) {
        let now = turn.now;
        if urgency == Urgency::Person {
            self.people_in_a_row = self.people_in_a_row.saturating_add(1);
        } else {
            self.people_in_a_row = 0;
            self.inside.insert(ticket, later(now, self.policy.hold));
        }
        self.last = Some((ticket, self.next_at));
        let late_timer = self.next_at >= earlier(now, MAKES_UP_FOR);
        self.next_at = later(if late_timer { self.next_at } else { now }, self.pause());
        turn.effects.push(GateEffect::Admit(ticket));
    }

    /// Earliest time at which a waiting request may be admitted if none leaves before.
    fn wake_at(&self) -> Option<Timestamp> {
        let (urgency, _) = self.waiting.first()?;
        if self.breaker.is_open() {
            return self.breaker.wakes_at();
        }
        if *urgency == Urgency::Person || self.has_a_place() {
            return Some(self.next_at);
        }
        self.inside.values().min().map(|place| self.next_at.max(*place))
    }
}
