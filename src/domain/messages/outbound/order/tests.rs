//! Tests: what may be ordered, and what is refused with which field.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::messages::Person;

fn now() -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
}

fn check(request: SendRequest) -> Result<(SendOrder, Timestamp), InvalidOrder> {
    request.check(&OrderRules { region: Region::RU, now: now() })
}

fn read(content: &Value, to: &Value) -> SendRequest {
    serde_json::from_value(json!({ "to": to, "content": content })).unwrap()
}

/// Checks a content that goes to a person; returns what is wrong.
fn refused(content: &Value) -> Option<(&'static str, OrderProblem)> {
    check(read(content, &json!({ "phone": "+79160000001" }))).err().map(|error| (error.field, error.problem))
}

fn card(name: &str) -> Value {
    json!({ "name": name, "vcard": "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n" })
}

#[test]
fn every_kind_of_content_can_be_ordered() {
    let target = json!({ "messageId": "3EB0C431C26A1916E07E", "fromMe": true });
    for content in [
        json!({ "kind": "text", "text": "Tomorrow at nine" }),
        json!({ "kind": "media", "media": "image", "mediaId": "med_aaaaaaaaaaaaaaaa", "caption": "Like this" }),
        json!({ "kind": "media", "media": "document", "mediaId": "med_aaaaaaaaaaaaaaaa", "fileName": "price.pdf" }),
        json!({ "kind": "media", "media": "voice", "mediaId": "med_aaaaaaaaaaaaaaaa" }),
        json!({ "kind": "location", "latitude": -90, "longitude": 180, "name": "Salon" }),
        json!({ "kind": "contacts", "contacts": [card("Anna"), card("Boris")] }),
        json!({ "kind": "reaction", "target": target, "emoji": "👍🏽" }),
        json!({ "kind": "reaction", "target": target, "emoji": "1\u{fe0f}\u{20e3}" }),
        json!({ "kind": "reaction", "target": target, "emoji": "🅰\u{fe0f}" }),
        json!({ "kind": "reaction", "target": target }),
        json!({ "kind": "edit", "messageId": "3EB0C431C26A1916E07E", "text": "At ten" }),
        json!({ "kind": "revoke", "target": target }),
    ] {
        assert_eq!(refused(&content), None, "{content}");
    }
}

#[test]
fn content_beyond_its_limits_is_refused_by_field() {
    let other = json!({ "messageId": "3EB0C431C26A1916E07E", "fromMe": false });
    let media = |media: &str, more: (&str, &str)| {
        let mut content = json!({ "kind": "media", "media": media, "mediaId": "med_aaaaaaaaaaaaaaaa" });
        content[more.0] = json!(more.1);
        content
    };
    let long = "я".repeat(65_537);
    for (content, field, problem) in [
        (json!({ "kind": "text", "text": " \n" }), "content.text", OrderProblem::Empty),
        (json!({ "kind": "text", "text": long }), "content.text", OrderProblem::TooLong { most: 65_536 }),
        (json!({ "kind": "edit", "messageId": "", "text": "a" }), "content.messageId", OrderProblem::NotAnId),
        (json!({ "kind": "edit", "messageId": "a b", "text": "a" }), "content.messageId", OrderProblem::NotAnId),
        (media("voice", ("caption", "a")), "content.caption", OrderProblem::NotOfThisKind),
        (media("image", ("fileName", "a")), "content.fileName", OrderProblem::NotOfThisKind),
        (media("image", ("caption", &"a".repeat(1_025))), "content.caption", OrderProblem::TooLong { most: 1_024 }),
        (json!({ "kind": "location", "latitude": 90.1, "longitude": 0 }), "content.latitude", OrderProblem::OutOfRange),
        (
            json!({ "kind": "location", "latitude": 0, "longitude": -180.5 }),
            "content.longitude",
            OrderProblem::OutOfRange,
        ),
        (json!({ "kind": "contacts", "contacts": [] }), "content.contacts", OrderProblem::Empty),
        (
            json!({ "kind": "contacts", "contacts": [{ "name": "A" }] }),
            "content.contacts.vcard",
            OrderProblem::NotACard,
        ),
        (json!({ "kind": "contacts", "contacts": [{ "vcard": "" }] }), "content.contacts.name", OrderProblem::Empty),
        (json!({ "kind": "reaction", "target": other, "emoji": "ok" }), "content.emoji", OrderProblem::NotAnEmoji),
        (json!({ "kind": "reaction", "target": other, "emoji": "да" }), "content.emoji", OrderProblem::NotAnEmoji),
        (json!({ "kind": "reaction", "target": other, "emoji": "" }), "content.emoji", OrderProblem::NotAnEmoji),
        (json!({ "kind": "revoke", "target": other }), "content.target", OrderProblem::NotOurs),
    ] {
        assert_eq!(refused(&content), Some((field, problem)), "{field}");
    }
    let most = json!({ "kind": "text", "text": "я".repeat(65_536) });
    assert_eq!(refused(&most), None);
    let many = vec![card("Anna"); 101];
    let many = refused(&json!({ "kind": "contacts", "contacts": many }));
    assert_eq!(many, Some(("content.contacts", OrderProblem::TooMany { most: 100 })));
}

