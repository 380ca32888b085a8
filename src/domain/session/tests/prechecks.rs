//! Tests of actions that wait for a check, and of the requests that wait for them.

use super::*;

#[test]
fn reset_denied_by_the_database_leaves_the_phone_connected() {
    let (asked, effects) = after(connected(), [reset("a")]);
    assert_eq!(effects, [Effect::Check { check: CheckNo(1), question: Precheck::Reset }]);
    let (session, effects) = after(asked, [denied(1, StoreFailure::Unavailable)]);
    assert!(matches!(
        notifications(&effects)[..],
        [SessionNotification::ResetFailed { code: ErrorCode::StoreUnavailable, .. }]
    ));
    assert_eq!(session.state().name(), StateName::Connected);
}

#[test]
fn number_of_another_company_leaves_the_phone_connected() {
    let (asked, effects) = after(in_next(connected()), [change(OTHER, "b")]);
    let by = Asker::unknown(TriggeredBy::Client);
    let question = Precheck::Link { phone: Some(phone(OTHER)), method: PairingMethod::Code, by, logs_out: true };
    assert_eq!(effects, [Effect::Check { check: CheckNo(1), question }]);
    let (session, effects) = after(asked, [denied(1, StoreFailure::PhoneInUse)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PhoneInUse));
    assert_eq!(session.state().name(), StateName::Connected);
}

#[test]
fn answer_to_a_superseded_check_is_ignored() {
    let (asked, effects) = after(in_next(connected()), [change(OTHER, "b"), change("79161234567", "c")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    let (session, effects) = after(asked, [granted(1)]);
    assert_eq!(effects, [Effect::GiveBack]);
    let (session, _) = after(session, [granted(2)]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone("79161234567")));
}

#[test]
fn reset_supersedes_a_number_change_that_waits_for_its_check() {
    let asked = after(
        in_next(connected()),
        [change(OTHER, "b"), Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network }],
    )
    .0;
    let (session, effects) = after(asked, [reset("r")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    let (session, effects) = after(session, [granted(1)]);
    assert_eq!((session.state().name(), effects), (StateName::Idle, vec![Effect::GiveBack]));
}

#[test]
fn waiting_request_is_answered_before_the_session_reloads() {
    let asked = after(in_next(connected()), [change(OTHER, "b")]).0;
    let lost = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Store(StoreFailure::Unavailable) };
    let (_, effects) = after(asked, [lost]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::StoreUnavailable));
    assert_eq!(effects.last(), Some(&Effect::Leave(ExitRequest::Reload)), "after that it hears nothing any more");
}

#[test]
fn early_request_neither_skips_nor_lengthens_the_pause() {
    let broken = after(connected(), [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::ServerBusy }]).0;
    let (same, effects) = after(broken.clone(), [request(ASKED, "b")]);
    assert_eq!((failure_told(&effects), &same), (Some(ErrorCode::NetworkError), &broken));
    let (trying, effects) = broken.on(request(ASKED, "c"), at(6)).unwrap();
    assert!(effects.contains(&Effect::AskAdmission { link: LinkNo(2), urgency: crate::gate::Urgency::Person }));
    let (_, effects) =
        trying.on(Event::Ended { link: LinkNo(2), end_reason: LinkEndReason::ServerBusy }, at(7)).unwrap();
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(1))), "{effects:?}");
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
}

#[test]
fn request_for_the_linked_number_is_answered_after_its_log_in() {
    let waiting = || after(loaded(linked(ASKED)), [request(ASKED, "b")]).0;
    let (_, effects) = after(waiting(), [Event::TimerFired(Timer::PairingTimeout)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PairingTimeout));
    let (_, effects) = after(waiting(), [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Locked }]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::AccountLocked));
    let (_, effects) = after(waiting(), [Event::Connected { link: LinkNo(1), phone: phone(ASKED) }]);
    assert!(effects.contains(&Effect::Disarm(Timer::PairingTimeout)));
    assert_eq!(failure_told(&effects), None);
}

