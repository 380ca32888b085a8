//! Receipts: acknowledged and forwarded; a retry receipt makes a phone send its message again.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::delivery::{Covered, deliver, forget, ids_of};
use super::groups;
use super::resends::{Retry, send_again};
use crate::media::upload_again;
use crate::recipient::Recipient;
use crate::signal::Address;
use crate::state::{Number, StanzaClass, now};
use crate::wire::stanza::{attr, children, jid_attr};
use crate::world::{ConnectionId, World};

/// `<ack>` for a stanza of a client.
pub(super) fn ack(stanza: &Node, class: &'static str) -> Node {
    let mut ack = NodeBuilder::new("ack")
        .attr("class", class)
        .attr("from", attr(stanza, "to").unwrap_or_default())
        .attr("id", attr(stanza, "id").unwrap_or_default())
        .attr("t", now());
    for key in ["type", "participant", "recipient"] {
        if let Some(value) = attr(stanza, key) {
            ack = ack.attr(key, value);
        }
    }
    ack.build()
}

/// Handles a receipt of a device.
pub(super) fn receive(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let kind = attr(stanza, "type");
    // A request to send a message or its file again does not acknowledge it: the device sends an `<ack>` for that.
    if !matches!(kind.as_deref(), Some("retry" | "server-error")) {
        let covered = Covered::by(world, stanza);
        if covered.is_lost(world, id, from) {
            return;
        }
        forget(world, from, &covered);
    }
    world.send(id, ack(stanza, "receipt"));
    // In a group the author is the participant.
    let author = jid_attr(stanza, "participant").or_else(|| jid_attr(stanza, "to"));
    let Some(to) = author.and_then(|jid| world.address(&jid)) else { return };
    if matches!(kind.as_deref(), Some("read" | "read-self" | "played" | "played-self")) {
        note_read(world, from, &to.number, stanza);
    }
    match kind.as_deref() {
        Some("retry") if to.device == 0 => {
            send_again(world, &Retry { phone: &to.number, device: from, receipt: stanza });
        }
        Some("retry") => pass_on(world, from, &to, stanza),
        Some("server-error") => upload_again(world, from, stanza),
        // Receipts between the device and the server only.
        Some("peer_msg" | "hist_sync" | "sender") => {}
        // Senders of groups are phones, whose log has it; linked devices of members get no receipts of groups.
        Some(_) | None if to.number == from.number || attr(stanza, "participant").is_some() => {}
        Some(_) | None => {
            let devices = world.state.phone(&to.number).map(|phone| phone.devices.iter().map(|device| device.id));
            for device in devices.map(Iterator::collect::<Vec<_>>).unwrap_or_default() {
                pass_on(world, from, &Address::new(&to.number, device), stanza);
            }
        }
    }
}

/// Notes in the log that a device has read messages of a phone.
fn note_read(world: &mut World, device: &Address, author: &Number, stanza: &Node) {
    let group = jid_attr(stanza, "to").and_then(|to| groups::id_of(&to));
    let chat = match group {
        Some(group) => Recipient::Group(group).chat(author),
        None => Recipient::Account(device.number.clone()).chat(author),
    };
    for id in ids_of(stanza) {
        let place = world.log.find(&chat, &id).filter(|(_, entry)| entry.from == *author).map(|(place, _)| place);
        if let Some(place) = place {
            world.log.read(place, device);
        }
    }
}

fn pass_on(world: &mut World, from: &Address, to: &Address, stanza: &Node) {
    let mut receipt = NodeBuilder::new("receipt")
        .attr("from", world.jid(&from.number, from.device))
        .attr("id", attr(stanza, "id").unwrap_or_default())
        .attr("t", now());
    // `inactive`: the message was received on a device that shows nothing; for the sender it is delivered.
    if let Some(kind) = attr(stanza, "type").filter(|kind| kind != "inactive") {
        receipt = receipt.attr("type", kind);
    }
    if let Some(recipient) = attr(stanza, "recipient") {
        receipt = receipt.attr("recipient", recipient);
    }
    let receipt = receipt.children(children(stanza).to_vec()).build();
    deliver(world, to, StanzaClass::Receipt, &receipt);
}
