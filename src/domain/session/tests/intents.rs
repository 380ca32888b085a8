//! What cannot be undone waits for an answer, and so do those who asked for it.

use super::*;

#[test]
fn a_reset_that_the_database_would_refuse_leaves_the_connected_phone_alone() {
    let (asked, effects) = after(connected(), [reset("a")]);
    assert_eq!(effects, [Effect::Check { check: CheckNo(1), question: Question::Reset }]);
    let (session, effects) = after(asked, [denied(1, StoreFailure::Unavailable)]);
    assert!(matches!(notices(&effects)[..], [Notice::ResetFailed { code: ErrorCode::StoreUnavailable, .. }]));
    assert_eq!(session.state().name(), StateName::Connected);
}

#[test]
fn asking_for_a_number_of_another_company_leaves_the_connected_phone_alone() {
    let (asked, effects) = after(connected(), [change(OTHER, "b")]);
    let by = Asker::unknown(Actor::Client);
    let question = Question::Link { phone: Some(phone(OTHER)), method: PairingMethod::Code, by, logs_out: true };
    assert_eq!(effects, [Effect::Check { check: CheckNo(1), question }]);
    let (session, effects) = after(asked, [denied(1, StoreFailure::PhoneInUse)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PhoneInUse));
    assert_eq!(session.state().name(), StateName::Connected);
}

#[test]
fn an_answer_to_a_question_that_was_asked_anew_is_ignored() {
    let (asked, effects) = after(connected(), [change(OTHER, "b"), change("79161234567", "c")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    let (session, effects) = after(asked, [granted(1)]);
    assert_eq!(effects, [Effect::GiveBack]);
    let (session, _) = after(session, [granted(2)]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone("79161234567")));
}

#[test]
fn a_reset_gives_up_another_number_that_waits_for_the_database() {
    let asked = after(connected(), [change(OTHER, "b"), Event::Ended { link: LinkNo(1), ending: Ending::Network }]).0;
    let (session, effects) = after(asked, [reset("r")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    let (session, effects) = after(session, [granted(1)]);
    assert_eq!((session.state().name(), effects), (StateName::Idle, vec![Effect::GiveBack]));
}

#[test]
fn who_waits_for_an_answer_when_the_session_leaves_to_read_anew_gets_one() {
    let asked = after(connected(), [change(OTHER, "b")]).0;
    let lost = Event::Ended { link: LinkNo(1), ending: Ending::Store(StoreFailure::Unavailable) };
    let (_, effects) = after(asked, [lost]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::StoreUnavailable));
    assert_eq!(effects.last(), Some(&Effect::Leave(Departure::Reload)), "after that it hears nothing any more");
}

#[test]
fn impatience_neither_skips_the_pause_nor_makes_it_longer() {
    let broken = after(connected(), [Event::Ended { link: LinkNo(1), ending: Ending::ServerBusy }]).0;
    let (same, effects) = after(broken.clone(), [request(ASKED, "b")]);
    assert_eq!((failure_told(&effects), &same), (Some(ErrorCode::NetworkError), &broken));
    let (trying, effects) = broken.on(request(ASKED, "c"), at(6)).unwrap();
    assert!(effects.contains(&Effect::AskAdmission { link: LinkNo(2), urgency: crate::gate::Urgency::Person }));
    let (_, effects) = trying.on(Event::Ended { link: LinkNo(2), ending: Ending::ServerBusy }, at(7)).unwrap();
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(1))), "{effects:?}");
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
}

#[test]
fn who_asks_for_the_linked_number_while_it_logs_in_is_answered() {
    let waiting = || after(loaded(linked(ASKED)), [request(ASKED, "b")]).0;
    let (_, effects) = after(waiting(), [Event::TimerFired(Timer::PairingBudget)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PairingTimeout));
    let (_, effects) = after(waiting(), [Event::Ended { link: LinkNo(1), ending: Ending::Locked }]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::AccountLocked));
    let (_, effects) = after(waiting(), [Event::Connected { link: LinkNo(1), phone: phone(ASKED) }]);
    assert!(effects.contains(&Effect::Disarm(Timer::PairingBudget)));
    assert_eq!(failure_told(&effects), None);
}

#[test]
fn who_waits_for_a_log_in_is_told_when_a_change_overtakes_it() {
    let asked = after(loaded(linked(ASKED)), [request(ASKED, "a"), change(OTHER, "b")]).0;
    let (session, effects) = after(asked, [granted(1)]);
    let told: Vec<_> = notices(&effects)
        .into_iter()
        .filter_map(|notice| match notice {
            Notice::PairingFailed { code, correlation, .. } => Some((*code, correlation.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(ErrorCode::Superseded, "a")]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)));
}

#[test]
fn who_asks_for_a_number_whose_link_turns_out_to_be_dead_gets_a_code() {
    let waiting = after(loaded(linked(ASKED)), [request(ASKED, "b")]).0;
    let (session, effects) = after(waiting, [Event::Ended { link: LinkNo(1), ending: Ending::LoggedOut }]);
    assert_eq!(failure_told(&effects), None);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(ASKED)));
}

/// A company whose device an earlier life was to log out.
fn log_out_was_ordered(second: i64) -> Session {
    loaded(Stored { log_out_ordered: true, paired_at: Some(at(second).now), ..linked(ASKED) })
}

#[test]
fn device_logged_out_by_an_earlier_life_is_no_removal() {
    let link = LinkNo(1);
    // Minutes after it was linked, and days.
    for second in [-60, -1_000_000] {
        let (session, effects) = after(
            log_out_was_ordered(second),
            [Event::Admitted { link }, Event::Ended { link, ending: Ending::LoggedOut }],
        );
        assert_eq!((session.state().name(), session.reason()), (StateName::Idle, None));
        assert!(effects.contains(&Effect::Wipe(WipeNo(1), WipeOrder::Verdict)), "{effects:?}");
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::NotePark(_) | Effect::Report { .. })));
        assert_eq!(after(session, [request(OTHER, "b")]).0.state().name(), StateName::Creating);
    }
    let waiting = after(log_out_was_ordered(-60), [Event::Admitted { link }, request(ASKED, "b")]).0;
    let (session, _) = after(waiting, [Event::Ended { link, ending: Ending::LoggedOut }]);
    assert_eq!(session.state().name(), StateName::Creating, "who waits gets a code");
}

#[test]
fn device_whose_log_out_never_left_keeps_its_line() {
    let link = LinkNo(1);
    let (line, effects) =
        after(log_out_was_ordered(-60), [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]);
    assert_eq!(line.state().name(), StateName::Connected);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..) | Effect::Close { .. })), "{effects:?}");
    let (session, _) = after(line, [Event::Ended { link, ending: Ending::LoggedOut }]);
    assert_eq!(session.reason(), Some(ErrorCode::RemovedAfterLink), "what comes later is WhatsApp's");
    for ending in [Ending::Network, Ending::ServerBusy, Ending::Locked] {
        let (session, effects) =
            after(log_out_was_ordered(-60), [Event::Admitted { link }, Event::Ended { link, ending }]);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))), "{effects:?}");
        assert_ne!(session.state().name(), StateName::Idle);
    }
}
