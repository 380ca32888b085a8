//! Random walks of the machine: arbitrary events, aimed at the current link, check and wipe so that they make progress.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::passkeys::{answered, compared, confirmed, demanded, failed};
use super::*;
use crate::PasskeyFailure;
use crate::session::another_number::{Intent, Rows};
use crate::session::line::OwnerCheck;
use crate::session::reset::Waiting;
use crate::session::unread::Reading;

pub(super) fn any_event() -> impl Strategy<Value = Event> {
    let link = (0_u64..6).prop_map(LinkNo);
    let number = prop_oneof![Just(phone(ASKED)), Just(phone(OTHER))];
    let timer = prop_oneof![
        Just(Timer::PairingTimeout),
        Just(Timer::PairingRetry),
        Just(Timer::CodeExpiry),
        Just(Timer::Reconnect),
        Just(Timer::ConnectWatchdog),
        Just(Timer::Restart),
        Just(Timer::Stable),
        Just(Timer::ParkOver),
    ];
    let failure = prop_oneof![
        Just(StoreFailure::Unavailable),
        Just(StoreFailure::UnknownOutcome),
        Just(StoreFailure::Fenced),
        Just(StoreFailure::PhoneInUse),
        Just(StoreFailure::Corrupt),
    ];
    let end_reason = prop_oneof![
        Just(LinkEndReason::Network),
        Just(LinkEndReason::LoggedOut),
        Just(LinkEndReason::ClientOutdated),
        Just(LinkEndReason::Locked),
        Just(LinkEndReason::Banned),
        Just(LinkEndReason::ServerBusy),
        Just(LinkEndReason::RestartRequired),
        Just(LinkEndReason::Replaced),
        Just(LinkEndReason::TemporarilyBanned { until: Some(at(500).now) }),
        Just(LinkEndReason::QrExhausted),
        Just(LinkEndReason::AccountNotSupported),
        number.clone().prop_map(|answered| LinkEndReason::WrongPhone { answered }),
        Just(LinkEndReason::NotFinished),
        failure.clone().prop_map(LinkEndReason::Store),
    ];
    let parked = prop_oneof![
        Just(Parked { code: ErrorCode::TemporarilyBanned, until: Some(at(20).now) }),
        Just(Parked { code: ErrorCode::AccountLocked, until: None }),
        Just(Parked { code: ErrorCode::PasskeyRequired, until: None }),
        Just(Parked { code: ErrorCode::Disconnected, until: None }),
    ];
    // Its wait ends within the walk.
    let removal = prop_oneof![Just(None), Just(Some(Duration::from_secs(1790)))];
    let failure_of_passkey = prop_oneof![
        Just(PasskeyFailure::Options),
        Just(PasskeyFailure::Assertion),
        Just(PasskeyFailure::Exchange),
        Just(PasskeyFailure::Confirmation),
    ];
    let status = prop_oneof![Just(Some(400)), Just(Some(500)), Just(Some(452)), Just(Some(429)), Just(None)];
    prop_oneof![
        number.clone().prop_map(|number| request(number.digits(), "p")),
        number.clone().prop_map(|number| change(number.digits(), "n")),
        Just(request_qr("q")),
        Just(change_by_qr("m")),
        Just(Event::PairingCancelled { by: TriggeredBy::Api, correlation: correlation("c") }),
        Just(reset("r")),
        Just(disconnect("d")),
        proptest::option::of(failure.clone())
            .prop_map(|failure| failure.map_or(Event::DisconnectKept, Event::DisconnectNotKept)),
        Just(Event::Loaded(Stored::default())),
        Just(Event::Loaded(linked(ASKED))),
        (parked, removal.clone()).prop_map(|(parked, since_removal)| {
            Event::Loaded(Stored { parked: Some(parked), since_removal, ..linked(ASKED) })
        }),
        removal.prop_map(|since_removal| Event::Loaded(Stored { since_removal, ..Stored::default() })),
        failure.clone().prop_map(Event::LoadFailed),
        link.clone().prop_map(prepared),
        link.clone().prop_map(emptied),
        link.clone().prop_map(|link| limited(link, 300)),
        (link.clone(), failure.clone()).prop_map(|(link, failure)| Event::PrepareFailed { link, failure }),
        (0_u64..4, proptest::option::of(failure.clone()))
            .prop_map(|(check, failure)| failure.map_or(granted(check), |failure| denied(check, failure))),
        link.clone().prop_map(|link| Event::Admitted { link }),
        link.clone().prop_map(|link| Event::AdmissionRefused { link, until: at(300).now }),
        (0_u64..4).prop_map(|wipe| Event::Wiped(WipeNo(wipe))),
        (0_u64..4, failure).prop_map(|(wipe, failure)| Event::WipeFailed(WipeNo(wipe), failure)),
        link.clone().prop_map(qr),
        link.clone().prop_map(code),
        (link.clone(), status)
            .prop_map(|(link, status)| Event::CodeRefused { link, refusal: Refusal { status, backoff_seconds: None } }),
        link.clone().prop_map(|link| Event::CodeDead { link, cause: CodeDeath::Expired }),
        link.clone().prop_map(|link| Event::CodeDead { link, cause: CodeDeath::Refused }),
        link.clone().prop_map(|link| Event::PhoneAnswered { link }),
        link.clone().prop_map(|link| Event::PairingRefused { link, reason: PairRefusal::HmacMismatch }),
        link.clone().prop_map(|link| Event::SettingsDelayed { link }),
        (link.clone(), 0_i64..9_999).prop_map(|(link, second)| Event::PhoneSeen { link, at: at(second).now }),
        (link.clone(), number.clone()).prop_map(|(link, phone)| Event::Paired { link, phone }),
        link.clone().prop_map(|link| Event::LinkingTaken { link }),
        (link.clone(), 1_u8..3).prop_map(|(link, number)| demanded(link, number)),
        (1_u8..3).prop_map(answered),
        link.clone().prop_map(compared),
        (1_u8..3).prop_map(confirmed),
        (link.clone(), failure_of_passkey).prop_map(|(link, failure)| failed(link, failure)),
        (link.clone(), number).prop_map(|(link, phone)| Event::Connected { link, phone }),
        (link, end_reason).prop_map(|(link, end_reason)| Event::Ended { link, end_reason }),
        timer.prop_map(Event::TimerFired),
    ]
}

