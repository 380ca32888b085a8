//! Property-based tests of the machine: any event in any order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::walks::{Walk, aimed, any_event, any_start, any_walk, waiting};
use super::*;
use crate::session::another_number::Rows;

/// The event with a correlation id of its own, if it is a request for a reset or a disconnect.
fn numbered(event: Event, number: usize) -> (Event, Option<String>) {
    let id = format!("request-{number}");
    let correlation = correlation(&id);
    match event {
        Event::ResetRequested { by, .. } => (Event::ResetRequested { by, correlation }, Some(id)),
        Event::DisconnectRequested { by, .. } => (Event::DisconnectRequested { by, correlation }, Some(id)),
        other => (other, None),
    }
}

/// Correlation ids of the requests for a reset or a disconnect that are answered, in order.
fn answered(effects: &[Effect]) -> Vec<String> {
    let told = notifications(effects).into_iter();
    told.filter_map(|notification| match notification {
        SessionNotification::ResetDone { correlation }
        | SessionNotification::ResetFailed { correlation, .. }
        | SessionNotification::DisconnectDone { correlation }
        | SessionNotification::DisconnectFailed { correlation, .. } => Some(correlation.to_string()),
        SessionNotification::CodeReady { .. }
        | SessionNotification::QrReady { .. }
        | SessionNotification::Passkey(_)
        | SessionNotification::Connected { .. }
        | SessionNotification::PairingFailed { .. } => None,
    })
    .collect()
}

fn leaves(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Leave(ExitRequest::Reload))
}

