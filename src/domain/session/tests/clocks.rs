//! Tests with a clock that is set at any step, by an hour and ninety days, either way.

use super::*;

const HOUR: i64 = 3_600;
const JUMPS: [i64; 4] = [-HOUR, HOUR, -2_160 * HOUR, 2_160 * HOUR];

/// Feeds events one second apart; the clock is set before the event with this number.
fn on_a_clock_that_is_set(session: &Session, events: &[Event], (step, jump): (usize, i64)) -> (Session, Vec<Effect>) {
    let (mut session, mut all) = (session.clone(), Vec::new());
    for (second, event) in events.iter().enumerate() {
        let shift = if second >= step { jump } else { 0 };
        let (next, effects) = session.on(event.clone(), at(second as i64 + shift)).unwrap();
        session = next;
        all.extend(effects);
    }
    (session, all)
}

fn longest_alarm(effects: &[Effect], timer: Timer) -> Option<Duration> {
    let armed = effects.iter().filter_map(|effect| match effect {
        Effect::Arm(armed, after) if *armed == timer => Some(*after),
        _ => None,
    });
    armed.max()
}

#[test]
fn pairing_completes_whenever_the_clock_is_set() {
    let link = LinkNo(1);
    let last = [Event::PhoneAnswered { link }, Event::Paired { link, phone: phone(ASKED) }];
    let connected = Event::Connected { link, phone: phone(ASKED) };
    let way: Vec<Event> = way_to_qr().into_iter().chain([code(link)]).chain(last).chain([connected]).collect();
    for jump in JUMPS {
        for step in 0..way.len() {
            let (session, effects) = on_a_clock_that_is_set(&fresh(), &way, (step, jump));
            assert_eq!(session.state().name(), StateName::Connected, "{jump} at {step}");
            let policy = SessionPolicy::default();
            assert!(longest_alarm(&effects, Timer::PairingTimeout) <= Some(policy.pairing_timeout), "{jump} at {step}");
            assert!(longest_alarm(&effects, Timer::CodeExpiry) <= Some(Duration::from_secs(180)), "{jump} at {step}");
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))), "{jump} at {step}");
        }
    }
}

#[test]
fn broken_line_reconnects_whenever_the_clock_is_set() {
    let ended = |link| Event::Ended { link: LinkNo(link), end_reason: LinkEndReason::Network };
    let due = || Event::TimerFired(Timer::Reconnect);
    let admitted = |link| Event::Admitted { link: LinkNo(link) };
    let way = [ended(1), due(), admitted(2), ended(2), due(), admitted(3)];
    for jump in JUMPS {
        for step in 0..way.len() {
            let (session, effects) = on_a_clock_that_is_set(&connected(), &way, (step, jump));
            assert_eq!(session.state().name(), StateName::Connecting, "{jump} at {step}");
            assert!(longest_alarm(&effects, Timer::Reconnect) <= Some(Duration::from_secs(2)), "{jump} at {step}");
        }
    }
}

#[test]
fn person_brings_a_reconnect_forward_whenever_the_clock_is_set() {
    let broken = after(connected(), [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network }]).0;
    for jump in JUMPS {
        let (session, effects) = broken.clone().on(request(ASKED, "a"), at(jump)).unwrap();
        let told = failure_told(&effects);
        let wait = notifications(&effects).iter().find_map(|notification| match notification {
            SessionNotification::PairingFailed { retry_after, .. } => *retry_after,
            _ => None,
        });
        assert!(told.is_none() || wait <= Some(Duration::from_secs(2)), "{jump}: {effects:?}");
        let status = session.status(at(jump).now);
        assert!(status.retry_after_ms.is_none_or(|wait| wait <= 2_000), "{jump}: {status:?}");
    }
}

#[test]
fn replaced_line_reconnects_once_whenever_the_clock_is_set() {
    let replaced = |link| Event::Ended { link: LinkNo(link), end_reason: LinkEndReason::Replaced };
    let connected_by = |link| Event::Connected { link: LinkNo(link), phone: phone(ASKED) };
    let back = [
        replaced(1),
        granted(1),
        Event::TimerFired(Timer::Reconnect),
        Event::Admitted { link: LinkNo(2) },
        connected_by(2),
    ];
    for jump in JUMPS {
        for step in 0..back.len() {
            let (session, effects) = on_a_clock_that_is_set(&connected(), &back, (step, jump));
            assert_eq!(session.state().name(), StateName::Connected, "{jump} at {step}");
            let most = SessionPolicy::default().replaced_retry;
            assert!(longest_alarm(&effects, Timer::Reconnect) <= Some(most), "{jump} at {step}");
        }
    }
}

#[test]
fn stored_park_is_capped_when_a_clock_ahead_wrote_its_end() {
    let long = at(2_160 * HOUR).now;
    for (code, most) in
        [(ErrorCode::RemovedAfterLink, 1), (ErrorCode::RateLimited, 1), (ErrorCode::TemporarilyBanned, 7)]
    {
        let stored = Stored { parked: Some(Parked { code, until: Some(long) }), ..linked(ASKED) };
        let (session, effects) = unread().on(Event::Loaded(stored), at(0)).unwrap();
        assert_eq!(session.reason(), Some(code));
        assert_eq!(longest_alarm(&effects, Timer::ParkOver), Some(Duration::from_secs(most * 86_400)), "{code}");
    }
}

#[test]
fn removal_is_a_log_out_when_the_link_time_is_of_another_clock() {
    for jump in JUMPS {
        let connected = Some(at(jump + 1).now);
        let stored = Stored { paired_at: Some(at(jump).now), last_connected_at: connected, ..linked(ASKED) };
        let link = LinkNo(1);
        let way = [
            Event::Loaded(stored),
            Event::Admitted { link },
            Event::Ended { link, end_reason: LinkEndReason::LoggedOut },
        ];
        let (session, _) = on_a_clock_that_is_set(&unread(), &way, (0, 0));
        assert_eq!(session.reason(), Some(ErrorCode::LoggedOut), "{jump}");
    }
}
