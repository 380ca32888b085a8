//! Tests of the phone's answer to the code on the screen, and of pairings refused at their last step.

use super::*;

/// Expiry of the code and whether the phone has answered, as in the status.
fn shown(session: &Session, second: i64) -> (Option<Timestamp>, bool) {
    let pairing = session.status(at(second).now).pairing.unwrap();
    (pairing.code_expires_at, pairing.phone_answered)
}

fn answered_at(session: Session, seconds: &[i64]) -> Session {
    let answer =
        |session: Session, second: &i64| session.on(Event::PhoneAnswered { link: LinkNo(1) }, at(*second)).unwrap().0;
    seconds.iter().fold(session, answer)
}

#[test]
fn code_stays_until_60_s_after_the_last_answer_or_its_own_end() {
    for (answers, ends) in [
        (&[][..], 180),
        (&[10], 70),
        (&[10, 40], 100),
        (&[10, 40, 65], 125),
        (&[119], 179),
        (&[120], 180),
        (&[175], 180),
        (&[10, 170], 180),
    ] {
        let session = answered_at(with_code_on_screen(), answers);
        assert_eq!(session.state().name(), StateName::PairingCodeSent);
        assert_eq!(shown(&session, 180), (Some(at(ends).now), !answers.is_empty()), "{answers:?}");
        // A repeated request for the same number gets the same code with the same expiry.
        let (_, effects) = session.on(request(ASKED, "b"), at(60)).unwrap();
        let [SessionNotification::CodeReady { expires_at, .. }] = notifications(&effects)[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(*expires_at, at(ends).now, "{answers:?}");
    }
}

#[test]
fn code_expired_after_an_answer_is_told_as_not_finished() {
    let dead = Event::CodeDead { link: LinkNo(1), cause: CodeDeath::Expired };
    for event in [dead, Event::TimerFired(Timer::CodeExpiry)] {
        let untouched = with_code_on_screen().on(event.clone(), at(180)).unwrap();
        assert_eq!(failure_told(&untouched.1), Some(ErrorCode::CodeExpired));
        let (session, effects) = answered_at(with_code_on_screen(), &[10]).on(event, at(70)).unwrap();
        assert_eq!(
            (session.reason(), failure_told(&effects)),
            (Some(ErrorCode::PairingNotFinished), Some(ErrorCode::PairingNotFinished))
        );
        assert_eq!(session.status(at(70).now).user_action, crate::UserAction::Retry);
    }
}

#[test]
fn code_expired_beside_a_qr_leaves_the_qr() {
    let (session, _) = after(answered_at(with_code_on_screen(), &[10]), [request_qr("q")]);
    let dead = Event::CodeDead { link: LinkNo(1), cause: CodeDeath::Expired };
    let (session, effects) = session.on(dead, at(70)).unwrap();
    assert_eq!(failure_told(&effects), Some(ErrorCode::PairingNotFinished));
    assert_eq!((session.state().name(), shown(&session, 70)), (StateName::PairingCodeSent, (None, false)));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Close { .. } | Effect::Wipe(..))));
}

#[test]
fn wrong_code_and_then_the_right_one_links() {
    let paired = Event::Paired { link: LinkNo(1), phone: phone(ASKED) };
    let (session, _) = answered_at(with_code_on_screen(), &[10, 60]).on(paired, at(90)).unwrap();
    assert_eq!((session.state().name(), session.linked_by()), (StateName::Connecting, Some(PairingMethod::Code)));
}

#[test]
fn answer_without_a_code_on_the_screen_changes_nothing() {
    let (session, _) = after(fresh(), way_to_qr_alone());
    let (again, effects) = session.clone().on(Event::PhoneAnswered { link: LinkNo(1) }, at(9)).unwrap();
    assert_eq!((again, effects), (session, Vec::new()));
}

#[test]
fn refused_qr_is_reported_and_counted_and_stays() {
    let (session, _) = after(fresh(), way_to_qr_alone());
    for reason in PairRefusal::ALL {
        let refused = Event::PairingRefused { link: LinkNo(1), reason };
        assert!(refused.reason().ends_with(reason.as_str()));
        let (again, effects) = session.clone().on(refused, at(9)).unwrap();
        assert_eq!(again, session);
        assert_eq!(failure_told(&effects), Some(ErrorCode::PairingCodeFailed));
        assert!(effects.contains(&Effect::Count(Tally::PairingRefused(reason))));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Report { .. })));
    }
}

#[test]
fn refused_linking_after_a_typed_code_ends_the_code() {
    let refused = Event::PairingRefused { link: LinkNo(1), reason: PairRefusal::SignatureMismatch };
    let (session, effects) = answered_at(with_code_on_screen(), &[10]).on(refused, at(11)).unwrap();
    assert_eq!(
        (session.reason(), failure_told(&effects)),
        (Some(ErrorCode::PairingCodeFailed), Some(ErrorCode::PairingCodeFailed))
    );
    assert!(effects.contains(&Effect::Close { link: LinkNo(1), log_out: false }));
}

#[test]
fn refused_linking_says_nothing_to_a_linked_session() {
    let refused = Event::PairingRefused { link: LinkNo(1), reason: PairRefusal::Malformed };
    assert!(connected().on(refused, at(9)).is_err());
}

#[test]
fn delayed_settings_do_not_change_a_connected_session() {
    let (session, effects) = connected().on(Event::SettingsDelayed { link: LinkNo(1) }, at(9)).unwrap();
    assert_eq!((session, effects), (connected(), Vec::new()));
}
