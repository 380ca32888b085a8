//! From an order to the message that the library sends.

use linekeeper_domain::messages::{Contact, OutboundContent, SendOrder, Target};
use linekeeper_ports::AttachedFile;
use wacore::proto_helpers::{MessageBuilderExt as _, MessageExt as _, build_quote_context, build_reaction_message};
use wacore_binary::{Jid, JidExt as _};
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use super::files::message_with;
use crate::addresses::jid_of_person;

/// What a message is built with.
pub(super) struct Addresses {
    /// The chat.
    pub(super) to: Jid,
    /// The line's own account, as the chat knows it.
    pub(super) own: Jid,
    /// Now, in milliseconds since 1970.
    pub(super) now_ms: i64,
}

/// The message; `None` if its file is missing, which has to be uploaded first.
pub(super) fn message_of(
    (order, file): (&SendOrder, Option<AttachedFile>),
    addresses: &Addresses,
) -> Option<wa::Message> {
    let mut message = match &order.content {
        OutboundContent::Text { text } => match &order.reply_to {
            Some(target) => return Some(wa::Message::text_with_context(text, quote(target, addresses))),
            None => wa::Message::text(text),
        },
        OutboundContent::Media { media, caption, file_name, .. } => {
            message_with(*media, file?, (caption.clone(), file_name.clone()))
        }
        OutboundContent::Location { latitude, longitude, name, address } => wa::Message {
            location_message: some(wa::message::LocationMessage {
                degrees_latitude: Some(*latitude),
                degrees_longitude: Some(*longitude),
                name: name.clone(),
                address: address.clone(),
                ..Default::default()
            }),
            ..Default::default()
        },
        OutboundContent::Contacts { contacts } => cards(contacts),
        OutboundContent::Reaction { target, emoji } => {
            let key = key_of(target, addresses);
            build_reaction_message(key, emoji.clone().unwrap_or_default(), addresses.now_ms)
        }
        OutboundContent::Edit { message_id, text } => edit(message_id, text, addresses),
        OutboundContent::Revoke { target } => revoke(target, addresses),
    };
    if let Some(target) = &order.reply_to {
        message.set_context_info(quote(target, addresses));
    }
    Some(message)
}

fn some<T: Default>(value: T) -> buffa::MessageField<T> {
    buffa::MessageField::some(value)
}

/// The writer of another message of the chat.
fn writer_of(target: &Target, addresses: &Addresses) -> Jid {
    let person = target.sender.as_ref().filter(|_| !target.from_me);
    match person.and_then(jid_of_person) {
        Some(writer) => writer,
        None if target.from_me => addresses.own.clone(),
        None => addresses.to.clone(),
    }
}

/// What stands above a reply. The words of the message it replies to are not kept; apps that have it show them.
fn quote(target: &Target, addresses: &Addresses) -> wa::ContextInfo {
    let writer = writer_of(target, addresses).to_non_ad_string();
    build_quote_context(&target.message_id, writer, &wa::Message::text(""))
}

fn key_of(target: &Target, addresses: &Addresses) -> wa::MessageKey {
    let in_group = addresses.to.is_group() && !target.from_me;
    wa::MessageKey {
        remote_jid: Some(addresses.to.to_string()),
        from_me: Some(target.from_me),
        id: Some(target.message_id.clone()),
        participant: in_group.then(|| writer_of(target, addresses).to_non_ad_string()),
    }
}

fn edit(message_id: &str, text: &str, addresses: &Addresses) -> wa::Message {
    let target = Target { message_id: message_id.to_owned(), from_me: true, sender: None };
    protocol(wa::message::ProtocolMessage {
        key: some(key_of(&target, addresses)),
        r#type: Some(Type::MessageEdit),
        edited_message: some(wa::Message::text(text)),
        timestamp_ms: Some(addresses.now_ms),
        ..Default::default()
    })
}

fn revoke(target: &Target, addresses: &Addresses) -> wa::Message {
    protocol(wa::message::ProtocolMessage {
        key: some(key_of(target, addresses)),
        r#type: Some(Type::Revoke),
        ..Default::default()
    })
}

fn protocol(protocol: wa::message::ProtocolMessage) -> wa::Message {
    wa::Message { protocol_message: some(protocol), ..Default::default() }
}

