//! App state: the server numbers the patches of each collection and sends devices those they do not have yet.
//!
//! In reality snapshots are external blobs on a media server. They are not needed here: no device lacks more patches
//! than are kept.

use wacore_appstate::{encode_record, expand_app_state_keys, hash};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use waproto::whatsapp as wa;

use super::delivery::deliver;
use super::stream;
use crate::faults::{FaultAction, FaultPoint};
use crate::signal::Address;
use crate::state::{Collection, Number, Phone, StanzaClass, now_millis, random};
use crate::wire::stanza::{attr, children, content, error_text, leaf, notification, result};
use crate::world::{ConnectionId, World};

/// Collections that clients know; others are refused.
const COLLECTIONS: &[&str] = &["critical_block", "critical_unblock_low", "regular", "regular_low", "regular_high"];
/// Collection that holds the account's push name.
const CRITICAL: &str = "critical_block";

/// Answers a synchronisation request.
pub(super) fn request(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let refused = match world.faults.take(FaultPoint::AppState, Some(&from.number)) {
        Some(FaultAction::Answer(answer)) => Some(answer.code),
        Some(FaultAction::Silence(silence)) => return stream::fall_silent(world, id, silence),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => None,
    };
    let asked = stanza.get_optional_child("sync").map(children).unwrap_or_default();
    let mut answers = Vec::with_capacity(asked.len());
    for collection in asked.iter().filter(|child| child.tag == "collection").take(COLLECTIONS.len()) {
        let name = attr(collection, "name").unwrap_or_default();
        let answer = match refused {
            Some(code) => error(&name, code, false),
            None => synchronise(world, from, &name, collection),
        };
        answers.push(answer);
    }
    let sync = NodeBuilder::new("sync").children(answers).build();
    world.send(id, result(stanza).children([sync]).build());
}

fn error(name: &str, code: u16, more: bool) -> Node {
    let error = NodeBuilder::new("error").attr("code", code).attr("text", error_text(code)).build();
    NodeBuilder::new("collection")
        .attr("name", name)
        .attr("type", "error")
        .attr("has_more_patches", more)
        .children([error])
        .build()
}

fn synchronise(world: &mut World, from: &Address, name: &str, asked: &Node) -> Node {
    let limit = world.config.limits.patches;
    if !COLLECTIONS.contains(&name) {
        return error(name, 404, false);
    }
    let Some(phone) = world.state.phone_mut(&from.number) else { return error(name, 404, false) };
    let version: u64 = attr(asked, "version").and_then(|version| version.parse().ok()).unwrap_or(0);
    let collection = phone.collections.entry(name.to_owned()).or_default();
    let patch = asked.get_optional_child("patch").and_then(content).map(<[u8]>::to_vec);
    if let Some(patch) = patch {
        if version != collection.version() {
            return error(name, 409, true);
        }
        let decoded = waproto::codec::syncd_patch_decode(&patch).ok();
        let inline = decoded.filter(|patch| !patch.external_mutations.is_set());
        let Some(patch) = inline.filter(|_| collection.patches.len() < limit) else {
            return error(name, 400, false);
        };
        collection.append(patch);
        let version = collection.version();
        world.touch();
        announce(world, &from.number, Some(from.device), name);
        return NodeBuilder::new("collection").attr("name", name).attr("version", version).build();
    }
    behind(name, collection, version)
}

/// Patches that a device does not have yet.
fn behind(name: &str, collection: &Collection, version: u64) -> Node {
    let known = usize::try_from(version).unwrap_or(usize::MAX);
    let missing = collection.patches.iter().skip(known).map(|patch| leaf("patch", patch.0.clone()));
    let missing: Vec<Node> = missing.collect();
    let answer = NodeBuilder::new("collection")
        .attr("name", name)
        .attr("version", collection.version())
        .attr("has_more_patches", false);
    if missing.is_empty() {
        return answer.build();
    }
    answer.children([NodeBuilder::new("patches").children(missing).build()]).build()
}

