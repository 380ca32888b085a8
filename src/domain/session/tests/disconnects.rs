//! Tests of a disconnect on request.

use super::*;
use crate::PasskeyFailure;

fn disconnected() -> Session {
    after(connected(), [disconnect("d"), Event::DisconnectKept]).0
}

/// Correlation ids of the requests that were told that the disconnect is done, in order.
fn done(effects: &[Effect]) -> Vec<&str> {
    let told = notifications(effects).into_iter();
    told.filter_map(|notification| match notification {
        SessionNotification::DisconnectDone { correlation } => Some(correlation.as_str()),
        _ => None,
    })
    .collect()
}

fn failed(effects: &[Effect]) -> Option<ErrorCode> {
    notifications(effects).iter().find_map(|notification| {
        if let SessionNotification::DisconnectFailed { code, .. } = notification { Some(*code) } else { None }
    })
}

fn as_stored(parked: Option<Parked>) -> Stored {
    Stored { parked, ..linked(ASKED) }
}

fn on_purpose() -> Stored {
    as_stored(Some(Parked { code: ErrorCode::Disconnected, until: None }))
}

pub(super) fn opens(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::AskAdmission { .. } | Effect::Open { .. }))
}

#[test]
fn disconnect_is_stored_before_link_closes_without_log_out() {
    let (session, effects) = after(connected(), [disconnect("d")]);
    assert_eq!(effects, [Effect::KeepDisconnect]);
    assert_eq!(session.state().name(), StateName::Connected);
    let (session, effects) = after(session, [Event::DisconnectKept]);
    assert!(effects.contains(&Effect::Close { link: LinkNo(1), log_out: false }));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..) | Effect::Arm(..) | Effect::Report { .. })));
    assert_eq!(done(&effects), ["d"]);
    let status = session.status(at(9).now);
    assert_eq!((status.state, status.code, status.linked), (StateName::Error, Some(ErrorCode::Disconnected), true));
    assert_eq!((status.user_action, status.retry_after_ms), (crate::UserAction::Retry, None));
    assert_eq!(status.correlation_id, correlation("d"));
}

#[test]
fn disconnect_that_is_not_stored_leaves_the_line_as_it_is() {
    for failure in [StoreFailure::Unavailable, StoreFailure::Fenced] {
        let (session, effects) = after(connected(), [disconnect("d"), Event::DisconnectNotKept(failure)]);
        assert_eq!(failed(&effects), Some(failure.error_code()));
        assert_eq!((session.state().name(), session.current_link()), (StateName::Connected, Some(LinkNo(1))));
    }
}

#[test]
fn disconnect_with_unknown_outcome_reloads_the_session() {
    let unknown = Event::DisconnectNotKept(StoreFailure::UnknownOutcome);
    let (_, effects) = after(connected(), [disconnect("d"), unknown]);
    assert_eq!(failed(&effects), Some(ErrorCode::StoreUnavailable));
    assert_eq!(effects.last(), Some(&Effect::Leave(ExitRequest::Reload)));
    assert!(!effects.contains(&Effect::TouchConnected), "that would undo what may have been kept");
}

#[test]
fn disconnect_survives_a_restart_until_a_person_restarts() {
    let session = loaded(on_purpose());
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected));
    let session = unread().beginning(Beginning::PastPark);
    let (session, effects) = after(session, [Event::Loaded(on_purpose())]);
    let ended = effects.iter().position(|effect| *effect == Effect::ForgetDisconnect).unwrap();
    let asked = effects.iter().position(|effect| matches!(effect, Effect::AskAdmission { .. })).unwrap();
    assert!(ended < asked, "a life that dies before it is connected begins to connect again");
    assert_eq!(session.state().name(), StateName::Connecting);
    let locked = as_stored(Some(Parked { code: ErrorCode::AccountLocked, until: None }));
    let (_, effects) = after(unread().beginning(Beginning::PastPark), [Event::Loaded(locked)]);
    assert!(!effects.contains(&Effect::ForgetDisconnect), "what WhatsApp said is forgotten when it says otherwise");
}

