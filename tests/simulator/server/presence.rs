//! Presence and typing on the wire.
//!
//! From whatsapp-rust 0.7.0: `src/features/presence.rs`, `src/features/chatstate.rs` and `wacore/src/iq/chatstate.rs`. A
//! phone's presence is sent to devices that have subscribed to it, its typing to devices that have said `available` and
//! are connected; neither is queued.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::groups;
use crate::presence::PresenceKind;
use crate::recipient::Recipient;
use crate::signal::Address;
use crate::state::{Number, now};
use crate::wire::stanza::{attr, first, jid_attr};
use crate::world::{ConnectionId, World};

/// Handles a device's `<presence>`.
pub(super) fn presence(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let target = jid_attr(stanza, "to").and_then(|to| world.account(&to));
    let to = target.as_ref().map(ToString::to_string);
    match (attr(stanza, "type").as_deref(), target) {
        (Some("subscribe"), Some(target)) => {
            world.presence.watch(from, &target);
            world.presence.add(from, PresenceKind::Subscribe, to);
            tell(world, from, &target);
        }
        (Some("unsubscribe"), Some(target)) => world.presence.unwatch(from, &target),
        (None | Some("available"), None) => say(world, (id, from), true),
        (Some("unavailable"), None) => say(world, (id, from), false),
        _ => {}
    }
}

fn say(world: &mut World, (id, from): (ConnectionId, &Address), is_available: bool) {
    if let Some(role) = world.device_role(id) {
        role.is_available = is_available;
    }
    let kind = if is_available { PresenceKind::Available } else { PresenceKind::Unavailable };
    world.presence.add(from, kind, None);
}

/// Handles a device's `<chatstate>`.
pub(super) fn chatstate(world: &mut World, from: &Address, stanza: &Node) {
    let Some(kind) = first(stanza).and_then(kind_of) else { return };
    let Some(to) = jid_attr(stanza, "to") else { return };
    let chat = match groups::id_of(&to) {
        Some(group) => Some(Recipient::Group(group)),
        None => world.account(&to).map(Recipient::Account),
    };
    if let Some(chat) = chat {
        world.presence.add(from, kind, Some(chat.to_string()));
    }
}

fn kind_of(state: &Node) -> Option<PresenceKind> {
    match (state.tag.as_ref(), attr(state, "media").as_deref()) {
        ("composing", Some("audio")) => Some(PresenceKind::Recording),
        ("composing", _) => Some(PresenceKind::Composing),
        ("paused", _) => Some(PresenceKind::Paused),
        _ => None,
    }
}

/// Tells a device whether a phone is used.
fn tell(world: &mut World, device: &Address, phone: &Number) {
    let Some(connection) = world.ready(device) else { return };
    let Some(seen) = world.state.phone(phone).map(|phone| phone.is_available) else { return };
    let presence = NodeBuilder::new("presence").attr("from", world.jid(phone, 0));
    let stanza = match seen {
        true => presence.build(),
        false => presence.attr("type", "unavailable").attr("last", now()).build(),
    };
    world.send(connection, stanza);
}

/// A phone is used, or not any more: devices that watch it are told.
pub(crate) fn phone_is_available(world: &mut World, number: &Number, is_available: bool) {
    if let Some(phone) = world.state.phone_mut(number) {
        phone.is_available = is_available;
    }
    for device in world.presence.watchers(number) {
        tell(world, &device, number);
    }
}

/// A person at a phone writes, records or has stopped; returns the number of devices that were told.
pub(crate) fn phone_types(world: &mut World, number: &Number, to: &Recipient, kind: PresenceKind) -> usize {
    let state = match kind {
        PresenceKind::Recording => NodeBuilder::new("composing").attr("media", "audio").build(),
        PresenceKind::Composing => NodeBuilder::new("composing").build(),
        PresenceKind::Paused | PresenceKind::Available | PresenceKind::Unavailable | PresenceKind::Subscribe => {
            NodeBuilder::new("paused").build()
        }
    };
    let (members, node) = match to {
        Recipient::Account(other) => {
            (vec![other.clone()], NodeBuilder::new("chatstate").attr("from", world.jid(number, 0)))
        }
        Recipient::Group(group) => {
            let Some(group) = world.state.group(group) else { return 0 };
            let lid = world.state.phone(number).map(|phone| Jid::lid(phone.lid.as_str()));
            let named = lid.filter(|_| group.addressing.is_lid()).unwrap_or_else(|| world.jid(number, 0));
            let node = NodeBuilder::new("chatstate").attr("from", Jid::group(group.id.as_str()));
            (group.members.iter().cloned().collect(), node.attr("participant", named))
        }
    };
    let stanza = node.children([state]).build();
    let mut told = 0;
    for connection in available(world, &members, number) {
        world.send(connection, stanza.clone());
        told += 1;
    }
    told
}

/// Connections of the accounts' devices that have said `available`, except those of one account.
fn available(world: &World, members: &[Number], except: &Number) -> Vec<ConnectionId> {
    let is_available = |connection: ConnectionId| {
        world.live.get(&connection).is_some_and(|live| match &live.role {
            crate::world::Role::Device(role) => role.is_available && role.active,
            crate::world::Role::Leaving | crate::world::Role::Registering(_) => false,
        })
    };
    let fits = |address: &Address| members.contains(&address.number) && address.number != *except;
    let online = world.online.iter().filter(|(address, _)| fits(address)).map(|(_, connection)| *connection);
    online.filter(|connection| is_available(*connection)).collect()
}