/// Gives the event the number of the current link, check or wipe, so that walks make progress.
pub(super) fn aimed(mut event: Event, session: &Session) -> Event {
    let wipe = session.reset.as_ref().map(|reset| reset.wipe);
    match &mut event {
        Event::CredentialsPrepared { link, .. }
        | Event::PrepareRefused { link, .. }
        | Event::Admitted { link }
        | Event::AdmissionRefused { link, .. }
        | Event::PrepareFailed { link, .. }
        | Event::QrShown { link, .. }
        | Event::CodeIssued { link, .. }
        | Event::CodeRefused { link, .. }
        | Event::CodeDead { link, .. }
        | Event::PhoneAnswered { link }
        | Event::PairingRefused { link, .. }
        | Event::SettingsDelayed { link }
        | Event::PhoneSeen { link, .. }
        | Event::Paired { link, .. }
        | Event::LinkingTaken { link }
        | Event::PasskeyRequested { link, .. }
        | Event::PasskeyCodeShown { link, .. }
        | Event::PasskeyFailed { link, .. }
        | Event::Connected { link, .. }
        | Event::Ended { link, .. } => *link = session.line.link.unwrap_or(*link),
        Event::Checked(check, _) => *check = running_check(session).unwrap_or(*check),
        Event::Wiped(number) | Event::WipeFailed(number, _) => *number = wipe.unwrap_or(*number),
        Event::Loaded(_)
        | Event::LoadFailed(_)
        | Event::PairingRequested { .. }
        | Event::PairingCancelled { .. }
        | Event::ResetRequested { .. }
        | Event::DisconnectRequested { .. }
        | Event::DisconnectKept
        | Event::DisconnectNotKept(_)
        | Event::PasskeyAnswered(_)
        | Event::PasskeyConfirmed(_)
        | Event::TimerFired(_) => {}
    }
    event
}

