//! Groups: messages of phones for their members' devices, and the metadata that devices request.
//!
//! A message is encrypted once with the sender's key of the group (`skmsg`). A device that lacks this key gets it in the
//! same stanza, before that, in a message of its own session (`pkmsg` or `msg`); whatsapp-rust 0.7.0 calls another order a
//! violation (`src/message/receive.rs`). A device that requests a message again gets it in its own session, with the key.

use wacore::messages::MessageUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node};

use super::ciphertexts::{Damage, seal, seal_damaged, spoil};
use super::phone_messages::{PhoneMessage, unavailable};
use super::stream::subject;
use crate::signal::{Address, Sealed, SignalError};
use crate::state::{Group, Number, random};
use crate::wire::stanza::{error_text, jid_attr, refusal, result};
use crate::world::World;

/// User part of a group's jid; `None` for other jids.
pub(crate) fn id_of(jid: &Jid) -> Option<String> {
    jid.is_group().then(|| jid.user.to_string()).filter(|group| !group.is_empty())
}

/// Sends a message to every linked device of a group's members; returns their number.
pub(crate) fn send(world: &mut World, message: &PhoneMessage<'_>, group: &Group) -> usize {
    let members = group.members.iter().filter_map(|member| world.state.phone(member));
    let devices = members.flat_map(|phone| phone.devices.iter().map(|device| Address::new(&phone.number, device.id)));
    let devices: Vec<Address> = devices.collect();
    let mut keys = Vec::new();
    for device in &devices {
        let damage = Damage::take(world, &device.number);
        keys.push((damage, key_for(world, message, (group, device), damage)));
    }
    let plain = MessageUtils::encode_and_pad(message.message);
    let sealed = world
        .state
        .phone_mut(message.from)
        .ok_or(SignalError::BadKey)
        .and_then(|phone| phone.seal_for_group(&group.id, &plain));
    let sealed = match sealed {
        Ok(sealed) => sealed,
        Err(error) => {
            tracing::warn!(number = message.from.masked(), "a phone cannot encrypt for a group: {error}");
            return 0;
        }
    };
    for (device, (damage, key)) in devices.iter().zip(keys) {
        let parts = parts(message, (damage, key), &sealed);
        if let (Some(damage), Some(entry)) = (damage, message.entry) {
            world.log.spoilt(entry, device, damage.name());
        }
        message.deliver(world, device, parts);
    }
    devices.len()
}

fn parts(message: &PhoneMessage<'_>, (damage, key): (Option<Damage>, Option<Sealed>), sealed: &Sealed) -> Vec<Node> {
    if let Some(Damage::Unavailable { is_viewed_once }) = damage {
        return vec![unavailable(is_viewed_once)];
    }
    let mut bytes = sealed.bytes.clone();
    match damage {
        Some(Damage::Mac) => spoil(&mut bytes),
        Some(Damage::Garbage) => bytes = random::<80>().to_vec(),
        Some(Damage::Session | Damage::SenderKey | Damage::Unavailable { .. }) | None => {}
    }
    let content = message.enc(Sealed { kind: sealed.kind, bytes });
    key.map(|key| message.enc(key)).into_iter().chain([content]).collect()
}

/// The sender's key of the group for a device that lacks it.
fn key_for(
    world: &mut World,
    message: &PhoneMessage<'_>,
    (group, device): (&Group, &Address),
    damage: Option<Damage>,
) -> Option<Sealed> {
    let phone = world.state.phone_mut(message.from)?;
    let key = phone.sender_key(&group.id).ok()?;
    let is_new = phone.distributed.entry(group.id.clone()).or_default().insert(device.to_string());
    let plain = MessageUtils::encode_and_pad(&key);
    match damage {
        // The device is taken to have the key, and does not have it.
        Some(Damage::SenderKey) => {
            phone.sender_keys.remove(&format!("{}@g.us", group.id));
            phone.sender_key(&group.id).ok()?;
            None
        }
        Some(Damage::Session) => seal_damaged(world, message.from, (device, &plain), &Damage::Session).ok(),
        _ if is_new => seal(world, message.from, device, &plain).ok(),
        _ => None,
    }
}

