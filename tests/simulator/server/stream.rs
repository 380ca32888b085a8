//! Connections as a whole: routing of stanzas, failures and stream errors.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};

use super::{account, backlog, delivery, iq, messages, presence, receipts, registration};
use crate::fault_actions::StreamChild;
use crate::faults::{FaultAction, FaultAnswer, FaultPoint, Silence};
use crate::signal::Address;
use crate::state::Number;
use crate::timeline::What;
use crate::wire::stanza::{attr, error_text, first, leaf, notification};
use crate::world::{ConnectionId, Live, Role, World};

/// Handles one stanza of a client.
pub(super) fn receive(world: &mut World, id: ConnectionId, stanza: &Node) {
    let Some(live) = world.live.get(&id) else { return };
    if live.deaf {
        return;
    }
    if stanza.tag == "xmlstreamend" {
        return world.end(id);
    }
    match &live.role {
        Role::Leaving => {}
        Role::Registering(_) => registration::receive(world, id, stanza),
        Role::Device(role) => {
            let from = role.address.clone();
            receive_from_device(world, id, &from, stanza);
        }
    }
}

fn receive_from_device(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    match stanza.tag.as_ref() {
        // The server needs none of the answers to its own requests.
        "iq" if matches!(attr(stanza, "type").as_deref(), Some("get" | "set")) => iq::request(world, id, from, stanza),
        "message" => messages::receive(world, id, from, stanza),
        "receipt" => receipts::receive(world, id, from, stanza),
        "ack" => delivery::acknowledged(world, id, from, stanza),
        "ib" => backlog::requested(world, id, stanza),
        "call" => {
            let ack = receipts::ack(stanza, "call");
            world.send(id, ack);
        }
        "presence" => presence::presence(world, id, from, stanza),
        "chatstate" => presence::chatstate(world, from, stanza),
        _ => {}
    }
}

/// Refuses a connection after its handshake: `<failure>`, then the end.
pub(super) fn fail(world: &mut World, id: ConnectionId, reason: u16) {
    refuse(world, id, &FaultAnswer::code(reason));
}

/// Refuses a connection with a fault's answer.
pub(super) fn refuse(world: &mut World, id: ConnectionId, answer: &FaultAnswer) {
    let mut failure = NodeBuilder::new("failure").attr("reason", answer.code).attr("location", "sim");
    if answer.code == 402 {
        failure = failure.attr("code", answer.ban_code.unwrap_or(101));
    }
    if let Some(expire) = answer.expire {
        failure = failure.attr("expire", expire);
    }
    if let Some(text) = &answer.text {
        failure = failure.attr("message", text);
    }
    world.note_with_code(id, What::Refused, Some(answer.code));
    world.send_last(id, failure.build());
}

/// Ends a connection with a stream error of this code: 440 is a conflict with another connection, 401 a removed device.
pub(crate) fn stream_error(world: &mut World, id: ConnectionId, answer: &FaultAnswer) {
    let conflict = |kind: &str| NodeBuilder::new("conflict").attr("type", kind).build();
    let stanza = NodeBuilder::new("stream:error");
    let usual = match answer.code {
        409 | 440 => "replaced",
        401 => "device_removed",
        _ => "",
    };
    let kind = answer.text.as_deref().unwrap_or(usual);
    // The service expresses 440 by the conflict alone, without a code.
    let stanza = if answer.code == 440 && !kind.is_empty() { stanza } else { stanza.attr("code", answer.code) };
    let stanza = if kind.is_empty() { stanza } else { stanza.children([conflict(kind)]) };
    world.note_with_code(id, What::StreamError, Some(answer.code));
    world.send_last(id, stanza.build());
}

/// Ends a connection with a stream error that has a child and no code.
fn codeless_error(world: &mut World, id: ConnectionId, child: &StreamChild) {
    let mut node = NodeBuilder::new_dynamic(child.child.clone()).build();
    for (key, value) in &child.attrs {
        node.attrs.insert(key.clone(), value.clone());
    }
    world.note(id, What::StreamError);
    world.send_last(id, NodeBuilder::new("stream:error").children([node]).build());
}

/// Applies a fault to a step, if there is one. Returns `true` if the step must not be answered as usual.
pub(super) fn faulty(world: &mut World, id: ConnectionId, at: FaultPoint, number: Option<&Number>) -> bool {
    match world.faults.take(at, number) {
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => false,
        Some(FaultAction::Answer(answer)) => {
            refuse(world, id, &answer);
            true
        }
        Some(FaultAction::Silence(silence)) => {
            fall_silent(world, id, silence);
            true
        }
    }
}

/// Leaves a connection unanswered, or cuts it.
pub(crate) fn fall_silent(world: &mut World, id: ConnectionId, silence: Silence) {
    match silence {
        Silence::Hang => {}
        Silence::Drop => world.cut(id),
    }
}