/// Notifies the account's devices, except the one that wrote, that a collection has changed.
fn announce(world: &mut World, number: &Number, except: Option<u16>, name: &str) {
    let Some(phone) = world.state.phone(number) else { return };
    let version = phone.collections.get(name).map_or(0, Collection::version);
    let others: Vec<u16> =
        phone.devices.iter().map(|device| device.id).filter(|device| Some(*device) != except).collect();
    for device in others {
        let collection = NodeBuilder::new("collection").attr("name", name).attr("version", version).build();
        let id = world.stanza_id();
        let stanza = notification("server_sync", SERVER_JID, id).children([collection]).build();
        deliver(world, &Address::new(number, device), StanzaClass::Notification, &stanza);
    }
}

/// Writes the phone's push name into app state and notifies its devices.
pub(crate) fn publish_push_name(world: &mut World, number: &Number) {
    let limit = world.config.limits.patches;
    let Some(phone) = world.state.phone_mut(number) else { return };
    if phone.collections.get(CRITICAL).is_some_and(|collection| collection.patches.len() >= limit) {
        return;
    }
    let patch = push_name_patch(phone);
    phone.collections.entry(CRITICAL.to_owned()).or_default().append(patch);
    world.touch();
    announce(world, number, None, CRITICAL);
}

fn push_name_patch(phone: &Phone) -> wa::SyncdPatch {
    let keys = expand_app_state_keys(phone.sync_key.data.as_slice());
    let value = wa::SyncActionValue {
        timestamp: Some(now_millis()),
        push_name_setting: wa::sync_action_value::PushNameSetting { name: Some(phone.push_name.clone()) }.into(),
        ..Default::default()
    };
    let (mutation, _) = encode_record(
        wa::syncd_mutation::SyncdOperation::SET,
        br#"["setting_pushName"]"#,
        &value,
        &keys,
        phone.sync_key.id.as_slice(),
        &random(),
        1,
    );
    let mutations = vec![mutation];
    let next = phone
        .collections
        .get(CRITICAL)
        .map_or_else(|| Collection::default().hash_after(&mutations), |collection| collection.hash_after(&mutations));
    let mut patch = wa::SyncdPatch {
        mutations,
        snapshot_mac: Some(next.generate_snapshot_mac(CRITICAL, &keys.snapshot_mac)),
        key_id: wa::KeyId { id: Some(phone.sync_key.id.0.clone()) }.into(),
        device_index: Some(0),
        ..Default::default()
    };
    patch.patch_mac = Some(hash::generate_patch_mac(&patch, CRITICAL, &keys.patch_mac, next.version));
    patch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone() -> Phone {
        Phone::new(Number::parse("79000000001").unwrap(), "1".to_owned())
    }

    /// Applies the collection's patches as a client does, MACs checked.
    fn read_back(phone: &Phone) -> Vec<String> {
        let mut state = hash::HashState::default();
        let keys = expand_app_state_keys(phone.sync_key.data.as_slice());
        let mut names = Vec::new();
        let mut macs = std::collections::HashMap::new();
        for patch in &phone.collections[CRITICAL].patches {
            let patch = waproto::codec::syncd_patch_decode(patch.as_slice()).unwrap();
            let done = wacore_appstate::process_patch(
                &patch,
                &mut state,
                |_| Ok(std::sync::Arc::new(keys.clone())),
                |index| Ok(macs.get(index).cloned()),
                true,
                CRITICAL,
            )
            .unwrap();
            macs.extend(done.added_macs.into_iter().map(|mac| (mac.index_mac, mac.value_mac)));
            for mutation in done.mutations {
                names.extend(mutation.action_value.and_then(|value| value.push_name_setting.name.clone()));
            }
        }
        names
    }

    #[test]
    fn a_client_can_read_the_push_name_and_its_change() {
        let mut phone = phone();
        for name in ["First", "Second"] {
            phone.push_name = name.to_owned();
            let patch = push_name_patch(&phone);
            phone.collections.entry(CRITICAL.to_owned()).or_default().append(patch);
        }
        assert_eq!(read_back(&phone), ["First", "Second"]);
    }
}
