//! Requests of logged-in devices, routed by namespace.

use wacore_binary::Node;

use super::stream::subject;
use super::{account, appstate, backlog, groups, keys, settings, usync};
use crate::media;
use crate::signal::Address;
use crate::wire::stanza::{attr, error_text, refusal, result};
use crate::world::{ConnectionId, World};

/// Maximum number of unknown kinds that are remembered by name.
const KINDS: usize = 100;

/// Answers a request.
pub(super) fn request(world: &mut World, id: ConnectionId, from: &Address, stanza: &Node) {
    let xmlns = attr(stanza, "xmlns").unwrap_or_default();
    let sets = attr(stanza, "type").as_deref() == Some("set");
    let answer = match (xmlns.as_str(), subject(stanza), sets) {
        ("passive", "active", _) => {
            world.send(id, result(stanza).build());
            return backlog::activate(world, id);
        }
        ("md", "remove-companion-device", true) => return account::log_out(world, id, from, stanza),
        ("encrypt", kind, _) => keys::answer(world, from, stanza, kind),
        ("usync", "usync", _) => Some(usync::answer(world, stanza)),
        ("w:sync:app:state", "sync", _) => return appstate::request(world, id, from, stanza),
        ("w:g2", _, false) => groups::answer(world, from, stanza),
        ("w:m", "media_conn", _) => Some(result(stanza).children([media::connection(world, from)]).build()),
        _ => settings::answer(stanza, &xmlns, sets),
    };
    match answer {
        Some(answer) => world.send(id, answer),
        None => unknown(world, id, stanza),
    }
}

/// Answers an unknown request with 501, as the service does, and counts it.
pub(super) fn unknown(world: &mut World, id: ConnectionId, stanza: &Node) {
    let kind = format!("{}/{}", attr(stanza, "xmlns").unwrap_or_default(), subject(stanza));
    let kind: String = kind.chars().take(80).collect();
    tracing::info!(kind, "a request is not known");
    let stats = &mut world.stats;
    stats.unknown_iqs += 1;
    if stats.unknown_iq_kinds.len() < KINDS && !stats.unknown_iq_kinds.contains(&kind) {
        stats.unknown_iq_kinds.push(kind);
    }
    world.send(id, refusal(stanza, 501, error_text(501), None));
}