/// Sends a message again to one device, in its own session and with the sender's key.
pub(super) fn send_again(world: &mut World, message: &PhoneMessage<'_>, (group, device): (&str, &Address)) {
    let Some(phone) = world.state.phone_mut(message.from) else { return };
    let Ok(key) = phone.sender_key(group) else { return };
    let mut content = message.message.clone();
    content.sender_key_distribution_message = key.sender_key_distribution_message;
    let plain = MessageUtils::encode_and_pad(&content);
    let damage = Damage::take(world, &device.number);
    let sealed = match damage {
        None => seal(world, message.from, device, &plain),
        Some(damage) => seal_damaged(world, message.from, (device, &plain), &damage),
    };
    match sealed {
        Ok(sealed) => message.deliver(world, device, vec![message.enc(sealed)]),
        Err(error) => tracing::warn!(number = message.from.masked(), "a phone cannot encrypt for a device: {error}"),
    }
}

/// Answers a request of the `w:g2` namespace; `None` if it is unknown.
pub(super) fn answer(world: &World, from: &Address, stanza: &Node) -> Option<Node> {
    let to = jid_attr(stanza, "to")?;
    match (subject(stanza), id_of(&to)) {
        ("query", Some(id)) => Some(match world.state.group(&id) {
            None => refusal(stanza, 404, error_text(404), None),
            Some(group) if !group.members.contains(&from.number) => refusal(stanza, 403, error_text(403), None),
            Some(group) => result(stanza).children([metadata(world, group)]).build(),
        }),
        ("participating", None) => {
            let groups = world.state.groups().filter(|group| group.members.contains(&from.number));
            let groups: Vec<Node> = groups.map(|group| metadata(world, group)).collect();
            Some(result(stanza).children([NodeBuilder::new("groups").children(groups).build()]).build())
        }
        _ => None,
    }
}

fn metadata(world: &World, group: &Group) -> Node {
    let is_lid = group.addressing.is_lid();
    let (creator, creator_pn) = named(world, &group.creator, is_lid);
    let members = group.members.iter().map(|member| {
        let (jid, number) = named(world, member, is_lid);
        let mut node = NodeBuilder::new("participant").attr("jid", jid);
        if is_lid {
            node = node.attr("phone_number", number);
        } else if let Some(phone) = world.state.phone(member) {
            node = node.attr("lid", Jid::lid(phone.lid.as_str()));
        }
        if *member == group.creator {
            node = node.attr("type", "superadmin");
        }
        node.build()
    });
    let members: Vec<Node> = members.collect();
    NodeBuilder::new("group")
        .attr("id", &group.id)
        .attr("subject", &group.subject)
        .attr("creation", group.created)
        .attr("s_t", group.created)
        .attr("creator", creator.clone())
        .attr("creator_pn", creator_pn)
        .attr("s_o", creator)
        .attr("size", members.len())
        .attr("addressing_mode", if is_lid { "lid" } else { "pn" })
        .children(members)
        .build()
}

/// Jid by which the group names a member, and the one with the number.
fn named(world: &World, member: &Number, is_lid: bool) -> (Jid, Jid) {
    let number = world.jid(member, 0);
    let lid = world.state.phone(member).filter(|_| is_lid).map(|phone| Jid::lid(phone.lid.as_str()));
    (lid.unwrap_or_else(|| number.clone()), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_jids_of_groups_have_a_group() {
        assert_eq!(id_of(&Jid::group("120363000000000001")).as_deref(), Some("120363000000000001"));
        for other in ["79000000001@s.whatsapp.net", "1@lid", "status@broadcast", "@g.us"] {
            assert_eq!(other.parse::<Jid>().ok().as_ref().and_then(id_of), None, "{other}");
        }
    }
}
