//! Tests of the machine by example; `properties` tests it with arbitrary events.

mod another_number;
mod answers;
mod clocks;
mod disconnects;
mod early_codes;
mod graph;
mod histories;
mod out_of_date;
mod outages;
mod ownership;
mod pairing_timeouts;
mod parks;
mod passkeys;
mod prechecks;
mod properties;
mod quota;
mod removal;
mod restarts;
mod spellings;
mod tasks;
mod waiting;
mod walks;

use std::time::Duration;

use super::*;
use crate::access::Asker;
use crate::{
    CodeGrant, CodeLimit, CompanyId, CorrelationId, ErrorCode, LinkEndReason, Monotonic, PairRefusal, PairingMethod,
    PairingOptions, PairingRefusal, Phone, Refusal, RetryNotBefore, StoreFailure, Timestamp, TriggeredBy,
};

pub(super) fn at(seconds: i64) -> Moment {
    let monotonic = Monotonic::at(Duration::from_secs(1_000_000_u64.saturating_add_signed(seconds)));
    Moment { now: Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap(), monotonic, chance: 0.5 }
}

pub(super) fn phone(digits: &str) -> Phone {
    digits.parse().unwrap()
}

pub(super) fn correlation(text: &str) -> CorrelationId {
    text.parse().unwrap()
}

const CHANGE: PairingOptions = PairingOptions { change_number: true, override_wait: false };
const ASKED: &str = "79006464263";
const OTHER: &str = "79936363848";

fn unread() -> Session {
    let company: CompanyId = "997441".parse().unwrap();
    let (session, effects) = Session::new(company, SessionPolicy::default(), correlation("boot"), at(0).now);
    assert_eq!(effects, [Effect::Load]);
    session
}

/// The session in the next slot, where there is no line to keep: another phone takes the place of the linked one.
fn in_next(session: Session) -> Session {
    Session { slot: Slot::Next, ..session }
}

fn loaded(stored: Stored) -> Session {
    unread().on(Event::Loaded(stored), at(0)).unwrap().0
}

fn fresh() -> Session {
    loaded(Stored::default())
}

fn linked(digits: &str) -> Stored {
    let number = Some(phone(digits));
    Stored {
        has_credentials: true,
        phone: number.clone(),
        requested_phone: number,
        paired_at: Some(at(-1000).now),
        ..Stored::default()
    }
}

/// A pairing request whose requester has proved no identity.
fn asked(phone: Option<Phone>, options: PairingOptions, who: &str) -> Event {
    let method = if phone.is_some() { PairingMethod::Code } else { PairingMethod::Qr };
    let by = Asker::unknown(TriggeredBy::Client);
    Event::PairingRequested { method, phone, options, by, correlation: correlation(who) }
}

fn request(digits: &str, who: &str) -> Event {
    asked(Some(phone(digits)), PairingOptions::default(), who)
}

fn request_qr(who: &str) -> Event {
    asked(None, PairingOptions::default(), who)
}

/// A request with the consent to replace the linked number.
fn change(digits: &str, who: &str) -> Event {
    asked(Some(phone(digits)), CHANGE, who)
}

fn change_by_qr(who: &str) -> Event {
    asked(None, CHANGE, who)
}

fn reset(who: &str) -> Event {
    Event::ResetRequested { by: TriggeredBy::Client, correlation: correlation(who) }
}

fn disconnect(who: &str) -> Event {
    Event::DisconnectRequested { by: TriggeredBy::Api, correlation: correlation(who) }
}

/// The check with this number is granted.
fn granted(check: u64) -> Event {
    Event::Checked(CheckNo(check), Ok(CodeGrant::default()))
}

fn denied(check: u64, failure: StoreFailure) -> Event {
    Event::Checked(CheckNo(check), Err(failure.into()))
}

/// The rows are empty and a code is granted.
fn prepared(link: LinkNo) -> Event {
    Event::CredentialsPrepared { link, grant: Some(CodeGrant::default()) }
}

/// The rows are empty, and no code was asked for.
fn emptied(link: LinkNo) -> Event {
    Event::CredentialsPrepared { link, grant: None }
}

