//! Tests of the mapping, by table and by property.

mod about;
mod buffer;
mod contents;
mod facts;
mod idle;
mod inbox;
mod properties;

use linekeeper_domain::messages::{Content, MessageFacts};
use waproto::whatsapp as wa;
use whatsapp_rust::types::message::{MessageInfo, MessageSource};

use super::accounts::Accounts;
use super::mapping::{Told, facts_of, told};

const SALON: &str = "79006464263@s.whatsapp.net";
const SALON_LID: &str = "100200@lid";
const ANNA: &str = "300400:2@lid";
const GROUP: &str = "120363000000000001@g.us";

fn jid(text: &str) -> wacore_binary::Jid {
    text.parse().unwrap()
}

fn accounts(info: &MessageInfo) -> Accounts {
    let mut accounts = Accounts::of_line([jid("79006464263:7@s.whatsapp.net"), jid("100200:7@lid")]);
    accounts.learn_from(info);
    accounts
}

/// Stanza of Anna in her direct chat, which names her number, too.
fn from_anna() -> MessageInfo {
    let source = MessageSource {
        chat: jid("300400@lid"),
        sender: jid(ANNA),
        sender_alt: Some(jid("79160000001:2@s.whatsapp.net")),
        ..MessageSource::default()
    };
    MessageInfo { id: "3A01".to_owned(), push_name: "Anna".to_owned(), source, ..MessageInfo::default() }
}

/// Stanza of the salon's own phone in the chat with Anna.
fn from_phone() -> MessageInfo {
    let source = MessageSource {
        chat: jid("300400@lid"),
        sender: jid(SALON_LID),
        is_from_me: true,
        recipient: Some(jid("300400@lid")),
        sender_alt: Some(jid(SALON)),
        ..MessageSource::default()
    };
    let peer_recipient_pn = Some(jid("79160000001@s.whatsapp.net"));
    MessageInfo { id: "3A02".to_owned(), source, peer_recipient_pn, ..MessageInfo::default() }
}

/// Stanza of Anna in a group.
fn in_group() -> MessageInfo {
    let source = MessageSource {
        chat: jid(GROUP),
        sender: jid("300400@lid"),
        sender_alt: Some(jid("79160000001@s.whatsapp.net")),
        is_group: true,
        ..MessageSource::default()
    };
    MessageInfo { id: "3A03".to_owned(), source, ..MessageInfo::default() }
}

fn mapped(info: &MessageInfo, message: &wa::Message) -> Option<Told> {
    let accounts = accounts(info);
    told(message, facts_of(info, &accounts)?, &accounts)
}

fn facts(info: &MessageInfo, message: &wa::Message) -> MessageFacts {
    mapped(info, message).unwrap().facts
}

fn content(message: &wa::Message) -> Content {
    facts(&from_anna(), message).content.unwrap()
}

fn text(text: &str) -> wa::Message {
    wa::Message { conversation: Some(text.to_owned()), ..wa::Message::default() }
}

fn wrapped(message: wa::Message) -> waproto::buffa::MessageField<wa::message::FutureProofMessage> {
    wa::message::FutureProofMessage { message: message.into() }.into()
}

fn said(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}
