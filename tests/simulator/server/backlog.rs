//! The backlog: what waited for a device when it logged in.
//!
//! As whatsapp-rust 0.7.0 describes it (`src/client/offline_resume.rs`, after WhatsApp Web's `OfflineHandler`): the
//! service announces the backlog (`<ib><offline_preview count=…/></ib>`), sends a few stanzas, and sends more when the
//! client asks for them (`<ib><offline_batch count=…/></ib>`). Each has an attribute `offline`. After the last comes
//! `<ib><offline count=…/></ib>`.

use std::time::Duration;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};

use super::delivery::wake;
use crate::signal::Address;
use crate::state::{Queue, StanzaClass};
use crate::wire::stanza::attr;
use crate::world::{ConnectionId, Outgoing, World};

/// Stanzas that are sent before the client asks.
const UNASKED: usize = 5;
/// Stanzas that a client gets which has not asked for more in time, as some clients never do.
const AFTER_SILENCE: usize = 200;
/// Maximum number of stanzas that a client may ask for at once.
const MOST: usize = 1_000;

/// State of a backlog that is being delivered.
#[derive(Debug)]
pub(crate) struct Backlog {
    /// Place in the queue of the first stanza that does not belong to it.
    end: u64,
    total: usize,
    sent: usize,
    /// Number of stanzas that may be sent before the client asks again.
    granted: usize,
    /// Everything was sent and the end marker is on its way.
    complete: bool,
}

impl Backlog {
    /// End of the places from which stanzas may be taken now, and their maximum number.
    pub(super) fn window(&self, at_once: usize) -> (u64, usize) {
        (self.end, self.granted.min(at_once))
    }

    /// Numbers stanzas that are sent now. Returns whether more may follow.
    pub(super) fn number(&mut self, stanzas: &mut [Node]) -> bool {
        for stanza in stanzas.iter_mut() {
            stanza.attrs.insert("offline", self.sent);
            self.sent += 1;
        }
        self.granted = self.granted.saturating_sub(stanzas.len());
        self.granted > 0
    }
}

/// Handles `active`: announces the backlog and begins to send it.
pub(super) fn activate(world: &mut World, id: ConnectionId) {
    let Some(role) = world.device_role(id) else { return };
    if std::mem::replace(&mut role.active, true) {
        return;
    }
    let address = role.address.clone();
    let Some(device) = world.state.phone(&address.number).and_then(|phone| phone.device(address.device)) else {
        return;
    };
    let (first, end, total) = (device.queue.first(), device.queue.end(), device.queue.len());
    let preview = preview(&device.queue);
    if let Some(role) = world.device_role(id) {
        role.cursor = first;
        role.backlog = Some(Backlog { end, total, sent: 0, granted: UNASKED, complete: false });
    }
    world.send(id, preview);
    if total == 0 {
        after(world, id, false);
    } else {
        wake(world, id);
    }
}

fn preview(queue: &Queue) -> Node {
    let count = |class| queue.iter().filter(|queued| queued.class == class).count();
    let preview = NodeBuilder::new("offline_preview")
        .attr("count", queue.len())
        .attr("message", count(StanzaClass::Message))
        .attr("receipt", count(StanzaClass::Receipt))
        .attr("notification", count(StanzaClass::Notification))
        .attr("appdata", 0)
        .attr("call", 0);
    ib(preview.build())
}

fn ib(child: Node) -> Node {
    NodeBuilder::new("ib").attr("from", SERVER_JID).children([child]).build()
}

/// Handles an `<ib>` of a device: a request for more of its backlog; others are ignored.
pub(super) fn requested(world: &mut World, id: ConnectionId, ib: &Node) {
    let Some(request) = ib.get_optional_child("offline_batch") else { return };
    let count: usize = attr(request, "count").and_then(|count| count.parse().ok()).unwrap_or(0);
    grant(world, id, count);
}

/// Sends more of a backlog to a client that has not asked in time.
pub(super) fn grant_unasked(world: &mut World, id: ConnectionId) {
    let waits = |backlog: &Backlog| backlog.granted == 0 && !backlog.complete;
    if world.device_role(id).is_some_and(|role| role.backlog.as_ref().is_some_and(waits)) {
        grant(world, id, AFTER_SILENCE);
    }
}

fn grant(world: &mut World, id: ConnectionId, count: usize) {
    let Some(backlog) = world.device_role(id).and_then(|role| role.backlog.as_mut()) else { return };
    backlog.granted = (backlog.granted + count).min(MOST);
    if backlog.granted > 0 && !backlog.complete {
        wake(world, id);
    }
}

/// Goes on after stanzas were taken from the queue: the end marker after the last of the backlog, or a time limit for
/// the client to ask for more.
pub(super) fn after(world: &mut World, id: ConnectionId, is_more: bool) {
    let latencies = world.config.latencies.clone();
    let Some(backlog) = world.device_role(id).and_then(|role| role.backlog.as_mut()) else { return };
    if is_more {
        if backlog.granted == 0 {
            world.push(id, Outgoing::GrantUnasked(latencies.unasked_batch));
        }
        return;
    }
    if std::mem::replace(&mut backlog.complete, true) {
        return;
    }
    let end = ib(NodeBuilder::new("offline").attr("count", backlog.total).build());
    // Clients process these one after another; a marker that overtakes them makes Baileys forget to tell the
    // application. So it follows the acknowledgements, or comes after `drain` if they are held back.
    let pause = if backlog.total == 0 { Duration::ZERO } else { latencies.drain };
    world.push(id, Outgoing::Later(Box::new(end), pause));
}

/// Sends the end marker sooner once the device has acknowledged the whole backlog; `first` is the oldest place of its
/// queue.
pub(super) fn hasten(world: &mut World, address: &Address, first: u64) {
    let Some(connection) = world.ready(address) else { return };
    let Some(backlog) = world.device_role(connection).and_then(|role| role.backlog.as_ref()) else { return };
    if backlog.complete && first >= backlog.end {
        let pause = world.config.latencies.drained;
        world.push(connection, Outgoing::Hasten(pause));
    }
}

/// Ends the backlog after its end marker was sent: what came meanwhile follows.
pub(super) fn ended(world: &mut World, id: ConnectionId) {
    let Some(role) = world.device_role(id) else { return };
    if role.backlog.as_ref().is_some_and(|backlog| backlog.complete) {
        role.backlog = None;
        wake(world, id);
    }
}
