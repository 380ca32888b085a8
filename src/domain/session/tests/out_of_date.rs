//! Tests of a read of the stored data while something newer begins: what was read is out of date then, and the requests
//! that wait for it are answered.

use super::*;

/// Disconnected by a person, with credentials.
fn kept() -> Stored {
    Stored { parked: Some(Parked { code: ErrorCode::Disconnected, until: None }), ..linked(ASKED) }
}

fn disconnected() -> Session {
    loaded(kept())
}

/// A disconnected session that reads its credentials anew for request `a`, while change `n` is checked.
fn reading_during_a_check() -> Session {
    after(in_next(disconnected()), [change(OTHER, "n"), request(ASKED, "a")]).0
}

fn cancel() -> Event {
    Event::PairingCancelled { by: TriggeredBy::Api, correlation: correlation("c") }
}

/// Correlation ids and codes of the pairings and requests that are told to have failed, in order.
pub(super) fn failures(effects: &[Effect]) -> Vec<(&str, ErrorCode)> {
    let told = notifications(effects).into_iter();
    told.filter_map(|notification| match notification {
        SessionNotification::PairingFailed { code, correlation, .. } => Some((correlation.as_str(), *code)),
        _ => None,
    })
    .collect()
}

#[test]
fn read_from_before_a_granted_change_is_out_of_date() {
    let (session, effects) = after(reading_during_a_check(), [granted(1)]);
    assert_eq!(failures(&effects), [("a", ErrorCode::Superseded)]);
    assert_eq!((session.state().name(), session.current_link()), (StateName::Creating, Some(LinkNo(1))));
    assert_eq!(session.clone().on(Event::Loaded(kept()), at(9)).unwrap(), (session.clone(), Vec::new()));
    let failed = Event::LoadFailed(StoreFailure::Unavailable);
    assert_eq!(session.clone().on(failed, at(9)).unwrap(), (session, Vec::new()));
}

#[test]
fn requests_for_the_number_that_begins_join_it_after_a_read() {
    let waiting = after(reading_during_a_check(), [change(OTHER, "b"), request_qr("q")]).0;
    let (session, effects) = after(waiting, [granted(1)]);
    assert_eq!(failures(&effects), [("a", ErrorCode::Superseded)]);
    assert!(session.state().pairing().unwrap().qr_wanted);
    let link = LinkNo(1);
    let way = [emptied(link), Event::Admitted { link }, qr(link), code(link)];
    assert_eq!(after(session, way).0.state().name(), StateName::PairingCodeSent);
}

#[test]
fn reset_answers_the_requests_that_wait_for_a_read() {
    let (session, effects) = after(reading_during_a_check(), [reset("r")]);
    assert_eq!(failures(&effects), [("n", ErrorCode::Superseded), ("a", ErrorCode::Superseded)]);
    let (session, _) = after(session, [Event::Loaded(kept()), Event::Wiped(WipeNo(1))]);
    assert_eq!(session.state().name(), StateName::Idle);
}

#[test]
fn failed_reset_leaves_a_disconnected_session_disconnected() {
    let (session, _) = after(disconnected(), [request(ASKED, "a"), reset("r")]);
    let failed = Event::WipeFailed(WipeNo(1), StoreFailure::Unavailable);
    let (session, effects) = after(session, [failed, Event::Loaded(kept())]);
    assert_eq!((session.reason(), session.current_link()), (Some(ErrorCode::Disconnected), None), "{effects:?}");
}

#[test]
fn disconnect_during_a_read_refuses_the_change_that_is_checked() {
    let (session, effects) = after(reading_during_a_check(), [disconnect("d")]);
    assert_eq!(failures(&effects), [("n", ErrorCode::Disconnected), ("a", ErrorCode::Disconnected)]);
    let (session, effects) = after(session, [granted(1)]);
    assert_eq!(effects, [Effect::GiveBack]);
    assert_eq!(after(session, [Event::Loaded(kept())]).0.reason(), Some(ErrorCode::Disconnected));
}

