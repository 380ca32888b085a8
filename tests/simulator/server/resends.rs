//! Phones answer requests for a message that a device could not decrypt: retry receipts to the sender's phone, and
//! placeholder resends (a peer data operation) to the device's own phone.
//!
//! From whatsapp-rust 0.7.0: `src/message/retry.rs` and `src/retry.rs` for the receipts, `src/pdo.rs` for the peer data
//! operation, whose answer names people by number.

use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;
use waproto::whatsapp::message::{self as msg, peer_data_operation_request_response_message as response};

use super::groups;
use super::keys::{bundle_in, bundle_of};
use super::phone_messages::{PeerMessage, PhoneMessage, send_to, send_to_peer};
use crate::addressing::Addressing;
use crate::recipient::{Chat, Recipient};
use crate::signal::{Address, Wanted};
use crate::state::{Blob, Number, SentContent};
use crate::wire::stanza::{attr, child_content, jid_attr, uint};
use crate::world::World;

/// Maximum number of times a phone sends a message again.
const MAX_RESENDS: u32 = 5;

/// A retry receipt for a message of a phone.
pub(super) struct Retry<'a> {
    pub(super) phone: &'a Number,
    pub(super) device: &'a Address,
    pub(super) receipt: &'a Node,
}

/// What is needed to send a message again.
struct Again {
    to: Recipient,
    addressing: Addressing,
    content: Vec<u8>,
    entry: Option<u64>,
}

/// Sends a message again in a new session, unless the phone is set not to answer.
pub(super) fn send_again(world: &mut World, retry: &Retry<'_>) {
    let Retry { phone, device, receipt } = *retry;
    let count = receipt.get_optional_child("retry").and_then(|retry| attr(retry, "count"));
    let count: u32 = count.and_then(|count| count.parse().ok()).unwrap_or(1);
    let Some(id) = attr(receipt, "id") else { return };
    let chat = chat_of(world, retry);
    let found = chat.as_ref().and_then(|chat| again(world, phone, chat, &id));
    if let Some(entry) = found.as_ref().and_then(|again| again.entry) {
        world.log.retried(entry, device);
    }
    if count > MAX_RESENDS || world.state.phone(phone).is_none_or(|phone| phone.ignores_retries) {
        return;
    }
    let peer = peer_content(world, phone, &id);
    if (found.is_none() && peer.is_none()) || !begin_anew(world, retry) {
        return;
    }
    if let Some(again) = found {
        let Ok(message) = waproto::codec::message_decode(&again.content) else { return };
        let (to, addressing, entry) = (&again.to, again.addressing, again.entry);
        let resent =
            PhoneMessage { from: phone, to, id: &id, message: &message, addressing, entry, retry: count.max(1) };
        match to {
            Recipient::Account(_) => {
                send_to(world, &resent, device);
            }
            Recipient::Group(group) => groups::send_again(world, &resent, (group, device)),
        }
    } else if let Some(content) = peer {
        send_to_peer(world, phone, &PeerMessage { to: device, id: &id, content: &content });
    }
}

/// Begins a new session with the keys of the receipt, or with those that the service has.
fn begin_anew(world: &mut World, retry: &Retry<'_>) -> bool {
    let registration = child_content(retry.receipt, "registration").and_then(uint);
    let brought = retry.receipt.get_optional_child("keys").zip(registration);
    let brought = brought.and_then(|(keys, registration)| bundle_in(keys, registration));
    let Some(bundle) = brought.or_else(|| bundle_of(world, retry.device)) else { return false };
    let begun = world.state.phone_mut(retry.phone).map(|phone| {
        phone.drop_session(retry.device);
        phone.begin_session(retry.device, &bundle)
    });
    matches!(begun, Some(Ok(())))
}

/// Chat of the message that a retry receipt names.
fn chat_of(world: &mut World, retry: &Retry<'_>) -> Option<Chat> {
    let to = jid_attr(retry.receipt, "to")?;
    if let Some(group) = groups::id_of(&to) {
        return Some(Chat::Group(group));
    }
    // A copy for an own device names the recipient of the original.
    let other = match jid_attr(retry.receipt, "recipient") {
        Some(recipient) if retry.device.number == *retry.phone => world.account(&recipient)?,
        Some(_) | None => retry.device.number.clone(),
    };
    Some(Recipient::Account(other).chat(retry.phone))
}

