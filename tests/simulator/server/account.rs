//! An account's devices: logging out, being unlinked, and telling the others.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::delivery::deliver;
use super::{stream, usync};
use crate::faults::FaultAnswer;
use crate::signal::Address;
use crate::state::{Number, StanzaClass, now};
use crate::wire::stanza::{device_jid, error_text, first, jid_attr, notification, refusal, result};
use crate::world::{ConnectionId, World};

/// A device removes itself: it gets its answer, then the stream error of a removed device.
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
    if let Some(connection) = world.online.get(address).copied() {
        stream::stream_error(world, connection, &FaultAnswer::code(401));
    }
    announce_devices(world, &address.number, None);
}

/// Tells the account's devices, except a new one, that the list of devices has changed.
pub(crate) fn announce_devices(world: &mut World, number: &Number, except: Option<u16>) {
    let Some(phone) = world.state.phone(number) else { return };
    let nodes = |phone: &crate::state::Phone| {
        let ids =
            std::iter::once((0, None)).chain(phone.devices.iter().map(|device| (device.id, Some(device.key_index))));
        let mut nodes: Vec<Node> = ids
            .map(|(device, key_index)| {
                let node = NodeBuilder::new("device").attr("jid", device_jid(&phone.number, device));
                match key_index {
                    Some(key_index) => node.attr("key-index", key_index).build(),
                    None => node.build(),
                }
            })
            .collect();
        nodes.push(usync::key_index_node(phone));
        nodes
    };
    let devices = NodeBuilder::new("devices").attr("dhash", usync::device_hash(phone)).children(nodes(phone)).build();
    let others: Vec<u16> =
        phone.devices.iter().map(|device| device.id).filter(|device| Some(*device) != except).collect();
    for device in others {
        let id = world.stanza_id();
        let stanza = notification("account_sync", device_jid(number, 0), id).children([devices.clone()]).build();
        deliver(world, &Address::new(number, device), StanzaClass::Notification, stanza);
    }
}
