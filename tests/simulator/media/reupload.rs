//! A device asks its own phone to upload a file again that is gone from the media host.
//!
//! From whatsapp-rust 0.7.0 (`wacore/src/media_retry.rs`): the request is a receipt of type `server-error` to the own
//! account, with the message in `<rmr>`; the answer a notification of type `mediaretry` with the new path, encrypted, or an
//! `<error>` whose code 2 says that the phone has no such message.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp as wa;

use super::crypto::{bytes32, media_of, open_retry, seal_retry};
use crate::contents::shown;
use crate::faults::{FaultAction, FaultPoint};
use crate::recipient::{Chat, Recipient};
use crate::server::{deliver, group_of};
use crate::signal::Address;
use crate::state::StanzaClass;
use crate::wire::stanza::{attr, child_content, jid_attr, leaf, notification};
use crate::world::World;

/// The phone has no such message.
const NOT_FOUND: u16 = 2;
/// The request cannot be decrypted.
const UNREADABLE: u16 = 3;

/// Answers a request of a device to its own phone.
pub(crate) fn upload_again(world: &mut World, device: &Address, receipt: &Node) {
    let (Some(id), Some(rmr)) = (attr(receipt, "id"), receipt.get_optional_child("rmr")) else { return };
    let child = match world.faults.take(FaultPoint::MediaRetry, Some(&device.number)) {
        Some(FaultAction::Answer(answer)) => Err(answer.code),
        Some(FaultAction::Silence(_) | FaultAction::Child(_) | FaultAction::Wait(_)) => return,
        None => uploaded(world, device, (&id, receipt, rmr)),
    };
    let child = match child {
        Ok(encrypted) => encrypted,
        Err(code) => NodeBuilder::new("error").attr("code", code).build(),
    };
    let from = world.jid(&device.number, 0);
    let answer = notification("mediaretry", from, id).children([child, rmr.clone()]).build();
    deliver(world, device, StanzaClass::Notification, &answer);
}

/// Uploads the file again; returns the encrypted answer, or the code of an error.
fn uploaded(world: &mut World, device: &Address, (id, receipt, rmr): (&str, &Node, &Node)) -> Result<Node, u16> {
    let chat = chat_of(world, device, rmr).ok_or(NOT_FOUND)?;
    let sent = world.log.find(&chat, id).map(|(_, entry)| entry.content.clone());
    let taken = || world.inbox.find(&device.number, &chat, id).map(|(_, taken)| taken.content.clone());
    let content = sent.or_else(taken).ok_or(NOT_FOUND)?;
    let message = waproto::codec::message_decode(&content).map_err(|_| NOT_FOUND)?;
    let content = shown(&message).content.ok_or(NOT_FOUND)?;
    let (_, media) = media_of(&content).ok_or(NOT_FOUND)?;
    let key = bytes32(media.media_key.as_deref()).ok_or(NOT_FOUND)?;
    let encrypt = receipt.get_optional_child("encrypt").ok_or(UNREADABLE)?;
    let sealed = child_content(encrypt, "enc_iv").zip(child_content(encrypt, "enc_p")).ok_or(UNREADABLE)?;
    open_retry(&key, id, sealed).ok_or(UNREADABLE)?;
    let hash = bytes32(media.file_enc_sha256.as_deref()).ok_or(NOT_FOUND)?;
    let path = world.media.upload_again(&hash).ok_or(NOT_FOUND)?;
    let answer = wa::MediaRetryNotification {
        stanza_id: Some(id.to_owned()),
        direct_path: Some(path),
        result: Some(wa::media_retry_notification::ResultType::SUCCESS),
        ..Default::default()
    };
    let (nonce, sealed) = seal_retry(&key, id, &buffa::Message::encode_to_vec(&answer)).ok_or(UNREADABLE)?;
    Ok(NodeBuilder::new("encrypt").children([leaf("enc_p", sealed), leaf("enc_iv", nonce)]).build())
}

fn chat_of(world: &mut World, device: &Address, rmr: &Node) -> Option<Chat> {
    let jid = jid_attr(rmr, "jid")?;
    match group_of(&jid) {
        Some(group) => Some(Chat::Group(group)),
        None => Some(Recipient::Account(world.account(&jid)?).chat(&device.number)),
    }
}