/// The check that runs: for the owner, for the action on the linked phone, or for a code.
pub(super) fn running_check(session: &Session) -> Option<CheckNo> {
    let owner = match session.line.owner_check {
        Some(OwnerCheck::Asked(check)) => Some(check),
        Some(OwnerCheck::Unsure) | None => None,
    };
    owner.or(session.linking.intent.as_ref().map(Intent::check)).or(session.linking.code_check)
}

/// Correlation ids of the requests for a reset or a disconnect that wait, wherever they do.
pub(super) fn waiting(session: &Session) -> Vec<&CorrelationId> {
    fn of(one: &Waiting) -> &CorrelationId {
        let (Waiting::Reset(correlation) | Waiting::Disconnect(correlation)) = one;
        correlation
    }
    let mut all = Vec::new();
    if let Some(Intent::Reset { waiting, .. }) = &session.linking.intent {
        all.extend(waiting.iter().map(of));
    }
    if let Some(reset) = &session.reset {
        all.extend(reset.waiting.iter().map(of));
    }
    if let Reading::UnreadForDisconnects(waiting) = &session.reading {
        all.extend(waiting);
    }
    all.extend(session.storing_disconnect.iter().flatten());
    all
}

/// A walk of the machine, whose timers fire only when they are armed.
pub(super) struct Walk {
    pub(super) session: Session,
    alarms: BTreeSet<Timer>,
    second: i64,
    /// It has left to be read again: the actor exits, so that nothing pends any more.
    left: bool,
}

impl Walk {
    pub(super) fn from(session: Session, effects: &[Effect]) -> Self {
        let mut walk = Self { session, alarms: BTreeSet::new(), second: 0, left: false };
        walk.keep_alarms(effects);
        walk
    }