/// The link that an effect opens or uses; `None` for effects without one and for a close.
fn link_used(effect: &Effect) -> Option<LinkNo> {
    match effect {
        Effect::AskAdmission { link, .. }
        | Effect::Prepare { link, .. }
        | Effect::Open { link, .. }
        | Effect::RequestCode { link, .. }
        | Effect::AnswerPasskey { link, .. }
        | Effect::ConfirmPasskey { link } => Some(*link),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_lead_to_a_valid_status_with_its_timers_armed(
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
    fn code_is_requested_only_over_emptied_rows((session, effects) in any_start(), events in any_walk(0..60)) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let asked = walk.tell(event).into_iter().filter(|effect| matches!(effect, Effect::RequestCode { .. }));
            for effect in asked {
                prop_assert_eq!(&walk.session.linking.rows, &Rows::Emptied);
                prop_assert_eq!(link_used(&effect), walk.session.current_link());
            }
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
        if let Some(intent) = &walk.session.linking.intent {
            walk.step(Event::Checked(intent.check(), Ok(CodeGrant::default())));
        }
        prop_assert_eq!(walk.session.state().name(), StateName::Idle);
        prop_assert!(!walk.session.status(at(99).now).linked);
    }

    #[test]
    fn disconnected_session_opens_no_link_until_it_is_asked_to(
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
        // Several checks may wait for their answers.
        for answer in answers.iter().cycle().take(3 * answers.len()) {
            told.extend(walk.tell(aimed(answer.clone(), &walk.session)));
        }
        let done = Effect::Tell(SessionNotification::DisconnectDone { correlation: correlation("z") });
        prop_assert_eq!(told.iter().filter(|effect| **effect == done).count(), 1, "{:?}", told);
        prop_assert_eq!(walk.session.current_link(), None);
        let stays = [ErrorCode::Disconnected, ErrorCode::PasskeyRequired];
        prop_assert!(!walk.session.is_linked() || walk.session.reason().is_some_and(|code| stays.contains(&code)));
        for (event, aim) in later {
            let event = if aim { aimed(event, &walk.session) } else { event };
            // A person's request, or a life that begins with the stored data.
            let begins = matches!(event, Event::PairingRequested { .. } | Event::Loaded(_));
            let opened = if begins { Vec::new() } else { walk.tell(event) };
            prop_assert!(!disconnects::opens(&opened), "{:?}", opened);
        }
    }

    #[test]
    fn events_of_other_links_change_nothing(
        (session, _) in any_start(),
        event in any_event(),
    ) {
        if event.link().is_some_and(|link| session.current_link() != Some(link)) {
            // What is granted to another link is given back.
            let granted = matches!(event, Event::CredentialsPrepared { grant: Some(_), .. });
            let effects = if granted { vec![Effect::GiveBack] } else { Vec::new() };
            prop_assert_eq!(session.clone().on(event, at(1)).unwrap(), (session, effects));
        }
    }

    #[test]
    fn each_reset_and_disconnect_is_answered_exactly_once(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        let mut open = BTreeSet::new();
        let answers = [Event::Loaded(linked(ASKED)), granted(0), Event::Wiped(WipeNo(0)), Event::DisconnectKept];
        // At the end everything is answered that the session waits for.
        let all = events.into_iter().chain(answers.into_iter().cycle().take(12).map(|answer| (answer, true)));
        for (number, (event, aim)) in all.enumerate() {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let (event, id) = numbered(event, number);
            open.extend(id);
            let effects = walk.tell(event);
            for id in answered(&effects) {
                prop_assert!(open.remove(&id), "{} is answered and does not wait", id);
            }
            if leaves(&effects) {
                prop_assert_eq!(open, BTreeSet::new(), "it leaves without an answer");
                return Ok(());
            }
            let waiting: Vec<_> = waiting(&walk.session).into_iter().map(ToString::to_string).collect();
            prop_assert_eq!(waiting.len(), open.len(), "{:?} wait, {:?} are not answered", waiting, open);
            prop_assert!(waiting.iter().all(|id| open.contains(id)), "{:?} wait, {:?} are not answered", waiting, open);
        }
        prop_assert_eq!(open, BTreeSet::new());
    }

    #[test]
    fn disconnect_being_stored_ends_only_with_its_answer(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let before = walk.session.storing_disconnect.clone();
            let answer = matches!(event, Event::DisconnectKept | Event::DisconnectNotKept(_));
            let effects = walk.tell(event);
            let Some(before) = before.filter(|_| !answer && !leaves(&effects)) else { continue };
            let after = walk.session.storing_disconnect.as_deref().unwrap_or_default();
            prop_assert!(after.starts_with(&before), "{:?} waited, {:?} wait", before, after);
            let records = |effect: &Effect| {
                matches!(effect, Effect::NotePark(_) | Effect::TouchConnected | Effect::KeepDisconnect)
            };
            prop_assert!(!effects.iter().any(records), "it would undo the disconnect: {:?}", effects);
        }
    }

    #[test]
    fn unread_session_wipes_only_keys_of_its_pairing_unasked(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let before = walk.session.clone();
            let reads = matches!(event, Event::Loaded(_));
            let effects = walk.tell(event.clone());
            if !before.reading.is_read() && !reads && before.state().pairing().is_none() {
                let unasked = |effect: &Effect| matches!(effect, Effect::Wipe(_, WipeOrder::DeadCredentials | WipeOrder::UnpreparedPairing));
                prop_assert!(!effects.iter().any(unasked), "{} in {}", event.name(), before.state().name());
            }
        }
    }

    #[test]
    fn no_effect_concerns_a_retired_link((session, effects) in any_start(), events in any_walk(1..80)) {
        let mut walk = Walk::from(session, &effects);
        let mut retired = BTreeSet::new();
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let before = walk.session.current_link();
            for effect in walk.tell(event.clone()) {
                if let Effect::Close { link, .. } = effect {
                    prop_assert!(retired.insert(link), "{} closes {:?} again", event.name(), link);
                } else if let Some(link) = link_used(&effect) {
                    prop_assert!(!retired.contains(&link), "{} uses {:?}: {:?}", event.name(), link, effect);
                }
            }
            retired.extend(before.filter(|_| walk.session.current_link() != before));
        }
    }
}
