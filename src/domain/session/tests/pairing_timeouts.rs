//! Tests of the rate limits of codes, and of the timeout of a pairing request.

use super::*;
use crate::CodeUsageEvent;

fn deeds(effects: &[Effect]) -> Vec<CodeUsageEvent> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::NoteNumber { event, .. } = effect { Some(*event) } else { None })
        .collect()
}

fn refused(status: Option<u16>) -> Event {
    Event::CodeRefused { link: LinkNo(1), refusal: Refusal { status, backoff_seconds: None } }
}

fn retry_told(effects: &[Effect]) -> Option<Duration> {
    notifications(effects).iter().find_map(|notification| {
        if let SessionNotification::PairingFailed { retry_after, .. } = notification { *retry_after } else { None }
    })
}

#[test]
fn paused_number_is_refused_with_the_wait_and_wipes_nothing() {
    let cooling =
        Event::Checked(CheckNo(1), Err(RetryNotBefore { until: at(901).now, limit: CodeLimit::Number }.into()));
    let link = LinkNo(1);
    let asked = after(fresh(), [request(ASKED, "a"), Event::Admitted { link }]).0;
    let (session, effects) = asked.on(limited(link, 901), at(1)).unwrap();
    assert_eq!(
        (failure_told(&effects), retry_told(&effects)),
        (Some(ErrorCode::RateLimited), Some(Duration::from_secs(900)))
    );
    assert_eq!(session.status(at(101).now).retry_after_ms, Some(800_000));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))));
    let (by_qr, _) = after(session.clone(), [request_qr("b")]);
    assert_eq!(by_qr.state().name(), StateName::Creating, "a QR works meanwhile");
    let (over, _) = after(session, [Event::TimerFired(Timer::ParkOver)]);
    assert_eq!(over.state().name(), StateName::Idle);

    let (session, effects) = after(in_next(connected()), [change(OTHER, "a"), cooling]);
    assert_eq!((failure_told(&effects), session.state().name()), (Some(ErrorCode::RateLimited), StateName::Connected));
}

#[test]
fn throttle_pauses_grow_and_whatsapps_longer_pause_counts() {
    for (throttles, backoff, seconds) in [(0, None, 900), (1, None, 3600), (9, None, 86_400), (0, Some(5000), 5000)] {
        let grant = Event::CredentialsPrepared { link: LinkNo(1), grant: Some(CodeGrant { throttles }) };
        let [asked, admitted, _, shown] = way_to_qr();
        let session = after(fresh(), [asked, admitted, grant, shown]).0;
        let refusal = Refusal { status: Some(429), backoff_seconds: backoff };
        let (session, effects) = after(session, [Event::CodeRefused { link: LinkNo(1), refusal }]);
        let until = at(seconds).now;
        assert_eq!(deeds(&effects), [CodeUsageEvent::Throttled { until }]);
        assert_eq!(session.reason(), Some(ErrorCode::RateLimited));
        assert_eq!(retry_told(&effects), Some(Duration::from_secs(seconds as u64)));
    }
}

#[test]
fn a_request_counts_only_if_whatsapp_may_have_given_a_code() {
    let link = LinkNo(1);
    let lost = || Event::Ended { link, end_reason: LinkEndReason::LoggedOut };
    let cancel = || Event::PairingCancelled { by: TriggeredBy::Client, correlation: correlation("c") };
    let timeout = || Event::TimerFired(Timer::PairingTimeout);
    let table = [
        (way_to_qr()[..3].to_vec(), cancel(), CodeUsageEvent::NotGiven),
        (way_to_qr()[..3].to_vec(), lost(), CodeUsageEvent::NotGiven),
        (way_to_qr().to_vec(), refused(Some(452)), CodeUsageEvent::NotGiven),
        (way_to_qr().to_vec(), timeout(), CodeUsageEvent::Over),
        (way_to_qr().to_vec(), lost(), CodeUsageEvent::Over),
        ([way_to_qr().to_vec(), vec![code(link)]].concat(), cancel(), CodeUsageEvent::Over),
        ([way_to_qr().to_vec(), vec![code(link)]].concat(), request(OTHER, "b"), CodeUsageEvent::Over),
        ([way_to_qr().to_vec(), vec![code(link)]].concat(), reset("r"), CodeUsageEvent::Over),
        ([way_to_qr().to_vec(), vec![code(link)]].concat(), Event::TimerFired(Timer::CodeExpiry), CodeUsageEvent::Over),
        (
            [way_to_qr().to_vec(), vec![code(link)]].concat(),
            Event::Paired { link, phone: phone(ASKED) },
            CodeUsageEvent::Linked,
        ),
    ];
    for (events, last, event) in table {
        let name = last.name();
        let (_, effects) = after(after(fresh(), events).0, [last]);
        assert_eq!(deeds(&effects), [event], "after {name}");
    }
}

