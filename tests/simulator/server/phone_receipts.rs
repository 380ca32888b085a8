//! Receipts of phones for the sending device: delivered by itself, read and played when a person does it.
//!
//! From whatsapp-rust 0.7.0 (`src/receipt.rs`, `wacore/src/stanza/receipt.rs`): a receipt without a `type` says that a
//! message is delivered; `read` and `played` name further messages in a `<list>`; in a group the reader is the
//! `participant`.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::delivery::deliver;
use super::phone_reads::Reading;
use crate::faults::{FaultAction, FaultPoint};
use crate::inbox::Taken;
use crate::pauses::Step;
use crate::recipient::Recipient;
use crate::signal::Address;
use crate::state::{Number, StanzaClass, now};
use crate::world::World;

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReceiptKind {
    /// The message is on the phone.
    Delivered,
    /// A person has opened the chat.
    Read,
    /// A person has played a voice message or a video, or opened what may be viewed once.
    Played,
}

impl ReceiptKind {
    fn fault_point(self) -> FaultPoint {
        match self {
            Self::Delivered => FaultPoint::DeliveredReceipt,
            Self::Read => FaultPoint::ReadReceipt,
            Self::Played => FaultPoint::PlayedReceipt,
        }
    }

    fn wire(self) -> Option<&'static str> {
        match self {
            Self::Delivered => None,
            Self::Read => Some("read"),
            Self::Played => Some("played"),
        }
    }
}

/// A receipt of a phone for messages of one device in one chat.
pub(crate) struct PhoneReceipt<'a> {
    pub(crate) reader: &'a Number,
    pub(crate) device: &'a Address,
    pub(crate) chat: &'a Recipient,
    /// Whether the device named the reader by the hidden id.
    pub(crate) is_lid: bool,
    pub(crate) kind: ReceiptKind,
    /// Ids of the messages, one at least.
    pub(crate) ids: &'a [String],
}

/// Handles the arrival of a message: `place` is that in the log, `None` for a protocol message.
pub(super) fn received(world: &mut World, reading: &Reading<'_>, place: Option<u64>) {
    let phone = world.state.phone(reading.reader).filter(|_| reading.from.number != *reading.reader);
    let Some((delivers, reads)) = phone.map(|phone| (!phone.withholds_delivered, phone.reads_at_once)) else { return };
    if delivers {
        if let Some(taken) = place.and_then(|place| world.inbox.get_mut(place)) {
            taken.marks.delivered = true;
        }
        let is_lid = reading.to.server == wacore_binary::Server::Lid;
        let (reader, device, chat) = (reading.reader, reading.from, &reading.chat);
        let ids = [reading.id.to_owned()];
        send(world, &PhoneReceipt { reader, device, chat, is_lid, kind: ReceiptKind::Delivered, ids: &ids });
    }
    if let Some(place) = place.filter(|_| reads) {
        read(world, reading.reader, &[place]);
    }
}

/// Marks messages of one chat as read and sends the receipts, unless the phone keeps them to itself.
pub(crate) fn read(world: &mut World, reader: &Number, places: &[u64]) {
    let is_silent = world.state.phone(reader).is_none_or(|phone| phone.withholds_read);
    mark(world, (reader, places), ReceiptKind::Read, is_silent);
}

/// Marks messages of one chat as played and sends the receipts, which no setting of a phone keeps back.
pub(crate) fn played(world: &mut World, reader: &Number, places: &[u64]) {
    mark(world, (reader, places), ReceiptKind::Played, false);
}

/// One receipt for each device that sent some of the messages.
fn mark(world: &mut World, (reader, places): (&Number, &[u64]), kind: ReceiptKind, is_silent: bool) {
    let mut by_device: Vec<(Taken, Vec<String>)> = Vec::new();
    for place in places {
        let Some(taken) = world.inbox.get_mut(*place) else { continue };
        match kind {
            ReceiptKind::Delivered => taken.marks.delivered = true,
            ReceiptKind::Read => taken.marks.read = true,
            ReceiptKind::Played => taken.marks.played = true,
        }
        let same = |(one, _): &&mut (Taken, Vec<String>)| one.from == taken.from && one.is_lid == taken.is_lid;
        match by_device.iter_mut().find(same) {
            Some((_, ids)) => ids.push(taken.id.clone()),
            None => by_device.push((taken.clone(), vec![taken.id.clone()])),
        }
    }
    for (taken, ids) in by_device {
        // In groups people cannot turn read receipts off.
        if is_silent && matches!(taken.chat, Recipient::Account(_)) {
            continue;
        }
        let (device, chat, is_lid) = (&taken.from, &taken.chat, taken.is_lid);
        send(world, &PhoneReceipt { reader, device, chat, is_lid, kind, ids: &ids });
    }
}

/// Sends a receipt, as faults have it: lost, twice, or after a pause.
fn send(world: &mut World, receipt: &PhoneReceipt<'_>) {
    let at = receipt.kind.fault_point();
    let number = receipt.device.number.clone();
    let times = match world.faults.take(at, Some(&number)) {
        None => 1,
        Some(FaultAction::Answer(_)) => 2,
        Some(FaultAction::Silence(_) | FaultAction::Child(_) | FaultAction::Wait(_)) => return,
    };
    let stanza = stanza(world, receipt);
    let queue = move |world: &mut World, device: &Address| {
        for _ in 0..times {
            deliver(world, device, StanzaClass::Receipt, &stanza);
        }
    };
    let device = receipt.device.clone();
    // A device that is offline gets its receipts at its next login: there is nothing to hold.
    if let Some(connection) = world.online.get(&device).copied() {
        let (queue, device) = (queue.clone(), device.clone());
        let step = Step { at, number: Some(&number), connection };
        if world.paused(step, move |simulator| simulator.with(|world| queue(world, &device))) {
            return;
        }
    }
    queue(world, &device);
}

fn stanza(world: &World, receipt: &PhoneReceipt<'_>) -> Node {
    let lid = world.state.phone(receipt.reader).map(|phone| Jid::lid(phone.lid.as_str()));
    let node = match receipt.chat {
        Recipient::Group(group) => in_group(world, group, receipt.reader),
        Recipient::Account(_) => {
            let reader = lid.filter(|_| receipt.is_lid).unwrap_or_else(|| world.jid(receipt.reader, 0));
            NodeBuilder::new("receipt").attr("from", reader)
        }
    };
    let mut node = node.attr("id", receipt.ids.first().map(String::as_str).unwrap_or_default()).attr("t", now());
    if let Some(kind) = receipt.kind.wire() {
        node = node.attr("type", kind);
    }
    let items = receipt.ids.iter().skip(1).map(|id| NodeBuilder::new("item").attr("id", id).build());
    let items: Vec<Node> = items.collect();
    if items.is_empty() {
        return node.build();
    }
    node.children([NodeBuilder::new("list").children(items).build()]).build()
}

/// Receipt of a group's member, without its ids so far.
pub(super) fn in_group(world: &World, group: &str, reader: &Number) -> NodeBuilder {
    let is_lid = world.state.group(group).is_some_and(|group| group.addressing.is_lid());
    let number = world.jid(reader, 0);
    let lid = world.state.phone(reader).map(|phone| Jid::lid(phone.lid.as_str())).filter(|_| is_lid);
    let node = NodeBuilder::new("receipt").attr("from", Jid::group(group));
    match lid {
        Some(lid) => node.attr("participant", lid).attr("participant_pn", number),
        None => node.attr("participant", number),
    }
}
