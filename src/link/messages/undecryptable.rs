//! Messages that cannot be decrypted, and those that linked devices are not given.
//!
//! The library reports one synchronously, asks for it again and acknowledges it, in that order. The report becomes
//! `message.undecryptable` and the message is waited for. When it comes it is `message.recovered`, also after a restart;
//! when it has not come after a day, `message.unrecoverable`.

use std::sync::Arc;

use linekeeper_domain::messages::{Content, EventType, MessageFacts, MessageKey};
use wacore::types::events::{UnavailableType, UndecryptableMessage};
use whatsapp_rust::types::message::MessageInfo;

use super::awaited::{Awaited, Waiting};
use super::inbox::{Answer, Inbox};
use super::mapping::{facts_of, is_between_devices, key_of};
use super::writing::Writing;
use crate::locked::locked;

/// Most reports that wait to be written.
const MOST_REPORTS: usize = 1_000;

/// Reported message.
pub(crate) struct Report {
    /// What its stanza says.
    pub(super) info: Arc<MessageInfo>,
    /// Content that stands for it, where linked devices are not given it; none where it was asked for again.
    stands_for_it: Option<Content>,
}

/// Key under which the log remembers that a message could not be decrypted, or was given up: that of the message itself
/// stays free for the message.
pub(super) fn marked(mark: &str, key: &MessageKey) -> MessageKey {
    MessageKey { id: format!("{mark}/{}", key.id), ..key.clone() }
}

/// Mark of reports.
pub(super) const UNDECRYPTABLE: &str = "undecryptable";
/// Mark of messages that were given up.
pub(super) const UNRECOVERABLE: &str = "unrecoverable";

impl Inbox {
    /// Takes a report of the library and has it written. Never waits.
    pub(crate) fn undecryptable(self: &Arc<Self>, message: &UndecryptableMessage) {
        let stands_for_it = match message.unavailable_type {
            _ if !message.is_unavailable => None,
            UnavailableType::ViewOnce => Some(Content::ViewOnce),
            UnavailableType::Bot => Some(Content::Unsupported { name: "bot".to_owned() }),
            UnavailableType::Hosted => Some(Content::Unsupported { name: "hosted".to_owned() }),
            _ => None,
        };
        let mut reports = locked(&self.reports);
        if reports.len() >= MOST_REPORTS {
            tracing::warn!("too many undecryptable messages: one is not told of");
            return;
        }
        reports.push(Report { info: Arc::clone(&message.info), stands_for_it });
        drop(reports);
        let inbox = Arc::clone(self);
        drop(self.runtime.start(async move {
            // A failure has ended the link.
            let _ = inbox.commit(&[]).await;
        }));
    }

    /// Adds reports to a write. A message that was received before needs none: its repetition could not be decrypted.
    pub(super) async fn add_reports(&self, writing: &mut Writing, awaited: &Awaited, reports: &[Report]) -> Answer<()> {
        if reports.is_empty() {
            return Ok(());
        }
        let seen = self.backend.has_seen(reports.iter().map(|report| key_of(&report.info)).collect()).await?;
        for (report, _) in reports.iter().zip(seen).filter(|(_, seen)| !*seen) {
            self.stanzas.take_of(&report.info);
            if is_between_devices(&report.info) {
                continue;
            }
            let Some(facts) = facts_of(&report.info, &writing.accounts) else { continue };
            let key = key_of(&report.info);
            match &report.stands_for_it {
                Some(content) => {
                    let kind = if facts.from_me { EventType::MessageSentFromPhone } else { EventType::MessageReceived };
                    writing.tell(key, kind, MessageFacts { content: Some(content.clone()), ..facts });
                }
                None => {
                    writing.tell(marked(UNDECRYPTABLE, &key), EventType::MessageUndecryptable, facts.clone());
                    writing.wait_for(Waiting::new(&key, facts, writing.now), awaited);
                }
            }
        }
        Ok(())
    }
}
