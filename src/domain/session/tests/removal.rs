//! Tests of the wait after WhatsApp removed a device that had just been linked.

use super::*;
use crate::access::{AccessId, Principal, Scope};

const HALF_AN_HOUR: u64 = 1800;

/// A session whose device was removed at second 1.
fn removed() -> Session {
    let link = LinkNo(1);
    let paired = Event::Paired { link, phone: phone(ASKED) };
    let taken = after(with_code_on_screen(), [paired, Event::LinkingTaken { link }]).0;
    let (session, effects) = taken.on(Event::Ended { link, end_reason: LinkEndReason::LoggedOut }, at(1)).unwrap();
    assert_eq!(session.reason(), Some(ErrorCode::RemovedAfterLink));
    let noted =
        |effect: &Effect| matches!(effect, Effect::NotePark(parked) if parked.code == ErrorCode::RemovedAfterLink);
    let wiped = effects.iter().position(|effect| matches!(effect, Effect::Wipe(..))).unwrap();
    assert!(
        noted(&effects[wiped - 1]) && effects[wiped..].iter().any(noted),
        "before the keys go and after: {effects:?}"
    );
    session
}

/// A session in a new life, whose database says that the removal was this many seconds ago.
fn read_anew(seconds: u64) -> Session {
    loaded(Stored { since_removal: Some(Duration::from_secs(seconds)), ..Stored::default() })
}

fn wait_told(session: &Session, event: Event, second: i64) -> Option<u64> {
    let (_, effects) = session.clone().on(event, at(second)).unwrap();
    let told = refusals(&effects).into_iter().find(|(_, refusal)| refusal.code == ErrorCode::RemovedAfterLink);
    told.map(|(_, refusal)| refusal.retry_after.unwrap().as_secs())
}

fn by_principal(principal: Option<Principal>, override_wait: bool, method: PairingMethod) -> Event {
    Event::PairingRequested {
        method,
        phone: (method == PairingMethod::Code).then(|| phone(ASKED)),
        options: PairingOptions { override_wait, ..PairingOptions::default() },
        by: Asker { actor: TriggeredBy::Api, principal },
        correlation: correlation("o"),
    }
}

fn id() -> AccessId {
    AccessId::from_random([1; AccessId::LENGTH])
}

fn key(scope: Scope) -> Option<Principal> {
    Some(Principal::Key { id: id(), scopes: [scope].into_iter().collect() })
}

fn lifts(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::LiftWait { .. }))
}

#[test]
fn no_phone_is_linked_for_half_an_hour_by_code_or_qr() {
    let reset = after(removed(), [reset("r"), Event::Wiped(WipeNo(2))]).0;
    assert_eq!(reset.state().name(), StateName::Idle);
    for session in [removed(), reset] {
        for wish in [request(ASKED, "a"), request(OTHER, "a"), change(OTHER, "a"), request_qr("a"), change_by_qr("a")] {
            assert_eq!(wait_told(&session, wish.clone(), 61), Some(HALF_AN_HOUR - 60));
            assert_eq!(session.clone().on(wish, at(61)).unwrap().0, session, "it changes nothing");
        }
    }
}

#[test]
fn the_wait_outlives_a_restart_and_ends_by_the_databases_clock() {
    assert_eq!(wait_told(&read_anew(600), request(ASKED, "a"), 0), Some(HALF_AN_HOUR - 600));
    assert_eq!(wait_told(&read_anew(0), request_qr("a"), 0), Some(HALF_AN_HOUR));
    let (session, _) = read_anew(HALF_AN_HOUR).on(request(ASKED, "a"), at(0)).unwrap();
    assert_eq!(session.state().name(), StateName::Creating);
    let parked = Some(Parked { code: ErrorCode::RemovedAfterLink, until: Some(at(1000).now) });
    let half_wiped = Stored { parked, since_removal: Some(Duration::ZERO), ..linked(ASKED) };
    assert_eq!(wait_told(&loaded(half_wiped), request(OTHER, "a"), 0), Some(HALF_AN_HOUR), "the keys are still there");
}

#[test]
fn wipe_that_a_kill_prevented_is_made_up_for() {
    let parked = |code| Some(Parked { code, until: Some(at(1000).now) });
    for (code, wipes) in [(ErrorCode::RemovedAfterLink, true), (ErrorCode::TemporarilyBanned, false)] {
        let stored = Stored { parked: parked(code), since_removal: Some(Duration::ZERO), ..linked(ASKED) };
        let (session, effects) = unread().on(Event::Loaded(stored), at(0)).unwrap();
        let wiped = effects.iter().any(|effect| matches!(effect, Effect::Wipe(_, WipeOrder::DeadCredentials)));
        assert_eq!((wiped, session.is_linked()), (wipes, !wipes), "{code:?}: {effects:?}");
        assert_eq!((session.state().name(), session.reason()), (StateName::Error, Some(code)));
        assert!(
            !effects.iter().any(|effect| matches!(effect, Effect::NotePark(_))),
            "the wait is no longer: {effects:?}"
        );
    }
}

