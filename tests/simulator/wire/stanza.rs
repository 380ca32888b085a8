//! Helpers to read and build stanzas.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, NodeContent, NodeValue, SERVER_JID};

use crate::state::{Number, now};

/// Text of an attribute.
pub(crate) fn attr(node: &Node, key: &str) -> Option<String> {
    node.attrs.get(key).map(|value| value.as_str().into_owned())
}

/// Jid in an attribute.
pub(crate) fn jid_attr(node: &Node, key: &str) -> Option<Jid> {
    node.attrs.get(key).and_then(NodeValue::to_jid)
}

/// Bytes of a stanza's content; clients write short ones as text.
pub(crate) fn content(node: &Node) -> Option<&[u8]> {
    match &node.content {
        Some(NodeContent::Bytes(bytes)) => Some(bytes),
        Some(NodeContent::String(text)) => Some(text.as_bytes()),
        Some(NodeContent::Nodes(_)) | None => None,
    }
}

/// Bytes of a child's content.
pub(crate) fn child_content<'a>(node: &'a Node, tag: &str) -> Option<&'a [u8]> {
    node.get_optional_child(tag).and_then(content)
}

/// Children of a stanza.
pub(crate) fn children(node: &Node) -> &[Node] {
    node.children().unwrap_or_default()
}

/// First child of a stanza.
pub(crate) fn first(node: &Node) -> Option<&Node> {
    children(node).first()
}

/// Big-endian number of up to four bytes.
pub(crate) fn uint(bytes: &[u8]) -> Option<u32> {
    (bytes.len() <= 4).then(|| bytes.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// Three low bytes of an id, as pre-keys carry it.
pub(crate) fn id24(id: u32) -> Vec<u8> {
    id.to_be_bytes().iter().skip(1).copied().collect()
}

/// A stanza with bytes as its content.
pub(crate) fn leaf(tag: &'static str, bytes: impl Into<Vec<u8>>) -> Node {
    NodeBuilder::new(tag).bytes(bytes).build()
}

/// An empty stanza.
pub(crate) fn empty(tag: &'static str) -> Node {
    NodeBuilder::new(tag).build()
}

/// Response to a request, without content so far.
pub(crate) fn result(request: &Node) -> NodeBuilder {
    NodeBuilder::new("iq")
        .attr("from", answer_from(request))
        .attr("type", "result")
        .attr("id", attr(request, "id").unwrap_or_default())
}

/// Error response to a request.
pub(crate) fn refusal(request: &Node, code: u16, text: &str, backoff: Option<u64>) -> Node {
    let mut error = NodeBuilder::new("error").attr("code", code).attr("text", text);
    if let Some(backoff) = backoff {
        error = error.attr("backoff", backoff);
    }
    NodeBuilder::new("iq")
        .attr("from", answer_from(request))
        .attr("type", "error")
        .attr("id", attr(request, "id").unwrap_or_default())
        .children([error.build()])
        .build()
}

fn answer_from(request: &Node) -> NodeValue {
    match jid_attr(request, "to") {
        Some(jid) if !jid.user.is_empty() => jid.into(),
        Some(_) | None => SERVER_JID.into(),
    }
}

/// Request of the server.
pub(crate) fn request(kind: &'static str, xmlns: &'static str, id: String) -> NodeBuilder {
    NodeBuilder::new("iq").attr("from", SERVER_JID).attr("type", kind).attr("xmlns", xmlns).attr("id", id)
}

/// Notification, without content so far.
pub(crate) fn notification(kind: &'static str, from: impl Into<NodeValue>, id: String) -> NodeBuilder {
    NodeBuilder::new("notification").attr("from", from).attr("type", kind).attr("id", id).attr("t", now())
}

/// Jid of an account's device; device 0 is the phone.
pub(crate) fn device_jid(number: &Number, device: u16) -> Jid {
    Jid::pn_device(number.as_str(), device)
}

/// Text that the service sends with an error code.
pub(crate) fn error_text(code: u16) -> &'static str {
    match code {
        400 => "bad-request",
        401 => "not-authorized",
        403 => "forbidden",
        404 => "item-not-found",
        405 => "not-allowed",
        406 => "not-acceptable",
        409 => "conflict",
        429 => "rate-overlimit",
        452 => "feature-not-available",
        500 => "internal-server-error",
        501 => "feature-not-implemented",
        503 => "service-unavailable",
        _ => "unknown-error",
    }
}