    fn keep_alarms(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Arm(timer, _) => drop(self.alarms.insert(*timer)),
                Effect::Disarm(timer) => drop(self.alarms.remove(timer)),
                Effect::DisarmAll => self.alarms.clear(),
                _ => {}
            }
        }
    }

    /// Handles an event; returns the states before and after it.
    pub(super) fn step(&mut self, event: Event) -> Option<(StateName, StateName)> {
        let from = self.session.state().name();
        self.take(event).map(|_| (from, self.session.state().name()))
    }

    /// Handles an event; returns its effects.
    pub(super) fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.take(event).unwrap_or_default()
    }

    fn take(&mut self, event: Event) -> Option<Vec<Effect>> {
        if let Event::TimerFired(timer) = &event
            && !self.alarms.remove(timer)
        {
            return None;
        }
        self.second += 1;
        let (next, effects) = self.session.clone().on(event, at(self.second)).ok()?;
        self.keep_alarms(&effects);
        self.left |= effects.contains(&Effect::Leave(ExitRequest::Reload));
        self.session = next;
        Some(effects)
    }

    /// Invariants of what is pending.
    fn check_pending(&self) -> Result<(), TestCaseError> {
        let Session { reading, line, linking, storing_disconnect, .. } = &self.session;
        let pairing = line.state.pairing().is_some();
        let name = line.state.name();
        let second_code = name == StateName::WaitingForPairingCode;
        prop_assert!(linking.code_check.is_none() || second_code, "a code is checked in {}", name);
        let shown = pairing && name != StateName::Creating;
        prop_assert!(!shown || linking.rows == Rows::Emptied, "it pairs over old rows in {}", name);
        prop_assert!(line.owner_check.is_none() || name == StateName::Reconnecting, "the owner is checked in {}", name);
        prop_assert!(line.awaits_log_in.is_none() || !pairing, "a log-in is awaited in {}", name);
        let replaces = matches!(linking.intent, Some(Intent::Pair { .. }));
        prop_assert!(!(replaces && pairing), "another phone would replace the pairing in {}", name);
        let may_read = !pairing && line.link.is_none();
        prop_assert!(reading.is_read() || may_read, "a read would replace the line in {}", name);
        let is_idle = name == StateName::Idle && line.is_linked() && reading.is_read();
        let goes_on = linking.intent.is_some() || storing_disconnect.is_some() || self.left;
        prop_assert!(!is_idle || goes_on, "a linked session rests");
        match reading {
            Reading::UnreadForPairings(waiting) => prop_assert!(!waiting.is_empty()),
            Reading::UnreadForDisconnects(waiting) => {
                prop_assert!(!waiting.is_empty() && storing_disconnect.is_none());
            }
            Reading::Read | Reading::Unread => {}
        }
        prop_assert!(storing_disconnect.as_ref().is_none_or(|waiting| !waiting.is_empty()));
        Ok(())
    }

    /// Invariants of every state.
    pub(super) fn check(&self) -> Result<(), TestCaseError> {
        let status = self.session.status(at(self.second).now);
        let waits_for = |timer| self.alarms.contains(&timer);
        prop_assert_eq!(status.code.is_some(), matches!(status.state, StateName::Error | StateName::PasskeyRequired));
        prop_assert_eq!(status.message.is_some(), status.code.is_some());
        self.check_pending()?;
        prop_assert!(self.session.line.awaits_log_in.is_none() || waits_for(Timer::PairingTimeout));
        match self.session.state() {
            State::Creating(_) | State::WaitingForPairingCode(_) => prop_assert!(waits_for(Timer::PairingTimeout)),
            State::PairingCodeSent(pairing) if pairing.code.is_some() => {
                prop_assert!(waits_for(Timer::CodeExpiry));
                let shown = status.pairing.and_then(|pairing| pairing.code_expires_at);
                prop_assert!(shown <= pairing.code_ends, "a code is shown for longer than it works");
            }
            State::Connecting => {
                // The gate answers first; after that the watchdog fires.
                prop_assert!(waits_for(Timer::ConnectWatchdog) || self.session.line.link.is_some());
            }
            State::Reconnecting { .. } => {
                prop_assert!(
                    waits_for(Timer::Reconnect) || matches!(self.session.line.owner_check, Some(OwnerCheck::Asked(_)))
                );
            }
            State::Error(Parked { until: Some(_), .. }) => {
                // Where a link waits at the gate, the gate answers.
                prop_assert!(
                    waits_for(Timer::ParkOver) || !self.session.reading.is_read() || self.session.line.link.is_some()
                );
            }
            State::WithPasskey(..) => {
                prop_assert!(waits_for(Timer::PasskeyExpiry) && self.session.line.link.is_some());
            }
            State::PairingCodeSent(_) => prop_assert!(self.session.line.link.is_some()),
            State::Error(_) | State::Idle | State::Connected | State::PasskeyRequired => {}
        }
        Ok(())
    }
}

/// Sessions in each of the states, with the effects that led there.
pub(super) fn any_start() -> impl Strategy<Value = (Session, Vec<Effect>)> {
    let slot = prop_oneof![Just(Slot::Current), Just(Slot::Next)];
    (any_start_of_line(), slot).prop_map(|((session, effects), slot)| (Session { slot, ..session }, effects))
}

