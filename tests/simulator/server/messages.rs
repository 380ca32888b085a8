//! Messages between devices: the server forwards ciphertexts; phones decrypt those for them and write their own.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, Server};

use super::delivery::deliver;
use super::keys::{bundle_of, keys_node};
use super::phone_messages::{PeerMessage, send_to_peer};
use super::receipts;
use super::resends::{Resend, answer_resend};
use crate::signal::{Address, Heard, SignalError, hear, key_share};
use crate::state::{Number, StanzaClass, Text, now};
use crate::wire::stanza::{attr, children, content, jid_attr, leaf};
use crate::world::{ConnectionId, World};

/// Maximum number of recipients of a message.
const MAX_RECIPIENTS: usize = 1_000;
/// Maximum number of times a phone requests a message again.
const MAX_RETRIES: u32 = 2;

/// Handles a message of a device: acknowledges it and forwards each ciphertext to its device.
pub(super) fn receive(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let message = jid_attr(stanza, "to").zip(attr(stanza, "id"));
    let Some((to, message_id)) = message.filter(|(_, id)| !id.is_empty() && id.len() <= 128) else {
        return world.send(id, nack(stanza, 400));
    };
    let Some(number) = world.account(&to) else {
        return world.send(id, nack(stanza, 404));
    };
    world.stats.messages += 1;
    world.acquaint(&from.number, &number);
    world.send(
        id,
        NodeBuilder::new("ack")
            .attr("class", "message")
            .attr("from", &to)
            .attr("id", &message_id)
            .attr("t", now())
            .build(),
    );
    let passing = Passing { from, to, number, id: message_id, stanza };
    for (jid, enc) in passing.recipients() {
        let Some(recipient) = world.address(&jid) else { continue };
        match recipient.device {
            _ if recipient == *from => {}
            0 => phone_reads(world, &passing, &recipient.number, &enc),
            _ => passing.pass_on(world, &recipient, enc),
        }
    }
}

fn nack(stanza: &Node, code: u16) -> Node {
    NodeBuilder::new("ack")
        .attr("class", "message")
        .attr("from", attr(stanza, "to").unwrap_or_default())
        .attr("id", attr(stanza, "id").unwrap_or_default())
        .attr("t", now())
        .attr("error", code)
        .build()
}

/// A message being forwarded.
struct Passing<'a> {
    from: &'a Address,
    /// Chat, as the sender addressed it.
    to: Jid,
    number: Number,
    id: String,
    stanza: &'a Node,
}

impl Passing<'_> {
    /// Recipients with their ciphertexts: directly in the message for a single device, else from its list.
    fn recipients(&self) -> Vec<(Jid, Node)> {
        let direct = self.stanza.get_optional_child("enc").map(|enc| (self.to.clone(), enc.clone()));
        let listed = self.stanza.get_optional_child("participants").map(children).unwrap_or_default();
        let listed = listed.iter().filter_map(|to| {
            let enc = children(to).iter().find(|child| child.tag == "enc")?;
            Some((jid_attr(to, "jid")?, enc.clone()))
        });
        listed.chain(direct).take(MAX_RECIPIENTS).collect()
    }

    fn is_peer(&self) -> bool {
        attr(self.stanza, "category").as_deref() == Some("peer")
    }

    /// The sender's jid for the recipient, of the same kind (number or LID) as the sender's address of the chat.
    fn sender_jid(&self, world: &World) -> Jid {
        let phone = world.state.phone(&self.from.number);
        match phone.filter(|_| self.to.server == Server::Lid) {
            Some(phone) => Jid::lid_device(phone.lid.as_str(), self.from.device),
            None => world.jid(&self.from.number, self.from.device),
        }
    }

    fn pass_on(&self, world: &mut World, recipient: &Address, enc: Node) {
        let sender = self.sender_jid(world);
        let Some(phone) = world.state.phone(&self.from.number) else { return };
        let mut message = NodeBuilder::new("message")
            .attr("from", sender)
            .attr("id", &self.id)
            .attr("type", attr(self.stanza, "type").unwrap_or_else(|| "text".to_owned()))
            .attr("t", now())
            .attr("notify", &phone.push_name);
        message = match self.to.server {
            Server::Lid => message.attr("sender_pn", Jid::pn(self.from.number.as_str())),
            _ => message.attr("sender_lid", Jid::lid(phone.lid.as_str())),
        };
        if let Some(category) = attr(self.stanza, "category") {
            message = message.attr("category", category);
        }
        if recipient.number == self.from.number && !self.is_peer() {
            message = message.attr("recipient", self.recipient_jid());
        }
        let extras = children(self.stanza).iter().filter(|child| !matches!(child.tag.as_ref(), "enc" | "participants"));
        let parts: Vec<Node> = std::iter::once(enc).chain(extras.cloned()).collect();
        deliver(world, recipient, StanzaClass::Message, &message.children(parts).build());
    }

    /// Chat that a copy for an own device belongs to.
    fn recipient_jid(&self) -> Jid {
        let named = jid_attr(self.stanza, "recipient").filter(|_| self.number == self.from.number);
        named.unwrap_or_else(|| self.to.to_non_ad())
    }
}

