//! Delivery to devices: every message, receipt and notification stays in the device's queue until the device
//! acknowledges it, so that one sent into a dying connection is sent again at the next login, with the same bytes.
//!
//! The connection's task takes stanzas out of the queue at the pace at which the client reads them. What waited at the
//! login is the backlog, see [`super::backlog`]; what comes meanwhile follows after the backlog.

use wacore_binary::{Jid, Node, OwnedNodeRef, Server};

use super::backlog;
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::message_log::AckKind;
use crate::signal::Address;
use crate::state::{QueueLimit, Queued, StanzaClass};
use crate::wire::stanza::{attr, children, jid_attr};
use crate::world::{ConnectionId, Outgoing, World};

/// Maximum number of stanzas that a connection's task takes at once.
const AT_ONCE: usize = 64;

/// Queues a stanza for a linked device and sends it if the device is ready. Unknown devices get nothing.
pub(crate) fn deliver(world: &mut World, to: &Address, class: StanzaClass, stanza: &Node) {
    enqueue(world, to, class, (stanza, None));
}

/// Queues a message of a phone, whose deliveries are counted in the log.
pub(super) fn deliver_logged(world: &mut World, to: &Address, stanza: &Node, entry: Option<u64>) {
    enqueue(world, to, StanzaClass::Message, (stanza, entry));
}

fn enqueue(world: &mut World, to: &Address, class: StanzaClass, (stanza, entry): (&Node, Option<u64>)) {
    let limits = &world.config.limits;
    let limit = QueueLimit { stanzas: limits.queue, bytes: limits.queue_bytes };
    let origin = jid_attr(stanza, "from").map(|from| origin(world, &from)).unwrap_or_default();
    let Some(device) = world.state.phone_mut(&to.number).and_then(|phone| phone.device_mut(to.device)) else {
        return;
    };
    let Some(id) = attr(stanza, "id") else { return };
    let Ok(bytes) = wacore_binary::marshal_auto(stanza) else { return };
    let given_up = device.queue.push(Queued { id, class, origin, stanza: bytes.into(), entry }, limit);
    world.stats.given_up += given_up as u64;
    world.touch();
    if let Some(connection) = world.ready(to) {
        wake(world, connection);
    }
}

/// Number or group behind a jid of any kind.
fn origin(world: &World, jid: &Jid) -> String {
    let number = match jid.server {
        Server::Lid => world.state.number_of_lid(jid.user_base()).map(ToString::to_string),
        _ => None,
    };
    number.unwrap_or_else(|| jid.user_base().to_owned())
}

/// Tells a connection's task that the queue has something for it.
pub(super) fn wake(world: &mut World, connection: ConnectionId) {
    let Some(role) = world.device_role(connection) else { return };
    if !std::mem::replace(&mut role.awake, true) {
        world.push(connection, Outgoing::Deliver);
    }
}

/// Next stanzas for a connection, in order; none if it has got everything that it may get now.
pub(super) fn next(world: &mut World, id: ConnectionId) -> Vec<Node> {
    let Some(role) = world.device_role(id) else { return Vec::new() };
    role.awake = false;
    let (from, address) = (role.cursor, role.address.clone());
    let (to, most) = role.backlog.as_ref().map_or((u64::MAX, AT_ONCE), |backlog| backlog.window(AT_ONCE));
    if world.live.get(&id).is_none_or(|live| live.deaf) {
        return Vec::new();
    }
    let Some(device) = world.state.phone(&address.number).and_then(|phone| phone.device(address.device)) else {
        return Vec::new();
    };
    let taken: Vec<_> = device.queue.between(from, to).take(most).collect();
    let cursor = taken.last().map_or(from, |(place, _)| place + 1);
    let is_more = device.queue.between(cursor, to).next().is_some();
    let entries: Vec<u64> = taken.iter().filter_map(|(_, queued)| queued.entry).collect();
    let mut stanzas: Vec<Node> = taken.iter().filter_map(|(_, queued)| decoded(queued)).collect();
    for entry in entries {
        world.log.sent(entry, &address);
    }
    let Some(role) = world.device_role(id) else { return Vec::new() };
    role.cursor = cursor;
    let may_go_on = match &mut role.backlog {
        Some(backlog) => backlog.number(&mut stanzas),
        None => true,
    };
    if is_more && may_go_on {
        wake(world, id);
    }
    backlog::after(world, id, is_more);
    stanzas
}

