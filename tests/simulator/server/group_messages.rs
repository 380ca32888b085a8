//! Messages of devices for groups: one ciphertext with the device's sender key for all, and before that, for those who
//! lack the key, one of their own with it. A repetition is for one device alone, the `participant`.
//!
//! From whatsapp-rust 0.7.0: `wacore/src/send/group.rs` for the stanza, `src/retry.rs` for the repetition.

use std::collections::HashMap;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::delivery::deliver;
use super::phone_reads::Reading;
use crate::recipient::Recipient;
use crate::signal::{Address, Heard, SignalError, hear};
use crate::state::{Number, StanzaClass, now};
use crate::wire::stanza::{attr, children, content, jid_attr};
use crate::world::World;

/// A message for a group.
pub(super) struct GroupPassing<'a> {
    pub(super) from: &'a Address,
    pub(super) group: String,
    pub(super) id: &'a str,
    pub(super) stanza: &'a Node,
}

/// Gives a group's message to every device of its members except the one that sent it.
pub(super) fn pass_on(world: &mut World, message: &GroupPassing<'_>) {
    let Some(group) = world.state.group(&message.group).cloned() else { return };
    let mut own: HashMap<Address, Node> = HashMap::new();
    let listed = message.stanza.get_optional_child("participants").map(children).unwrap_or_default();
    for to in listed {
        let enc = children(to).iter().find(|child| child.tag == "enc").cloned();
        let address = jid_attr(to, "jid").and_then(|jid| world.address(&jid));
        own.extend(address.zip(enc));
    }
    let common = message.stanza.get_optional_child("enc").cloned();
    let only = jid_attr(message.stanza, "participant").and_then(|jid| world.address(&jid));
    for recipient in devices(world, &group.members) {
        if recipient == *message.from || only.as_ref().is_some_and(|only| *only != recipient) {
            continue;
        }
        let parts: Vec<Node> = own.remove(&recipient).into_iter().chain(common.clone()).collect();
        match recipient.device {
            0 => message.read_on(world, &recipient.number, &parts),
            _ => message.queue(world, &recipient, parts),
        }
    }
}

/// Phones and linked devices of a group's members.
fn devices(world: &World, members: &std::collections::BTreeSet<Number>) -> Vec<Address> {
    let phones = members.iter().filter_map(|member| world.state.phone(member));
    let all = phones.flat_map(|phone| {
        let linked = phone.devices.iter().map(|device| device.id);
        std::iter::once(0).chain(linked).map(|device| Address::new(&phone.number, device))
    });
    all.collect()
}

impl GroupPassing<'_> {
    /// A phone of a member decrypts the parts in order; the first one may bring the sender key alone.
    fn read_on(&self, world: &mut World, reader: &Number, parts: &[Node]) {
        let jid = Jid::group(self.group.as_str());
        let chat = Recipient::Group(self.group.clone());
        let reading = Reading { reader, from: self.from, chat, to: &jid, id: self.id };
        for part in parts {
            let heard = self.opened(world, reader, part);
            world.touch();
            match heard {
                Ok(Some(heard)) => reading.take(world, heard),
                Ok(None) => {}
                Err(error) => return reading.ask_again(world, &error),
            }
        }
    }

    /// Content of a part; `None` if it is a sender key and nothing else.
    fn opened(&self, world: &mut World, reader: &Number, part: &Node) -> Result<Option<Heard>, SignalError> {
        let (kind, sealed) = (attr(part, "type").unwrap_or_default(), content(part).unwrap_or_default());
        let phone = world.state.phone_mut(reader).ok_or(SignalError::BadKey)?;
        if kind == "skmsg" {
            let plain = phone.open_of_group(&self.group, self.from, sealed)?;
            return hear(&plain).map(Some);
        }
        let plain = phone.open(self.from, &kind, sealed)?;
        let key = crate::signal::sender_key_in(&plain)?;
        if let Some(key) = &key {
            phone.learn_sender_key(&self.group, self.from, key)?;
        }
        let heard = hear(&plain)?;
        Ok(Some(heard).filter(|heard| key.is_none() || !heard.is_empty()))
    }

    fn queue(&self, world: &mut World, recipient: &Address, parts: Vec<Node>) {
        let is_lid = world.state.group(&self.group).is_some_and(|group| group.addressing.is_lid());
        let Some(phone) = world.state.phone(&self.from.number) else { return };
        let (lid, number) = (Jid::lid_device(phone.lid.as_str(), self.from.device), phone.jid(self.from.device));
        let message = NodeBuilder::new("message")
            .attr("from", Jid::group(self.group.as_str()))
            .attr("id", self.id)
            .attr("type", attr(self.stanza, "type").unwrap_or_else(|| "text".to_owned()))
            .attr("t", now())
            .attr("notify", &phone.push_name);
        let mut message = match is_lid {
            true => message.attr("participant", lid).attr("participant_pn", number).attr("addressing_mode", "lid"),
            false => message.attr("participant", number).attr("participant_lid", lid).attr("addressing_mode", "pn"),
        };
        if let Some(edit) = attr(self.stanza, "edit") {
            message = message.attr("edit", edit);
        }
        deliver(world, recipient, StanzaClass::Message, &message.children(parts).build());
    }
}

/// Error of the acknowledgement if the account may not write to the group.
pub(super) fn refusal(world: &World, group: &str, from: &Number) -> Option<u16> {
    match world.state.group(group) {
        None => Some(404),
        Some(group) => (!group.members.contains(from)).then_some(403),
    }
}
