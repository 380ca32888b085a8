//! From a decrypted message to what an event says of it.

use linekeeper_domain::messages::{ChatKind, EventType, MediaSource, MessageFacts, MessageKey, Origin, Person, Target};
use wacore_binary::JidExt as _;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;
use whatsapp_rust::types::message::{MessageCategory, MessageInfo};

use super::accounts::{Accounts, named};
use super::content::{Part, unwrapped};
use super::{clean, context};

/// What an event says, beside its id.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    /// Type of the event.
    pub(crate) kind: EventType,
    /// What it says.
    pub(crate) facts: MessageFacts,
    /// Where its file is.
    pub(crate) file: Option<MediaSource>,
}

/// Key of a message. The device of its sender is left out, as WhatsApp itself leaves it out of the keys of messages: a
/// stanza of a group names the sender without it, the answer to a retry with it.
pub(crate) fn key_of(info: &MessageInfo) -> MessageKey {
    let source = &info.source;
    MessageKey { chat: source.chat.to_string(), sender: source.sender.to_non_ad_string(), id: info.id.clone() }
}

/// Whether a message is of the own phone to its devices: keys, history, answers. It has nothing for people.
pub(crate) fn is_between_devices(info: &MessageInfo) -> bool {
    let source = &info.source;
    info.category == MessageCategory::Peer || (source.is_from_me && !source.is_group && source.recipient.is_none())
}

/// Whether a message is of a kind that the log leaves out whatever it contains.
pub(crate) fn is_left_out(info: &MessageInfo) -> bool {
    let chat = &info.source.chat;
    chat.is_status_broadcast() || chat.is_newsletter()
}

/// What the stanza of a message says, without its content; `None` for what is not told to receivers whatever it contains.
pub(crate) fn facts_of(info: &MessageInfo, accounts: &Accounts) -> Option<MessageFacts> {
    Some(MessageFacts {
        chat: accounts.chat(info)?,
        sender: accounts.person(&info.source.sender),
        from_me: info.source.is_from_me,
        sender_name: Some(clean(&info.push_name)).filter(|name| !name.is_empty()),
        message_id: clean(&info.id),
        sent_at: info.timestamp,
        origin: if info.is_offline { Origin::Offline } else { Origin::Live },
        content: None,
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: info.ephemeral_expiration.filter(|seconds| *seconds > 0),
    })
}

/// Addresses of persons that a message names beside its stanza: whom it quotes, and who wrote what it is about.
pub(crate) fn named_in(message: &wa::Message) -> Vec<wacore_binary::Jid> {
    let inner = unwrapped(message).message;
    let quoted = context::context_of(inner).and_then(|context| context.participant.as_deref());
    let about = key_in(inner).and_then(|key| key.participant.as_deref());
    [quoted, about].into_iter().filter_map(named).collect()
}

fn key_in(message: &wa::Message) -> Option<&wa::MessageKey> {
    let protocol = message.protocol_message.as_option().and_then(|protocol| protocol.key.as_option());
    protocol.or_else(|| message.reaction_message.as_option().and_then(|reaction| reaction.key.as_option()))
}

/// What a message says, given what its stanza says; `None` if receivers are not told of it.
pub(crate) fn told(message: &wa::Message, facts: MessageFacts, accounts: &Accounts) -> Option<Told> {
    let unwrapped = unwrapped(message);
    let inner = unwrapped.message;
    if let Some(protocol) = inner.protocol_message.as_option() {
        return told_by_protocol(protocol, facts, accounts);
    }
    if let Some(reaction) = inner.reaction_message.as_option() {
        let target = target(reaction.key.as_option()?, &facts, accounts)?;
        let reaction = reaction.text.as_deref().filter(|text| !text.is_empty()).map(clean);
        let facts = MessageFacts { target: Some(target), reaction, ..facts };
        return Some(Told { kind: EventType::MessageReaction, facts, file: None });
    }
    let Part { content, file } = Part::of(&unwrapped)?;
    let kind = if facts.from_me { EventType::MessageSentFromPhone } else { EventType::MessageReceived };
    let facts = MessageFacts { content: Some(content), ..in_context(inner, facts, accounts) };
    Some(Told { kind, facts, file })
}

/// Deletions and edits; everything else in a protocol message is between devices, or a setting of the chat.
fn told_by_protocol(protocol: &wa::message::ProtocolMessage, facts: MessageFacts, accounts: &Accounts) -> Option<Told> {
    match protocol.r#type? {
        Type::REVOKE => {
            let target = target(protocol.key.as_option()?, &facts, accounts)?;
            let facts = MessageFacts { target: Some(target), ..facts };
            Some(Told { kind: EventType::MessageRevoked, facts, file: None })
        }
        Type::MESSAGE_EDIT => {
            let target = target(protocol.key.as_option()?, &facts, accounts)?;
            let edited = unwrapped(protocol.edited_message.as_option()?);
            let Part { content, file } = Part::of(&edited)?;
            let facts = in_context(edited.message, facts, accounts);
            let facts = MessageFacts { target: Some(target), content: Some(content), ..facts };
            Some(Told { kind: EventType::MessageEdited, facts, file })
        }
        _ => None,
    }
}

fn in_context(message: &wa::Message, facts: MessageFacts, accounts: &Accounts) -> MessageFacts {
    let Some(context) = context::context_of(message) else { return facts };
    MessageFacts {
        reply_to: context::quoted(context, accounts),
        forwarded: context::is_forwarded(context),
        expires_in_seconds: facts.expires_in_seconds.or_else(|| context::expires_in(context)),
        ..facts
    }
}

/// Message that another one is about. Its key is written from the side of whoever sent that other one: `fromMe` means
/// that they wrote it themselves.
fn target(key: &wa::MessageKey, facts: &MessageFacts, accounts: &Accounts) -> Option<Target> {
    let message_id = clean(key.id.as_deref().filter(|id| !id.is_empty())?);
    let theirs = key.from_me == Some(true);
    match facts.chat.kind {
        ChatKind::Direct => Some(Target { message_id, from_me: theirs == facts.from_me, sender: None }),
        ChatKind::Group if theirs => {
            Some(Target { message_id, from_me: facts.from_me, sender: Some(facts.sender.clone()) })
        }
        ChatKind::Group => {
            let author = named(key.participant.as_deref());
            let from_me = author.as_ref().is_some_and(|author| accounts.is_own(author));
            let sender: Option<Person> = author.map(|author| accounts.person(&author));
            Some(Target { message_id, from_me, sender })
        }
    }
}
