//! Reads stanzas of a linking for which the library emits no event, or one that says less than the stanza. Pure
//! functions.

use linekeeper_domain::PairRefusal;
use wacore::pair::PairUtils;
use wacore_binary::{NodeRef, SERVER_JID};
use waproto::codec;
use waproto::whatsapp::{ADVEncryptionType, ADVSignedDeviceIdentity};

/// Length in bytes of the wrapped key in a phone's answer: salt, counter and key.
const WRAPPED_KEY: usize = 80;

/// Length in bytes of the phone's identity key.
const IDENTITY: usize = 32;

/// Tag and type of the stanzas of pairing by code.
const CODE: &str = "link_code_companion_reg";

/// Content of a stanza that concerns a linking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkingStanza {
    /// WhatsApp accepted the request for a code; this is its reference.
    CodeTaken(Vec<u8>),
    /// Complete answer of a phone to the code with this reference. Whether the library accepts it depends on the
    /// reference.
    Hello(Vec<u8>),
    /// A `pair-success` that the library drops or refuses without an event.
    Unusable(PairRefusal),
    /// Any other `pair-success`: which kind of account it is about.
    Success {
        /// The account is connected to Meta's cloud.
        is_hosted: bool,
    },
}

/// Time at which WhatsApp stops taking the announced version, as written (`<ib><client_expiration t/></ib>`).
pub(crate) fn version_end(node: &NodeRef<'_>) -> Option<String> {
    if node.tag != "ib" || node.get_attr("from").is_some_and(|from| from != SERVER_JID) {
        return None;
    }
    let told = node.get_optional_child_by_tag(&["client_expiration"])?;
    Some(told.get_attr("t").map(|t| t.as_str().into_owned()).unwrap_or_default())
}

/// Reads a stanza; none if it is not one of [`LinkingStanza`].
pub(crate) fn read(node: &NodeRef<'_>) -> Option<LinkingStanza> {
    let is = |name: &str, value: &str| node.get_attr(name).is_some_and(|found| found.as_str() == value);
    match node.tag.as_ref() {
        "iq" if node.get_attr("from").is_some_and(|from| from == SERVER_JID) => {
            success(node).or_else(|| code_taken(node))
        }
        "iq" => code_taken(node),
        "notification" if is("type", CODE) => hello(node),
        _ => None,
    }
}

fn success(node: &NodeRef<'_>) -> Option<LinkingStanza> {
    let success = node.get_optional_child_by_tag(&["pair-success"])?;
    if node.get_attr("id").is_none() {
        return Some(LinkingStanza::Unusable(PairRefusal::NoRequestId));
    }
    let Some(identity) = PairUtils::extract_device_identity_bytes(success) else {
        return Some(LinkingStanza::Unusable(PairRefusal::NoIdentity));
    };
    Some(LinkingStanza::Success { is_hosted: is_hosted(identity) })
}

/// Whether an identity is that of a hosted account, by its outer account type or by the signed device type inside; the
/// two need not agree. One that cannot be decoded is not, whatever it is.
fn is_hosted(identity: &[u8]) -> bool {
    let hosted = Some(ADVEncryptionType::HOSTED);
    let Ok(outer) = codec::adv_signed_device_identity_hmac_decode(identity) else { return false };
    let signed = outer.details.as_deref().and_then(|bytes| codec::adv_signed_device_identity_decode(bytes).ok());
    outer.account_type == hosted || signed.is_some_and(|signed| signs_hosted(&signed))
}

/// Whether the signed device type of an identity is that of a hosted account.
pub(crate) fn signs_hosted(identity: &ADVSignedDeviceIdentity) -> bool {
    let details = identity.details.as_deref().and_then(|bytes| codec::adv_device_identity_decode(bytes).ok());
    details.is_some_and(|details| details.device_type == Some(ADVEncryptionType::HOSTED))
}

fn code_taken(node: &NodeRef<'_>) -> Option<LinkingStanza> {
    let stage = node.get_optional_child_by_tag(&[CODE])?;
    bytes(stage, "link_code_pairing_ref").map(LinkingStanza::CodeTaken)
}

/// Applies those of the library's conditions that the stanza alone can meet.
fn hello(node: &NodeRef<'_>) -> Option<LinkingStanza> {
    let stage = node.get_optional_child_by_tag(&[CODE])?;
    if stage.get_attr("stage").is_none_or(|name| name.as_str() != "primary_hello") {
        return None;
    }
    let wrapped = bytes(stage, "link_code_pairing_wrapped_primary_ephemeral_pub")?;
    let identity = bytes(stage, "primary_identity_pub")?;
    let whole = wrapped.len() == WRAPPED_KEY && identity.len() == IDENTITY;
    whole.then(|| bytes(stage, "link_code_pairing_ref").map(LinkingStanza::Hello)).flatten()
}