fn again(world: &World, phone: &Number, chat: &Chat, id: &str) -> Option<Again> {
    let logged = world.log.find(chat, id).filter(|(_, entry)| entry.from == *phone);
    if let Some((place, entry)) = logged {
        let (to, addressing) = (entry.to.clone(), entry.addressing);
        return Some(Again { to, addressing, content: entry.content.clone(), entry: Some(place) });
    }
    // After a restart of the simulator the log is empty.
    let sent = world.state.phone(phone)?.sent.iter().rev().filter(|sent| sent.id == id);
    sent.filter_map(|sent| sent.content.message()).find_map(|(to, addressing, content)| {
        (to.chat(phone) == *chat).then_some(Again { to, addressing, content, entry: None })
    })
}

fn peer_content(world: &World, phone: &Number, id: &str) -> Option<Blob> {
    let sent = world.state.phone(phone)?.sent.iter().find(|sent| sent.id == id)?;
    match &sent.content {
        SentContent::Peer(content) => Some(content.clone()),
        SentContent::Text { .. } | SentContent::Message { .. } => None,
    }
}

/// A device's request that its own phone send it the content of messages.
pub(super) struct Resend<'a> {
    pub(super) phone: &'a Number,
    pub(super) device: &'a Address,
    /// Message id of the request.
    pub(super) request: &'a str,
}

/// Answers a placeholder resend, unless the phone is set not to answer. A message that the phone does not know is
/// answered without its content.
pub(super) fn answer_resend(world: &mut World, resend: &Resend<'_>, wanted: &[Wanted]) {
    let own = world.state.phone(resend.phone).filter(|_| resend.device.number == *resend.phone);
    if own.is_none_or(|phone| phone.ignores_resends) {
        return;
    }
    let results = wanted.iter().map(|wanted| {
        let info = web_message(world, resend.phone, wanted);
        let placeholder = response::peer_data_operation_result::PlaceholderMessageResendResponse {
            web_message_info_bytes: Some(buffa::Message::encode_to_vec(&info)),
        };
        response::PeerDataOperationResult {
            placeholder_message_resend_response: placeholder.into(),
            ..Default::default()
        }
    });
    let answer = msg::PeerDataOperationRequestResponseMessage {
        peer_data_operation_request_type: Some(msg::PeerDataOperationRequestType::PLACEHOLDER_MESSAGE_RESEND),
        stanza_id: Some(resend.request.to_owned()),
        peer_data_operation_result: results.collect(),
    };
    let protocol = msg::ProtocolMessage {
        r#type: Some(Type::PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE),
        peer_data_operation_request_response_message: answer.into(),
        ..Default::default()
    };
    let message = wa::Message { protocol_message: protocol.into(), ..Default::default() };
    let content: Blob = waproto::codec::message_to_vec(&message).into();
    let id = world.stanza_id();
    send_to_peer(world, resend.phone, &PeerMessage { to: resend.device, id: &id, content: &content });
}

fn web_message(world: &mut World, phone: &Number, wanted: &Wanted) -> wa::WebMessageInfo {
    let author = author_of(world, phone, wanted);
    let chat = chat_of_wanted(world, phone, wanted);
    let found = chat.as_ref().and_then(|chat| world.log.find(chat, &wanted.id)).map(|(_, entry)| entry);
    let found = found.filter(|entry| author.as_ref() == Some(&entry.from));
    let group = chat.as_ref().is_some_and(|chat| matches!(chat, Chat::Group(_)));
    let remote = match (&chat, &wanted.chat) {
        (Some(Chat::Accounts(one, other)), _) => world.jid(if one == phone { other } else { one }, 0),
        (_, jid) => jid.clone(),
    };
    let participant = author.filter(|_| group && !wanted.from_me).map(|author| world.jid(&author, 0).to_string());
    let key = wa::MessageKey {
        remote_jid: Some(remote.to_string()),
        from_me: Some(wanted.from_me),
        id: Some(wanted.id.clone()),
        participant: participant.clone(),
    };
    let name = found.and_then(|entry| world.state.phone(&entry.from)).map(|phone| phone.push_name.clone());
    let message = found.and_then(|entry| waproto::codec::message_decode(&entry.content).ok());
    wa::WebMessageInfo {
        key: key.into(),
        message: message.into(),
        message_timestamp: found.and_then(|entry| u64::try_from(entry.at / 1000).ok()),
        participant,
        push_name: name,
        ..Default::default()
    }
}

fn chat_of_wanted(world: &mut World, phone: &Number, wanted: &Wanted) -> Option<Chat> {
    match groups::id_of(&wanted.chat) {
        Some(group) => Some(Chat::Group(group)),
        None => Some(Recipient::Account(world.account(&wanted.chat)?).chat(phone)),
    }
}

fn author_of(world: &mut World, phone: &Number, wanted: &Wanted) -> Option<Number> {
    if wanted.from_me {
        return Some(phone.clone());
    }
    let author: &Jid = wanted.participant.as_ref().unwrap_or(&wanted.chat);
    world.account(author)
}
