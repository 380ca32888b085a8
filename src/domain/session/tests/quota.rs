//! Tests of the quota of pairings per hour.

use super::*;
use crate::access::{AccessId, Principal, Scope};

fn cancel() -> Event {
    Event::PairingCancelled { by: TriggeredBy::Client, correlation: correlation("c") }
}

/// Requests a QR and cancels it, this many times, all in one second.
fn given_up(mut session: Session, times: usize) -> Session {
    for _ in 0..times {
        for event in [request_qr("q"), cancel()] {
            session = session.on(event, at(0)).unwrap().0;
        }
    }
    session
}

fn left(effects: &[Effect]) -> Option<u64> {
    let refused = refusals(effects).into_iter().find(|(_, refusal)| refusal.code == ErrorCode::RateLimited);
    refused.map(|(_, refusal)| refusal.retry_after.unwrap().as_secs())
}

#[test]
fn pairings_beyond_thirty_an_hour_are_refused_with_the_wait() {
    let session = given_up(fresh(), 30);
    for event in [request_qr("q"), request(ASKED, "a")] {
        let (refused, effects) = session.clone().on(event.clone(), at(600)).unwrap();
        assert_eq!((left(&effects), refused), (Some(3000), session.clone()), "nothing is changed");
        let (granted, effects) = session.clone().on(event, at(3600)).unwrap();
        assert_eq!((left(&effects), granted.state().name()), (None, StateName::Creating));
    }
}

#[test]
fn joined_or_retried_pairing_counts_once() {
    let once = after(fresh(), [request_qr("q")]).0;
    let begun = once.pairings_begun().clone();
    let again = after(once, [request_qr("r"), request_qr("s")]).0;
    assert_eq!(*again.pairings_begun(), begun);
    let full = given_up(fresh(), 29);
    let shown = after(full, way_to_qr_on(LinkNo(30))).0;
    assert_eq!(shown.state().name(), StateName::WaitingForPairingCode);
    let (kept, effects) = after(shown.clone(), [request(OTHER, "b")]);
    assert!(left(&effects).is_some());
    assert_eq!(kept, shown, "the code on the screen lives on");
}

#[test]
fn change_of_number_counts_once_by_code_and_by_qr() {
    for event in [change(OTHER, "b"), change_by_qr("b")] {
        let line = in_next(connected()).having_begun(given_up(fresh(), 29).pairings_begun().clone());
        let (session, _) = after(line, [event, granted(1), emptied(LinkNo(2)), request(ASKED, "c")]);
        assert_eq!(session.current_link(), Some(LinkNo(2)), "a thirty-first pairing is refused");
    }
}

#[test]
fn change_of_number_beyond_the_quota_leaves_the_line_alone() {
    let begun = given_up(fresh(), 30).pairings_begun().clone();
    for event in [change(OTHER, "b"), change_by_qr("b")] {
        let line = in_next(connected()).having_begun(begun.clone());
        let (session, effects) = after(line.clone(), [event]);
        assert!(left(&effects).is_some(), "{effects:?}");
        assert_eq!(session, line);
    }
}

#[test]
fn request_the_database_refuses_is_no_pairing() {
    let mut session = fresh();
    for number in 1..=40 {
        let link = LinkNo(number);
        let in_use = Event::PrepareFailed { link, failure: StoreFailure::PhoneInUse };
        let refused = if number % 2 == 0 { in_use } else { limited(link, 99) };
        for event in [request(ASKED, "a"), Event::Admitted { link }, refused] {
            let (next, effects) = session.on(event, at(0)).unwrap();
            assert_eq!(left(&effects), None);
            session = next;
        }
    }
    assert_eq!(after(session, [request_qr("q")]).0.state().name(), StateName::Creating, "a QR works meanwhile");
}

#[test]
fn pairings_of_operators_are_not_counted() {
    let scopes = [Scope::SessionsWrite].into_iter().collect();
    let principal = Some(Principal::Key { id: AccessId::from_random([1; AccessId::LENGTH]), scopes });
    let by_key = |event: Event| match event {
        Event::PairingRequested { method, phone, options, correlation, .. } => {
            let by = Asker { actor: TriggeredBy::Api, principal: principal.clone() };
            Event::PairingRequested { method, phone, options, by, correlation }
        }
        other => other,
    };
    let full = given_up(fresh(), 30);
    let mut session = full.clone();
    for event in [request_qr("q"), cancel(), request(ASKED, "a"), cancel(), request_qr("q")] {
        let (next, effects) = session.on(by_key(event), at(1)).unwrap();
        assert_eq!(left(&effects), None);
        session = next;
    }
    assert_eq!(session.pairings_begun(), full.pairings_begun());
}