/// A limit forbids the code until this second.
fn limited(link: LinkNo, second: i64) -> Event {
    let denial = RetryNotBefore { until: at(second).now, limit: CodeLimit::Number }.into();
    Event::PrepareRefused { link, denial }
}

/// Events from the request to the QR, on the first link of a company with nothing to lose.
fn way_to_qr() -> [Event; 4] {
    way_to_qr_on(LinkNo(1))
}

fn way_to_qr_on(link: LinkNo) -> [Event; 4] {
    [request(ASKED, "a"), Event::Admitted { link }, prepared(link), qr(link)]
}

/// Events from the request for a QR to the QR, on the first link.
fn way_to_qr_alone() -> [Event; 4] {
    let link = LinkNo(1);
    [request_qr("q"), Event::Admitted { link }, emptied(link), qr(link)]
}

fn qr(link: LinkNo) -> Event {
    Event::QrShown { link, text: "2@ref".into(), expires_at: at(60).now }
}

fn code(link: LinkNo) -> Event {
    Event::CodeIssued { link, code: "ABCDEFGH".parse().unwrap(), expires_at: at(180).now }
}

/// Feeds events one second apart and returns the session with the effects of the last one.
fn after(mut session: Session, events: impl IntoIterator<Item = Event>) -> (Session, Vec<Effect>) {
    let mut last = Vec::new();
    for (second, event) in events.into_iter().enumerate() {
        (session, last) = session.on(event, at(second as i64)).unwrap();
    }
    (session, last)
}

fn waiting_for_code() -> Session {
    after(fresh(), way_to_qr()).0
}

fn with_code_on_screen() -> Session {
    after(waiting_for_code(), [code(LinkNo(1))]).0
}

fn connected() -> Session {
    let link = LinkNo(1);
    after(loaded(linked(ASKED)), [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]).0
}

fn notifications(effects: &[Effect]) -> Vec<&SessionNotification> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Tell(notification) = effect { Some(notification) } else { None })
        .collect()
}

fn failure_told(effects: &[Effect]) -> Option<ErrorCode> {
    notifications(effects).iter().find_map(|notification| {
        if let SessionNotification::PairingFailed { code, .. } = notification { Some(*code) } else { None }
    })
}

/// Correlation ids of the refused requests, and their refusals.
fn refusals(effects: &[Effect]) -> Vec<(&str, &PairingRefusal)> {
    let all = effects.iter().filter_map(|effect| match effect {
        Effect::Refuse { correlation, refusal } => Some((correlation.as_str(), refusal)),
        _ => None,
    });
    all.collect()
}

#[test]
fn a_fresh_salon_goes_from_idle_to_connected() {
    let link = LinkNo(1);
    let mut session = fresh();
    let way = [
        (request(ASKED, "a"), StateName::Creating),
        (Event::Admitted { link }, StateName::Creating),
        (prepared(link), StateName::Creating),
        (qr(link), StateName::WaitingForPairingCode),
        (code(link), StateName::PairingCodeSent),
        (Event::PhoneAnswered { link }, StateName::PairingCodeSent),
        (Event::Paired { link, phone: phone(ASKED) }, StateName::Connecting),
        (Event::Connected { link, phone: phone(ASKED) }, StateName::Connected),
    ];
    for (event, expected) in way {
        let name = event.name();
        (session, _) = session.on(event, at(1)).unwrap();
        assert_eq!(session.state().name(), expected, "after {name}");
    }
    assert!(session.status(at(1).now).linked);
}

#[test]
fn number_change_logs_out_the_old_device_before_new_keys() {
    let (session, effects) = after(in_next(connected()), [change(OTHER, "b"), granted(1)]);
    assert_eq!(session.state().name(), StateName::Creating);
    let close = effects.iter().position(|e| *e == Effect::Close { link: LinkNo(1), log_out: true }).unwrap();
    let prepare = effects.iter().position(|e| matches!(e, Effect::Prepare { link: LinkNo(2), .. })).unwrap();
    assert!(close < prepare);
}

