//! Who, where and when.

use linekeeper_domain::messages::{Chat, ChatKind, EventType, Origin, Person};
use whatsapp_rust::types::message::MessageInfo;

use super::super::mapping::key_of;
use super::*;

fn person(lid: Option<&str>, phone: Option<&str>) -> Person {
    Person { lid: lid.map(str::to_owned), phone: phone.map(str::to_owned) }
}

fn direct(lid: Option<&str>, phone: Option<&str>) -> Chat {
    let Person { lid, phone } = person(lid, phone);
    Chat { kind: ChatKind::Direct, lid, phone, group: None }
}

#[test]
fn chat_is_the_other_person_whoever_wrote() {
    let chat = direct(Some("300400"), Some("79160000001"));
    let anna = facts(&from_anna(), &text("hello"));
    assert_eq!((anna.chat, anna.sender), (chat.clone(), person(Some("300400"), Some("79160000001"))));
    let own = mapped(&from_phone(), &text("hello")).unwrap();
    assert_eq!((own.kind, own.facts.from_me), (EventType::MessageSentFromPhone, true));
    assert_eq!((own.facts.chat, own.facts.sender), (chat, person(Some("100200"), Some("79006464263"))));
}

#[test]
fn name_that_whatsapp_does_not_tell_is_null() {
    let mut bare = from_anna();
    (bare.source.sender_alt, bare.push_name) = (None, String::new());
    let told = facts(&bare, &text("hello"));
    assert_eq!(told.chat, direct(Some("300400"), None));
    assert_eq!((told.sender, told.sender_name), (person(Some("300400"), None), None));
    let by_number = MessageInfo {
        source: MessageSource {
            chat: jid("79160000001@s.whatsapp.net"),
            sender: jid("79160000001@s.whatsapp.net"),
            ..MessageSource::default()
        },
        ..from_anna()
    };
    assert_eq!(facts(&by_number, &text("hello")).chat, direct(None, Some("79160000001")));
    assert_eq!(facts(&from_anna(), &text("hello")).sender_name.as_deref(), Some("Anna"));
}

#[test]
fn message_to_the_own_account_is_of_a_chat_with_it() {
    let mut own = from_phone();
    own.source.chat = jid(SALON_LID);
    (own.source.recipient, own.peer_recipient_pn) = (None, None);
    assert_eq!(facts(&own, &text("note")).chat, direct(Some("100200"), Some("79006464263")));
}

#[test]
fn message_of_a_group_names_group_and_sender() {
    let told = facts(&in_group(), &text("hello"));
    let group = Some("120363000000000001".to_owned());
    assert_eq!(told.chat, Chat { kind: ChatKind::Group, lid: None, phone: None, group });
    assert_eq!(told.sender, person(Some("300400"), Some("79160000001")));
}

#[test]
fn status_newsletter_and_own_broadcast_are_left_out() {
    let of = |chat: &str, is_from_me: bool| {
        let source = MessageSource { chat: jid(chat), sender: jid(ANNA), is_from_me, ..MessageSource::default() };
        mapped(&MessageInfo { source, ..from_anna() }, &text("hello"))
    };
    for (chat, own) in [("status@broadcast", false), ("120@newsletter", false), ("1700@broadcast", true)] {
        assert_eq!(of(chat, own), None, "{chat}");
    }
    let to_a_list = of("1700@broadcast", false).unwrap();
    assert_eq!(to_a_list.facts.chat, direct(Some("300400"), None), "it comes as a message to the line");
}

#[test]
fn origin_time_and_expiry_are_those_of_the_stanza() {
    let timestamp = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let info = MessageInfo { is_offline: true, ephemeral_expiration: Some(86_400), timestamp, ..from_anna() };
    let told = facts(&info, &text("hello"));
    assert_eq!((told.origin, told.sent_at, told.expires_in_seconds), (Origin::Offline, timestamp, Some(86_400)));
    let told = facts(&MessageInfo { ephemeral_expiration: Some(0), ..from_anna() }, &text("hello"));
    assert_eq!((told.origin, told.expires_in_seconds), (Origin::Live, None));
}

#[test]
fn key_leaves_the_device_out() {
    let key = key_of(&from_anna());
    assert_eq!((key.chat.as_str(), key.sender.as_str(), key.id.as_str()), ("300400@lid", "300400@lid", "3A01"));
}
