//! Tests of a connection that has to be re-established: through the gate, at once, and without counting a failure.

use std::cmp::Reverse;

use super::*;
use crate::gate::Urgency;

fn restart(link: u64) -> Event {
    Event::Ended { link: LinkNo(link), end_reason: LinkEndReason::RestartRequired }
}

fn back(link: u64) -> [Event; 2] {
    let link = LinkNo(link);
    [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]
}

fn asks_gate(effects: &[Effect]) -> Option<Urgency> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskAdmission { urgency, .. } => Some(*urgency),
        _ => None,
    })
}

fn noisy(effect: &Effect) -> bool {
    matches!(effect, Effect::Report { .. } | Effect::Tell(_) | Effect::Count(_))
}

#[test]
fn connected_session_asks_gate_at_once_when_restart_is_required() {
    let (session, effects) = after(connected(), [restart(1)]);
    let urgent = Urgency::Linked(Reverse(Some(at(0).now)));
    assert_eq!(asks_gate(&effects), Some(urgent));
    assert!(!effects.iter().any(|effect| noisy(effect) || matches!(effect, Effect::Open { .. })), "{effects:?}");
    assert!(urgent < Urgency::Linked(Reverse(Some(at(-1).now))), "before all who were connected earlier");
    assert_eq!(session.state().name(), StateName::Connected, "what is over in a moment is not shown");
    let (session, effects) = after(session, [Event::Admitted { link: LinkNo(2) }]);
    assert!(effects.contains(&Effect::Open { link: LinkNo(2), login: true }));
    let (session, effects) = after(session, [back(2)[1].clone()]);
    assert_eq!(session.state().name(), StateName::Connected);
    assert!(
        effects.contains(&Effect::Disarm(Timer::Restart)) && effects.contains(&Effect::Disarm(Timer::ConnectWatchdog))
    );
}

#[test]
fn restart_that_waits_at_the_gate_is_shown_as_connecting() {
    let (session, effects) = after(connected(), [restart(1), Event::TimerFired(Timer::Restart)]);
    assert_eq!((session.state().name(), effects), (StateName::Connecting, vec![]));
    let session = after(session, back(2)).0;
    assert_eq!(session.state().name(), StateName::Connected);
}

#[test]
fn failed_log_in_of_a_restart_counts_as_a_failure() {
    let admitted = [restart(1), Event::Admitted { link: LinkNo(2) }];
    let (opened, effects) = after(connected(), admitted);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Arm(Timer::ConnectWatchdog, _))));
    for (event, state) in [
        (Event::TimerFired(Timer::ConnectWatchdog), StateName::Reconnecting),
        (Event::Ended { link: LinkNo(2), end_reason: LinkEndReason::Network }, StateName::Reconnecting),
        (Event::Ended { link: LinkNo(2), end_reason: LinkEndReason::Locked }, StateName::Error),
    ] {
        let (session, _) = after(opened.clone(), [event]);
        assert_eq!(session.state().name(), state);
    }
    let refused = Event::AdmissionRefused { link: LinkNo(2), until: at(300).now };
    let (session, _) = after(connected(), [restart(1), refused]);
    assert_eq!(session.reason(), Some(ErrorCode::ClientOutdated));
}

#[test]
fn restart_is_not_counted_as_a_failure() {
    let session = after(after(connected(), [restart(1)]).0, back(2)).0;
    let (_, effects) = after(session, [Event::Ended { link: LinkNo(2), end_reason: LinkEndReason::Network }]);
    let first = SessionPolicy::default().backoff.delay(1, at(0).chance);
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, first)), "{effects:?}");
}

#[test]
fn repeated_restarts_back_off_until_a_stable_connection() {
    let mut session = connected();
    for link in 1..=5 {
        session = after(after(session, [restart(link)]).0, back(link + 1)).0;
    }
    let (session, effects) = after(session, [restart(6)]);
    assert_eq!((session.state().name(), asks_gate(&effects)), (StateName::Reconnecting, None));
    let stable = [Event::TimerFired(Timer::Reconnect), Event::Admitted { link: LinkNo(7) }];
    let session = after(session, stable).0;
    let connected = Event::Connected { link: LinkNo(7), phone: phone(ASKED) };
    let session = after(session, [connected, Event::TimerFired(Timer::Stable)]).0;
    assert_eq!(asks_gate(&after(session, [restart(7)]).1), Some(Urgency::Linked(Reverse(Some(at(0).now)))));
}

#[test]
fn restart_before_the_phone_is_linked_is_another_try() {
    let (session, effects) = after(waiting_for_code(), [restart(1)]);
    assert_eq!(session.state().name(), StateName::Creating);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Arm(Timer::PairingRetry, _))));
}
