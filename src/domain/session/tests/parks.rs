//! Tests of parked sessions: what is stored, what ends by itself, what a person changes.

use super::*;

fn parked(code: ErrorCode, until: Option<i64>) -> Stored {
    Stored { parked: Some(Parked { code, until: until.map(|second| at(second).now) }), ..linked(ASKED) }
}

fn noted(effects: &[Effect]) -> Option<ErrorCode> {
    effects.iter().find_map(|effect| if let Effect::NotePark(parked) = effect { Some(parked.code) } else { None })
}

#[test]
fn park_survives_a_restart_with_its_reason() {
    let ban = LinkEndReason::TemporarilyBanned { until: Some(at(500).now) };
    let (_, effects) = after(connected(), [Event::Ended { link: LinkNo(1), end_reason: ban }]);
    assert_eq!(noted(&effects), Some(ErrorCode::TemporarilyBanned));
    let session = loaded(parked(ErrorCode::TemporarilyBanned, Some(500)));
    assert_eq!(session.reason(), Some(ErrorCode::TemporarilyBanned));
    assert!(session.status(at(0).now).linked, "the credentials are kept");
    let (session, _) = after(session, [Event::TimerFired(Timer::ParkOver)]);
    assert_eq!(session.state().name(), StateName::Connecting);
}

#[test]
fn ban_that_ended_while_the_process_was_down_is_over() {
    assert_eq!(loaded(parked(ErrorCode::TemporarilyBanned, Some(-1))).state().name(), StateName::Connecting);
}

#[test]
fn an_operator_can_make_a_parked_session_try_again() {
    let session = unread().beginning(Beginning::PastPark);
    let (session, _) = after(session, [Event::Loaded(parked(ErrorCode::AccountLocked, None))]);
    assert_eq!(session.state().name(), StateName::Connecting);
}

#[test]
fn request_of_who_unlocked_the_account_logs_in_again() {
    let locked = || parked(ErrorCode::AccountLocked, None);
    for asked in [request(ASKED, "a"), request_qr("a")] {
        let (session, _) = after(loaded(locked()), [asked, Event::Loaded(locked())]);
        assert_eq!((session.state().name(), session.reason()), (StateName::Connecting, None));
    }
}

#[test]
fn session_at_its_restart_limit_is_parked_and_does_not_connect() {
    for stored in [linked(ASKED), Stored::default(), parked(ErrorCode::Replaced, None)] {
        let session = unread().beginning(Beginning::LimitReached);
        let (session, effects) = after(session, [Event::Loaded(stored)]);
        assert_eq!((session.reason(), noted(&effects)), (Some(ErrorCode::RestartLimit), Some(ErrorCode::RestartLimit)));
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::AskAdmission { .. } | Effect::Wipe(..))));
    }
}

#[test]
fn linked_number_is_refused_while_parked_and_a_change_is_not() {
    let session = loaded(parked(ErrorCode::RestartLimit, None));
    let (_, effects) = after(session.clone(), [request(ASKED, "a")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::RestartLimit));
    let (_, effects) = after(session.clone(), [change(OTHER, "b")]);
    assert!(matches!(effects[..], [Effect::ChangePhone(_)]), "{effects:?}");
    let (session, _) = after(in_next(session), [change(OTHER, "b"), granted(1)]);
    assert_eq!(session.state().name(), StateName::Creating);
}

#[test]
fn removal_after_linking_tells_the_wait_and_ends_by_itself() {
    let link = LinkNo(1);
    let paired = Event::Paired { link, phone: phone(ASKED) };
    let linked_now = after(with_code_on_screen(), [paired, Event::LinkingTaken { link }]).0;
    let (session, _) = after(linked_now, [Event::Ended { link, end_reason: LinkEndReason::LoggedOut }]);
    let status = session.status(at(0).now);
    assert_eq!((status.code, status.retry_after_ms), (Some(ErrorCode::RemovedAfterLink), Some(1_800_000)));
    let (session, _) = after(session, [Event::TimerFired(Timer::ParkOver)]);
    assert_eq!(session.state().name(), StateName::Idle);
}

fn held(link: LinkNo, until: i64) -> Event {
    Event::AdmissionRefused { link, until: at(until).now }
}

#[test]
fn outdated_client_parks_the_session_at_the_gate_without_alert() {
    let link = LinkNo(1);
    let (session, effects) = after(loaded(linked(ASKED)), [held(link, 300)]);
    assert_eq!((session.reason(), noted(&effects)), (Some(ErrorCode::ClientOutdated), None));
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Report { alert: true, .. } | Effect::Wipe(..))));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Arm(..))), "the gate wakes it, no alarm of its own");
    let since = session.status(at(0).now).since;
    let (session, effects) = after(session, [held(link, 600), held(link, 900)]);
    assert_eq!(effects, [], "waiting longer is no change");
    let status = session.status(at(0).now);
    assert_eq!((status.code, status.since), (Some(ErrorCode::ClientOutdated), since));
    assert_eq!(status.next_attempt_at, Some(at(900).now), "people see until when");
    let (session, effects) = after(session, [Event::Admitted { link }]);
    assert_eq!(session.state().name(), StateName::Connecting);
    assert!(effects.contains(&Effect::Open { link, login: true }));
}

