//! Queues of devices: every message, receipt and notification stays queued until the device acknowledges it, so that
//! one sent into a dying connection is sent again at the next login.

use std::time::Duration;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, OwnedNodeRef, SERVER_JID};

use crate::signal::Address;
use crate::state::{Queued, StanzaClass};
use crate::wire::stanza::{attr, children};
use crate::world::{ConnectionId, Outgoing, World};

/// Queues a stanza for a linked device and sends it if the device is ready. Unknown devices get nothing.
pub(crate) fn deliver(world: &mut World, to: &Address, class: StanzaClass, stanza: Node) {
    let limit = world.config.limits.queue;
    let Some(device) = world.state.phone_mut(&to.number).and_then(|phone| phone.device_mut(to.device)) else {
        return;
    };
    let Some(id) = attr(&stanza, "id") else { return };
    let Ok(bytes) = wacore_binary::marshal_auto(&stanza) else { return };
    let given_up = device.enqueue(Queued { id, class, stanza: bytes.into() }, limit);
    world.stats.given_up += given_up as u64;
    world.touch();
    if let Some(connection) = world.ready(to) {
        world.send(connection, stanza);
    }
}

/// Handles `active`: sends the device its queue, preceded by a preview with the counts and followed by an end marker.
pub(super) fn activate(world: &mut World, id: ConnectionId) {
    let Some(role) = world.device_role(id) else { return };
    if std::mem::replace(&mut role.active, true) {
        return;
    }
    let address = role.address.clone();
    let waiting = waiting_for(world, &address);
    if let Some(role) = world.device_role(id) {
        role.draining = waiting.iter().filter_map(|(_, stanza)| attr(stanza, "id")).collect();
    }
    world.send(id, preview(&waiting));
    let end = ib(NodeBuilder::new("offline").attr("count", waiting.len()).build());
    // Clients process these one after another; a marker that overtakes them makes Baileys forget to tell the
    // application. So it follows the acknowledgements, or comes after `drain` if they are held back.
    let pause = if waiting.is_empty() { Duration::ZERO } else { world.config.latencies.drain };
    for (place, (_, mut stanza)) in waiting.into_iter().enumerate() {
        stanza.attrs.insert("offline", place);
        world.send(id, stanza);
    }
    world.push(id, Outgoing::Later(Box::new(end), pause));
}

fn preview(waiting: &[(StanzaClass, Node)]) -> Node {
    let count = |class| waiting.iter().filter(|(other, _)| *other == class).count();
    let preview = NodeBuilder::new("offline_preview")
        .attr("count", waiting.len())
        .attr("message", count(StanzaClass::Message))
        .attr("receipt", count(StanzaClass::Receipt))
        .attr("notification", count(StanzaClass::Notification))
        .attr("appdata", 0)
        .attr("call", 0);
    ib(preview.build())
}

fn ib(child: Node) -> Node {
    NodeBuilder::new("ib").attr("from", SERVER_JID).children([child]).build()
}

fn waiting_for(world: &World, address: &Address) -> Vec<(StanzaClass, Node)> {
    let Some(device) = world.state.phone(&address.number).and_then(|phone| phone.device(address.device)) else {
        return Vec::new();
    };
    let stanza = |queued: &Queued| {
        let plain = queued.stanza.as_slice().get(1..)?.to_vec();
        Some((queued.class, OwnedNodeRef::new(plain).ok()?.to_owned_node()))
    };
    device.queue.iter().filter_map(stanza).collect()
}

/// Handles an `<ack>` of a device.
pub(super) fn acknowledged(world: &mut World, from: &Address, ack: &Node) {
    let class = match attr(ack, "class").as_deref() {
        Some("message") => StanzaClass::Message,
        Some("receipt") => StanzaClass::Receipt,
        Some("notification") => StanzaClass::Notification,
        Some(_) | None => return,
    };
    let ids: Vec<String> = attr(ack, "id").into_iter().collect();
    forget(world, from, class, &ids);
}

/// Removes acknowledged stanzas from a device's queue.
pub(super) fn forget(world: &mut World, address: &Address, class: StanzaClass, ids: &[String]) {
    let device = world.state.phone_mut(&address.number).and_then(|phone| phone.device_mut(address.device));
    let Some(device) = device else { return };
    let mut removed = 0;
    for id in ids {
        removed += u64::from(device.acknowledge(class, id));
    }
    if removed > 0 {
        world.touch();
    }
    if class == StanzaClass::Message {
        world.stats.messages_taken += removed;
    }
    let Some(connection) = world.ready(address) else { return };
    let Some(role) = world.device_role(connection).filter(|role| !role.draining.is_empty()) else { return };
    role.draining.retain(|id| !ids.contains(id));
    if role.draining.is_empty() {
        let pause = world.config.latencies.drained;
        world.push(connection, Outgoing::Hasten(pause));
    }
}

/// Ids that a receipt covers: its own and those of its list.
pub(super) fn ids_of(receipt: &Node) -> Vec<String> {
    let listed = receipt.get_optional_child("list").map(children).unwrap_or_default();
    attr(receipt, "id").into_iter().chain(listed.iter().filter_map(|item| attr(item, "id"))).collect()
}
