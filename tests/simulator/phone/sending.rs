//! A person sends a message from a phone.

use std::fmt::Write as _;

use super::compose::Composer;
use crate::addressing::Addressing;
use crate::error::Refusal;
use crate::message_log::NewEntry;
use crate::orders::{Content, MessageOrder};
use crate::recipient::Recipient;
use crate::server::{PhoneMessage, send_to, send_to_group};
use crate::signal::Address;
use crate::state::{Blob, Number, Sent, SentContent, Text, now, now_millis};
use crate::views::SentText;
use crate::world::World;

/// Maximum number of messages whose content a phone remembers over a restart of the simulator.
const REMEMBERED: usize = 65_536;

/// Sends a message to every device of the recipient, and a copy to the devices of the phone's own account.
pub(crate) fn send(world: &mut World, number: &Number, order: &MessageOrder) -> Result<SentText, Refusal> {
    let limits = world.config.limits.clone();
    order.check(limits.text_bytes)?;
    world.phone(number)?;
    let to = recipient(world, number, &order.to)?;
    let addressing = addressing(world, number, (order, &to));
    let message = Composer { world, from: number, to: &to, addressing }.compose(order)?;
    let id = order.id.clone().unwrap_or_else(message_id);
    let content = waproto::codec::message_to_vec(&message);
    let sent = SentContent::Message { to: to.clone(), addressing, content: Blob(content.clone()) };
    let entry = world.log.add(NewEntry {
        from: number.clone(),
        to: to.clone(),
        id: id.clone(),
        kind: order.content.kind(),
        text: order.content.body().map(str::to_owned),
        about: order.content.about().map(str::to_owned),
        at: now_millis(),
        addressing,
        content,
    });
    if let Some(phone) = world.state.phone_mut(number).filter(|_| message_bytes(&sent) <= REMEMBERED) {
        phone.remember_sent(Sent { id: id.clone(), content: sent });
    }
    world.touch();
    let (from, to, entry) = (number, &to, Some(entry));
    let sending = PhoneMessage { from, to, id: &id, message: &message, addressing, entry, retry: 0 };
    let devices = match to {
        Recipient::Account(other) => to_account(world, &sending, (other, &order.content)),
        Recipient::Group(group) => match world.state.group(group).cloned() {
            Some(group) => send_to_group(world, &sending, &group),
            None => 0,
        },
    };
    Ok(SentText { id, devices })
}

fn message_bytes(sent: &SentContent) -> usize {
    match sent {
        SentContent::Message { content, .. } | SentContent::Peer(content) => content.as_slice().len(),
        SentContent::Text { text, .. } => text.len(),
    }
}

/// Recipient as the control API names it: a number, `self`, or a group that the phone is a member of.
pub(super) fn recipient(world: &mut World, from: &Number, to: &str) -> Result<Recipient, Refusal> {
    if to == "self" {
        return Ok(Recipient::Account(from.clone()));
    }
    if let Some(id) = to.strip_suffix("@g.us") {
        let group = world.state.group(id).ok_or_else(|| Refusal::BadRequest("there is no such group".to_owned()))?;
        if !group.members.contains(from) {
            return Err(Refusal::BadRequest("the phone is not a member of the group".to_owned()));
        }
        return Ok(Recipient::Group(id.to_owned()));
    }
    let number = world.state.account_of(Number::parse(to)?);
    world.phone(&number)?;
    Ok(Recipient::Account(number))
}

/// How the sender is named: as the group does, as the order says, or as the phone is set.
fn addressing(world: &World, from: &Number, (order, to): (&MessageOrder, &Recipient)) -> Addressing {
    let group = match to {
        Recipient::Group(group) => world.state.group(group).map(|group| group.addressing),
        Recipient::Account(_) => None,
    };
    let own = || world.state.phone(from).map(|phone| phone.addressing).unwrap_or_default();
    group.or(order.addressing).unwrap_or_else(own)
}

fn to_account(world: &mut World, sending: &PhoneMessage<'_>, (to, content): (&Number, &Content)) -> usize {
    if let Content::Text { text } = content {
        let received =
            Text { id: sending.id.to_owned(), from: sending.from.clone(), device: 0, text: text.clone(), at: now() };
        let is_new = world.is_new(to, sending.from, sending.id);
        let limit = world.config.limits.texts;
        if let Some(phone) = world.state.phone_mut(to).filter(|_| is_new) {
            phone.remember_text(received, limit);
        }
    }
    world.acquaint(sending.from, to);
    let mut devices = 0;
    for address in devices_of(world, to, sending.from) {
        devices += usize::from(send_to(world, sending, &address));
    }
    devices
}

/// Linked devices of both accounts, each once.
fn devices_of(world: &World, to: &Number, from: &Number) -> Vec<Address> {
    let accounts = if to == from { vec![to] } else { vec![to, from] };
    let phones = accounts.into_iter().filter_map(|number| world.state.phone(number));
    phones.flat_map(|phone| phone.devices.iter().map(|device| Address::new(&phone.number, device.id))).collect()
}

/// Message id in the form that phones use.
pub(super) fn message_id() -> String {
    let mut id = String::from("3A");
    for byte in crate::state::random::<9>() {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02X}");
    }
    id
}
