//! Messages of phones for linked devices: encrypted for each device, with the attributes that the service adds.
//!
//! Names of attributes are those that whatsapp-rust 0.7.0 reads (`wacore/src/messages.rs`, `parse_message_info`): in a
//! one-to-one chat the other kind of the sender's jid is `sender_lid` or `sender_pn`, in a group `participant_lid` or
//! `participant_pn` besides `addressing_mode`; a copy for an own device has `recipient`, and `peer_recipient_pn` if that
//! is a hidden id.

use wacore::messages::{MessageUtils, wrap_device_sent};
use wacore::send::{media_type_from_message, should_hide_decrypt_fail_for_send, stanza_type_from_message};
use wacore::types::message::EditAttribute;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;

use super::ciphertexts::{Damage, seal, seal_damaged};
use super::delivery::{deliver, deliver_logged};
use crate::addressing::Addressing;
use crate::recipient::Recipient;
use crate::signal::{Address, Sealed, SignalError};
use crate::state::{Blob, Number, Sent, SentContent, StanzaClass, now};
use crate::world::World;

/// A message of a phone.
pub(crate) struct PhoneMessage<'a> {
    pub(crate) from: &'a Number,
    pub(crate) to: &'a Recipient,
    pub(crate) id: &'a str,
    pub(crate) message: &'a wa::Message,
    pub(crate) addressing: Addressing,
    /// Place in the log.
    pub(crate) entry: Option<u64>,
    /// Number of the retry receipt that it answers; 0 for a first sending.
    pub(crate) retry: u32,
}

/// Encrypts a message for a linked device, in a new session if there is none, and sends it. Returns whether that
/// succeeded.
pub(crate) fn send_to(world: &mut World, message: &PhoneMessage<'_>, device: &Address) -> bool {
    let damage = Damage::take(world, &device.number);
    let is_copy = device.number == *message.from && matches!(message.to, Recipient::Account(_));
    let content = if is_copy {
        let chat = message.chat(world).to_string();
        wrap_device_sent(message.message.clone(), chat)
    } else {
        message.message.clone()
    };
    let plain = MessageUtils::encode_and_pad(&content);
    let part = match &damage {
        Some(Damage::Unavailable { is_viewed_once }) => Ok(unavailable(*is_viewed_once)),
        Some(damage) => seal_damaged(world, message.from, (device, &plain), damage).map(|sealed| message.enc(sealed)),
        None => seal(world, message.from, device, &plain).map(|sealed| message.enc(sealed)),
    };
    match part {
        Ok(part) => {
            if let (Some(damage), Some(entry)) = (&damage, message.entry) {
                world.log.spoilt(entry, device, damage.name());
            }
            message.deliver(world, device, vec![part]);
            true
        }
        Err(error) => {
            tracing::warn!(number = message.from.masked(), "a phone cannot encrypt for a device: {error}");
            false
        }
    }
}

/// Placeholder for a message that the service does not give to this device.
pub(super) fn unavailable(is_viewed_once: bool) -> Node {
    let node = NodeBuilder::new("unavailable");
    if is_viewed_once { node.attr("type", "view_once").build() } else { node.build() }
}

