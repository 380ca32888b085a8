//! Pre-keys: uploaded by devices, fetched by others to begin a session with them.

use wacore::prekeys::compute_key_bundle_digest;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, SERVER_JID};

use super::delivery::deliver;
use crate::faults::{FaultAction, FaultPoint};
use crate::signal::{Address, Bundle};
use crate::state::{Device, PublicPreKey, PublicSignedPreKey, StanzaClass, verified};
use crate::wire::stanza::{
    child_content, children, error_text, first, id24, jid_attr, leaf, notification, refusal, result, uint,
};
use crate::world::World;

/// Maximum number of jids in a request; the real service has a limit too.
const MAX_USERS: usize = 1_000;
/// Remaining one-time pre-keys at which the owner is asked for more.
const FEW: usize = 5;

/// Answers a request of the `encrypt` namespace; `None` if it is unknown.
pub(super) fn answer(world: &mut World, from: &Address, stanza: &Node, kind: &str) -> Option<Node> {
    let bad = || Some(refusal(stanza, 400, error_text(400), None));
    match kind {
        "count" => {
            let count = own(world, from)?.one_time.len();
            Some(result(stanza).children([NodeBuilder::new("count").attr("value", count).build()]).build())
        }
        "digest" => Some(result(stanza).children([digest(own(world, from)?)]).build()),
        "key" => match fetch(world, stanza) {
            Some(list) => Some(result(stanza).children([list]).build()),
            None => bad(),
        },
        "identity" => {
            let users = children(first(stanza)?).iter().filter_map(|user| jid_attr(user, "jid")).take(MAX_USERS);
            let list: Vec<Node> = users.map(|jid| identity(world, jid)).collect();
            Some(result(stanza).children([NodeBuilder::new("list").children(list).build()]).build())
        }
        "rotate" => match first(stanza).and_then(|rotate| signed_pre_key(rotate.get_optional_child("skey")?)) {
            Some(signed) => accept(world, from, signed, Vec::new()).then(|| result(stanza).build()).or_else(bad),
            None => bad(),
        },
        _ if stanza.get_optional_child("list").is_some() => match upload(stanza) {
            Some((signed, keys)) => accept(world, from, signed, keys).then(|| result(stanza).build()).or_else(bad),
            None => bad(),
        },
        _ => None,
    }
}

fn own<'a>(world: &'a World, from: &Address) -> Option<&'a Device> {
    world.state.phone(&from.number)?.device(from.device)
}

fn digest(device: &Device) -> Node {
    let ids = device.one_time.iter().map(|key| leaf("id", id24(key.id)));
    let publics: Vec<&[u8]> = device.one_time.iter().map(|key| key.key.as_slice()).collect();
    let signed = &device.signed_pre_key;
    let hash = compute_key_bundle_digest(
        device.identity.as_slice(),
        signed.key.as_slice(),
        signed.signature.as_slice(),
        &publics,
    );
    NodeBuilder::new("digest")
        .children([
            leaf("registration", device.registration_id.to_be_bytes()),
            leaf("type", [5]),
            leaf("identity", device.identity.0.clone()),
            skey(signed),
            NodeBuilder::new("list").children(ids).build(),
            leaf("hash", hash),
        ])
        .build()
}

fn skey(signed: &PublicSignedPreKey) -> Node {
    NodeBuilder::new("skey")
        .children([
            leaf("id", id24(signed.id)),
            leaf("value", signed.key.0.clone()),
            leaf("signature", signed.signature.0.clone()),
        ])
        .build()
}

/// Parses an `<skey>`.
pub(super) fn signed_pre_key(node: &Node) -> Option<PublicSignedPreKey> {
    let key = child_content(node, "value").filter(|key| key.len() == 32)?;
    let signature = child_content(node, "signature").filter(|signature| signature.len() == 64)?;
    Some(PublicSignedPreKey { id: uint(child_content(node, "id")?)?, key: key.into(), signature: signature.into() })
}

/// Parses a `<key>`.
pub(super) fn one_time_pre_key(node: &Node) -> Option<PublicPreKey> {
    let key = child_content(node, "value").filter(|key| key.len() == 32)?;
    Some(PublicPreKey { id: uint(child_content(node, "id")?)?, key: key.into() })
}

fn upload(stanza: &Node) -> Option<(PublicSignedPreKey, Vec<PublicPreKey>)> {
    let signed = signed_pre_key(stanza.get_optional_child("skey")?)?;
    let keys: Option<Vec<_>> = children(stanza.get_optional_child("list")?).iter().map(one_time_pre_key).collect();
    Some((signed, keys?))
}

/// Stores new keys of a device; `false` if the signature is not by the device's identity.
fn accept(world: &mut World, from: &Address, signed: PublicSignedPreKey, keys: Vec<PublicPreKey>) -> bool {
    let limit = world.config.limits.pre_keys;
    let device = world.state.phone_mut(&from.number).and_then(|phone| phone.device_mut(from.device));
    let Some(device) = device else { return false };
    let message = [&[5], signed.key.as_slice()].concat();
    if !verified(device.identity.as_slice(), &message, signed.signature.as_slice()) {
        return false;
    }
    device.signed_pre_key = signed;
    for key in keys {
        device.one_time.retain(|old| old.id != key.id);
        device.one_time.push_back(key);
    }
    while device.one_time.len() > limit {
        device.one_time.pop_front();
    }
    world.touch();
    true
}

