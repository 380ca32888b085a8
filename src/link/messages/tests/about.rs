//! Messages about earlier ones: replies, reactions, edits, deletions.

use linekeeper_domain::messages::{EventType, Person, Target};
use wa::message::protocol_message::Type;

use super::*;

fn key(id: &str, from_me: Option<bool>, participant: Option<&str>) -> wa::MessageKey {
    let participant = participant.map(str::to_owned);
    wa::MessageKey { remote_jid: None, from_me, id: Some(id.to_owned()), participant }
}

fn protocol(kind: Option<Type>, key: Option<wa::MessageKey>, edited: Option<wa::Message>) -> wa::Message {
    let protocol = wa::message::ProtocolMessage {
        r#type: kind,
        key: key.into(),
        edited_message: edited.into(),
        ..Default::default()
    };
    wa::Message { protocol_message: protocol.into(), ..Default::default() }
}

fn reaction(key: Option<wa::MessageKey>, emoji: Option<&str>) -> wa::Message {
    let text = emoji.map(str::to_owned);
    let reaction = wa::message::ReactionMessage { key: key.into(), text, ..Default::default() };
    wa::Message { reaction_message: reaction.into(), ..Default::default() }
}

fn target(id: &str, from_me: bool, sender: Option<Person>) -> Target {
    Target { message_id: id.to_owned(), from_me, sender }
}

#[test]
fn target_in_a_direct_chat_is_seen_from_its_senders_side() {
    for (info, from_me, salons) in [
        (from_anna(), Some(true), false),
        (from_anna(), Some(false), true),
        (from_anna(), None, true),
        (from_phone(), Some(true), true),
        (from_phone(), Some(false), false),
    ] {
        let told = mapped(&info, &reaction(Some(key("OLD", from_me, None)), Some("👍"))).unwrap();
        assert_eq!(told.kind, EventType::MessageReaction);
        assert_eq!(told.facts.target, Some(target("OLD", salons, None)), "{from_me:?}");
        assert_eq!((told.facts.reaction.as_deref(), told.facts.content), (Some("👍"), None));
    }
}

#[test]
fn reaction_taken_back_has_none() {
    for emoji in [Some(""), None] {
        assert_eq!(facts(&from_anna(), &reaction(Some(key("OLD", None, None)), emoji)).reaction, None);
    }
}

#[test]
fn admin_deletes_what_another_member_wrote() {
    let boris = Person { lid: Some("500600".to_owned()), phone: None };
    let anna = Person { lid: Some("300400".to_owned()), phone: Some("79160000001".to_owned()) };
    let salon = Person { lid: Some("100200".to_owned()), phone: Some("79006464263".to_owned()) };
    for (key, expected) in [
        (key("OLD", Some(false), Some("500600@lid")), target("OLD", false, Some(boris))),
        (key("OLD", Some(true), Some("300400@lid")), target("OLD", false, Some(anna))),
        (key("OLD", Some(false), Some(SALON_LID)), target("OLD", true, Some(salon))),
        (key("OLD", None, None), target("OLD", false, None)),
        (key("OLD", None, Some("nonsense")), target("OLD", false, None)),
    ] {
        let told = mapped(&in_group(), &protocol(Some(Type::REVOKE), Some(key), None)).unwrap();
        assert_eq!((told.kind, told.facts.target), (EventType::MessageRevoked, Some(expected)));
        assert_eq!(told.facts.content, None);
    }
}

#[test]
fn edit_is_read_in_both_its_forms() {
    let edit = protocol(Some(Type::MESSAGE_EDIT), Some(key("OLD", Some(true), None)), Some(text("better")));
    let in_a_wrapper = wa::Message { edited_message: wrapped(edit.clone()), ..Default::default() };
    for form in [edit, in_a_wrapper] {
        let told = mapped(&from_anna(), &form).unwrap();
        assert_eq!((told.kind, told.facts.content), (EventType::MessageEdited, Some(said("better"))));
        assert_eq!(told.facts.target, Some(target("OLD", false, None)));
    }
}

#[test]
fn what_devices_tell_each_other_has_no_event() {
    let share = Some(Type::APP_STATE_SYNC_KEY_SHARE);
    let keys = wa::message::SenderKeyDistributionMessage { group_id: Some(GROUP.to_owned()), ..Default::default() };
    for message in [
        protocol(share, None, None),
        protocol(Some(Type::HISTORY_SYNC_NOTIFICATION), None, None),
        protocol(Some(Type::EPHEMERAL_SETTING), Some(key("OLD", None, None)), None),
        protocol(None, Some(key("OLD", None, None)), None),
        protocol(Some(Type::REVOKE), None, None),
        protocol(Some(Type::REVOKE), Some(key("", None, None)), None),
        protocol(Some(Type::MESSAGE_EDIT), Some(key("OLD", None, None)), None),
        protocol(Some(Type::MESSAGE_EDIT), None, Some(text("better"))),
        reaction(None, Some("👍")),
        wa::Message { sender_key_distribution_message: keys.into(), ..Default::default() },
    ] {
        assert_eq!(mapped(&from_anna(), &message), None, "{message:?}");
    }
}

#[test]
fn reply_names_what_it_quotes_but_not_what_that_quotes() {
    let context = |id: &str, participant: &str, quoted: Option<wa::Message>| wa::ContextInfo {
        stanza_id: Some(id.to_owned()),
        participant: Some(participant.to_owned()),
        quoted_message: quoted.into(),
        forwarding_score: Some(2),
        expiration: Some(60),
        ..Default::default()
    };
    let extended = |text: &str, context: wa::ContextInfo| {
        let extended = wa::message::ExtendedTextMessage {
            text: Some(text.to_owned()),
            context_info: context.into(),
            ..Default::default()
        };
        wa::Message { extended_text_message: extended.into(), ..Default::default() }
    };
    let first = extended("first", context("ZERO", SALON, Some(text("zero"))));
    let told = facts(&from_anna(), &extended("second", context("ONE", ANNA, Some(first))));
    let quoted = told.reply_to.unwrap();
    assert_eq!((quoted.message_id.as_str(), quoted.content.as_deref()), ("ONE", Some(&said("first"))));
    assert_eq!(quoted.sender.unwrap().phone.as_deref(), Some("79160000001"));
    assert_eq!((told.forwarded, told.expires_in_seconds), (true, Some(60)));
    let bare = facts(&from_anna(), &extended("second", context("", "nobody", None)));
    assert_eq!(bare.reply_to, None, "nothing is quoted without an id");
}
