//! Tests of an account whose number has two spellings: requested in one, linked in the other.

use super::*;

/// Number as people write it, number by which WhatsApp identifies the account, and a similar number of another account.
const ACCOUNTS: [[&str; 3]; 3] = [
    ["525512345678", "5215512345678", "5215512345679"],
    ["541158749895", "5491158749895", "5491158749896"],
    ["5531987654321", "553187654321", "553137654321"],
];

fn way_to_code(asked: &str) -> Session {
    let link = LinkNo(1);
    let way = [request(asked, "a"), Event::Admitted { link }, prepared(link), qr(link), code(link)];
    after(fresh(), way).0
}

#[test]
fn account_linked_under_its_other_number_is_the_asked_one() {
    for [asked, id, near] in ACCOUNTS {
        let paired = |digits| Event::Paired { link: LinkNo(1), phone: phone(digits) };
        let (session, effects) = after(way_to_code(asked), [paired(id)]);
        assert_eq!((session.state().name(), failure_told(&effects)), (StateName::Connecting, None), "{asked}");
        assert_eq!(session.stored().phone, Some(phone(id)), "what WhatsApp calls it is what is stored");
        let (session, effects) = after(way_to_code(asked), [paired(near)]);
        assert_eq!(failure_told(&effects), Some(ErrorCode::WrongPhoneLinked));
        assert_eq!(session.reason(), Some(ErrorCode::WrongPhoneLinked), "{near}");
    }
}

#[test]
fn linked_account_asked_for_by_its_other_number_keeps_its_line() {
    for [asked, id, near] in ACCOUNTS {
        let connected = after(loaded(linked(id)), [Event::Admitted { link: LinkNo(1) }, connected_as(id)]).0;
        let (session, effects) = after(connected.clone(), [request(asked, "b")]);
        assert_eq!(session, connected, "{asked}");
        assert!(matches!(notifications(&effects)[..], [SessionNotification::Connected { .. }]), "{effects:?}");
        assert!(connected.stored().phone.as_ref().is_some_and(|stored| !stored.same_account(&phone(near))));
    }
}

fn connected_as(digits: &str) -> Event {
    Event::Connected { link: LinkNo(1), phone: phone(digits) }
}

#[test]
fn other_way_of_writing_joins_the_pairing_under_way() {
    for [asked, id, near] in ACCOUNTS {
        let (session, effects) = after(way_to_code(asked), [request(id, "b")]);
        assert_eq!(session, way_to_code(asked));
        assert!(matches!(notifications(&effects)[..], [SessionNotification::CodeReady { .. }]), "{effects:?}");
        let (_, effects) = after(way_to_code(asked), [request(near, "b")]);
        assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded), "{near}");
    }
}

#[test]
fn requests_for_one_account_are_answered_together_while_unread() {
    for [asked, id, _] in ACCOUNTS {
        let (_, effects) = after(unread(), [request(asked, "a"), request(id, "b")]);
        assert_eq!(failure_told(&effects), None, "{asked}");
    }
}

#[test]
fn stored_account_with_two_numbers_is_not_a_mismatch() {
    for [asked, id, _] in ACCOUNTS {
        let stored = Stored { requested_phone: Some(phone(asked)), ..linked(id) };
        assert_eq!(loaded(stored).state().name(), StateName::Connecting, "{asked}");
    }
}

#[test]
fn session_of_an_account_in_use_elsewhere_waits_for_support() {
    let stored = Stored { parked: Some(Parked { code: ErrorCode::PhoneInUse, until: None }), ..linked(ASKED) };
    let session = loaded(stored.clone());
    assert_eq!(session.reason(), Some(ErrorCode::PhoneInUse));
    let (same, effects) = after(session.clone(), [request(ASKED, "a")]);
    assert_eq!((failure_told(&effects), same.reason()), (Some(ErrorCode::PhoneInUse), Some(ErrorCode::PhoneInUse)));
    assert!(same.status(at(0).now).linked, "the credentials are kept");
    let restarted = unread().beginning(Beginning::PastPark);
    assert_eq!(after(restarted, [Event::Loaded(stored)]).0.state().name(), StateName::Connecting);
}
