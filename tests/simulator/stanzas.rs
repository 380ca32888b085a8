//! Arbitrary stanzas for any connection, given as JSON, and the ready one that announces the end of a client version.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, NodeContent, SERVER_JID};

use crate::error::Refusal;
use crate::lines::Target;
use crate::state::Number;
use crate::world::{ConnectionId, World};

/// Maximum depth of a stanza.
const DEPTH: usize = 16;

/// A stanza; at most one of `children`, `bytes` and `reference` is used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StanzaText {
    /// Tag name.
    pub tag: String,
    /// Attributes; no `id` is added.
    #[serde(default)]
    pub attrs: BTreeMap<String, String>,
    /// Child stanzas.
    #[serde(default)]
    pub children: Vec<StanzaText>,
    /// Content in Base64.
    #[serde(default)]
    pub bytes: Option<String>,
    /// Uses the reference of the code that this connection shows as the content.
    #[serde(default)]
    pub reference: bool,
}

/// Maximum number of stanzas in one request.
const STANZAS: usize = 32;
/// Maximum number of other `<ib>` right before the one that matters.
const BEHIND: u8 = 16;

/// Stanzas for connections.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stanzas {
    /// Connections that get them.
    pub to: Target,
    /// Stanzas, sent one right behind the other.
    pub stanzas: Vec<StanzaText>,
    /// What happens to the connections after that; nothing when absent.
    #[serde(default)]
    pub then: Option<Then>,
}

/// End of a connection after stanzas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Then {
    /// Closed in order after a short pause.
    Close,
    /// Cut.
    Cut,
}

/// Announcement that the version of a client ends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientExpiration {
    /// Connections that get it.
    pub to: Target,
    /// Time of the end, in seconds since 1970.
    pub t: u64,
    /// Number of other `<ib>` right before it.
    #[serde(default)]
    pub behind: u8,
}

/// Connections that something was sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentTo {
    /// Their ids.
    pub connections: Vec<ConnectionId>,
}

/// Sends stanzas to the connections that are meant.
pub(crate) fn send_to(world: &mut World, sending: &Stanzas) -> Result<SentTo, Refusal> {
    if sending.stanzas.is_empty() || sending.stanzas.len() > STANZAS {
        return Err(Refusal::BadRequest(format!("1 to {STANZAS} stanzas are sent at once")));
    }
    let connections = world.chosen(&sending.to)?;
    let mut all = Vec::with_capacity(connections.len());
    for connection in &connections {
        let reference = world.codes.iter().rev().find(|code| code.connection == *connection);
        let reference = reference.map(|code| code.reference.as_slice());
        let stanzas: Result<Vec<_>, _> = sending.stanzas.iter().map(|text| built(text, reference, DEPTH)).collect();
        all.push((*connection, stanzas?));
    }
    for (connection, stanzas) in all {
        for stanza in stanzas {
            world.send(connection, stanza);
        }
        match sending.then {
            Some(Then::Close) => world.end(connection),
            Some(Then::Cut) => world.cut(connection),
            None => {}
        }
    }
    Ok(SentTo { connections })
}

/// Announces the end of a client version.
pub(crate) fn expire(world: &mut World, told: &ClientExpiration) -> Result<SentTo, Refusal> {
    if told.behind > BEHIND {
        return Err(Refusal::BadRequest(format!("at most {BEHIND} other ib come before it")));
    }
    let connections = world.chosen(&told.to)?;
    let ib = |child: Node| NodeBuilder::new("ib").attr("from", SERVER_JID).children([child]).build();
    for connection in &connections {
        for _ in 0..told.behind {
            // Clients take it and do nothing about it.
            world.send(*connection, ib(NodeBuilder::new("thread_metadata").build()));
        }
        world.send(*connection, ib(NodeBuilder::new("client_expiration").attr("t", told.t).build()));
    }
    Ok(SentTo { connections })
}

/// Sends a stanza to the newest connection that shows a code for `number`.
pub(crate) fn send(world: &mut World, number: &Number, stanza: &StanzaText) -> Result<(), Refusal> {
    let code = world.code_for(number).ok_or(Refusal::NoPairing)?;
    let (connection, reference): (ConnectionId, _) = (code.connection, code.reference.clone());
    if !world.is_registering(connection) {
        return Err(Refusal::NoPairing);
    }
    let stanza = built(stanza, Some(&reference), DEPTH)?;
    world.send(connection, stanza);
    Ok(())
}

fn built(text: &StanzaText, reference: Option<&[u8]>, depth: usize) -> Result<Node, Refusal> {
    let bad = |why: &str| Refusal::BadRequest(why.to_owned());
    if text.tag.is_empty() || depth == 0 {
        return Err(bad("a stanza has a tag, and is not deeper than 16"));
    }
    let mut node = NodeBuilder::new_dynamic(text.tag.clone()).build();
    for (key, value) in &text.attrs {
        node.attrs.insert(key.clone(), value.clone());
    }
    if let Some(bytes) = &text.bytes {
        let bytes = STANDARD.decode(bytes).map_err(|_| bad("bytes are in Base64"))?;
        node.content = Some(NodeContent::Bytes(bytes));
    } else if text.reference {
        let reference = reference.ok_or_else(|| bad("a reference is that of a code, and the connection shows none"))?;
        node.content = Some(NodeContent::Bytes(reference.to_vec()));
    } else if !text.children.is_empty() {
        let children: Result<Vec<_>, _> =
            text.children.iter().map(|child| built(child, reference, depth - 1)).collect();
        node.content = Some(NodeContent::Nodes(children?.into_iter().collect()));
    }
    Ok(node)
}