/// Error response to a request, with a fault's answer.
pub(crate) fn refused(request: &Node, answer: &FaultAnswer) -> Node {
    let text = answer.text.as_deref().unwrap_or_else(|| error_text(answer.code));
    crate::wire::stanza::refusal(request, answer.code, text, answer.backoff)
}

/// Applies faults that need not wait for a step: those of logged-in devices, and refreshed codes.
pub(crate) fn apply_faults_at_once(world: &mut World) {
    for number in world.faults.waiting_at(FaultPoint::Stream) {
        let hit = online(world, number.as_ref());
        if hit.is_empty() {
            continue;
        }
        if let Some(action) = world.faults.take(FaultPoint::Stream, number.as_ref()) {
            hit.iter().for_each(|(_, connection)| strike(world, *connection, &action));
        }
    }
    for number in world.faults.waiting_at(FaultPoint::RegisteringStream) {
        let hit = registering(world, number.as_ref());
        if hit.is_empty() {
            continue;
        }
        if let Some(action) = world.faults.take(FaultPoint::RegisteringStream, number.as_ref()) {
            hit.iter().for_each(|connection| strike(world, *connection, &action));
        }
    }
    for number in world.faults.waiting_at(FaultPoint::DeviceList) {
        let hit = online(world, number.as_ref());
        if !hit.is_empty() && world.faults.take(FaultPoint::DeviceList, number.as_ref()).is_some() {
            hit.iter().for_each(|(address, _)| account::lose_from_list(world, address));
        }
    }
    for number in world.faults.waiting_at(FaultPoint::RefreshCode) {
        refresh_code(world, number.as_ref());
    }
}

/// Logged-in devices, of one number or of all.
fn online(world: &World, number: Option<&Number>) -> Vec<(Address, ConnectionId)> {
    let fits = |address: &Address| number.is_none_or(|number| address.number == *number);
    let fitting = world.online.iter().filter(|(address, _)| fits(address));
    fitting.map(|(address, connection)| (address.clone(), *connection)).collect()
}

/// Registering connections, of one number or all of them.
fn registering(world: &World, number: Option<&Number>) -> Vec<ConnectionId> {
    let fits = |live: &Live| {
        matches!(live.role, Role::Registering(_))
            && number.is_none_or(|number| live.facts.number.as_ref() == Some(number))
    };
    world.live.iter().filter(|(_, live)| fits(live)).map(|(id, _)| *id).collect()
}

/// Applies a pending stream error to a connection that has just registered or got a code.
pub(super) fn strike_registering(world: &mut World, id: ConnectionId) {
    let number = world.live.get(&id).and_then(|live| live.facts.number.clone());
    if let Some(action) = world.faults.take(FaultPoint::RegisteringStream, number.as_ref()) {
        strike(world, id, &action);
    }
}

/// Applies pending faults to a device that has just logged in.
pub(super) fn strike_after_login(world: &mut World, id: ConnectionId, address: &Address) {
    if world.faults.take(FaultPoint::DeviceList, Some(&address.number)).is_some() {
        account::lose_from_list(world, address);
    }
    if let Some(action) = world.faults.take(FaultPoint::Stream, Some(&address.number)) {
        strike(world, id, &action);
    }
}

fn strike(world: &mut World, id: ConnectionId, action: &FaultAction) {
    match action {
        FaultAction::Answer(answer) => stream_error(world, id, answer),
        FaultAction::Child(child) => codeless_error(world, id, child),
        FaultAction::Wait(_) => {}
        FaultAction::Silence(Silence::Drop) => world.cut(id),
        FaultAction::Silence(Silence::Hang) => {
            if let Some(live) = world.live.get_mut(&id) {
                live.deaf = true;
            }
        }
    }
}

fn refresh_code(world: &mut World, number: Option<&Number>) {
    let hit: Vec<_> = world
        .codes
        .iter()
        .filter(|code| number.is_none_or(|number| code.number == *number) && world.is_registering(code.connection))
        .map(|code| (code.connection, code.reference.clone()))
        .collect();
    if hit.is_empty() {
        return;
    }
    let Some(action) = world.faults.take(FaultPoint::RefreshCode, number) else { return };
    let manual = matches!(&action, FaultAction::Answer(answer) if answer.code == 1);
    for (connection, reference) in hit {
        let stage = NodeBuilder::new("link_code_companion_reg")
            .attr("stage", "refresh_code")
            .attr("force_manual_refresh", manual)
            .children([leaf("link_code_pairing_ref", reference)])
            .build();
        let stanza = notification("link_code_companion_reg", SERVER_JID, world.stanza_id()).children([stage]).build();
        world.send(connection, stanza);
    }
}

/// Tag of a request's first child; empty if there is none.
pub(crate) fn subject(request: &Node) -> &str {
    first(request).map(|child| child.tag.as_ref()).unwrap_or_default()
}