#[test]
fn the_same_phone_asked_again_gets_the_same_code() {
    let (session, effects) = after(with_code_on_screen(), [request(ASKED, "b")]);
    assert_eq!(session, with_code_on_screen());
    let [SessionNotification::CodeReady { code, correlation, .. }] = notifications(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((code.displayed().as_str(), correlation.as_str()), ("ABCD-EFGH", "a"));
}

#[test]
fn another_phone_supersedes_the_pairing_under_way() {
    let (session, effects) = after(with_code_on_screen(), [request(OTHER, "b")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)));
    assert!(effects.contains(&Effect::Close { link: LinkNo(1), log_out: false }));
}

#[test]
fn events_of_a_retired_link_change_nothing() {
    let (session, _) = after(with_code_on_screen(), [request(OTHER, "b")]);
    for event in [
        code(LinkNo(1)),
        Event::Paired { link: LinkNo(1), phone: phone(ASKED) },
        Event::CodeDead { link: LinkNo(1), cause: CodeDeath::Expired },
    ] {
        assert_eq!(session.clone().on(event, at(9)).unwrap(), (session.clone(), Vec::new()));
    }
}

#[test]
fn request_without_a_code_times_out_and_the_next_one_works() {
    let (session, effects) = after(waiting_for_code(), [Event::TimerFired(Timer::PairingTimeout)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PairingTimeout));
    assert_eq!(after(session, [request(ASKED, "b")]).0.state().name(), StateName::Creating);
}

#[test]
fn transient_refusal_is_tried_three_times_with_backoff() {
    let link = LinkNo(1);
    let refused = || Event::CodeRefused { link, refusal: Refusal { status: Some(500), backoff_seconds: None } };
    let retry = || Event::TimerFired(Timer::PairingRetry);
    let (session, effects) = after(waiting_for_code(), [refused()]);
    assert!(effects.contains(&Effect::Arm(Timer::PairingRetry, Duration::from_secs(1))));
    let (session, effects) = after(session, [retry(), refused()]);
    assert!(effects.contains(&Effect::Arm(Timer::PairingRetry, Duration::from_secs(2))));
    let (session, effects) = after(session, [retry(), refused()]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::PairingCodeFailed));
    assert_eq!(session.state().name(), StateName::Error);
}

#[test]
fn a_line_lost_under_a_live_code_says_that_the_code_is_dead() {
    let (_, effects) =
        after(with_code_on_screen(), [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network }]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::NetworkError));
}

#[test]
fn the_wrong_phone_is_logged_out_and_wiped() {
    let (session, effects) = after(with_code_on_screen(), [Event::Paired { link: LinkNo(1), phone: phone(OTHER) }]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::WrongPhoneLinked));
    assert!(effects.contains(&Effect::Close { link: LinkNo(1), log_out: true }));
    assert!(effects.contains(&Effect::Wipe(WipeNo(1), WipeOrder::DeadCredentials)));
    assert!(!session.status(at(0).now).linked);
}

#[test]
fn broken_line_reconnects_with_backoff_and_never_wipes() {
    let mut session = connected();
    for (attempt, seconds) in [1, 1, 2, 3, 5].into_iter().enumerate() {
        let link = LinkNo(attempt as u64 + 1);
        let (broken, effects) = after(session, [Event::Ended { link, end_reason: LinkEndReason::Network }]);
        assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(seconds))), "{effects:?}");
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))));
        let next = LinkNo(link.0 + 1);
        session = after(broken, [Event::TimerFired(Timer::Reconnect), Event::Admitted { link: next }]).0;
    }
    let (session, _) =
        after(session, [Event::Connected { link: LinkNo(6), phone: phone(ASKED) }, Event::TimerFired(Timer::Stable)]);
    let (_, effects) = after(session, [Event::Ended { link: LinkNo(6), end_reason: LinkEndReason::Network }]);
    assert!(effects.contains(&Effect::Arm(Timer::Reconnect, Duration::from_secs(1))));
}

