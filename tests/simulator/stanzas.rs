//! Arbitrary stanzas for a registering connection, given as JSON.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, NodeContent};

use crate::error::Refusal;
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

/// Sends a stanza to the newest connection that shows a code for `number`.
pub(crate) fn send(world: &mut World, number: &Number, stanza: &StanzaText) -> Result<(), Refusal> {
    let code = world.code_for(number).ok_or(Refusal::NoPairing)?;
    let (connection, reference): (ConnectionId, _) = (code.connection, code.reference.clone());
    if !world.is_registering(connection) {
        return Err(Refusal::NoPairing);
    }
    let stanza = built(stanza, &reference, DEPTH)?;
    world.send(connection, stanza);
    Ok(())
}

fn built(text: &StanzaText, reference: &[u8], depth: usize) -> Result<Node, Refusal> {
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
        node.content = Some(NodeContent::Bytes(reference.to_vec()));
    } else if !text.children.is_empty() {
        let children: Result<Vec<_>, _> =
            text.children.iter().map(|child| built(child, reference, depth - 1)).collect();
        node.content = Some(NodeContent::Nodes(children?.into_iter().collect()));
    }
    Ok(node)
}
