//! Messages between devices: the server acknowledges them and forwards ciphertexts; phones decrypt those for them.
//!
//! From whatsapp-rust 0.7.0: a message is refused by an `<ack>` with an `error`, for example 463 (no trust token for a new
//! chat, or the account may not begin chats) and 479 (a field of the stanza is malformed), see
//! `src/client/node_io.rs`, `take_ack_waiter`.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, Server};

use super::delivery::deliver;
use super::group_messages::{self, GroupPassing};
use super::groups;
use super::phone_reads::phone_reads;
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::pauses::Step;
use crate::signal::Address;
use crate::state::{Number, StanzaClass, now};
use crate::wire::stanza::{attr, children, jid_attr};
use crate::world::{ConnectionId, World};

/// Maximum number of recipients of a message.
const MAX_RECIPIENTS: usize = 1_000;

/// What faults make of a message. Messages for the account's own phone alone (`category="peer"`) have none.
struct Fate {
    /// Error of its acknowledgement; it is not delivered.
    refused: Option<u16>,
    /// Acknowledged and not delivered.
    is_lost: bool,
    /// Delivered and not acknowledged.
    is_unanswered: bool,
    /// The connection is cut before the service has taken it.
    is_cut: bool,
}

impl Fate {
    fn take(world: &mut World, number: &Number) -> Self {
        let action = world.faults.take(FaultPoint::MessageSend, Some(number));
        let refused = match &action {
            Some(FaultAction::Answer(answer)) => Some(answer.code),
            Some(FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_)) | None => None,
        };
        let is_unanswered = matches!(action, Some(FaultAction::Silence(Silence::Hang)));
        let is_cut = matches!(action, Some(FaultAction::Silence(Silence::Drop)));
        let is_taken = refused.is_none() && !is_cut;
        let is_lost = is_taken && world.faults.take(FaultPoint::MessageLoss, Some(number)).is_some();
        Self { refused, is_lost, is_unanswered, is_cut }
    }
}

/// Handles a message of a device: acknowledges it and forwards each ciphertext to its device.
pub(super) fn receive(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let message = jid_attr(stanza, "to").zip(attr(stanza, "id"));
    let Some((to, message_id)) = message.filter(|(_, id)| !id.is_empty() && id.len() <= 128) else {
        return world.send(id, acked(stanza, Some(400)));
    };
    let group = groups::id_of(&to);
    if let Some(refused) = group.as_ref().and_then(|group| group_messages::refusal(world, group, &from.number)) {
        return world.send(id, acked(stanza, Some(refused)));
    }
    let account = if group.is_some() { Some(from.number.clone()) } else { world.account(&to) };
    let Some(number) = account else {
        return world.send(id, acked(stanza, Some(404)));
    };
    world.stats.messages += 1;
    let passing = Passing { from, to, number, id: message_id, stanza };
    let fate = if passing.is_peer() { None } else { Some(Fate::take(world, &from.number)) };
    if fate.as_ref().is_some_and(|fate| fate.is_cut) {
        return world.cut(id);
    }
    acknowledge(world, (id, from), stanza, fate.as_ref());
    if fate.is_some_and(|fate| fate.refused.is_some() || fate.is_lost) {
        return;
    }
    match group {
        Some(group) => group_messages::pass_on(world, &GroupPassing { from, group, id: &passing.id, stanza }),
        None => passing.deliver(world),
    }
}

/// Sends the acknowledgement, after the pause that a fault demands.
fn acknowledge(world: &mut World, (id, from): (ConnectionId, &Address), stanza: &Node, fate: Option<&Fate>) {
    let ack = acked(stanza, fate.and_then(|fate| fate.refused));
    let Some(fate) = fate else { return world.send(id, ack) };
    if fate.is_unanswered {
        return;
    }
    let later = ack.clone();
    let step = Step { at: FaultPoint::MessageSend, number: Some(&from.number), connection: id };
    if !world.paused(step, move |simulator| simulator.with(|world| world.send(id, later))) {
        world.send(id, ack);
    }
}

/// Acknowledgement of a message, with an error if it is refused.
fn acked(stanza: &Node, error: Option<u16>) -> Node {
    let ack = NodeBuilder::new("ack")
        .attr("class", "message")
        .attr("from", attr(stanza, "to").unwrap_or_default())
        .attr("id", attr(stanza, "id").unwrap_or_default())
        .attr("t", now());
    match error {
        Some(error) => ack.attr("error", error).build(),
        None => ack.build(),
    }
}

/// A message being forwarded.
pub(super) struct Passing<'a> {
    pub(super) from: &'a Address,
    /// Chat, as the sender addressed it.
    pub(super) to: Jid,
    pub(super) number: Number,
    pub(super) id: String,
    stanza: &'a Node,
}

impl Passing<'_> {
    /// Gives each recipient its ciphertext.
    fn deliver(&self, world: &mut World) {
        world.acquaint(&self.from.number, &self.number);
        for (jid, enc) in self.recipients() {
            let Some(recipient) = world.address(&jid) else { continue };
            match recipient.device {
                _ if recipient == *self.from => {}
                0 => phone_reads(world, self, &recipient.number, &enc),
                _ => self.pass_on(world, &recipient, enc),
            }
        }
    }

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
