//! Tests of a replacement by another connection: yield to another owner; without one, reconnect once, not again and
//! again.

use super::*;

fn replaced(link: u64) -> Event {
    Event::Ended { link: LinkNo(link), end_reason: LinkEndReason::Replaced }
}

fn back(link: u64) -> [Event; 3] {
    let link = LinkNo(link);
    [Event::TimerFired(Timer::Reconnect), Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]
}

/// Parked: it was replaced, reconnected, and was replaced again.
pub(super) fn replaced_twice() -> Session {
    let once = after(connected(), [replaced(1), granted(1)]).0;
    after(after(once, back(2)).0, [replaced(2)]).0
}

#[test]
fn replaced_owner_reconnects_once_after_a_pause() {
    let (session, effects) = after(connected(), [replaced(1)]);
    assert!(effects.contains(&Effect::Check { check: CheckNo(1), question: Precheck::Owner }));
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
fn replaced_session_yields_to_another_owner_without_an_alert() {
    let (session, effects) = after(connected(), [replaced(1), denied(1, StoreFailure::Fenced)]);
    assert_eq!(session.reason(), Some(ErrorCode::Replaced));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Report { alert: false, .. })));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Arm(..) | Effect::Wipe(..))));
}

#[test]
fn unanswered_ownership_check_is_repeated_before_reconnect() {
    let (session, effects) = after(connected(), [replaced(1), denied(1, StoreFailure::Unavailable)]);
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(29))), "{effects:?}");
    let (session, effects) = after(session, [Event::TimerFired(Timer::Reconnect)]);
    assert_eq!(effects, [Effect::Check { check: CheckNo(2), question: Precheck::Owner }]);
    let (session, _) = after(session, [denied(2, StoreFailure::Fenced)]);
    assert_eq!(session.reason(), Some(ErrorCode::Replaced));
}

#[test]
fn replacement_outside_the_window_counts_as_the_first() {
    let session = after(connected(), [replaced(1), granted(1)]).0;
    let session = after(session, back(2)).0;
    let (session, effects) = session.on(replaced(2), at(7200)).unwrap();
    assert!(effects.contains(&Effect::Check { check: CheckNo(2), question: Precheck::Owner }));
    assert_eq!(session.state().name(), StateName::Reconnecting);
}

#[test]
fn requests_do_not_bring_a_replaced_session_back_early() {
    let (session, _) = after(connected(), [replaced(1)]);
    let (session, effects) = session.on(request(ASKED, "b"), at(20)).unwrap();
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
    let session = session.on(granted(1), at(21)).unwrap().0;
    let (_, effects) = session.on(request(ASKED, "c"), at(22)).unwrap();
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::AskAdmission { .. })));
}
