//! Answers of the salon's own phone, which is asked for messages that this device cannot decrypt (placeholder resend).
//!
//! whatsapp-rust 0.7.0 hands the message of an answer out as an event alone, past the durability hook. The stanza that
//! carries the answer, a message of the own account to its devices, comes through the hook, and is acknowledged after
//! it: so the message is read from there, and committed with its carrier.

use linekeeper_domain::messages::MessageKey;
use wacore::types::events::InboundMessage;
use wacore_binary::{Jid, JidExt as _};
use waproto::whatsapp as wa;
use whatsapp_rust::types::message::{MessageInfo, MessageSource};

use super::accounts::Accounts;
use super::awaited::Awaited;
use super::inbox::{Answer, Inbox};
use super::mapping::facts_of;
use super::writing::Writing;

/// Device number of a phone.
const PHONE: u16 = 0;

/// Message that the own phone has handed over.
struct HandedOver {
    /// What stands for its stanza: addresses as the phone writes them.
    info: MessageInfo,
    message: wa::Message,
}

/// Messages that a message of the own phone hands over.
fn handed_over(received: &InboundMessage) -> Vec<HandedOver> {
    let source = &received.info.source;
    let answer = received.message.protocol_message.as_option();
    let answer = answer.and_then(|protocol| protocol.peer_data_operation_request_response_message.as_option());
    let Some(answer) = answer.filter(|_| source.is_from_me && source.sender.device == PHONE) else {
        return Vec::new();
    };
    let resends = answer
        .peer_data_operation_result
        .iter()
        .filter_map(|result| result.placeholder_message_resend_response.as_option()?.web_message_info_bytes.as_deref());
    resends.filter_map(|bytes| read(bytes, source)).collect()
}

fn read(bytes: &[u8], own: &MessageSource) -> Option<HandedOver> {
    let mut written = waproto::codec::web_message_info_decode(bytes).ok()?;
    // Expected without a message where the phone could not decrypt it, either.
    let message = written.message.take()?;
    let key = written.key.as_option()?;
    let chat: Jid = key.remote_jid.as_deref()?.parse().ok()?;
    let is_from_me = key.from_me == Some(true);
    let participant = key.participant.as_deref().or(written.participant.as_deref());
    let sender = match participant.and_then(|address| address.parse().ok()) {
        Some(sender) => sender,
        None if is_from_me => own.sender.clone(),
        None => chat.clone(),
    };
    let sent = written.message_timestamp.and_then(|seconds| i64::try_from(seconds).ok());
    let is_group = chat.is_group();
    Some(HandedOver {
        info: MessageInfo {
            id: key.id.clone().filter(|id| !id.is_empty())?,
            source: MessageSource { chat, sender, is_from_me, is_group, ..MessageSource::default() },
            timestamp: sent.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)).unwrap_or_default(),
            push_name: written.push_name.clone().unwrap_or_default(),
            ..MessageInfo::default()
        },
        message,
    })
}

/// Addresses that handed over messages name.
pub(super) fn named_in(received: &InboundMessage) -> Vec<Jid> {
    let named = |handed: HandedOver| {
        let inner = super::mapping::named_in(&handed.message);
        [handed.info.source.chat, handed.info.source.sender].into_iter().chain(inner)
    };
    handed_over(received).into_iter().flat_map(named).collect()
}

/// Keys under which the log may know a message, the likeliest first: the phone does not write addresses as the stanza did.
fn likely_keys(info: &MessageInfo, accounts: &Accounts) -> Vec<MessageKey> {
    let forms = |jid: &Jid| {
        let person = accounts.person(jid);
        let lid = person.lid.map(|lid| Jid::lid(lid).to_string());
        let phone = person.phone.map(|phone| Jid::pn(phone).to_string());
        lid.into_iter().chain(phone).collect::<Vec<_>>()
    };
    let chats = if info.source.is_group { vec![info.source.chat.to_string()] } else { forms(&info.source.chat) };
    let senders = forms(&info.source.sender);
    let of_chat = |chat: String| {
        senders.iter().map(move |sender| MessageKey { chat: chat.clone(), sender: sender.clone(), id: info.id.clone() })
    };
    chats.into_iter().flat_map(of_chat).collect()
}

impl Inbox {
    /// Adds the messages that a message of the own phone hands over. One that is not waited for has been received
    /// meanwhile, unless the process ended before its report was written.
    pub(super) async fn add_recovered(
        &self,
        writing: &mut Writing,
        awaited: &Awaited,
        received: &InboundMessage,
    ) -> Answer<()> {
        for HandedOver { info, message } in handed_over(received) {
            let Some(facts) = facts_of(&info, &writing.accounts) else { continue };
            if let Some(waiting) = awaited.find(&info.id, (&facts.chat, facts.from_me)) {
                writing.recover(waiting.key(), waiting.facts.clone(), &message);
                continue;
            }
            let keys = likely_keys(&info, &writing.accounts);
            let seen = self.backend.has_seen(keys.clone()).await?;
            if let Some(key) = keys.into_iter().next().filter(|_| !seen.contains(&true)) {
                writing.recover(key, facts, &message);
            }
        }
        Ok(())
    }
}
