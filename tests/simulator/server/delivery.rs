//! What waits for a device: every message, receipt and notification stays queued until the device acknowledges it, so
//! that one sent into a dying connection is sent again at the next login.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, OwnedNodeRef, SERVER_JID};

use crate::signal::Address;
use crate::state::{Queued, StanzaClass};
use crate::wire::stanza::{attr, children};
use crate::world::{ConnectionId, Role, World};

/// Queues a stanza for a linked device and sends it when the device is ready. Unknown devices get nothing.
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
    if let Some(connection) = ready(world, to) {
        world.send(connection, stanza);
    }
}

/// The connection of a device that said `active`.
fn ready(world: &World, device: &Address) -> Option<ConnectionId> {
    let connection = *world.online.get(device)?;
    let live = world.live.get(&connection)?;
    matches!(live.role, Role::Device { active: true, .. }).then_some(connection)
}

/// A device became ready: it gets what waits for it, framed by how much there is.
pub(super) fn activate(world: &mut World, id: ConnectionId) {
    let Some(live) = world.live.get_mut(&id) else { return };
    let Role::Device { address, active } = &mut live.role else { return };
    if std::mem::replace(active, true) {
        return;
    }
    let address = address.clone();
    let waiting = waiting_for(world, &address);
    let count = |class| waiting.iter().filter(|(other, _)| *other == class).count();
    let preview = NodeBuilder::new("offline_preview")
        .attr("count", waiting.len())
        .attr("message", count(StanzaClass::Message))
        .attr("receipt", count(StanzaClass::Receipt))
        .attr("notification", count(StanzaClass::Notification))
        .attr("appdata", 0)
        .attr("call", 0)
        .build();
    world.send(id, ib(preview));
    let end = NodeBuilder::new("offline").attr("count", waiting.len()).build();
    for (place, (_, mut stanza)) in waiting.into_iter().enumerate() {
        stanza.attrs.insert("offline", place);
        world.send(id, stanza);
    }
    world.send(id, ib(end));
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

/// `<ack>` of a device.
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

/// Removes what a device has got from its queue.
pub(super) fn forget(world: &mut World, device: &Address, class: StanzaClass, ids: &[String]) {
    let Some(device) = world.state.phone_mut(&device.number).and_then(|phone| phone.device_mut(device.device)) else {
        return;
    };
    let mut removed = false;
    for id in ids {
        removed |= device.acknowledge(class, id);
    }
    if removed {
        world.touch();
    }
}

/// The ids a receipt is about: its own and those of its list.
pub(super) fn ids_of(receipt: &Node) -> Vec<String> {
    let listed = receipt.get_optional_child("list").map(children).unwrap_or_default();
    attr(receipt, "id").into_iter().chain(listed.iter().filter_map(|item| attr(item, "id"))).collect()
}