impl PhoneMessage<'_> {
    /// Queues it for a device with these ciphertexts.
    pub(super) fn deliver(&self, world: &mut World, device: &Address, parts: Vec<Node>) {
        let stanza = self.envelope(world, device).children(parts).build();
        if let Some(entry) = self.entry {
            world.log.queued(entry, device, self.retry > 0);
        }
        deliver_logged(world, device, &stanza, self.entry);
    }

    /// A ciphertext, with the marks that depend on the content.
    pub(super) fn enc(&self, sealed: Sealed) -> Node {
        let mut enc = NodeBuilder::new("enc").attr("v", "2").attr("type", sealed.kind);
        if let Some(media) = media_type_from_message(self.message) {
            enc = enc.attr("mediatype", media);
        }
        if should_hide_decrypt_fail_for_send(self.edit().as_ref(), self.message) {
            enc = enc.attr("decrypt-fail", "hide");
        }
        if self.retry > 0 {
            enc = enc.attr("count", self.retry);
        }
        enc.bytes(sealed.bytes).build()
    }

    fn edit(&self) -> Option<EditAttribute> {
        EditAttribute::infer_from_message(self.message)
    }

    fn envelope(&self, world: &World, device: &Address) -> NodeBuilder {
        let name = world.state.phone(self.from).map(|phone| phone.push_name.clone()).unwrap_or_default();
        let mut message = NodeBuilder::new("message")
            .attr("id", self.id)
            .attr("type", stanza_type_from_message(self.message))
            .attr("t", now())
            .attr("notify", name);
        if let Some(edit) = self.edit() {
            message = message.attr("edit", edit.to_string_val());
        }
        match self.to {
            Recipient::Group(group) => self.in_group(world, message, group),
            Recipient::Account(_) if device.number == *self.from => self.copied(world, message),
            Recipient::Account(_) => self.direct(world, message),
        }
    }

    /// In a group: the author is the participant.
    fn in_group(&self, world: &World, message: NodeBuilder, group: &str) -> NodeBuilder {
        let (lid, number) = self.both(world, self.from);
        let message = message.attr("from", Jid::group(group));
        match self.addressing {
            Addressing::Pn => {
                message.attr("participant", number).attr("participant_lid", lid).attr("addressing_mode", "pn")
            }
            Addressing::Lid => {
                message.attr("participant", lid).attr("participant_pn", number).attr("addressing_mode", "lid")
            }
            Addressing::LidOnly => message.attr("participant", lid).attr("addressing_mode", "lid"),
        }
    }

    /// A copy of what the own account wrote, for its other devices.
    fn copied(&self, world: &World, message: NodeBuilder) -> NodeBuilder {
        let (lid, number) = self.both(world, self.from);
        let chat = self.chat(world);
        let message = if self.addressing.is_lid() { message.attr("from", lid) } else { message.attr("from", number) };
        let peer = match self.to {
            Recipient::Account(to) if self.addressing == Addressing::Lid => Some(world.jid(to, 0)),
            Recipient::Account(_) | Recipient::Group(_) => None,
        };
        let message = message.attr("recipient", chat);
        match peer {
            Some(peer) => message.attr("peer_recipient_pn", peer),
            None => message,
        }
    }

    /// From another account.
    fn direct(&self, world: &World, message: NodeBuilder) -> NodeBuilder {
        let (lid, number) = self.both(world, self.from);
        match self.addressing {
            Addressing::Pn => message.attr("from", number).attr("sender_lid", lid),
            Addressing::Lid => message.attr("from", lid).attr("sender_pn", number),
            Addressing::LidOnly => message.attr("from", lid),
        }
    }

    /// Both jids of an account's phone.
    fn both(&self, world: &World, of: &Number) -> (Jid, Jid) {
        let number = world.jid(of, 0);
        let lid = world.state.phone(of).map(|phone| Jid::lid(phone.lid.as_str()));
        (lid.unwrap_or_else(|| number.clone()), number)
    }

    /// The chat as the sender names it.
    fn chat(&self, world: &World) -> Jid {
        match self.to {
            Recipient::Group(group) => Jid::group(group.as_str()),
            Recipient::Account(to) => {
                let (lid, number) = self.both(world, to);
                if self.addressing.is_lid() { lid } else { number }
            }
        }
    }
}

/// A protocol message of a phone for one of its own devices.
pub(crate) struct PeerMessage<'a> {
    pub(crate) to: &'a Address,
    pub(crate) id: &'a str,
    /// Protobuf without padding.
    pub(crate) content: &'a Blob,
}

/// Encrypts a protocol message for an own device and sends it. Returns whether that succeeded.
pub(crate) fn send_to_peer(world: &mut World, speaker: &Number, peer: &PeerMessage<'_>) -> bool {
    let plain = MessageUtils::pad_message_v2(peer.content.0.clone());
    let sealed = match seal(world, speaker, peer.to, &plain) {
        Ok(sealed) => sealed,
        Err(error) => {
            tracing::warn!(number = speaker.masked(), "a phone cannot encrypt for a device: {error}");
            return false;
        }
    };
    let Some(phone) = world.state.phone_mut(speaker) else { return false };
    phone.remember_sent(Sent { id: peer.id.to_owned(), content: SentContent::Peer(peer.content.clone()) });
    let message = NodeBuilder::new("message")
        .attr("from", phone.jid(0))
        .attr("id", peer.id)
        .attr("type", "text")
        .attr("t", now())
        .attr("notify", &phone.push_name)
        .attr("category", "peer");
    let enc = NodeBuilder::new("enc").attr("v", "2").attr("type", sealed.kind).bytes(sealed.bytes).build();
    deliver(world, peer.to, StanzaClass::Message, &message.children([enc]).build());
    true
}

/// Result of an encryption.
pub(super) type Encrypted = Result<Sealed, SignalError>;