fn decoded(queued: &Queued) -> Option<Node> {
    let plain = queued.stanza.as_slice().get(1..)?.to_vec();
    Some(OwnedNodeRef::new(plain).ok()?.to_owned_node())
}

/// Handles an `<ack>` of a device.
pub(super) fn acknowledged(world: &mut World, id: ConnectionId, from: &Address, ack: &Node) {
    let class = match attr(ack, "class").as_deref() {
        Some("message") => StanzaClass::Message,
        Some("receipt") => StanzaClass::Receipt,
        Some("notification") => StanzaClass::Notification,
        Some(_) | None => return,
    };
    let kind = attr(ack, "error").map_or(AckKind::Ack, |error| AckKind::Nack(error.parse().unwrap_or(0)));
    let covered = Covered { class, ids: attr(ack, "id").into_iter().collect(), origin: origin_of(world, ack), kind };
    if !covered.is_lost(world, id, from) {
        forget(world, from, &covered);
    }
}

/// What an acknowledgement or a receipt covers.
pub(super) struct Covered {
    class: StanzaClass,
    ids: Vec<String>,
    origin: String,
    kind: AckKind,
}

impl Covered {
    /// Messages that a receipt covers: its own id and those of its list.
    pub(super) fn by(world: &World, receipt: &Node) -> Self {
        let kind = AckKind::Receipt;
        Self { class: StanzaClass::Message, ids: ids_of(receipt), origin: origin_of(world, receipt), kind }
    }

    /// Applies the fault that loses acknowledgements, if this one is the first of a message: it has no effect then.
    pub(super) fn is_lost(&self, world: &mut World, id: ConnectionId, from: &Address) -> bool {
        let Some(device) = world.state.phone(&from.number).and_then(|phone| phone.device(from.device)) else {
            return false;
        };
        let names_message = self.ids.iter().any(|id| device.queue.holds(self.class, id, &self.origin));
        if self.class != StanzaClass::Message || !names_message {
            return false;
        }
        match world.faults.take(FaultPoint::MessageAck, Some(&from.number)) {
            None => false,
            Some(FaultAction::Silence(Silence::Drop)) => {
                world.cut(id);
                true
            }
            Some(_) => true,
        }
    }
}

fn origin_of(world: &World, answer: &Node) -> String {
    jid_attr(answer, "to").map(|to| origin(world, &to)).unwrap_or_default()
}

/// Removes acknowledged stanzas from a device's queue.
pub(super) fn forget(world: &mut World, address: &Address, covered: &Covered) {
    let device = world.state.phone_mut(&address.number).and_then(|phone| phone.device_mut(address.device));
    let Some(device) = device else { return };
    let removed: Vec<Queued> =
        covered.ids.iter().filter_map(|id| device.queue.acknowledge(covered.class, id, &covered.origin)).collect();
    let first = device.queue.first();
    if !removed.is_empty() {
        world.touch();
    }
    if covered.class == StanzaClass::Message {
        world.stats.messages_taken += removed.len() as u64;
    }
    for entry in removed.iter().filter_map(|queued| queued.entry) {
        world.log.acknowledged(entry, address, covered.kind);
    }
    backlog::hasten(world, address, first);
}

/// Ids that a receipt covers: its own and those of its list.
pub(super) fn ids_of(receipt: &Node) -> Vec<String> {
    let listed = receipt.get_optional_child("list").map(children).unwrap_or_default();
    attr(receipt, "id").into_iter().chain(listed.iter().filter_map(|item| attr(item, "id"))).collect()
}