#[test]
fn session_held_at_gate_leaves_it_for_reset_and_disconnect() {
    let link = LinkNo(1);
    let closes =
        |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Close { link: LinkNo(1), .. }));
    let held = || after(loaded(linked(ASKED)), [held(link, 300)]).0;
    let (session, effects) = after(held(), [reset("r"), granted(1)]);
    assert!(closes(&effects) && session.current_link().is_none());
    let (session, effects) = after(held(), [disconnect("d"), Event::DisconnectKept]);
    assert!(closes(&effects) && session.current_link().is_none());
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected));
    assert!(after(session, [Event::Admitted { link }]).1.is_empty(), "what the gate says later changes nothing");
}

#[test]
fn session_parked_for_another_reason_is_not_opened_by_gate() {
    let mut parked = loaded(parked(ErrorCode::AccountLocked, None));
    parked.line.link = Some(LinkNo(1));
    assert!(parked.clone().on(Event::Admitted { link: LinkNo(1) }, at(1)).is_err());
    assert!(parked.on(held(LinkNo(1), 300), at(1)).is_err());
}

#[test]
fn repeated_read_failures_are_reported_once() {
    let (session, first) = after(unread(), [Event::LoadFailed(StoreFailure::Unavailable)]);
    let reports = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Report { .. })).count();
    let (session, second) =
        after(session, [Event::TimerFired(Timer::ParkOver), Event::LoadFailed(StoreFailure::Unavailable)]);
    assert_eq!((reports(&first), reports(&second)), (1, 0));
    assert!(second.contains(&Effect::Arm(Timer::ParkOver, Duration::from_secs(5))));
    let (session, _) = after(session, [Event::TimerFired(Timer::ParkOver), Event::Loaded(linked(ASKED))]);
    assert_eq!(session.state().name(), StateName::Connecting);
}

#[test]
fn session_parked_after_a_failed_pairing_is_at_rest() {
    let (session, _) = after(waiting_for_code(), [Event::TimerFired(Timer::PairingTimeout)]);
    assert_eq!(session.reason(), Some(ErrorCode::PairingTimeout));
    assert!(session.is_at_rest());
    assert!(!loaded(parked(ErrorCode::AccountLocked, None)).is_at_rest(), "a linked one stays");
}

fn ban(until: Option<i64>) -> LinkEndReason {
    LinkEndReason::TemporarilyBanned { until: until.map(|second| at(second).now) }
}

#[test]
fn repeated_bans_that_are_over_are_retried_with_backoff() {
    for until in [Some(-1_000_000), Some(0), Some(2)] {
        let (mut session, mut pauses) = (connected(), Vec::new());
        for number in 1..=12 {
            let (banned, effects) =
                session.on(Event::Ended { link: LinkNo(number), end_reason: ban(until) }, at(1)).unwrap();
            let armed = |effect: &Effect| match effect {
                Effect::Arm(Timer::ParkOver, pause) => Some(pause.as_secs()),
                _ => None,
            };
            pauses.extend(effects.iter().find_map(armed));
            let again = [Event::TimerFired(Timer::ParkOver), Event::Admitted { link: LinkNo(number + 1) }];
            session = after(banned, again).0;
        }
        assert_eq!(pauses[..6], [1, 1, 2, 3, 5, 8], "{until:?}");
        assert_eq!(pauses[11], 144, "as after failures");
    }
}

#[test]
fn ban_counts_anew_after_a_stable_connection() {
    let link = LinkNo(1);
    let banned = |session: &Session| {
        let (session, _) = session.clone().on(Event::Ended { link, end_reason: ban(Some(0)) }, at(0)).unwrap();
        session.line.failures.bans
    };
    let mut session = connected();
    session.line.failures.bans = 7;
    assert_eq!(banned(&session), 8);
    assert_eq!(banned(&after(session, [Event::TimerFired(Timer::Stable)]).0), 1);
}

#[test]
fn ban_without_an_end_is_tried_again_after_a_day() {
    let link = LinkNo(1);
    let day = Some(86_400_000);
    let (session, effects) = after(connected(), [Event::Ended { link, end_reason: ban(None) }]);
    assert_eq!(session.status(at(0).now).retry_after_ms, day);
    assert!(effects.contains(&Effect::Arm(Timer::ParkOver, Duration::from_secs(86_400))), "{effects:?}");
    let noted = loaded(parked(ErrorCode::TemporarilyBanned, None));
    assert_eq!(noted.status(at(0).now).retry_after_ms, day, "also one that was noted before it had one");
    let (pairing, _) = after(with_code_on_screen(), [Event::Ended { link, end_reason: ban(Some(-5)) }]);
    assert_eq!(pairing.status(at(0).now).retry_after_ms, Some(1_000), "whoever pairs sees why");
}