fn bytes(node: &NodeRef<'_>, child: &'static str) -> Option<Vec<u8>> {
    node.get_optional_child_by_tag(&[child])?.content_bytes().map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use wacore_binary::Node;
    use wacore_binary::builder::NodeBuilder;

    use super::*;

    fn leaf(tag: &'static str, length: usize) -> Node {
        NodeBuilder::new(tag).bytes(vec![7; length]).build()
    }

    fn hello(stage: &'static str, parts: Vec<Node>) -> Node {
        let child = NodeBuilder::new(CODE).attr("stage", stage).children(parts).build();
        NodeBuilder::new("notification").attr("type", CODE).children([child]).build()
    }

    fn parts(wrapped: usize, identity: usize) -> Vec<Node> {
        vec![
            leaf("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
            leaf("primary_identity_pub", identity),
            leaf("link_code_pairing_ref", 3),
        ]
    }

    fn success(id: Option<&str>, identity: Option<Node>) -> Node {
        let child = NodeBuilder::new("pair-success").children(identity).build();
        let iq = NodeBuilder::new("iq").attr("from", SERVER_JID).attr("type", "set");
        let iq = match id {
            Some(id) => iq.attr("id", id.to_owned()),
            None => iq,
        };
        iq.children([child]).build()
    }

    #[test]
    fn only_a_whole_answer_of_a_phone_is_one() {
        let whole = hello("primary_hello", parts(80, 32));
        assert_eq!(read(&whole.as_node_ref()), Some(LinkingStanza::Hello(vec![7; 3])));
        let empty = || NodeBuilder::new("notification").attr("type", CODE);
        let without = |place: usize| {
            let mut parts = parts(80, 32);
            parts.remove(place);
            hello("primary_hello", parts)
        };
        let odd = [
            empty().build(),
            empty().children([NodeBuilder::new(CODE).build()]).build(),
            empty().children([NodeBuilder::new("other").build()]).build(),
            hello("primary_hello", Vec::new()),
            hello("companion_finish", parts(80, 32)),
            hello("", parts(80, 32)),
            hello("primary_hello", parts(79, 32)),
            hello("primary_hello", parts(81, 32)),
            hello("primary_hello", parts(80, 31)),
            hello("primary_hello", parts(80, 0)),
            without(0),
            without(1),
            without(2),
        ];
        for node in odd {
            assert_eq!(read(&node.as_node_ref()), None, "{node:?}");
        }
    }

    #[test]
    fn unusable_pair_success_is_recognised() {
        let identity = || leaf("device-identity", 5);
        let whole = LinkingStanza::Success { is_hosted: false };
        assert_eq!(read(&success(Some("1"), Some(identity())).as_node_ref()), Some(whole), "the library tells of it");
        let table = [
            (success(None, Some(identity())), PairRefusal::NoRequestId),
            (success(Some("1"), None), PairRefusal::NoIdentity),
            (success(Some("1"), Some(NodeBuilder::new("device-identity").build())), PairRefusal::NoIdentity),
        ];
        for (node, reason) in table {
            assert_eq!(read(&node.as_node_ref()), Some(LinkingStanza::Unusable(reason)));
        }
    }

    #[test]
    fn end_of_the_version_is_read_as_written_from_the_server_only() {
        let ib = |from: Option<&'static str>, child: Node| {
            let ib = NodeBuilder::new("ib").children([child]);
            match from {
                Some(from) => ib.attr("from", from).build(),
                None => ib.build(),
            }
        };
        let told = |t: &'static str| NodeBuilder::new("client_expiration").attr("t", t).build();
        let bare = || NodeBuilder::new("client_expiration").build();
        let table = [
            (ib(Some(SERVER_JID), told("1800000000")), Some("1800000000")),
            (ib(None, told("1800000000")), Some("1800000000")),
            (ib(None, told("soon")), Some("soon")),
            (ib(None, bare()), Some("")),
            (ib(Some("79006464263@s.whatsapp.net"), told("1800000000")), None),
            (ib(None, NodeBuilder::new("dirty").build()), None),
            (NodeBuilder::new("ib").build(), None),
            (NodeBuilder::new("iq").children([told("1800000000")]).build(), None),
        ];
        for (node, written) in table {
            assert_eq!(version_end(&node.as_node_ref()).as_deref(), written, "{node:?}");
        }
    }

    #[test]
    fn reference_of_a_code_is_read_from_the_answer() {
        let child =
            NodeBuilder::new(CODE).attr("stage", "companion_hello").children([leaf("link_code_pairing_ref", 4)]);
        let node = NodeBuilder::new("iq").attr("type", "result").children([child.build()]).build();
        assert_eq!(read(&node.as_node_ref()), Some(LinkingStanza::CodeTaken(vec![7; 4])));
    }
}