#[test]
fn cancelled_request_does_not_undo_a_disconnect() {
    let (session, effects) = after(disconnected(), [request(ASKED, "a"), cancel()]);
    assert_eq!(failures(&effects), [("a", ErrorCode::Superseded)]);
    let (session, effects) = after(session, [Event::Loaded(kept())]);
    assert_eq!((session.reason(), session.current_link()), (Some(ErrorCode::Disconnected), None));
    assert!(!effects.contains(&Effect::ForgetDisconnect), "{effects:?}");
    let (session, effects) = after(session, [request(ASKED, "b"), Event::Loaded(kept())]);
    assert_eq!(session.state().name(), StateName::Connecting);
    assert!(effects.contains(&Effect::ForgetDisconnect));
}

#[test]
fn change_after_a_request_leaves_the_park_until_its_check() {
    let (session, _) = after(disconnected(), [request(ASKED, "a"), change(OTHER, "n")]);
    let (session, effects) = after(session, [Event::Loaded(kept())]);
    assert_eq!(failures(&effects), [("a", ErrorCode::Superseded)]);
    assert!(!effects.contains(&Effect::ForgetDisconnect), "{effects:?}");
    for answer in [denied(1, StoreFailure::PhoneInUse), cancel()] {
        let (session, _) = after(session.clone(), [answer]);
        assert_eq!((session.reason(), session.current_link()), (Some(ErrorCode::Disconnected), None));
    }
}

#[test]
fn each_request_that_waited_for_a_read_is_answered_itself() {
    let since_removal = Some(Duration::from_secs(1799));
    let session = loaded(Stored { since_removal, ..Stored::default() });
    let waiting = session.on(request(ASKED, "a"), at(5)).unwrap().0.on(request(ASKED, "b"), at(6)).unwrap().0;
    let read = Stored { since_removal: Some(Duration::from_secs(60)), ..Stored::default() };
    let (_, effects) = waiting.on(Event::Loaded(read), at(7)).unwrap();
    let told: Vec<_> = refusals(&effects).into_iter().map(|(who, refusal)| (who, refusal.code)).collect();
    assert_eq!(told, [("a", ErrorCode::RemovedAfterLink), ("b", ErrorCode::RemovedAfterLink)]);
}

#[test]
fn cancel_answers_the_requests_that_wait() {
    let log_in = after(in_next(loaded(linked(ASKED))), [request(ASKED, "a"), cancel()]);
    assert_eq!(failures(&log_in.1), [("a", ErrorCode::Superseded)]);
    assert_eq!(log_in.0.state().name(), StateName::Connecting, "the line goes on");
    let (session, effects) = after(in_next(connected()), [change(OTHER, "n"), cancel()]);
    assert_eq!(failures(&effects), [("n", ErrorCode::Superseded)]);
    assert_eq!(after(session, [granted(1)]).1, [Effect::GiveBack]);
    let under_way = after(with_code_on_screen(), [cancel()]).1;
    assert_eq!(failures(&under_way), [], "the status tells it");
}

#[test]
fn session_idle_for_a_change_connects_when_that_is_dropped() {
    let idle = after(in_next(unread()), [Event::LoadFailed(StoreFailure::Unavailable), change(OTHER, "n")]).0;
    let idle = after(idle, [Event::Loaded(linked(ASKED))]).0;
    assert_eq!((idle.state().name(), idle.is_linked()), (StateName::Idle, true));
    let refused = [disconnect("d"), Event::DisconnectNotKept(StoreFailure::Unavailable)];
    for dropped in [vec![cancel()], refused.to_vec()] {
        let session = after(idle.clone(), dropped).0;
        assert_eq!((session.state().name(), session.current_link()), (StateName::Connecting, Some(LinkNo(1))));
    }
}

#[test]
fn request_read_during_a_reset_ends_with_what_joins_it() {
    let removed = Stored { since_removal: Some(Duration::from_secs(1799)), ..linked(ASKED) };
    for (joins, code) in [(disconnect("d"), ErrorCode::Disconnected), (reset("s"), ErrorCode::Superseded)] {
        let parked = Some(Parked { code: ErrorCode::AccountLocked, until: None });
        let session = after(loaded(Stored { parked, ..removed.clone() }), [reset("r")]).0;
        let session = session.on(request(ASKED, "a"), at(5)).unwrap().0;
        assert!(session.awaits_reading(&correlation("a")));
        let (session, effects) = after(session, [joins]);
        assert_eq!(failures(&effects), [("a", code)]);
        let (session, effects) = after(session, [Event::Wiped(WipeNo(1)), Event::Loaded(Stored::default())]);
        assert_eq!((session.state().name(), effects.len()), (StateName::Idle, 0));
    }
}
