//! Stanzas of messages that the library is still working on, without their ciphertexts: what is asked for again is asked
//! for with its stanza.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use wacore::store::traits::PendingInboundKey;
use wacore::types::events::InboundMessage;
use wacore_binary::{Jid, Node, NodeRef};
use whatsapp_rust::types::message::MessageInfo;

use super::mapping::is_left_out;
use crate::locked::locked;

/// Most stanzas that are kept. The library asks for 200 of a backlog at a time.
const MOST: usize = 300;

/// Stanza of one message.
pub(super) struct Stanza {
    /// What it says.
    pub(super) info: Arc<MessageInfo>,
    /// Its attributes.
    pub(super) node: Node,
    /// It answers a request to send a message again.
    pub(super) is_resend: bool,
    /// It has a ciphertext for a whole group.
    is_for_group: bool,
    /// Place in the order of coming, among those that are kept at the same time.
    place: u64,
}

impl Stanza {
    /// Reads a stanza; `None` if it is no message.
    fn of(node: &NodeRef<'_>, own: &[Jid]) -> Option<Self> {
        let phone = own.iter().find(|jid| jid.is_pn()).filter(|_| node.tag == "message")?;
        let info = wacore::messages::parse_message_info(node, phone, own.iter().find(|jid| jid.is_lid())).ok()?;
        let kinds = node.get_children_by_tag("enc");
        let (mut is_for_group, mut is_resend) = (false, false);
        for enc in kinds {
            is_for_group |= enc.get_attr("type").is_some_and(|kind| kind.as_str() == "skmsg");
            is_resend |= enc.get_attr("count").is_some_and(|count| count.as_str() != "0");
        }
        let bare = NodeRef::new(node.tag.clone(), node.attrs.clone(), None);
        Some(Self { info: Arc::new(info), node: bare.to_owned(), is_resend, is_for_group, place: 0 })
    }

    /// Whether all that it can contain is a group's key. Such a message never reaches the log.
    pub(super) fn is_keys_alone(&self) -> bool {
        self.info.source.is_group && !self.is_for_group && !self.is_resend
    }

    fn is_of(&self, chat: &str, sender: &str, id: &str) -> bool {
        let source = &self.info.source;
        self.info.id == id && source.chat.to_string() == chat && source.sender.to_string() == sender
    }
}

/// The newest stanzas.
#[derive(Default)]
pub(super) struct Stanzas(Mutex<VecDeque<Stanza>>);

impl Stanzas {
    /// Keeps a message's stanza, unless the log leaves such messages out: nobody would take it.
    pub(super) fn keep(&self, node: &NodeRef<'_>, own: &[Jid]) {
        let Some(stanza) = Stanza::of(node, own).filter(|stanza| !is_left_out(&stanza.info)) else { return };
        let mut kept = locked(&self.0);
        let place = kept.back().map_or(0, |last| last.place.saturating_add(1));
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(Stanza { place, ..stanza });
    }

    /// Takes the newest stanza of a message that the library names so, and forgets older ones of it.
    pub(super) fn take(&self, message: PendingInboundKey<'_>) -> Option<Stanza> {
        let mut kept = locked(&self.0);
        let mut found = None;
        while let Some(at) = kept.iter().rposition(|one| one.is_of(message.chat, message.sender, message.id)) {
            let stanza = kept.remove(at);
            found = found.or(stanza);
        }
        if kept.is_empty() {
            // A line that receives nothing keeps no room for them.
            *kept = VecDeque::new();
        }
        found
    }

    /// Takes the newest stanza of a message.
    pub(super) fn take_of(&self, info: &MessageInfo) -> Option<Stanza> {
        let source = &info.source;
        let (chat, sender) = (source.chat.to_string(), source.sender.to_string());
        self.take(PendingInboundKey { chat: &chat, sender: &sender, id: &info.id })
    }

    /// Takes the stanzas of a batch, and brings it into the order in which they came: whatsapp-rust 0.7.0 has a queue for
    /// each sender of direct messages (`src/handlers/message.rs`), so that what the salon writes on its phone would stand
    /// before or after the whole of what it answers. Those whose stanza is not kept any more came before the others.
    pub(super) fn take_in_order<'a>(&self, batch: &'a [InboundMessage]) -> Vec<(&'a InboundMessage, Option<Stanza>)> {
        let mut all: Vec<_> = batch.iter().map(|received| (received, self.take_of(&received.info))).collect();
        all.sort_by_key(|(_, stanza)| stanza.as_ref().map(|stanza| stanza.place));
        all
    }
}

#[cfg(test)]
mod tests {
    use wacore_binary::builder::NodeBuilder;
    use whatsapp_rust::types::message::MessageSource;