#[test]
fn coordinates_that_are_no_numbers_are_refused() {
    for (latitude, longitude) in [(f64::NAN, 0.0), (0.0, f64::NAN), (f64::INFINITY, 0.0)] {
        let content = OutboundContent::Location { latitude, longitude, name: None, address: None };
        let to = RequestedRecipient::Lid("100200300".to_owned());
        let request = SendRequest { to, content, reply_to: None, expires_at: None };
        assert_eq!(check(request).unwrap_err().problem, OrderProblem::OutOfRange);
    }
}

#[test]
fn reply_names_its_sender_in_groups_only() {
    let group = json!({ "group": "120363040506070809" });
    let text = json!({ "kind": "text", "text": "Yes" });
    let target = |sender: Option<Person>| Target { message_id: "3EB0AA".to_owned(), from_me: false, sender };
    let in_group = |sender| check(SendRequest { reply_to: Some(target(sender)), ..read(&text, &group) });
    assert_eq!(in_group(None).unwrap_err(), InvalidOrder::new("replyTo", OrderProblem::NoSender));
    assert_eq!(in_group(Some(Person::default())).unwrap_err().problem, OrderProblem::NoSender);
    assert!(in_group(Some(Person { lid: Some("1".to_owned()), phone: None })).is_ok());
    let direct = read(&text, &json!({ "lid": "100200300" }));
    assert!(check(SendRequest { reply_to: Some(target(None)), ..direct }).is_ok());
    let reaction = json!({ "kind": "edit", "messageId": "3EB0AA", "text": "a" });
    let refused = check(SendRequest { reply_to: Some(target(None)), ..read(&reaction, &json!({ "lid": "1" })) });
    assert_eq!(refused.unwrap_err(), InvalidOrder::new("replyTo", OrderProblem::NotOfThisKind));
}

#[test]
fn order_expires_in_a_day_unless_it_says_when() {
    let request = || read(&json!({ "kind": "text", "text": "a" }), &json!({ "lid": "1" }));
    let at = |wait: TimeDelta| check(SendRequest { expires_at: Some(now() + wait), ..request() });
    assert_eq!(check(request()).unwrap().1, now() + TimeDelta::days(1));
    assert_eq!(at(TimeDelta::seconds(1)).unwrap().1, now() + TimeDelta::seconds(1));
    assert_eq!(at(TimeDelta::zero()).unwrap_err().problem, OrderProblem::NotInTheFuture);
    assert!(at(TimeDelta::days(7)).is_ok());
    assert_eq!(at(TimeDelta::days(8)).unwrap_err().problem, OrderProblem::TooFarAway);
}

#[test]
fn request_with_an_unknown_field_is_refused() {
    let request = json!({ "to": { "lid": "1" }, "content": { "kind": "text", "text": "a" }, "reply_to": null });
    assert!(serde_json::from_value::<SendRequest>(request).is_err());
}

#[test]
fn error_says_field_and_problem() {
    let error = InvalidOrder::new("content.text", OrderProblem::TooLong { most: 65_536 });
    assert_eq!(error.to_string(), "content.text is longer than 65536");
}

#[test]
fn order_is_never_printed_with_its_words() {
    let request = read(&json!({ "kind": "text", "text": "secret" }), &json!({ "phone": "+79160000001" }));
    let printed = format!("{request:?} {:?}", check(request.clone()).unwrap());
    assert!(!printed.contains("secret") && !printed.contains("7916"), "{printed}");
}

proptest! {
    #[test]
    fn order_is_read_as_it_was_stored(text in "\\PC{1,40}", hundredths in -9_000..9_000_i16) {
        let latitude = f64::from(hundredths) / 100.0;
        for content in [
            OutboundContent::Text { text: format!("a{text}") },
            OutboundContent::Location { latitude, longitude: 0.0, name: Some(format!("a{text}")), address: None },
        ] {
            let to = RequestedRecipient::Phone("+79160000001".to_owned());
            let (order, _) = check(SendRequest { to, content, reply_to: None, expires_at: None }).unwrap();
            let stored = serde_json::to_vec(&order).unwrap();
            prop_assert_eq!(serde_json::from_slice::<SendOrder>(&stored).unwrap(), order);
        }
    }
}
