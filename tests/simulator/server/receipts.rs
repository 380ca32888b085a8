//! Receipts: acknowledged and forwarded; a retry receipt makes a phone send its message again.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::delivery::{deliver, forget, ids_of};
use super::keys::{bundle_in, bundle_of};
use super::messages::{Saying, phone_says};
use crate::signal::Address;
use crate::state::{Number, StanzaClass, now};
use crate::wire::stanza::{attr, child_content, children, jid_attr, uint};
use crate::world::{ConnectionId, World};

/// Maximum number of times a phone sends a message again.
const MAX_RESENDS: u32 = 5;

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
    world.send(id, ack(stanza, "receipt"));
    let ids = ids_of(stanza);
    forget(world, from, StanzaClass::Message, &ids);
    let Some(to) = jid_attr(stanza, "to").and_then(|jid| world.address(&jid)) else { return };
    match attr(stanza, "type").as_deref() {
        Some("retry") if to.device == 0 => send_again(world, &to.number, from, stanza),
        Some("retry") => pass_on(world, from, &to, stanza),
        // Receipts between the device and the server only.
        Some("peer_msg" | "hist_sync" | "sender" | "server-error") => {}
        Some(_) | None if to.number == from.number => {}
        Some(_) | None => {
            let devices = world.state.phone(&to.number).map(|phone| phone.devices.iter().map(|device| device.id));
            for device in devices.map(Iterator::collect::<Vec<_>>).unwrap_or_default() {
                pass_on(world, from, &Address::new(&to.number, device), stanza);
            }
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
    deliver(world, to, StanzaClass::Receipt, receipt);
}

/// Sends a message again in a new session: the device could not decrypt it.
fn send_again(world: &mut World, phone: &Number, device: &Address, receipt: &Node) {
    let count = receipt.get_optional_child("retry").and_then(|retry| attr(retry, "count"));
    let count: u32 = count.and_then(|count| count.parse().ok()).unwrap_or(1);
    let Some(message) = attr(receipt, "id").filter(|_| count <= MAX_RESENDS) else { return };
    let sent = world.state.phone(phone).and_then(|phone| phone.sent.iter().find(|sent| sent.id == message));
    let Some(content) = sent.map(|sent| sent.content.clone()) else { return };
    let registration = child_content(receipt, "registration").and_then(uint);
    let brought = receipt.get_optional_child("keys").zip(registration);
    let brought = brought.and_then(|(keys, registration)| bundle_in(keys, registration));
    let Some(bundle) = brought.or_else(|| bundle_of(world, device)) else { return };
    let begun = world.state.phone_mut(phone).map(|phone| {
        phone.drop_session(device);
        phone.begin_session(device, &bundle)
    });
    if matches!(begun, Some(Ok(()))) {
        phone_says(world, phone, &Saying { to: device, id: &message, content: &content });
    }
}

/// Sends the delivery receipt of a phone to the sending device.
pub(super) fn phone_received(world: &mut World, reader: &Number, sender: &Address, id: &str) {
    if sender.number == *reader {
        return;
    }
    let receipt =
        NodeBuilder::new("receipt").attr("from", world.jid(reader, 0)).attr("id", id).attr("t", now()).build();
    deliver(world, sender, StanzaClass::Receipt, receipt);
}