#[test]
fn request_waiting_for_a_log_in_is_superseded_by_a_change() {
    let asked = after(in_next(loaded(linked(ASKED))), [request(ASKED, "a"), change(OTHER, "b")]).0;
    let (session, effects) = after(asked, [granted(1)]);
    let told: Vec<_> = notifications(&effects)
        .into_iter()
        .filter_map(|notification| match notification {
            SessionNotification::PairingFailed { code, correlation, .. } => Some((*code, correlation.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(ErrorCode::Superseded, "a")]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)));
}

#[test]
fn request_for_a_number_with_a_dead_link_gets_a_code() {
    let waiting = after(loaded(linked(ASKED)), [request(ASKED, "b")]).0;
    let (session, effects) = after(waiting, [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::LoggedOut }]);
    assert_eq!(failure_told(&effects), None);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(ASKED)));
}

/// A company whose device was to be logged out by an earlier life of the session.
fn log_out_was_ordered(second: i64) -> Session {
    loaded(Stored { log_out_ordered: true, paired_at: Some(at(second).now), ..linked(ASKED) })
}

#[test]
fn device_logged_out_by_an_earlier_life_is_no_removal() {
    let link = LinkNo(1);
    // The device was linked minutes ago, and days ago.
    for second in [-60, -1_000_000] {
        let (session, effects) = after(
            log_out_was_ordered(second),
            [Event::Admitted { link }, Event::Ended { link, end_reason: LinkEndReason::LoggedOut }],
        );
        assert_eq!((session.state().name(), session.reason()), (StateName::Idle, None));
        assert!(effects.contains(&Effect::Wipe(WipeNo(1), WipeOrder::DeadCredentials)), "{effects:?}");
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::NotePark(_) | Effect::Report { .. })));
        assert_eq!(after(session, [request(OTHER, "b")]).0.state().name(), StateName::Creating);
    }
    let waiting = after(log_out_was_ordered(-60), [Event::Admitted { link }, request(ASKED, "b")]).0;
    let (session, _) = after(waiting, [Event::Ended { link, end_reason: LinkEndReason::LoggedOut }]);
    assert_eq!(session.state().name(), StateName::Creating, "who waits gets a code");
}

#[test]
fn device_whose_log_out_never_left_keeps_its_line() {
    let link = LinkNo(1);
    let (line, effects) =
        after(log_out_was_ordered(-60), [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]);
    assert_eq!(line.state().name(), StateName::Connected);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..) | Effect::Close { .. })), "{effects:?}");
    let (session, _) = after(line, [Event::Ended { link, end_reason: LinkEndReason::LoggedOut }]);
    assert_eq!(session.reason(), Some(ErrorCode::RemovedAfterLink), "what comes later is WhatsApp's");
    for end_reason in [LinkEndReason::Network, LinkEndReason::ServerBusy, LinkEndReason::Locked] {
        let (session, effects) =
            after(log_out_was_ordered(-60), [Event::Admitted { link }, Event::Ended { link, end_reason }]);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))), "{effects:?}");
        assert_ne!(session.state().name(), StateName::Idle);
    }
}

#[test]
fn session_that_leaves_answers_the_reset_whose_check_runs() {
    let lost = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Store(StoreFailure::Unavailable) };
    let (_, effects) = after(connected(), [reset("r"), disconnect("d"), lost]);
    let code = ErrorCode::StoreUnavailable;
    let reset = Effect::Tell(SessionNotification::ResetFailed { code, correlation: correlation("r") });
    let disconnect = Effect::Tell(SessionNotification::DisconnectFailed { code, correlation: correlation("d") });
    let leaves = effects.iter().position(|effect| *effect == Effect::Leave(ExitRequest::Reload)).unwrap();
    assert!(effects[..leaves].contains(&reset) && effects[..leaves].contains(&disconnect), "{effects:?}");
}

#[test]
fn session_that_leaves_answers_the_pairing_under_way() {
    let (session, _) = after(connected(), [reset("r"), granted(1), request(OTHER, "a")]);
    assert_eq!(session.state().name(), StateName::Creating);
    let (_, effects) = after(session, [Event::WipeFailed(WipeNo(1), StoreFailure::UnknownOutcome)]);
    assert_eq!(out_of_date::failures(&effects), [("a", ErrorCode::StoreUnavailable)]);
}
