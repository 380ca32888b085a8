//! The machine by property: any event in any order.

use std::collections::BTreeSet;

use proptest::prelude::*;

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
        Just(Timer::Reload),
        Just(Timer::BanLifted),
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
        Just(Ending::Replaced),
        Just(Ending::TemporarilyBanned { until: Some(at(500).now) }),
        Just(Ending::QrExhausted),
        failure.clone().prop_map(Ending::Store),
    ];
    let status = prop_oneof![Just(Some(400)), Just(Some(500)), Just(Some(452)), Just(None)];
    prop_oneof![
        number.clone().prop_map(|number| request(number.digits(), "p")),
        Just(Event::PairingRequested { method: PairingMethod::Qr, phone: None, correlation: correlation("q") }),
        Just(Event::PairingCancelled { correlation: correlation("c") }),
        Just(Event::ResetRequested { correlation: correlation("r") }),
        Just(Event::Loaded(Stored::default())),
        Just(Event::Loaded(linked(ASKED))),
        failure.clone().prop_map(Event::LoadFailed),
        link.clone().prop_map(|link| Event::CredentialsPrepared { link }),
        (link.clone(), failure.clone()).prop_map(|(link, failure)| Event::PrepareFailed { link, failure }),
        (0_u64..4, proptest::option::of(failure.clone()))
            .prop_map(|(check, failure)| Event::Checked(CheckNo(check), failure.map_or(Ok(()), Err))),
        (0_u64..4).prop_map(|wipe| Event::Wiped(WipeNo(wipe))),
        (0_u64..4, failure).prop_map(|(wipe, failure)| Event::WipeFailed(WipeNo(wipe), failure)),
        link.clone().prop_map(qr),
        link.clone().prop_map(code),
        (link.clone(), status)
            .prop_map(|(link, status)| Event::CodeRefused { link, refusal: Refusal { status, backoff_seconds: None } }),
        link.clone().prop_map(|link| Event::CodeDead { link }),
        link.clone().prop_map(|link| Event::PhoneAnswered { link }),
        (link.clone(), number.clone()).prop_map(|(link, phone)| Event::Paired { link, phone }),
        link.clone().prop_map(|link| Event::PasskeyRequired { link }),
        (link.clone(), number).prop_map(|(link, phone)| Event::Connected { link, phone }),
        (link, ending).prop_map(|(link, ending)| Event::Ended { link, ending }),
        timer.prop_map(Event::TimerFired),
    ]
}

fn keep_alarms(alarms: &mut BTreeSet<Timer>, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Arm(timer, _) => drop(alarms.insert(*timer)),
            Effect::Disarm(timer) => drop(alarms.remove(timer)),
            Effect::DisarmAll => alarms.clear(),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_events_leads_to_a_status_and_leaves_nothing_waiting_without_an_alarm(
        events in proptest::collection::vec(any_event(), 1..60),
    ) {
        let mut session = fresh();
        let mut alarms = BTreeSet::new();
        for (second, event) in events.into_iter().enumerate() {
            let moment = at(second as i64);
            if let Event::TimerFired(timer) = &event && !alarms.remove(timer) {
                continue;
            }
            let Ok((next, effects)) = session.clone().on(event, moment) else { continue };
            keep_alarms(&mut alarms, &effects);
            session = next;
            let status = session.status(moment.now);
            prop_assert_eq!(status.code.is_some(), matches!(status.state, StateName::Error | StateName::PasskeyRequired));
            match session.state() {
                State::Creating(_) | State::WaitingForPairingCode(_) => prop_assert!(alarms.contains(&Timer::PairingBudget)),
                State::PairingCodeSent(pairing) if pairing.code.is_some() => prop_assert!(alarms.contains(&Timer::CodeExpiry)),
                State::Connecting => {
                    prop_assert!(alarms.contains(&Timer::ConnectWatchdog));
                    prop_assert!(session.waiting.is_none() || alarms.contains(&Timer::PairingBudget));
                }
                State::Reconnecting { .. } => prop_assert!(alarms.contains(&Timer::Reconnect)),
                State::PairingCodeSent(_) | State::Idle | State::Connected | State::PasskeyRequired | State::Error(_) => {}
            }
        }
    }

    #[test]
    fn a_reset_leads_to_idle_from_everywhere(events in proptest::collection::vec(any_event(), 0..40)) {
        let mut session = fresh();
        for (second, event) in events.into_iter().enumerate() {
            if let Ok((next, _)) = session.clone().on(event, at(second as i64)) {
                session = next;
            }
        }
        let (mut session, _) = session.on(Event::ResetRequested { correlation: correlation("z") }, at(99)).unwrap();
        if session.intent.is_some() {
            let answer = Event::Checked(session.last_check, Ok(()));
            (session, _) = session.on(answer, at(99)).unwrap();
        }
        prop_assert_eq!(session.state().name(), StateName::Idle);
        prop_assert!(!session.status(at(99).now).linked);
    }
}