#[test]
fn clock_jump_neither_ends_nor_lengthens_the_wait() {
    for second in [90_000, -90_000] {
        let (session, effects) = removed().on(request(ASKED, "a"), at(second)).unwrap();
        assert!(effects.contains(&Effect::Load), "{effects:?}");
        let read =
            |passed| Event::Loaded(Stored { since_removal: Some(Duration::from_secs(passed)), ..Stored::default() });
        let (waiting, effects) = session.clone().on(read(60), at(second)).unwrap();
        let [(who, refusal)] = refusals(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!((who, refusal.code), ("a", ErrorCode::RemovedAfterLink));
        assert_eq!(refusal.retry_after, Some(Duration::from_secs(HALF_AN_HOUR - 60)));
        assert_eq!(wait_told(&waiting, request_qr("b"), second + 60), Some(HALF_AN_HOUR - 120));
        let (session, _) = session.on(read(HALF_AN_HOUR), at(second)).unwrap();
        assert_eq!(session.state().name(), StateName::Creating);
    }
}

#[test]
fn an_operator_lifts_the_wait_and_nobody_else_does() {
    let owner = Principal::Onboarding { link: id(), company: removed().company().clone() };
    let strangers = [None, Some(owner), key(Scope::SessionsRead), key(Scope::OnboardingCreate)];
    for principal in strangers {
        for method in [PairingMethod::Code, PairingMethod::Qr] {
            assert!(wait_told(&removed(), by_principal(principal.clone(), true, method), 61).is_some());
        }
    }
    for scope in [Scope::SessionsWrite, Scope::Admin] {
        assert!(wait_told(&removed(), by_principal(key(scope), false, PairingMethod::Code), 61).is_some());
        let visit = Principal::DashboardSession { id: id(), key: id(), scopes: [scope].into_iter().collect() };
        for (principal, method) in [(key(scope), PairingMethod::Code), (Some(visit), PairingMethod::Qr)] {
            let (session, effects) = removed().on(by_principal(principal, true, method), at(61)).unwrap();
            assert!(lifts(&effects), "{effects:?}");
            assert_eq!(session.state().name(), StateName::Creating);
            let cancel = Event::PairingCancelled { by: TriggeredBy::Api, correlation: correlation("c") };
            let (session, effects) = after(session, [cancel, request_qr("q")]);
            assert_eq!(
                (session.state().name(), lifts(&effects)),
                (StateName::Creating, false),
                "lifted once and for all"
            );
        }
    }
}

#[test]
fn a_wait_does_not_concern_a_phone_that_was_linked_since() {
    let since_removal = Some(Duration::from_secs(60));
    let link = LinkNo(1);
    let line = loaded(Stored { since_removal, ..linked(ASKED) });
    let line = after(line, [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }]).0;
    let (_, effects) = after(line.clone(), [request(ASKED, "a")]);
    assert_eq!(effects, [Effect::Tell(SessionNotification::Connected { phone: phone(ASKED) })]);
    let (_, effects) = after(line, [change(OTHER, "b")]);
    assert!(matches!(effects[..], [Effect::ChangePhone(_)]), "{effects:?}");
}

#[test]
fn elapsed_wait_is_read_from_idle_after_passkey_required() {
    let parked = Some(Parked { code: ErrorCode::PasskeyRequired, until: None });
    let since_removal = Some(Duration::from_secs(HALF_AN_HOUR - 1));
    let passkey = loaded(Stored { parked: parked.clone(), since_removal, ..Stored::default() });
    assert_eq!(passkey.state().name(), StateName::PasskeyRequired);
    let (session, effects) = passkey.on(request(ASKED, "a"), at(5)).unwrap();
    assert_eq!((session.state().name(), effects), (StateName::Idle, vec![Effect::Load]));
    let failed = Event::LoadFailed(StoreFailure::Unavailable);
    let (failed, effects) = session.clone().on(failed, at(6)).unwrap();
    assert_eq!((failed.reason(), failure_told(&effects)), (Some(ErrorCode::StoreUnavailable), failed.reason()));
    let read = Stored { parked, ..Stored::default() };
    let back = after(failed, [Event::TimerFired(Timer::ParkOver), Event::Loaded(read.clone())]).0;
    assert_eq!(back.state().name(), StateName::PasskeyRequired);
    let (session, _) = session.on(Event::Loaded(read), at(6)).unwrap();
    assert_eq!(session.state().name(), StateName::Creating);
}

#[test]
fn pairing_under_way_is_not_read_away_when_a_wait_ends() {
    let link = LinkNo(2);
    let since_removal = Some(Duration::from_secs(HALF_AN_HOUR - 60));
    let line = in_next(loaded(Stored { since_removal, ..linked(ASKED) }));
    let line = after(line, [Event::Admitted { link: LinkNo(1) }, change_by_qr("q"), granted(1)]).0;
    let shown = after(line, [emptied(link), Event::Admitted { link }, qr(link)]).0;
    assert_eq!(shown.state().name(), StateName::PairingCodeSent);
    let (joined, effects) = shown.clone().on(request_qr("b"), at(2000)).unwrap();
    assert!(matches!(notifications(&effects)[..], [SessionNotification::QrReady { .. }]), "{effects:?}");
    assert_eq!(joined.current_link(), Some(link));
    let (session, effects) = shown.on(request(OTHER, "c"), at(2000)).unwrap();
    assert!(effects.contains(&Effect::Close { link, log_out: false }) && !effects.contains(&Effect::Load));
    assert_eq!(session.state().name(), StateName::Creating);
}