fn cards(contacts: &[Contact]) -> wa::Message {
    let card = |contact: &Contact| wa::message::ContactMessage {
        display_name: contact.name.clone(),
        vcard: contact.vcard.clone(),
        ..Default::default()
    };
    match contacts {
        [one] => wa::Message { contact_message: some(card(one)), ..Default::default() },
        many => wa::Message {
            contacts_array_message: some(wa::message::ContactsArrayMessage {
                display_name: many.first().and_then(|first| first.name.clone()),
                contacts: many.iter().map(card).collect(),
                ..Default::default()
            }),
            ..Default::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::messages::{Chat, ChatKind, Person};

    use super::*;
    use crate::addresses::jid_of;

    fn chat(group: bool) -> Chat {
        let text = |is: bool, text: &str| is.then(|| text.to_owned());
        Chat {
            kind: if group { ChatKind::Group } else { ChatKind::Direct },
            lid: None,
            phone: text(!group, "79160000001"),
            group: text(group, "120363040506070809"),
        }
    }

    fn built(group: bool, content: OutboundContent, reply_to: Option<Target>) -> wa::Message {
        let order = SendOrder { chat: chat(group), content, reply_to };
        let to = jid_of(&order.chat).unwrap();
        message_of((&order, None), &Addresses { to, own: Jid::pn("79030000000"), now_ms: 7 }).unwrap()
    }

    fn target(from_me: bool, sender: Option<&str>) -> Target {
        let sender = sender.map(|lid| Person { lid: Some(lid.to_owned()), phone: None });
        Target { message_id: "M1".to_owned(), from_me, sender }
    }

    #[test]
    fn text_is_plain_and_a_reply_names_what_it_replies_to() {
        let text = || OutboundContent::Text { text: "so".to_owned() };
        assert_eq!(built(false, text(), None).conversation.as_deref(), Some("so"));
        for (group, of, participant) in [
            (false, target(false, None), "79160000001@s.whatsapp.net"),
            (false, target(true, None), "79030000000@s.whatsapp.net"),
            (true, target(false, Some("100200300400500")), "100200300400500@lid"),
        ] {
            let message = built(group, text(), Some(of));
            let extended = message.extended_text_message.as_option().unwrap();
            let context = extended.context_info.as_option().unwrap();
            assert_eq!(extended.text.as_deref(), Some("so"));
            assert_eq!((context.stanza_id.as_deref(), context.participant.as_deref()), (Some("M1"), Some(participant)));
        }
    }

    #[test]
    fn reply_with_a_place_or_a_card_names_it_too() {
        let place = OutboundContent::Location { latitude: 1.0, longitude: 2.0, name: None, address: None };
        let message = built(false, place, Some(target(false, None)));
        let place = message.location_message.as_option().unwrap();
        assert_eq!(place.degrees_latitude, Some(1.0));
        assert_eq!(place.context_info.as_option().unwrap().stanza_id.as_deref(), Some("M1"));
        let card = |name: &str| Contact { name: Some(name.to_owned()), vcard: Some("BEGIN:VCARD".to_owned()) };
        let one = built(false, OutboundContent::Contacts { contacts: vec![card("A")] }, None);
        assert_eq!(one.contact_message.as_option().unwrap().display_name.as_deref(), Some("A"));
        let two = built(false, OutboundContent::Contacts { contacts: vec![card("A"), card("B")] }, None);
        assert_eq!(two.contacts_array_message.as_option().unwrap().contacts.len(), 2);
    }

    #[test]
    fn key_names_the_writer_in_groups_only() {
        let reaction = |group, of| {
            let content = OutboundContent::Reaction { target: of, emoji: Some("👍".to_owned()) };
            let message = built(group, content, None);
            let reaction = message.reaction_message.as_option().unwrap().clone();
            let key = reaction.key.as_option().unwrap().clone();
            (key.from_me.unwrap(), key.participant, reaction.text.unwrap())
        };
        assert_eq!(reaction(false, target(false, None)), (false, None, "👍".to_owned()));
        let named = Some("100200300400500@lid".to_owned());
        assert_eq!(reaction(true, target(false, Some("100200300400500"))), (false, named, "👍".to_owned()));
        assert_eq!(reaction(true, target(true, None)), (true, None, "👍".to_owned()));
    }

    #[test]
    fn edits_and_deletions_are_of_the_named_message() {
        let edit = OutboundContent::Edit { message_id: "M1".to_owned(), text: "new".to_owned() };
        let message = built(false, edit, None);
        let protocol = message.protocol_message.as_option().unwrap();
        assert_eq!(protocol.r#type, Some(Type::MessageEdit));
        assert_eq!(protocol.edited_message.as_option().unwrap().conversation.as_deref(), Some("new"));
        assert_eq!(protocol.key.as_option().unwrap().from_me, Some(true));
        let message = built(true, OutboundContent::Revoke { target: target(false, Some("1")) }, None);
        let protocol = message.protocol_message.as_option().unwrap();
        assert_eq!(protocol.r#type, Some(Type::Revoke));
        assert_eq!(protocol.key.as_option().unwrap().participant.as_deref(), Some("1@lid"));
    }
}
