//! `usync`: tells which numbers have an account, with which hidden id (LID) and which devices.

use wacore::messages::MessageUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use crate::linking::key_index_list;
use crate::state::{Number, Phone};
use crate::wire::stanza::{attr, child_content, children, error_text, jid_attr, leaf, refusal, result};
use crate::world::World;

/// Maximum number of users in a request.
const MAX_USERS: usize = 1_000;

/// Answers a query.
pub(super) fn answer(world: &mut World, stanza: &Node) -> Node {
    let query = stanza.get_optional_child("usync");
    let (Some(usync), Some(query), Some(list)) = (
        query,
        query.and_then(|usync| usync.get_optional_child("query")),
        query.and_then(|usync| usync.get_optional_child("list")),
    ) else {
        return refusal(stanza, 400, error_text(400), None);
    };
    let users = children(list);
    if users.len() > MAX_USERS {
        return refusal(stanza, 400, error_text(400), None);
    }
    let protocols: Vec<&str> = children(query).iter().map(|protocol| protocol.tag.as_ref()).collect();
    let found: Vec<Node> = users.iter().map(|asked| user(world, asked, &protocols)).collect();
    let results = protocols.iter().map(|protocol| NodeBuilder::new_dynamic((*protocol).to_owned()).build());
    let echo = |key: &'static str| attr(usync, key).unwrap_or_default();
    let usync = NodeBuilder::new("usync")
        .attr("sid", echo("sid"))
        .attr("index", "0")
        .attr("last", "true")
        .attr("version", "2")
        .attr("mode", echo("mode"))
        .attr("context", echo("context"))
        .children([
            NodeBuilder::new("result").children(results).build(),
            NodeBuilder::new("list").children(found).build(),
        ])
        .build();
    result(stanza).children([usync]).build()
}

fn user(world: &mut World, asked: &Node, protocols: &[&str]) -> Node {
    let typed = child_content(asked, "contact").and_then(|digits| std::str::from_utf8(digits).ok()).map(str::to_owned);
    let jid = jid_attr(asked, "jid").map(|jid| jid.to_non_ad()).or_else(|| typed_jid(typed.as_deref()?));
    let number = jid.as_ref().and_then(|jid| world.account(jid));
    let phone = number.as_ref().and_then(|number| world.state.phone(number)).filter(|phone| !phone.has_no_account);
    let answered = jid.or_else(|| typed_jid(typed.as_deref()?)).unwrap_or_default();
    let Some(phone) = phone else {
        let out = NodeBuilder::new("contact").attr("type", "out").build();
        let contact = protocols.contains(&"contact").then_some(out);
        return NodeBuilder::new("user").attr("jid", answered).children(contact).build();
    };
    let parts = protocols.iter().filter_map(|protocol| part(phone, protocol, typed.as_deref()));
    NodeBuilder::new("user").attr("jid", answered).attr("pn_jid", phone.jid(0)).children(parts).build()
}

fn typed_jid(typed: &str) -> Option<Jid> {
    let number = Number::parse(typed.trim_start_matches('+')).ok()?;
    Some(Jid::pn(number.as_str()))
}

fn part(phone: &Phone, protocol: &str, typed: Option<&str>) -> Option<Node> {
    match protocol {
        "contact" => {
            let contact = NodeBuilder::new("contact").attr("type", "in");
            Some(match typed {
                Some(typed) => contact.string_content(typed).build(),
                None => contact.build(),
            })
        }
        "devices" => Some(devices(phone)),
        "lid" => Some(NodeBuilder::new("lid").attr("val", Jid::lid(phone.lid.as_str())).build()),
        "business" => phone.business_name.as_ref().map(|_| NodeBuilder::new("business").build()),
        "status" => Some(NodeBuilder::new("status").attr("t", "0").string_content("").build()),
        "disappearing_mode" => Some(NodeBuilder::new("disappearing_mode").attr("duration", "0").attr("t", "0").build()),
        _ => None,
    }
}

/// The account's devices with their key indexes and the phone's signature over them.
pub(super) fn devices(phone: &Phone) -> Node {
    let list = NodeBuilder::new("device-list").attr("hash", device_hash(phone)).children(device_nodes(phone)).build();
    let mut parts = vec![list];
    if phone.key_index > 0 {
        parts.push(key_index_node(phone));
    }
    NodeBuilder::new("devices").children(parts).build()
}

/// Signed list of key indexes.
pub(super) fn key_index_node(phone: &Phone) -> Node {
    let signed = leaf("key-index-list", key_index_list(phone));
    let mut signed = signed;
    signed.attrs.insert("ts", phone.devices_changed);
    signed
}

fn device_nodes(phone: &Phone) -> Vec<Node> {
    let primary = NodeBuilder::new("device").attr("id", 0).build();
    let linked = phone
        .devices
        .iter()
        .map(|device| NodeBuilder::new("device").attr("id", device.id).attr("key-index", device.key_index).build());
    std::iter::once(primary).chain(linked).collect()
}

/// Hash over the account's device jids, by which clients notice changes.
pub(super) fn device_hash(phone: &Phone) -> String {
    let jids: Vec<Jid> = std::iter::once(0)
        .chain(phone.devices.iter().map(|device| device.id))
        .map(|device| phone.jid(device))
        .collect();
    MessageUtils::participant_list_hash(&jids).unwrap_or_default()
}
