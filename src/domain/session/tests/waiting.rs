//! Property-based tests of what must not be left behind: an open link, or a pairing request without an answer.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::out_of_date::failures;
use super::walks::{Walk, aimed, any_start, any_walk};
use super::*;
use crate::session::another_number::Intent;
use crate::session::requests::PairingRequest;
use crate::session::unread::Reading;

/// Pairing requests that wait: for the stored data, for a check, or for a log-in.
fn waiting(session: &Session) -> Vec<PairingRequest> {
    let mut all = Vec::new();
    if let Reading::UnreadForPairings(waiting) = &session.reading {
        all.extend(waiting.iter().cloned());
    }
    if let Some(Intent::Pair { request, .. }) = &session.linking.intent {
        all.push(request.clone());
    }
    all.extend(session.line.awaits_log_in.clone());
    all
}

/// Answers to the request with this id.
fn answers(effects: &[Effect], id: &str) -> usize {
    let told = failures(effects).into_iter().map(|(who, _)| who);
    told.chain(refusals(effects).into_iter().map(|(who, _)| who)).filter(|who| *who == id).count()
}

/// Whether the request waits on as part of another one, or has what it asked for.
fn joined(request: &PairingRequest, session: &Session, effects: &[Effect]) -> bool {
    let same = |phone: Option<&Phone>| request.method == PairingMethod::Qr || request.is_for(phone);
    let is_connected = |told: &&SessionNotification| matches!(told, SessionNotification::Connected { .. });
    let handed_on = |effect: &Effect| matches!(effect, Effect::ChangePhone(handed) if **handed == *request);
    notifications(effects).iter().any(is_connected)
        || effects.iter().any(handed_on)
        || session.state().pairing().is_some_and(|pairing| same(pairing.phone.as_ref()))
        || session.line.awaits_log_in.is_some()
        || waiting(session).iter().any(|other| same(other.phone.as_ref()))
}

/// The pairing request with a correlation id of its own; other events stay as they are.
fn numbered(event: Event, number: usize) -> Event {
    match event {
        Event::PairingRequested { method, phone, options, by, .. } => {
            let correlation = correlation(&format!("request-{number}"));
            Event::PairingRequested { method, phone, options, by, correlation }
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_link_is_closed_or_ended_before_the_next(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        let mut open = walk.session.current_link();
        for (event, aim) in events {
            let event = if aim { aimed(event, &walk.session) } else { event };
            let ends = matches!(event, Event::Ended { .. });
            let effects = walk.tell(event.clone());
            // An end that the machine refuses leaves its link.
            let ended = ends && event.link() == open && (!effects.is_empty() || walk.session.current_link() != open);
            open = open.filter(|_| !ended);
            for effect in effects {
                match effect {
                    Effect::Close { link, .. } => {
                        prop_assert_eq!(open.take(), Some(link), "{} closes it", event.name());
                    }
                    Effect::AskAdmission { link, .. } | Effect::Prepare { link, .. } | Effect::Open { link, .. } => {
                        let before = open.replace(link).filter(|before| *before != link);
                        prop_assert_eq!(before, None, "{} leaves it open for {:?}", event.name(), link);
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(open, walk.session.current_link(), "after {}", event.name());
        }
    }

    #[test]
    fn each_waiting_pairing_is_answered_once_or_joins(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        let mut settled = BTreeSet::new();
        for (number, (event, aim)) in events.into_iter().enumerate() {
            let event = numbered(if aim { aimed(event, &walk.session) } else { event }, number);
            let before = waiting(&walk.session);
            let effects = walk.tell(event.clone());
            let after = waiting(&walk.session);
            let leaves = effects.contains(&Effect::Leave(ExitRequest::Reload));
            for (id, _) in failures(&effects) {
                prop_assert!(!settled.contains(id), "{} is answered again by {}", id, event.name());
            }
            for request in before {
                let id = request.correlation.as_str();
                let (told, waits) = (answers(&effects, id), after.contains(&request));
                if !waits && !joined(&request, &walk.session, &effects) {
                    prop_assert_eq!(told, 1, "{} is dropped by {}: {:?}", id, event.name(), effects);
                }
                prop_assert!(told <= usize::from(!waits), "{} is answered by {}: {:?}", id, event.name(), effects);
                settled.extend((told == 1).then(|| id.to_owned()));
            }
            if leaves {
                prop_assert!(after.is_empty(), "{:?} are left without an answer", after);
                return Ok(());
            }
        }
    }
}