    use super::*;

    fn own() -> Vec<Jid> {
        vec!["79006464263:3@s.whatsapp.net".parse().unwrap(), "100:3@lid".parse().unwrap()]
    }

    fn message(id: &'static str, group: bool, encs: &[(&'static str, Option<&'static str>)]) -> Node {
        let enc = |(kind, count): &(&'static str, Option<&'static str>)| {
            let enc = NodeBuilder::new("enc").attr("type", *kind).bytes(vec![7; 9]);
            match count {
                Some(count) => enc.attr("count", *count).build(),
                None => enc.build(),
            }
        };
        let node = NodeBuilder::new("message").attr("id", id).attr("t", "1790000000");
        let node = if group {
            node.attr("from", "120@g.us").attr("participant", "5@lid").attr("addressing_mode", "lid")
        } else {
            node.attr("from", "5:2@lid")
        };
        node.children(encs.iter().map(enc)).build()
    }

    fn key(id: &str) -> PendingInboundKey<'_> {
        PendingInboundKey { chat: "5@lid", sender: "5:2@lid", id }
    }

    #[test]
    fn stanza_is_kept_without_its_ciphertext_and_taken_once() {
        let stanzas = Stanzas::default();
        stanzas.keep(&message("A", false, &[("msg", None)]).as_node_ref(), &own());
        stanzas.keep(&message("A", false, &[("pkmsg", Some("1"))]).as_node_ref(), &own());
        stanzas
            .keep(&NodeBuilder::new("receipt").attr("id", "A").attr("from", "5:2@lid").build().as_node_ref(), &own());
        let taken = stanzas.take(key("A")).unwrap();
        assert!(taken.is_resend, "the newest one");
        assert!(taken.node.content.is_none() && taken.node.attrs.iter().count() == 3);
        assert!(stanzas.take(key("A")).is_none());
    }

    #[test]
    fn stanza_of_a_status_is_not_kept() {
        let stanzas = Stanzas::default();
        let status = NodeBuilder::new("message").attr("id", "A").attr("t", "1790000000");
        let status = status.attr("from", "status@broadcast").attr("participant", "5:2@lid").build();
        stanzas.keep(&status.as_node_ref(), &own());
        assert!(locked(&stanzas.0).is_empty());
    }

    #[test]
    fn stanzas_are_bounded_and_the_oldest_go_first() {
        let stanzas = Stanzas::default();
        for id in ["FIRST", "SECOND"] {
            stanzas.keep(&message(id, false, &[]).as_node_ref(), &own());
        }
        for _ in 0..MOST - 1 {
            stanzas.keep(&message("MORE", false, &[]).as_node_ref(), &own());
        }
        assert!(stanzas.take(key("FIRST")).is_none() && stanzas.take(key("SECOND")).is_some());
        assert!(stanzas.take(key("MORE")).is_some() && locked(&stanzas.0).is_empty());
    }

    #[test]
    fn batch_is_taken_in_the_order_of_its_stanzas() {
        let stanzas = Stanzas::default();
        for id in ["A", "B", "C"] {
            stanzas.keep(&message(id, false, &[("msg", None)]).as_node_ref(), &own());
        }
        let received = |id: &str| {
            let source = MessageSource {
                chat: "5@lid".parse().unwrap(),
                sender: "5:2@lid".parse().unwrap(),
                ..MessageSource::default()
            };
            let info = MessageInfo { id: id.to_owned(), source, ..MessageInfo::default() };
            InboundMessage::builder().message(Arc::default()).info(Arc::new(info)).build()
        };
        let batch = ["B", "OLD", "A", "OLDER", "C"].map(received);
        let taken = stanzas.take_in_order(&batch);
        let ids: Vec<_> =
            taken.iter().map(|(received, stanza)| (received.info.id.as_str(), stanza.is_some())).collect();
        assert_eq!(ids, [("OLD", false), ("OLDER", false), ("A", true), ("B", true), ("C", true)]);
        assert!(locked(&stanzas.0).is_empty());
    }

    #[test]
    fn message_of_a_group_is_keys_alone_without_a_ciphertext_for_it() {
        for (group, encs, alone) in [
            (true, &[("pkmsg", None)][..], true),
            (true, &[("pkmsg", None), ("skmsg", None)], false),
            (true, &[("pkmsg", Some("1"))], false),
            (false, &[("pkmsg", None)], false),
        ] {
            let node = message("A", group, encs);
            assert_eq!(Stanza::of(&node.as_node_ref(), &own()).unwrap().is_keys_alone(), alone, "{encs:?}");
        }
    }
}