#[test]
fn code_granted_to_a_cancelled_request_is_given_back() {
    let cancel = || Event::PairingCancelled { by: TriggeredBy::Client, correlation: correlation("c") };
    let asking = || after(fresh(), way_to_qr()[..2].to_vec()).0;
    let changing = || after(connected(), [change(OTHER, "a")]).0;
    let timeout = Event::TimerFired(Timer::PairingTimeout);
    let lost = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network };
    let beside_qr = after(with_code_on_screen(), [request_qr("q"), Event::TimerFired(Timer::CodeExpiry)]).0;
    let linked = Event::Paired { link: LinkNo(1), phone: phone(ASKED) };
    let table = [
        (changing(), cancel(), 1),
        (changing(), change("79161234567", "b"), 1),
        (changing(), disconnect("d"), 1),
        (after(beside_qr, [request(ASKED, "b")]).0, linked, 1),
    ];
    for (session, given_up_by, question) in table {
        let name = given_up_by.name();
        let (session, _) = after(session, [given_up_by]);
        let (_, effects) = after(session.clone(), [granted(question)]);
        assert_eq!(effects, [Effect::GiveBack], "after {name}");
        assert_eq!(after(session, [denied(question, StoreFailure::Unavailable)]).1, [], "nothing was granted");
    }
    for given_up_by in [cancel(), request(OTHER, "b"), timeout, reset("r"), disconnect("d"), lost] {
        let name = given_up_by.name();
        let (session, _) = after(asking(), [given_up_by]);
        assert_eq!(after(session.clone(), [prepared(LinkNo(1))]).1, [Effect::GiveBack], "after {name}");
        assert_eq!(after(session, [limited(LinkNo(1), 99)]).1, [], "nothing was granted");
    }
    let (_, effects) = after(asking(), [prepared(LinkNo(1))]);
    assert!(!effects.contains(&Effect::GiveBack), "{effects:?}");
}

#[test]
fn shown_qr_survives_the_refusal_of_a_code() {
    let session = after(waiting_for_code(), [request_qr("q")]).0;
    for event in [refused(Some(429)), refused(Some(452)), Event::TimerFired(Timer::PairingTimeout)] {
        let (session, effects) = after(session.clone(), [event]);
        assert!(failure_told(&effects).is_some());
        assert_eq!(session.state().name(), StateName::PairingCodeSent);
        assert!(session.current_link().is_some() && session.state().pairing().unwrap().qr.is_some());
    }
}

#[test]
fn second_code_on_the_same_link_needs_another_check() {
    let beside_qr = after(with_code_on_screen(), [request_qr("q"), Event::TimerFired(Timer::CodeExpiry)]).0;
    let (session, effects) = after(beside_qr, [request(ASKED, "b")]);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Check { check: CheckNo(1), .. })));
    let (_, effects) = after(session.clone(), [granted(1)]);
    assert!(effects.contains(&Effect::RequestCode { link: LinkNo(1), phone: phone(ASKED) }));
    let (session, effects) = after(
        session,
        [Event::Checked(CheckNo(1), Err(RetryNotBefore { until: at(99).now, limit: CodeLimit::Number }.into()))],
    );
    assert_eq!(failure_told(&effects), Some(ErrorCode::RateLimited));
    assert_eq!(session.state().name(), StateName::PairingCodeSent);
}

#[test]
fn refusal_with_a_wait_of_zero_does_not_end_at_once() {
    let refusal = Refusal { status: Some(452), backoff_seconds: Some(0) };
    let (session, effects) = after(waiting_for_code(), [Event::CodeRefused { link: LinkNo(1), refusal }]);
    assert_eq!(session.reason(), Some(ErrorCode::LinkingUnavailable));
    let ends = effects.contains(&Effect::Arm(Timer::ParkOver, Duration::ZERO));
    assert!(!ends && retry_told(&effects) != Some(Duration::ZERO), "{effects:?}");
}

#[test]
fn wait_for_the_database_is_part_of_the_pairing_timeout() {
    let (session, _) = after(in_next(connected()), [change(OTHER, "a")]);
    let (_, effects) = session.on(granted(1), at(4)).unwrap();
    assert!(effects.contains(&Effect::Arm(Timer::PairingTimeout, Duration::from_secs(16))), "{effects:?}");
}

#[test]
fn pairing_steps_are_counted_with_their_durations() {
    let link = LinkNo(1);
    let tallies = |effects: &[Effect]| -> Vec<Tally> {
        effects
            .iter()
            .filter_map(|effect| if let Effect::Count(tally) = effect { Some(*tally) } else { None })
            .collect()
    };
    let (session, effects) = fresh().on(request(ASKED, "a"), at(0)).unwrap();
    assert_eq!(tallies(&effects), [Tally::PairingBegan(PairingMethod::Code)]);
    let [_, rest @ ..] = way_to_qr();
    let session = after(session, rest).0;
    let (session, effects) = session.on(code(link), at(3)).unwrap();
    assert_eq!(tallies(&effects), [Tally::CodeShown(Duration::from_secs(3))]);
    let session = after(session, [Event::PhoneAnswered { link }, Event::Paired { link, phone: phone(ASKED) }]).0;
    let (session, effects) = session.on(Event::Connected { link, phone: phone(ASKED) }, at(40)).unwrap();
    assert_eq!(tallies(&effects), [Tally::PairingSucceeded(PairingMethod::Code, Duration::from_secs(40))]);
    let (_, effects) = session.on(Event::Connected { link, phone: phone(ASKED) }, at(50)).unwrap();
    assert_eq!(tallies(&effects), [], "a reconnect is no second success");
    let (_, effects) = after(waiting_for_code(), [refused(Some(452))]);
    assert_eq!(tallies(&effects), [Tally::PairingFailed(PairingMethod::Code, ErrorCode::LinkingUnavailable)]);
}

#[test]
fn request_for_an_idle_linked_phone_times_out() {
    let idle = after(in_next(unread()), [Event::LoadFailed(StoreFailure::Unavailable), change(OTHER, "n")]).0;
    let (session, effects) = after(idle, [Event::Loaded(linked(ASKED)), request(ASKED, "a")]);
    assert_eq!(session.state().name(), StateName::Idle);
    assert!(effects.contains(&Effect::Arm(Timer::PairingTimeout, SessionPolicy::default().pairing_timeout)));
    let (session, effects) = after(session, [Event::TimerFired(Timer::PairingTimeout)]);
    assert_eq!(out_of_date::failures(&effects), [("a", ErrorCode::PairingTimeout)]);
    assert_eq!(after(session, [granted(1)]).0.state().name(), StateName::Creating, "the change goes on");
}
