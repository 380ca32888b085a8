//! Phones read messages of devices: they decrypt them, note them in the log of what they have taken, and answer with
//! receipts, or with a request to send them again.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, Server};
use waproto::whatsapp as wa;

use super::delivery::deliver;
use super::keys::{bundle_of, keys_node};
use super::messages::Passing;
use super::phone_messages::{PeerMessage, send_to_peer};
use super::phone_receipts;
use super::resends::{Resend, answer_resend};
use crate::contents;
use crate::inbox::NewTaken;
use crate::recipient::Recipient;
use crate::signal::{Address, Heard, SignalError, hear, key_share};
use crate::state::{Number, StanzaClass, Text, now};
use crate::wire::stanza::{attr, content, leaf};
use crate::world::World;

/// Maximum number of times a phone requests a message again.
const MAX_RETRIES: u32 = 2;

/// A message that a phone reads.
pub(super) struct Reading<'a> {
    pub(super) reader: &'a Number,
    pub(super) from: &'a Address,
    /// Chat as the reader has it.
    pub(super) chat: Recipient,
    /// Chat as the sender has it, for the answers.
    pub(super) to: &'a Jid,
    pub(super) id: &'a str,
}

/// Decrypts a message of a chat of two on the recipient's phone and answers it.
pub(super) fn phone_reads(world: &mut World, message: &Passing<'_>, reader: &Number, enc: &Node) {
    // The own phone gets copies of what its devices write to others.
    let other = if message.from.number == *reader { &message.number } else { &message.from.number };
    let chat = Recipient::Account(other.clone());
    let reading = Reading { reader, from: message.from, chat, to: &message.to, id: &message.id };
    let (kind, sealed) = (attr(enc, "type").unwrap_or_default(), content(enc).unwrap_or_default());
    let Some(phone) = world.state.phone_mut(reader) else { return };
    let heard = phone.open(message.from, &kind, sealed).and_then(|plain| hear(&plain));
    world.touch();
    match heard {
        Ok(heard) => reading.take(world, heard),
        Err(error) => reading.ask_again(world, &error),
    }
}

impl Reading<'_> {
    /// Takes a decrypted message.
    pub(super) fn take(&self, world: &mut World, heard: Heard) {
        match heard {
            Heard::Message(message) => self.show(world, &message),
            Heard::WantsSyncKey => share_sync_key(world, self.reader, self.from),
            Heard::WantsResend(wanted) => {
                let resend = Resend { phone: self.reader, device: self.from, request: self.id };
                answer_resend(world, &resend, &wanted);
            }
            Heard::Protocol => phone_receipts::received(world, self, None),
        }
    }

    fn show(&self, world: &mut World, message: &wa::Message) {
        let new = NewTaken {
            reader: self.reader.clone(),
            from: self.from.clone(),
            chat: self.chat.clone(),
            id: self.id.to_owned(),
            content: waproto::codec::message_to_vec(message),
            is_lid: self.to.server == Server::Lid,
        };
        let (place, times) = world.inbox.add(new);
        match contents::text(message).filter(|_| self.is_listed()) {
            Some(text) => self.list_text(world, text),
            // Copies of what the own account wrote were not received.
            None => world.stats.repeated += u64::from(times > 1 && self.from.number != *self.reader),
        }
        phone_receipts::received(world, self, Some(place));
    }

    /// Texts of a chat of two are listed with the phone, except copies of what its account wrote to others.
    fn is_listed(&self) -> bool {
        match &self.chat {
            Recipient::Account(other) => self.from.number != *self.reader || other == self.reader,
            Recipient::Group(_) => false,
        }
    }

    fn list_text(&self, world: &mut World, text: String) {
        let limits = world.config.limits.clone();
        if text.len() > limits.text_bytes || !world.is_new(self.reader, &self.from.number, self.id) {
            return;
        }
        let (from, device) = (self.from.number.clone(), self.from.device);
        let text = Text { id: self.id.to_owned(), from, device, text, at: now() };
        if let Some(phone) = world.state.phone_mut(self.reader) {
            phone.remember_text(text, limits.texts);
        }
    }

    /// Requests an undecryptable message again, with keys for a new session.
    pub(super) fn ask_again(&self, world: &mut World, error: &SignalError) {
        world.stats.undecryptable += 1;
        tracing::info!(number = self.reader.masked(), "a phone cannot decrypt a message: {error}");
        let asked = world.retries(self.from, self.id);
        if asked > MAX_RETRIES {
            return;
        }
        let Some(bundle) = bundle_of(world, &Address::new(self.reader, 0)) else { return };
        let retry =
            NodeBuilder::new("retry").attr("count", asked).attr("id", self.id).attr("t", now()).attr("v", "1").build();
        let receipt = match &self.chat {
            Recipient::Account(_) => NodeBuilder::new("receipt").attr("from", world.jid(self.reader, 0)),
            Recipient::Group(group) => phone_receipts::in_group(world, group, self.reader),
        };
        let receipt = receipt
            .attr("id", self.id)
            .attr("type", "retry")
            .attr("t", now())
            .children([retry, leaf("registration", bundle.registration_id.to_be_bytes()), keys_node(&bundle)])
            .build();
        deliver(world, self.from, StanzaClass::Receipt, &receipt);
    }
}

/// Sends the key of the app state to a device of the phone's own account.
fn share_sync_key(world: &mut World, reader: &Number, device: &Address) {
    let Some(phone) = world.state.phone(reader).filter(|phone| phone.number == device.number) else { return };
    let share = key_share(&phone.sync_key, phone.adv_id, phone.key_index);
    let id = world.stanza_id();
    send_to_peer(world, reader, &PeerMessage { to: device, id: &id, content: &share.into() });
}