fn any_start_of_line() -> impl Strategy<Value = (Session, Vec<Effect>)> {
    let all = |session: Session, events: Vec<Event>| {
        let mut effects = Vec::new();
        let mut session = session;
        for (second, event) in events.into_iter().enumerate() {
            let (next, told) = session.on(event, at(second as i64)).unwrap();
            effects.extend(told);
            session = next;
        }
        (session, effects)
    };
    let link = LinkNo(1);
    let sent = || [way_to_qr().to_vec(), vec![code(link)]].concat();
    let connected =
        || vec![Event::Loaded(linked(ASKED)), Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }];
    let broken = [connected(), vec![Event::Ended { link, end_reason: LinkEndReason::Network }]].concat();
    let parked = [connected(), vec![Event::Ended { link, end_reason: LinkEndReason::Locked }]].concat();
    let disconnected = [connected(), vec![disconnect("d"), Event::DisconnectKept]].concat();
    let passkey = [way_to_qr().to_vec(), vec![failed(link, PasskeyFailure::Options)]].concat();
    let with_passkey = [sent(), vec![demanded(link, 1), answered(1), compared(link), confirmed(1)]].concat();
    let dead = Event::CodeDead { link, cause: CodeDeath::Expired };
    let beside_qr = [sent(), vec![request_qr("q"), dead]].concat();
    let since_removal = Some(Duration::from_secs(1790));
    let in_passkey = Some(Parked { code: ErrorCode::PasskeyRequired, until: None });
    let waits = vec![Event::Loaded(Stored { parked: in_passkey, since_removal, ..Stored::default() })];
    let read_again = [disconnected.clone(), vec![change(OTHER, "n"), request(ASKED, "p")]].concat();
    let linked_since = Event::Loaded(Stored { since_removal, ..linked(ASKED) });
    let new = LinkNo(2);
    let way = [change_by_qr("m"), granted(1), emptied(new), Event::Admitted { link: new }];
    let replaced = [vec![linked_since], way.to_vec(), vec![qr(new)]].concat();
    prop_oneof![
        Just(all(unread(), vec![])),
        Just(all(fresh(), vec![])),
        Just(all(fresh(), way_to_qr()[..1].to_vec())),
        Just(all(fresh(), way_to_qr()[..2].to_vec())),
        Just(all(fresh(), way_to_qr().to_vec())),
        Just(all(fresh(), sent())),
        Just(all(fresh(), beside_qr)),
        Just(all(unread(), connected()[..1].to_vec())),
        Just(all(unread(), connected())),
        Just(all(unread(), broken)),
        Just(all(unread(), parked)),
        Just(all(unread(), disconnected)),
        Just(all(fresh(), passkey)),
        (sent().len() + 1..=with_passkey.len()).prop_map(move |steps| all(fresh(), with_passkey[..steps].to_vec())),
        Just(all(unread(), waits)),
        Just(all(in_next(unread()), read_again)),
        Just(all(in_next(unread()), replaced)),
    ]
}

pub(super) fn any_walk(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(Event, bool)>> {
    proptest::collection::vec((any_event(), proptest::bool::weighted(0.8)), length)
}

/// A change of state, with the event that causes it.
pub(super) type Transition = (StateName, StateName, String);

/// Name of the event as in the table of transitions; timers by their own name.
pub(super) fn cause(event: &Event) -> String {
    match event {
        Event::TimerFired(timer) => format!("timer {}", timer.as_str()),
        other => other.name().to_owned(),
    }
}

/// Transitions seen in long walks from every state, the same in every run.
pub(super) fn transitions_walked(walks: usize) -> BTreeSet<Transition> {
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let starts: Vec<_> = (0..100).map(|_| any_start().new_tree(&mut runner).unwrap().current()).collect();
    let events: Vec<_> = (0..3_001).map(|_| any_event().new_tree(&mut runner).unwrap().current()).collect();
    let mut seen = BTreeSet::new();
    // Strides that share no factor with the number of events meet them in ever different orders.
    for walk in 0..walks {
        let (session, effects) = starts[walk % starts.len()].clone();
        let mut walked = Walk::from(session, &effects);
        for step in 0..60 {
            let event = aimed(events[(walk * 7 + step * (walk + 1)) % events.len()].clone(), &walked.session);
            let changed = walked.step(event.clone()).filter(|(from, to)| from != to);
            seen.extend(changed.map(|(from, to)| (from, to, cause(&event))));
        }
    }
    seen
}