/// Decrypts a message on the recipient's phone and answers it.
fn phone_reads(world: &mut World, message: &Passing<'_>, reader: &Number, enc: &Node) {
    let (kind, sealed) = (attr(enc, "type").unwrap_or_default(), content(enc).unwrap_or_default());
    let limits = world.config.limits.clone();
    let Some(phone) = world.state.phone_mut(reader) else { return };
    let heard = phone.open(message.from, &kind, sealed).and_then(|plain| hear(&plain));
    world.touch();
    match heard {
        Ok(Heard::Text(text)) => {
            // Copies of what the account wrote to others are read but not listed: they were not received.
            let is_received = message.number == *reader && text.len() <= limits.text_bytes;
            if is_received && world.is_new(reader, &message.from.number, &message.id) {
                let text = Text {
                    id: message.id.clone(),
                    from: message.from.number.clone(),
                    device: message.from.device,
                    text,
                    at: now(),
                };
                if let Some(phone) = world.state.phone_mut(reader) {
                    phone.remember_text(text, limits.texts);
                }
            }
            receipts::phone_received(world, reader, message.from, &message.id);
        }
        Ok(Heard::WantsSyncKey) => share_sync_key(world, reader, message.from),
        Ok(Heard::WantsResend(wanted)) => {
            let resend = Resend { phone: reader, device: message.from, request: &message.id };
            answer_resend(world, &resend, &wanted);
        }
        Ok(Heard::Other) => receipts::phone_received(world, reader, message.from, &message.id),
        Err(error) => ask_again(world, reader, message, &error),
    }
}

/// Sends the key of the app state to a device of the phone's own account.
fn share_sync_key(world: &mut World, reader: &Number, device: &Address) {
    let Some(phone) = world.state.phone(reader).filter(|phone| phone.number == device.number) else { return };
    let share = key_share(&phone.sync_key, phone.adv_id, phone.key_index);
    let id = world.stanza_id();
    send_to_peer(world, reader, &PeerMessage { to: device, id: &id, content: &share.into() });
}

/// Requests an undecryptable message again, with keys for a new session.
fn ask_again(world: &mut World, reader: &Number, message: &Passing<'_>, error: &SignalError) {
    world.stats.undecryptable += 1;
    tracing::info!(number = reader.masked(), "a phone cannot decrypt a message: {error}");
    let asked = world.retries(message.from, &message.id);
    if asked > MAX_RETRIES {
        return;
    }
    let Some(bundle) = bundle_of(world, &Address::new(reader, 0)) else { return };
    let retry =
        NodeBuilder::new("retry").attr("count", asked).attr("id", &message.id).attr("t", now()).attr("v", "1").build();
    let receipt = NodeBuilder::new("receipt")
        .attr("from", world.jid(reader, 0))
        .attr("id", &message.id)
        .attr("type", "retry")
        .attr("t", now())
        .children([retry, leaf("registration", bundle.registration_id.to_be_bytes()), keys_node(&bundle)])
        .build();
    deliver(world, message.from, StanzaClass::Receipt, &receipt);
}