#[test]
fn two_resets_at_once_are_one_wipe_and_both_are_answered() {
    let (session, first) = after(connected(), [reset("a"), reset("b")]);
    assert_eq!(first, [], "one question is enough for both");
    let (session, effects) = after(session, [granted(1)]);
    let close = effects.iter().position(|e| *e == Effect::Close { link: LinkNo(1), log_out: true }).unwrap();
    let wipe = effects.iter().position(|e| *e == Effect::Wipe(WipeNo(1), WipeOrder::Person)).unwrap();
    assert!(close < wipe);
    let (session, third) = after(session, [reset("c")]);
    assert_eq!(third, []);
    let (session, effects) = after(session, [Event::Wiped(WipeNo(1))]);
    assert_eq!(notifications(&effects).len(), 3);
    assert!(session.is_at_rest());
}

#[test]
fn a_reset_that_the_database_refuses_says_so() {
    let (session, _) = after(connected(), [reset("a"), granted(1)]);
    let (session, effects) = after(session, [Event::WipeFailed(WipeNo(1), StoreFailure::Unavailable)]);
    assert!(matches!(
        notifications(&effects)[..],
        [SessionNotification::ResetFailed { code: ErrorCode::StoreUnavailable, .. }]
    ));
    assert_eq!(session.status(at(0).now).code, Some(ErrorCode::StoreUnavailable));
}

#[test]
fn unread_session_does_not_pair_while_the_database_is_down() {
    let company: CompanyId = "997441".parse().unwrap();
    let (session, _) = Session::new(company, SessionPolicy::default(), correlation("boot"), at(0).now);
    let (session, _) = after(session, [Event::LoadFailed(StoreFailure::Unavailable)]);
    let (session, effects) = after(session, [request(ASKED, "a")]);
    assert_eq!(effects, [Effect::Load], "what is stored is read first");
    let (_, effects) = after(session.clone(), [Event::LoadFailed(StoreFailure::Unavailable)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::StoreUnavailable));
    let (of_the_same_phone, _) = after(session.clone(), [Event::Loaded(linked(ASKED))]);
    assert_eq!(of_the_same_phone.state().name(), StateName::Connecting);
    let (of_another, effects) = after(session.clone(), [Event::Loaded(linked(OTHER))]);
    assert_eq!((of_another.state().name(), refusals(&effects).len()), (StateName::Connecting, 1));
    let consenting = after(in_next(unread()), [Event::LoadFailed(StoreFailure::Unavailable), change(ASKED, "a")]).0;
    for (session, stored, next) in [(session, Stored::default(), None), (consenting, linked(OTHER), Some(granted(1)))] {
        let (of_another, effects) = after(session, [Event::Loaded(stored)].into_iter().chain(next));
        assert_eq!(of_another.state().name(), StateName::Creating);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Open { .. })), "{effects:?}");
    }
}

#[test]
fn requests_during_a_read_wait_and_are_answered_after_it() {
    let parked = in_next(ownership::replaced_twice());
    let (session, first) = after(parked, [request(ASKED, "a")]);
    assert_eq!(first, [Effect::DisarmAll, Effect::Load]);
    let (session, second) = after(session, [request(ASKED, "b")]);
    assert_eq!(second, [], "one reading is enough for both");
    let (session, third) = after(session, [change(OTHER, "c")]);
    assert_eq!(third, [], "nobody knows yet whose place it takes");
    let (session, effects) = after(session, [Event::Loaded(linked(ASKED))]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    let (session, _) = after(session, [granted(2)]);
    assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)));
}

#[test]
fn outdated_client_keeps_the_credentials_after_a_request() {
    let refused = Event::AdmissionRefused { link: LinkNo(2), until: at(300).now };
    let outdated = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::ClientOutdated };
    let parked = after(connected(), [outdated, refused]).0;
    let (session, effects) = after(parked, [request(ASKED, "b")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::ClientOutdated));
    assert!(session.status(at(0).now).linked);
}

#[test]
fn an_event_that_makes_no_sense_is_refused_by_name() {
    let refusal = connected().on(code(LinkNo(1)), at(1)).unwrap_err();
    assert_eq!(refusal, InvalidTransition { from: StateName::Connected, event: "code_issued" });
}
