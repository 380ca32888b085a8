//! Devices of an account: logging out, being unlinked, and notifying the others.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::delivery::deliver;
use super::{stream, usync};
use crate::faults::FaultAnswer;
use crate::signal::Address;
use crate::state::{Number, Phone, StanzaClass, now};
use crate::timeline::What;
use crate::wire::stanza::{error_text, first, jid_attr, notification, refusal, result};
use crate::world::{ConnectionId, World};

/// Handles a device's request to remove itself: the device gets its answer, then the stream error of a removed device.
pub(super) fn log_out(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let jid = first(stanza).and_then(|child| jid_attr(child, "jid"));
    let address = jid.and_then(|jid| world.address(&jid));
    if address.as_ref() != Some(from) {
        return world.send(id, refusal(stanza, 403, error_text(403), None));
    }
    world.send(id, result(stanza).build());
    remove_device(world, from);
}

/// Removes a device from its account. Its connection ends with stream error 401, its next login is refused with 401.
pub(crate) fn remove_device(world: &mut World, address: &Address) {
    let Some(phone) = world.state.phone_mut(&address.number) else { return };
    let before = phone.devices.len();
    phone.devices.retain(|device| device.id != address.device);
    if phone.devices.len() == before {
        return;
    }
    phone.devices_changed = now().max(phone.devices_changed + 1);
    phone.drop_session(address);
    world.touch();
    tracing::info!(number = address.number.masked(), device = address.device, "a device is no longer linked");
    world.note_device(address, What::LoggedOut);
    if let Some(connection) = world.online.get(address).copied() {
        stream::stream_error(world, connection, &FaultAnswer::code(401));
    }
    announce_devices(world, &address.number, DeviceChange::Removed(address.device));
}

/// Change of an account's devices.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DeviceChange {
    /// A device was linked; its id and key index.
    Added(u16, u32),
    Removed(u16),
}

/// Notifies the account's own devices, except a new one, and those of its contacts that the device list has changed.
pub(crate) fn announce_devices(world: &mut World, number: &Number, change: DeviceChange) {
    let Some(phone) = world.state.phone(number) else { return };
    let (whole, part, from) = (device_list(phone), changed(phone, change), phone.jid(0));
    let own = phone.devices.iter().map(|device| Address::new(number, device.id));
    let own: Vec<Address> =
        own.filter(|address| !matches!(change, DeviceChange::Added(new, _) if new == address.device)).collect();
    let contacts = phone.contacts.iter().filter_map(|contact| world.state.phone(contact));
    let theirs = contacts
        .flat_map(|phone| phone.devices.iter().map(|device| Address::new(&phone.number, device.id)))
        .collect::<Vec<_>>();
    for (kind, child, recipients) in [("account_sync", whole, own), ("devices", part, theirs)] {
        for recipient in recipients {
            let id = world.stanza_id();
            let stanza = notification(kind, from.clone(), id).children([child.clone()]).build();
            deliver(world, &recipient, StanzaClass::Notification, &stanza);
        }
    }
}

/// Tells a device that the account's device list no longer contains it, which is not true: it stays linked, and its
/// connection stays open.
pub(super) fn lose_from_list(world: &mut World, address: &Address) {
    let Some(phone) = world.state.phone(&address.number) else { return };
    let (lost, from) = (changed(phone, DeviceChange::Removed(address.device)), phone.jid(0));
    let id = world.stanza_id();
    let stanza = notification("devices", from, id).children([lost]).build();
    deliver(world, address, StanzaClass::Notification, &stanza);
}

fn device_node(phone: &Phone, device: u16, key_index: Option<u32>) -> Node {
    let node = NodeBuilder::new("device").attr("jid", phone.jid(device));
    match key_index {
        Some(key_index) => node.attr("key-index", key_index).build(),
        None => node.build(),
    }
}

/// Complete device list, for devices of the same account.
fn device_list(phone: &Phone) -> Node {
    let linked = phone.devices.iter().map(|device| device_node(phone, device.id, Some(device.key_index)));
    let nodes = std::iter::once(device_node(phone, 0, None)).chain(linked).chain([usync::key_index_node(phone)]);
    NodeBuilder::new("devices").attr("dhash", usync::device_hash(phone)).children(nodes).build()
}

/// Added or removed device, for contacts.
fn changed(phone: &Phone, change: DeviceChange) -> Node {
    let hash = usync::device_hash(phone);
    match change {
        DeviceChange::Added(device, key_index) => NodeBuilder::new("add")
            .attr("device_hash", hash)
            .children([device_node(phone, device, Some(key_index)), usync::key_index_node(phone)])
            .build(),
        DeviceChange::Removed(device) => {
            let stamp = NodeBuilder::new("key-index-list").attr("ts", phone.devices_changed).build();
            let children = [device_node(phone, device, None), stamp];
            NodeBuilder::new("remove").attr("device_hash", hash).children(children).build()
        }
    }
}