/// A stored device of which it is not known whether WhatsApp knows it.
fn never_connected() -> Session {
    loaded(Stored { paired_at: Some(at(-10).now), last_connected_at: None, ..linked(ASKED) })
}

#[test]
fn refused_first_log_in_is_an_unfinished_linking() {
    let link = LinkNo(1);
    let ended = Event::Ended { link, end_reason: LinkEndReason::LoggedOut };
    let (session, effects) = after(never_connected(), [Event::Admitted { link }, ended]);
    assert_eq!(session.reason(), Some(ErrorCode::PairingNotFinished));
    assert_eq!(session.status(at(9).now).retry_after_ms, None, "nobody has to wait");
    assert!(effects.contains(&Effect::Wipe(WipeNo(1), WipeOrder::DeadCredentials)));
    assert_eq!(after(session, [request(ASKED, "b")]).0.state().name(), StateName::Creating);
}

#[test]
fn unconfirmed_linking_is_unfinished_whichever_link_ends() {
    let paired = after(with_code_on_screen(), [Event::Paired { link: LinkNo(1), phone: phone(ASKED) }]).0;
    let ended = |link, end_reason| Event::Ended { link: LinkNo(link), end_reason };
    let again = |link| [Event::TimerFired(Timer::Reconnect), Event::Admitted { link: LinkNo(link) }];
    let (session, _) = after(paired.clone(), [ended(1, LinkEndReason::LoggedOut)]);
    assert_eq!(session.reason(), Some(ErrorCode::PairingNotFinished));

    let (broken, _) = after(paired, [ended(1, LinkEndReason::Network)]);
    let (second, _) = after(broken, again(2));
    let (session, _) = after(second.clone(), [ended(2, LinkEndReason::LoggedOut)]);
    assert_eq!(session.reason(), Some(ErrorCode::PairingNotFinished));
    assert_eq!(session.status(at(9).now).retry_after_ms, None, "nobody has to wait");

    let taken = [Event::LinkingTaken { link: LinkNo(2) }, ended(2, LinkEndReason::Network)];
    let (session, _) = after(after(second, taken).0, again(3));
    let (session, _) = after(session, [ended(3, LinkEndReason::LoggedOut)]);
    assert_eq!(session.reason(), Some(ErrorCode::RemovedAfterLink), "it was linked, and is removed");
}

#[test]
fn refused_log_in_of_a_device_that_had_connected_is_a_removal() {
    let ended = |link| Event::Ended { link: LinkNo(link), end_reason: LinkEndReason::LoggedOut };
    let connected_now =
        [Event::Admitted { link: LinkNo(1) }, Event::Connected { link: LinkNo(1), phone: phone(ASKED) }];
    let (session, _) = after(never_connected(), connected_now);
    assert_eq!(after(session, [ended(1)]).0.reason(), Some(ErrorCode::RemovedAfterLink));

    let before = Stored { paired_at: Some(at(-10).now), last_connected_at: Some(at(-5).now), ..linked(ASKED) };
    let (session, _) = after(loaded(before), [Event::Admitted { link: LinkNo(1) }, ended(1)]);
    assert_eq!(session.reason(), Some(ErrorCode::RemovedAfterLink));
}

#[test]
fn no_other_end_of_a_first_log_in_wipes_a_stored_device() {
    for end_reason in [
        LinkEndReason::Network,
        LinkEndReason::ServerError,
        LinkEndReason::ServerBusy,
        LinkEndReason::Locked,
        LinkEndReason::Replaced,
    ] {
        let link = LinkNo(1);
        let (_, effects) = after(never_connected(), [Event::Admitted { link }, Event::Ended { link, end_reason }]);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))), "{effects:?}");
    }
}

#[test]
fn refused_or_unfinished_linking_is_reported_and_wiped() {
    for (end_reason, code) in [
        (LinkEndReason::AccountNotSupported, ErrorCode::AccountNotSupported),
        (LinkEndReason::WrongPhone { answered: phone(OTHER) }, ErrorCode::WrongPhoneLinked),
        (LinkEndReason::NotFinished, ErrorCode::PairingNotFinished),
    ] {
        let (session, effects) = after(with_code_on_screen(), [Event::Ended { link: LinkNo(1), end_reason }]);
        assert_eq!((session.reason(), failure_told(&effects)), (Some(code), Some(code)));
        assert!(effects.contains(&Effect::Wipe(WipeNo(1), WipeOrder::DeadCredentials)));
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Close { log_out: true, .. })));
    }
}
