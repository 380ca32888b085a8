//! What concerns a connection as a whole: which part of the service a stanza is for, failures and stream errors.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};

use super::{delivery, iq, messages, receipts, registration};
use crate::faults::{FaultAction, FaultAnswer, FaultPoint, Silence};
use crate::signal::Address;
use crate::state::Number;
use crate::wire::stanza::{attr, error_text, first, leaf, notification};
use crate::world::{ConnectionId, Role, World};

/// Takes one stanza of a client.
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
        // Answers to the server's own requests carry nothing it needs.
        "iq" if matches!(attr(stanza, "type").as_deref(), Some("get" | "set")) => iq::request(world, id, from, stanza),
        "message" => messages::receive(world, id, from, stanza),
        "receipt" => receipts::receive(world, id, from, stanza),
        "ack" => delivery::acknowledged(world, from, stanza),
        "call" => {
            let ack = receipts::ack(stanza, "call");
            world.send(id, ack);
        }
        // Presence, typing and the like concern nobody here.
        _ => {}
    }
}

/// Refuses a connection after its handshake: `<failure>`, then the end.
pub(super) fn fail(world: &mut World, id: ConnectionId, reason: u16) {
    refuse(world, id, &FaultAnswer::code(reason));
}

/// Refuses a connection as a fault asks for.
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
    world.send_last(id, failure.build());
}

/// Ends a connection with a stream error of the code: 440 is a conflict with another connection, 401 a removed device.
pub(crate) fn stream_error(world: &mut World, id: ConnectionId, answer: &FaultAnswer) {
    let conflict = |kind: &str| NodeBuilder::new("conflict").attr("type", kind).build();
    let stanza = NodeBuilder::new("stream:error");
    let kind = answer.text.as_deref();
    let stanza = match answer.code {
        440 => stanza.children([conflict(kind.unwrap_or("replaced"))]),
        401 => stanza.attr("code", 401_u16).children([conflict(kind.unwrap_or("device_removed"))]),
        409 => stanza.attr("code", 409_u16).children([conflict(kind.unwrap_or("replaced"))]),
        code => stanza.attr("code", code),
    };
    world.send_last(id, stanza.build());
}

/// What a fault, if there is one, makes of a step. `true` means that the step is not to be answered as usual.
pub(super) fn faulty(world: &mut World, id: ConnectionId, at: FaultPoint, number: Option<&Number>) -> bool {
    match world.faults.take(at, number) {
        None => false,
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

/// Leaves a connection unanswered, or cuts it off.
pub(super) fn fall_silent(world: &mut World, id: ConnectionId, silence: Silence) {
    match silence {
        Silence::Hang => {}
        Silence::Drop => world.cut(id),
    }
}

/// An error for a request, as a fault asks for.
pub(super) fn refused(request: &Node, answer: &FaultAnswer) -> Node {
    let text = answer.text.as_deref().unwrap_or_else(|| error_text(answer.code));
    crate::wire::stanza::refusal(request, answer.code, text, answer.backoff)
}

/// Lets faults happen that need not wait for anything: stream errors and refreshed codes on open connections.
pub(crate) fn apply_faults_at_once(world: &mut World) {
    for number in world.faults.waiting_at(FaultPoint::Stream) {
        let hit: Vec<ConnectionId> = world
            .online
            .iter()
            .filter(|(address, _)| number.is_none() || number.as_ref() == Some(&address.number))
            .map(|(_, connection)| *connection)
            .collect();
        if hit.is_empty() {
            continue;
        }
        if let Some(action) = world.faults.take(FaultPoint::Stream, number.as_ref()) {
            for connection in hit {
                strike(world, connection, &action);
            }
        }
    }
    for number in world.faults.waiting_at(FaultPoint::RefreshCode) {
        refresh_code(world, number.as_ref());
    }
}

/// Lets a waiting stream fault happen to a connection that has just logged in.
pub(super) fn strike_after_login(world: &mut World, id: ConnectionId, number: &Number) {
    if let Some(action) = world.faults.take(FaultPoint::Stream, Some(number)) {
        strike(world, id, &action);
    }
}

fn strike(world: &mut World, id: ConnectionId, action: &FaultAction) {
    match action {
        FaultAction::Answer(answer) => stream_error(world, id, answer),
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

/// The tag of a request's first child.
pub(super) fn subject(request: &Node) -> &str {
    first(request).map(|child| child.tag.as_ref()).unwrap_or_default()
}