#[test]
fn linked_number_or_qr_reconnects_and_a_change_replaces() {
    for asked in [request(ASKED, "a"), request_qr("a")] {
        let (session, effects) = after(in_next(disconnected()), [asked, Event::Loaded(on_purpose())]);
        assert!(effects.contains(&Effect::ForgetDisconnect) && opens(&effects), "{effects:?}");
        let link = LinkNo(2);
        let connects = [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }];
        assert_eq!(after(session, connects).0.state().name(), StateName::Connected);
    }
    let (session, _) = after(in_next(disconnected()), [change(OTHER, "b"), granted(1)]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)));
    let (session, effects) = after(in_next(disconnected()), [change(OTHER, "b"), denied(1, StoreFailure::PhoneInUse)]);
    assert_eq!((session.reason(), opens(&effects)), (Some(ErrorCode::Disconnected), false));
    let (session, effects) = after(in_next(disconnected()), [change(OTHER, "b"), disconnect("again")]);
    assert_eq!((failure_told(&effects), done(&effects)), (Some(ErrorCode::Disconnected), vec!["again"]));
    assert_eq!(after(session, [granted(1)]).1, [Effect::GiveBack], "the last word counts");
}

#[test]
fn disconnect_cancels_a_pairing_and_is_done_when_keys_are_gone() {
    for session in [after(fresh(), [request(ASKED, "a")]).0, waiting_for_code(), with_code_on_screen()] {
        let link = session.current_link();
        let (session, effects) = after(session, [disconnect("d")]);
        assert_eq!((session.state().name(), done(&effects)), (StateName::Idle, vec![]));
        assert_eq!(effects.iter().any(|effect| matches!(effect, Effect::Close { log_out: false, .. })), link.is_some());
        let (gone, effects) = after(session.clone(), [Event::Wiped(WipeNo(1))]);
        assert_eq!((done(&effects), gone.is_at_rest()), (vec!["d"], true));
        let (session, effects) = after(session, [Event::WipeFailed(WipeNo(1), StoreFailure::Unavailable)]);
        assert_eq!(failed(&effects), Some(ErrorCode::StoreUnavailable));
        assert_eq!(session.reason(), Some(ErrorCode::StoreUnavailable), "it is read again");
    }
}

#[test]
fn disconnect_is_done_at_once_when_nothing_can_connect() {
    let passkey = after(with_code_on_screen(), [passkeys::failed(LinkNo(1), PasskeyFailure::Options)]).0;
    let timed_out = after(waiting_for_code(), [Event::TimerFired(Timer::PairingTimeout)]).0;
    for session in [fresh(), disconnected(), passkey, timed_out] {
        let (after_it, effects) = after(session.clone(), [disconnect("again")]);
        assert_eq!((done(&effects), effects.len(), after_it), (vec!["again"], 1, session));
    }
}

#[test]
fn concurrent_disconnects_are_stored_once_and_all_answered() {
    let (session, effects) = after(connected(), [disconnect("a"), disconnect("b")]);
    assert_eq!(effects, []);
    assert_eq!(done(&after(session, [Event::DisconnectKept]).1), ["a", "b"]);
}

#[test]
fn disconnect_of_a_parked_session_stops_its_timers() {
    let banned = Parked { code: ErrorCode::TemporarilyBanned, until: Some(at(500).now) };
    let (session, effects) = after(loaded(as_stored(Some(banned))), [disconnect("d"), Event::DisconnectKept]);
    assert!(effects.contains(&Effect::DisarmAll) && !effects.iter().any(|effect| matches!(effect, Effect::Arm(..))));
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected));
    let broken = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network };
    let (session, _) = after(connected(), [broken, disconnect("d"), Event::DisconnectKept]);
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected));
    assert!(session.on(Event::TimerFired(Timer::Reconnect), at(9)).is_err());
}

#[test]
fn nothing_else_is_recorded_while_a_disconnect_is_stored() {
    let link = LinkNo(1);
    let again = Event::Connected { link, phone: phone(ASKED) };
    let (session, effects) = after(connected(), [disconnect("d"), again]);
    assert!(!effects.contains(&Effect::TouchConnected));
    let (_, effects) = after(session.clone(), [Event::DisconnectNotKept(StoreFailure::Unavailable)]);
    assert!(effects.contains(&Effect::TouchConnected), "it is made up for");
    let locked = Event::Ended { link, end_reason: LinkEndReason::Locked };
    let noted = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::NotePark(_)));
    let (session, effects) = after(session, [locked]);
    assert!(!noted(&effects));
    let (_, effects) = after(session.clone(), [Event::DisconnectNotKept(StoreFailure::Unavailable)]);
    assert!(noted(&effects));
    let (session, effects) = after(session, [Event::DisconnectKept]);
    assert_eq!((session.reason(), noted(&effects)), (Some(ErrorCode::Disconnected), false));
}

