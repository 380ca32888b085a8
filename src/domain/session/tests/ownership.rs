//! Replaced by another connection: yield to another owner, come back once where there is none, never fight.

use super::*;

fn replaced(link: u64) -> Event {
    Event::Ended { link: LinkNo(link), ending: Ending::Replaced }
}

fn back(link: u64) -> [Event; 3] {
    let link = LinkNo(link);
    [Event::TimerFired(Timer::Reconnect), Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]
}

/// Parked: it was replaced, came back, and was replaced again.
pub(super) fn replaced_twice() -> Session {
    let once = after(connected(), [replaced(1), granted(1)]).0;
    after(after(once, back(2)).0, [replaced(2)]).0
}

#[test]
fn an_owner_that_is_replaced_comes_back_once_after_a_pause() {
    let (session, effects) = after(connected(), [replaced(1)]);
    assert!(effects.contains(&Effect::Check { check: CheckNo(1), question: Question::Owner }));
    assert_eq!(session.state().name(), StateName::Reconnecting);
    let (session, effects) = after(session, [granted(1)]);
    assert_eq!(effects, [Effect::Arm(Timer::Reconnect, Duration::from_secs(30))]);
    let session = after(session, back(2)).0;
    assert_eq!(session.state().name(), StateName::Connected);
    let (session, effects) = after(session, [replaced(2)]);
    assert_eq!(session.reason(), Some(ErrorCode::Replaced));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Report { code: ErrorCode::Replaced, alert: true, .. }))
    );
}

#[test]
fn who_is_not_the_owner_any_more_yields_without_an_alarm() {
    let (session, effects) = after(connected(), [replaced(1), denied(1, StoreFailure::Fenced)]);
    assert_eq!(session.reason(), Some(ErrorCode::Replaced));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Report { alert: false, .. })));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Arm(..) | Effect::Wipe(..))));
}

#[test]
fn a_session_that_does_not_know_whose_the_company_is_asks_before_it_comes_back() {
    let (session, effects) = after(connected(), [replaced(1), denied(1, StoreFailure::Unavailable)]);
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(29))), "{effects:?}");
    let (session, effects) = after(session, [Event::TimerFired(Timer::Reconnect)]);
    assert_eq!(effects, [Effect::Check { check: CheckNo(2), question: Question::Owner }]);
    let (session, _) = after(session, [denied(2, StoreFailure::Fenced)]);
    assert_eq!(session.reason(), Some(ErrorCode::Replaced));
}

#[test]
fn replaced_again_much_later_is_a_first_time() {
    let session = after(connected(), [replaced(1), granted(1)]).0;
    let session = after(session, back(2)).0;
    let (session, effects) = session.on(replaced(2), at(7200)).unwrap();
    assert!(effects.contains(&Effect::Check { check: CheckNo(2), question: Question::Owner }));
    assert_eq!(session.state().name(), StateName::Reconnecting);
}

#[test]
fn an_impatient_person_does_not_make_it_fight() {
    let (session, _) = after(connected(), [replaced(1)]);
    let (session, effects) = session.on(request(ASKED, "b"), at(20)).unwrap();
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
    let session = session.on(granted(1), at(21)).unwrap().0;
    let (_, effects) = session.on(request(ASKED, "c"), at(22)).unwrap();
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::AskAdmission { .. })));
}