fn fetch(world: &mut World, stanza: &Node) -> Option<Node> {
    let users = children(first(stanza)?);
    if users.is_empty() || users.len() > MAX_USERS {
        return None;
    }
    let mut list = Vec::with_capacity(users.len());
    for jid in users.iter().filter_map(|user| jid_attr(user, "jid")) {
        list.push(user_bundle(world, jid));
    }
    Some(NodeBuilder::new("list").children(list).build())
}

/// What a fault breaks in a device's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BrokenKeys {
    /// The signature of the signed pre-key does not verify.
    Signature,
    /// The signed pre-key is missing.
    Missing,
}

impl BrokenKeys {
    /// Breakage of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "signature" => Some(Self::Signature),
            "missing" => Some(Self::Missing),
            _ => None,
        }
    }
}

/// A device for which there are no keys. whatsapp-rust 0.7.0 takes the code of the device alone
/// (`wacore/src/prekeys.rs`), and encrypts for the others.
fn without_keys(user: NodeBuilder, code: u16) -> Node {
    let error = NodeBuilder::new("error").attr("code", code).attr("text", error_text(code)).build();
    user.children([error]).build()
}

fn user_bundle(world: &mut World, jid: Jid) -> Node {
    let user = NodeBuilder::new("user").attr("jid", &jid);
    let address = world.address(&jid);
    let Some((address, mut bundle)) = address.and_then(|address| Some((address.clone(), bundle_of(world, &address)?)))
    else {
        return without_keys(user, 404);
    };
    let broken = match world.faults.take(FaultPoint::PreKeys, Some(&address.number)) {
        Some(FaultAction::Answer(answer)) => match answer.text.as_deref().and_then(BrokenKeys::named) {
            Some(broken) => Some(broken),
            None => return without_keys(user, answer.code),
        },
        Some(FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_)) => return without_keys(user, 503),
        None => None,
    };
    if broken == Some(BrokenKeys::Signature)
        && let Some(first) = bundle.signed.signature.0.first_mut()
    {
        *first ^= 1;
    }
    let mut parts = vec![
        leaf("registration", bundle.registration_id.to_be_bytes()),
        leaf("type", [5]),
        leaf("identity", bundle.identity),
    ];
    if broken != Some(BrokenKeys::Missing) {
        parts.push(skey(&bundle.signed));
    }
    if let Some(key) = bundle.one_time {
        parts.push(NodeBuilder::new("key").children([leaf("id", id24(key.id)), leaf("value", key.key.0)]).build());
    }
    if let Some(device) = own(world, &address) {
        parts.push(leaf("device-identity", device.account_identity.0.clone()));
    }
    user.attr("t", crate::state::now()).children(parts).build()
}

fn identity(world: &mut World, jid: Jid) -> Node {
    let user = NodeBuilder::new("user").attr("jid", &jid);
    let key = world.address(&jid).and_then(|address| {
        let phone = world.state.phone(&address.number)?;
        match address.device {
            0 => Some(phone.identity.public().to_vec()),
            device => Some(phone.device(device)?.identity.0.clone()),
        }
    });
    match key {
        Some(key) => user.children([leaf("identity", key), leaf("type", [5])]).build(),
        None => user.children([NodeBuilder::new("error").attr("code", 404).build()]).build(),
    }
}

/// Public keys to begin a session with a device; takes one of its one-time pre-keys.
pub(crate) fn bundle_of(world: &mut World, of: &Address) -> Option<Bundle> {
    let phone = world.state.phone_mut(&of.number)?;
    let bundle = if of.device == 0 {
        phone.bundle()
    } else {
        let device = phone.device_mut(of.device)?;
        Bundle {
            registration_id: device.registration_id,
            identity: device.identity.0.clone(),
            signed: device.signed_pre_key.clone(),
            one_time: device.one_time.pop_front(),
        }
    };
    world.touch();
    ask_for_more(world, of);
    Some(bundle)
}

/// Notifies a device when the server has few of its pre-keys left.
fn ask_for_more(world: &mut World, of: &Address) {
    let Some(left) = own(world, of).map(|device| device.one_time.len()).filter(|left| *left == FEW) else { return };
    let count = NodeBuilder::new("count").attr("value", left).build();
    let id = world.stanza_id();
    let stanza = notification("encrypt", SERVER_JID, id).children([count]).build();
    deliver(world, of, StanzaClass::Notification, &stanza);
}

/// The phone's keys for a device that shall send again in a new session, as a retry receipt carries them.
pub(super) fn keys_node(bundle: &Bundle) -> Node {
    let mut parts = vec![leaf("type", [5]), leaf("identity", bundle.identity.clone())];
    if let Some(key) = &bundle.one_time {
        parts.push(
            NodeBuilder::new("key").children([leaf("id", id24(key.id)), leaf("value", key.key.0.clone())]).build(),
        );
    }
    parts.push(skey(&bundle.signed));
    NodeBuilder::new("keys").children(parts).build()
}

/// Parses the keys that a device sent with a retry receipt.
pub(super) fn bundle_in(keys: &Node, registration_id: u32) -> Option<Bundle> {
    Some(Bundle {
        registration_id,
        identity: child_content(keys, "identity")?.to_vec(),
        signed: signed_pre_key(keys.get_optional_child("skey")?)?,
        one_time: keys.get_optional_child("key").and_then(one_time_pre_key),
    })
}