#[test]
fn device_removed_during_a_disconnect_is_parked_as_logged_out() {
    let gone = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::LoggedOut };
    let (session, effects) = after(connected(), [disconnect("d"), gone, Event::DisconnectKept]);
    assert_eq!((session.reason(), done(&effects)), (Some(ErrorCode::LoggedOut), vec!["d"]));
    assert!(effects.contains(&Effect::NotePark(Parked { code: ErrorCode::LoggedOut, until: None })));
}

#[test]
fn pairing_request_during_a_disconnect_is_refused() {
    let (session, effects) = after(in_next(connected()), [disconnect("d"), request(ASKED, "a")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Disconnected));
    assert_eq!(done(&after(session, [Event::DisconnectKept]).1), ["d"]);
    let waiting = after(in_next(loaded(linked(ASKED))), [request(ASKED, "a"), disconnect("d")]).0;
    let (_, effects) = after(waiting, [Event::DisconnectKept]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Disconnected));
    let (session, effects) = after(in_next(connected()), [change(OTHER, "b"), disconnect("d")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Disconnected), "another number that waits for the database");
    assert_eq!(after(session, [granted(1)]).1, [Effect::GiveBack]);
}

#[test]
fn disconnect_during_a_reset_is_answered_with_the_reset() {
    let (asked, effects) = after(connected(), [reset("r"), disconnect("d")]);
    assert_eq!(effects, []);
    let (_, effects) = after(asked.clone(), [denied(1, StoreFailure::Unavailable)]);
    assert_eq!(failed(&effects), Some(ErrorCode::StoreUnavailable));
    let (session, effects) = after(asked, [granted(1), disconnect("e"), Event::Wiped(WipeNo(1))]);
    assert_eq!((done(&effects), session.state().name()), (vec!["d", "e"], StateName::Idle));
    let (session, effects) = after(connected(), [disconnect("d"), reset("r"), granted(1), Event::DisconnectKept]);
    assert_eq!((done(&effects), session.state().name()), (vec!["d"], StateName::Idle), "a reset is more");
}

#[test]
fn disconnect_of_an_unread_session_waits_for_the_read() {
    let down = || Event::LoadFailed(StoreFailure::Unavailable);
    let (unread, effects) = after(unread(), [down(), disconnect("d")]);
    assert_eq!(effects, [Effect::Load]);
    assert_eq!(failed(&after(unread.clone(), [down()]).1), Some(ErrorCode::StoreUnavailable));
    assert_eq!(done(&after(unread.clone(), [Event::Loaded(Stored::default())]).1), ["d"]);
    assert_eq!(done(&after(unread.clone(), [Event::Loaded(on_purpose())]).1), ["d"]);
    let (session, effects) = after(unread.clone(), [Event::Loaded(linked(ASKED))]);
    assert!(effects.contains(&Effect::KeepDisconnect));
    assert_eq!(done(&after(session, [Event::DisconnectKept]).1), ["d"]);
    let (_, effects) = after(unread.clone(), [request(ASKED, "a")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Disconnected), "it came later");
    let (_, effects) = after(unread, [reset("r"), Event::Wiped(WipeNo(1))]);
    assert_eq!(done(&effects), ["d"]);
    let (session, effects) = after(disconnected(), [request(ASKED, "a"), disconnect("d")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Disconnected), "it came before");
    let (session, effects) = after(session, [Event::Loaded(on_purpose())]);
    assert_eq!((done(&effects), opens(&effects)), (vec!["d"], false));
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected));
}

#[test]
fn uncertain_disconnect_of_an_idle_linked_session_leaves() {
    // The change that it was checking is dropped by the disconnect, so that nothing but the exit goes on.
    let checking = after(unread(), [change_by_qr("m"), Event::Loaded(linked(ASKED))]).0;
    let storing = after(in_next(checking), [disconnect("d")]).0;
    let (_, effects) = after(storing, [Event::DisconnectNotKept(StoreFailure::UnknownOutcome)]);
    assert!(effects.contains(&Effect::Leave(ExitRequest::Reload)), "{effects:?}");
}
