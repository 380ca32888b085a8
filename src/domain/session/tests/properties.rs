//! The machine by property: any event in any order.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::*;

fn any_event() -> impl Strategy<Value = Event> {
    let link = (0_u64..6).prop_map(LinkNo);
    let number = prop_oneof![Just(phone(ASKED)), Just(phone(OTHER))];
    let timer = prop_oneof![
        Just(Timer::PairingBudget),
        Just(Timer::PairingRetry),
        Just(Timer::CodeExpiry),
        Just(Timer::Reconnect),
        Just(Timer::ConnectWatchdog),
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
    let ending = prop_oneof![
        Just(Ending::Network),
        Just(Ending::LoggedOut),
        Just(Ending::ClientOutdated),
        Just(Ending::Locked),
        Just(Ending::Banned),
        Just(Ending::ServerBusy),
        Just(Ending::RestartRequired),
        Just(Ending::PasskeyRequired),
        Just(Ending::Replaced),
        Just(Ending::TemporarilyBanned { until: Some(at(500).now) }),
        Just(Ending::QrExhausted),
        Just(Ending::WrongPhone),
        Just(Ending::NotFinished),
        failure.clone().prop_map(Ending::Store),
    ];
    let parked = prop_oneof![
        Just(Parked { code: ErrorCode::TemporarilyBanned, until: Some(at(20).now) }),
        Just(Parked { code: ErrorCode::AccountLocked, until: None }),
        Just(Parked { code: ErrorCode::PasskeyRequired, until: None }),
        Just(Parked { code: ErrorCode::Disconnected, until: None }),
    ];
    let status = prop_oneof![Just(Some(400)), Just(Some(500)), Just(Some(452)), Just(Some(429)), Just(None)];
    prop_oneof![
        number.clone().prop_map(|number| request(number.digits(), "p")),
        number.clone().prop_map(|number| change(number.digits(), "n")),
        Just(request_qr("q")),
        Just(change_by_qr("m")),
        Just(Event::PairingCancelled { by: Actor::Api, correlation: correlation("c") }),
        Just(reset("r")),
        Just(disconnect("d")),
        proptest::option::of(failure.clone())
            .prop_map(|failure| failure.map_or(Event::DisconnectKept, Event::DisconnectNotKept)),
        Just(Event::Loaded(Stored::default())),
        Just(Event::Loaded(linked(ASKED))),
        parked.prop_map(|parked| Event::Loaded(Stored { parked: Some(parked), ..linked(ASKED) })),
        failure.clone().prop_map(Event::LoadFailed),
        link.clone().prop_map(|link| Event::CredentialsPrepared { link }),
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
        (link.clone(), number.clone()).prop_map(|(link, phone)| Event::Paired { link, phone }),
        link.clone().prop_map(|link| Event::LinkingTaken { link }),
        link.clone().prop_map(|link| Event::PasskeyRequired { link }),
        (link.clone(), number).prop_map(|(link, phone)| Event::Connected { link, phone }),
        (link, ending).prop_map(|(link, ending)| Event::Ended { link, ending }),
        timer.prop_map(Event::TimerFired),
    ]
}

/// The event as the present link, question or wipe would tell it, so that walks lead somewhere.
pub(super) fn aimed(mut event: Event, session: &Session) -> Event {
    let (question, wipe) = (
        session.owner_question.or(session.intent_question).or(session.question),
        session.reset.as_ref().map(|(wipe, _)| *wipe),
    );
    match &mut event {
        Event::CredentialsPrepared { link }
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
        | Event::Paired { link, .. }
        | Event::LinkingTaken { link }
        | Event::PasskeyRequired { link }
        | Event::Connected { link, .. }
        | Event::Ended { link, .. } => *link = session.link.unwrap_or(*link),
        Event::Checked(check, _) => *check = question.unwrap_or(*check),
        Event::Wiped(number) | Event::WipeFailed(number, _) => *number = wipe.unwrap_or(*number),
        Event::Loaded(_)
        | Event::LoadFailed(_)
        | Event::PairingRequested { .. }
        | Event::PairingCancelled { .. }
        | Event::ResetRequested { .. }
        | Event::DisconnectRequested { .. }
        | Event::DisconnectKept
        | Event::DisconnectNotKept(_)
        | Event::TimerFired(_) => {}
    }
    event
}

/// A walk of the machine, whose timers fire only when they are set.
pub(super) struct Walk {
    pub(super) session: Session,
    alarms: BTreeSet<Timer>,
    second: i64,
}

impl Walk {
    pub(super) fn from(session: Session, effects: &[Effect]) -> Self {
        let mut walk = Self { session, alarms: BTreeSet::new(), second: 0 };
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

    /// Takes an event, and tells the states before and after it.
    pub(super) fn step(&mut self, event: Event) -> Option<(StateName, StateName)> {
        let from = self.session.state().name();
        self.take(event).map(|_| (from, self.session.state().name()))
    }

    /// The same, and tells what is to be done.
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
        self.session = next;
        Some(effects)
    }

    /// What must hold in every state.
    fn check(&self) -> Result<(), TestCaseError> {
        let status = self.session.status(at(self.second).now);
        let waits_for = |timer| self.alarms.contains(&timer);
        prop_assert_eq!(status.code.is_some(), matches!(status.state, StateName::Error | StateName::PasskeyRequired));
        prop_assert_eq!(status.message.is_some(), status.code.is_some());
        prop_assert_eq!(self.session.intent.is_some(), self.session.intent_question.is_some());
        match self.session.state() {
            State::Creating(_) | State::WaitingForPairingCode(_) => prop_assert!(waits_for(Timer::PairingBudget)),
            State::PairingCodeSent(pairing) if pairing.code.is_some() => {
                prop_assert!(waits_for(Timer::CodeExpiry));
                let shown = status.pairing.and_then(|pairing| pairing.code_expires_at);
                prop_assert!(shown <= pairing.code_ends, "a code is shown for longer than it works");
            }
            State::Connecting => {
                // The gate answers; after that the watchdog does.
                prop_assert!(waits_for(Timer::ConnectWatchdog) || self.session.link.is_some());
                prop_assert!(self.session.waiting.is_none() || waits_for(Timer::PairingBudget));
            }
            State::Reconnecting { .. } => {
                prop_assert!(waits_for(Timer::Reconnect) || self.session.owner_question.is_some());
            }
            State::Error(Parked { until: Some(_), .. }) => {
                // The gate answers where a link waits there.
                prop_assert!(waits_for(Timer::ParkOver) || !self.session.loaded || self.session.link.is_some());
            }
            State::PairingCodeSent(_) => prop_assert!(self.session.link.is_some()),
            State::Error(_) | State::Idle | State::Connected | State::PasskeyRequired => {}
        }
        Ok(())
    }
}

/// Sessions in each of the states, with the effects that led there.
pub(super) fn any_start() -> impl Strategy<Value = (Session, Vec<Effect>)> {
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
    let broken = [connected(), vec![Event::Ended { link, ending: Ending::Network }]].concat();
    let parked = [connected(), vec![Event::Ended { link, ending: Ending::Locked }]].concat();
    let disconnected = [connected(), vec![disconnect("d"), Event::DisconnectKept]].concat();
    let passkey = [way_to_qr().to_vec(), vec![Event::PasskeyRequired { link }]].concat();
    prop_oneof![
        Just(all(unread(), vec![])),
        Just(all(fresh(), vec![])),
        Just(all(fresh(), way_to_qr()[..1].to_vec())),
        Just(all(fresh(), way_to_qr().to_vec())),
        Just(all(fresh(), sent())),
        Just(all(unread(), connected()[..1].to_vec())),
        Just(all(unread(), connected())),
        Just(all(unread(), broken)),
        Just(all(unread(), parked)),
        Just(all(unread(), disconnected)),
        Just(all(fresh(), passkey)),
    ]
}

pub(super) fn any_walk(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(Event, bool)>> {
    proptest::collection::vec((any_event(), proptest::bool::weighted(0.8)), length)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_state_any_events_lead_to_a_valid_status_and_leave_nothing_waiting_without_an_alarm(
        (session, effects) in any_start(),
        events in any_walk(1..60),
    ) {
        let mut walk = Walk::from(session, &effects);
        walk.check()?;
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            if let Some((from, to)) = walk.step(event.clone()) {
                prop_assert!(from == to || from.successors().contains(&to), "{} leads from {} to {}", event.name(), from, to);
            }
            walk.check()?;
        }
    }

    #[test]
    fn a_reset_leads_to_idle_from_everywhere((session, effects) in any_start(), events in any_walk(0..40)) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            walk.step(event);
        }
        walk.step(reset("z"));
        if walk.session.intent.is_some() {
            let question = walk.session.intent_question.unwrap();
            walk.step(Event::Checked(question, Ok(CodeGrant::default())));
        }
        prop_assert_eq!(walk.session.state().name(), StateName::Idle);
        prop_assert!(!walk.session.status(at(99).now).linked);
    }

    #[test]
    fn a_disconnect_that_is_done_closes_the_line_and_nothing_opens_one_before_somebody_asks(
        (session, effects) in any_start(),
        events in any_walk(0..40),
        later in any_walk(0..40),
    ) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            walk.step(event);
        }
        let mut told = walk.tell(disconnect("z"));
        let answers = [Event::Loaded(linked(ASKED)), granted(0), Event::Wiped(WipeNo(0)), Event::DisconnectKept];
        // Several questions may wait for their answers.
        for answer in answers.iter().cycle().take(3 * answers.len()) {
            told.extend(walk.tell(aimed(answer.clone(), &walk.session)));
        }
        let done = Effect::Tell(Notice::DisconnectDone { correlation: correlation("z") });
        prop_assert_eq!(told.iter().filter(|effect| **effect == done).count(), 1, "{:?}", told);
        prop_assert_eq!(walk.session.current_link(), None);
        let stays = [ErrorCode::Disconnected, ErrorCode::PasskeyRequired];
        prop_assert!(!walk.session.is_linked() || walk.session.reason().is_some_and(|code| stays.contains(&code)));
        for (event, aim) in later {
            let event = if aim { aimed(event, &walk.session) } else { event };
            // A person, or a life that begins with what is stored.
            let begins = matches!(event, Event::PairingRequested { .. } | Event::Loaded(_));
            let opened = if begins { Vec::new() } else { walk.tell(event) };
            prop_assert!(!disconnects::opens(&opened), "{:?}", opened);
        }
    }

    #[test]
    fn what_a_session_that_is_not_its_links_says_changes_nothing(
        (session, _) in any_start(),
        event in any_event(),
    ) {
        if event.link().is_some_and(|link| session.current_link() != Some(link)) {
            prop_assert_eq!(session.clone().on(event, at(1)).unwrap(), (session, Vec::new()));
        }
    }
}

/// Edges seen in long walks from every state, the same in every run.
pub(super) fn edges_walked(walks: usize) -> BTreeSet<(StateName, StateName)> {
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let starts: Vec<_> = (0..50).map(|_| any_start().new_tree(&mut runner).unwrap().current()).collect();
    let events: Vec<_> = (0..3_001).map(|_| any_event().new_tree(&mut runner).unwrap().current()).collect();
    let mut edges = BTreeSet::new();
    // Strides that share no factor with the number of events meet them in ever different orders.
    for walk in 0..walks {
        let (session, effects) = starts[walk % starts.len()].clone();
        let mut walked = Walk::from(session, &effects);
        for step in 0..60 {
            let event = aimed(events[(walk * 7 + step * (walk + 1)) % events.len()].clone(), &walked.session);
            edges.extend(walked.step(event).filter(|(from, to)| from != to));
        }
    }
    edges
}
