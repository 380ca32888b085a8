//! Requests with the same answer for every account: properties, privacy, block list, pings and the like.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::stream::subject;
use crate::wire::stanza::{children, empty, error_text, refusal, result};

/// Privacy settings of every account: everything is open.
const PRIVACY: &[(&str, &str)] = &[
    ("readreceipts", "all"),
    ("last", "all"),
    ("status", "all"),
    ("profile", "all"),
    ("online", "all"),
    ("groupadd", "all"),
    ("calladd", "all"),
    ("messages", "all"),
];

/// Answers a request of these kinds; `None` if it is of another kind.
pub(super) fn answer(stanza: &Node, xmlns: &str, sets: bool) -> Option<Node> {
    let with = |child: Node| Some(result(stanza).children([child]).build());
    let plainly = || Some(result(stanza).build());
    match (xmlns, subject(stanza)) {
        ("w:p", _) | ("passive", _) | ("urn:xmpp:ping", _) => plainly(),
        ("w", "props") => with(props("2", "1")),
        ("abt", "props") => with(props("1", "sim")),
        ("privacy", "privacy") if !sets => with(privacy()),
        ("privacy", "privacy") => with(stanza_child(stanza)),
        ("privacy", "tokens" | "token") => plainly(),
        ("privacy", "list") | ("disappearing_mode", _) if sets => plainly(),
        ("blocklist", _) if sets => with(empty("list")),
        ("blocklist", _) => with(NodeBuilder::new("list").attr("matched", false).attr("dhash", "none").build()),
        ("w:profile:picture", _) if !sets => Some(refusal(stanza, 404, error_text(404), None)),
        ("status", _) if sets => plainly(),
        // Acknowledgements, statistics and push registrations: answered and ignored.
        ("urn:xmpp:whatsapp:dirty" | "urn:xmpp:whatsapp:push" | "w:stats" | "w:stats:s" | "tos" | "w:qp", _) => {
            plainly()
        }
        _ => None,
    }
}

fn stanza_child(stanza: &Node) -> Node {
    children(stanza).first().cloned().unwrap_or_else(|| empty("privacy"))
}

fn props(protocol: &'static str, key: &'static str) -> Node {
    NodeBuilder::new("props")
        .attr("protocol", protocol)
        .attr("ab_key", key)
        .attr("hash", "sim")
        .attr("refresh", 86_400)
        .attr("refresh_id", 1)
        .children([])
        .build()
}

fn privacy() -> Node {
    let category = |(name, value): &(&'static str, &'static str)| {
        NodeBuilder::new("category").attr("name", *name).attr("value", *value).build()
    };
    NodeBuilder::new("privacy").children(PRIVACY.iter().map(category)).build()
}
