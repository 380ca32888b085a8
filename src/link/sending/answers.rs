//! What WhatsApp and recipients answer to messages that were sent: acks and receipts, until the session takes them.
//!
//! The library calls synchronously in the middle of its work, so nothing here waits. Receipts of messages that the line has not
//! sent (those of its phone) are left out by the form of their ids.

use std::sync::Mutex;

use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::{NewChatsRefused, SendEvent, SendFailure, SendReport, StanzaId};
use tokio::sync::Notify;
use wacore::types::events::{Receipt, ServerAck};
use wacore::types::presence::ReceiptType;

use crate::locked::locked;

/// Most reports that wait for a session that does not take them. Receipts beyond it are dropped, acks are not.
const MOST_WAITING: usize = 10_000;

/// Class of the acks of messages.
const MESSAGE: &str = "message";

/// Error of an ack that has more than one cause.
pub(super) const NEW_CHAT_REFUSED: u16 = 463;

/// Reports of one link that the session has not taken.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    waiting: Mutex<Vec<SendReport>>,
    come: Notify,
}

/// Ack of a message that the line has sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ack {
    pub(super) id: StanzaId,
    pub(super) at: Timestamp,
    /// Error; `None` if WhatsApp has the message.
    pub(super) error: Option<u16>,
}

impl Ack {
    /// The ack, if it is one of a message.
    pub(super) fn of(ack: &ServerAck, now: Timestamp) -> Option<Self> {
        if ack.class.as_deref() != Some(MESSAGE) {
            return None;
        }
        // A text that is no number is an error all the same.
        let error = ack.error.as_deref().map(|error| error.parse().unwrap_or(u16::MAX));
        Some(Self { id: own_id(&ack.id)?, at: ack.timestamp.unwrap_or(now), error })
    }

    /// What it says, given what is known of a refusal of new chats.
    pub(super) fn report(self, known: NewChatsRefused) -> SendReport {
        let event = match self.error {
            None => SendEvent::Acknowledged,
            Some(error) => SendEvent::Failed { reason: SendFailure::of_ack(error, known), error: Some(error) },
        };
        SendReport { whatsapp_id: self.id, event, at: self.at }
    }
}

/// Id of a message that a linked device has chosen.
fn own_id(id: &str) -> Option<StanzaId> {
    id.parse().ok().filter(StanzaId::is_of_linked_device)
}

impl Answers {
    /// Adds the reports of a receipt.
    pub(crate) fn receipt(&self, receipt: &Receipt) {
        let event = match receipt.r#type {
            ReceiptType::Delivered => SendEvent::Delivered,
            ReceiptType::Read => SendEvent::Read,
            ReceiptType::Played => SendEvent::Played,
            _ => return,
        };
        // The account's own devices confirm what one of them sends, too.
        if receipt.source.is_from_me {
            return;
        }
        let at = receipt.timestamp;
        let ids = receipt.message_ids.iter().filter_map(|id| own_id(id));
        self.add(ids.map(|whatsapp_id| SendReport { whatsapp_id, event, at }));
    }

    /// Adds reports.
    pub(super) fn add(&self, reports: impl Iterator<Item = SendReport>) {
        let mut waiting = locked(&self.waiting);
        for report in reports {
            let is_ack = matches!(report.event, SendEvent::Acknowledged | SendEvent::Failed { .. });
            if is_ack || waiting.len() < MOST_WAITING {
                waiting.push(report);
            }
        }
        drop(waiting);
        self.come.notify_one();
    }

    /// Waits until there are some.
    pub(crate) async fn some(&self) {
        while locked(&self.waiting).is_empty() {
            self.come.notified().await;
        }
    }

    /// Takes what there is, in the order in which it came.
    pub(crate) fn take(&self) -> Vec<SendReport> {
        std::mem::take(&mut *locked(&self.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ack(id: &str, class: &str, error: Option<&str>) -> ServerAck {
        let ack = ServerAck::builder().id(id.to_owned()).class(class.to_owned());
        match error {
            Some(error) => ack.error(error.to_owned()).build(),
            None => ack.build(),
        }
    }

    fn event(id: &str, class: &str, error: Option<&str>) -> Option<SendEvent> {
        let read = Ack::of(&ack(id, class, error), Timestamp::UNIX_EPOCH)?;
        Some(read.report(NewChatsRefused::Unknown).event)
    }

    #[test]
    fn ack_is_of_a_message_with_an_id_of_ours() {
        let failed = |reason, error| Some(SendEvent::Failed { reason, error: Some(error) });
        assert_eq!(event("3EB0AABBCCDDEEFF00", "message", None), Some(SendEvent::Acknowledged));
        assert_eq!(event("3EB0AABBCCDDEEFF00", "message", Some("479")), failed(SendFailure::Malformed, 479));
        assert_eq!(event("3EB0AABBCCDDEEFF00", "message", Some("463")), failed(SendFailure::NewChatRefused, 463));
        assert_eq!(event("3EB0AABBCCDDEEFF00", "message", Some("no")), failed(SendFailure::Refused, u16::MAX));
        for (id, class) in [("3EB0AABBCCDDEEFF00", "receipt"), ("A5AABBCCDDEEFF00", "message"), ("", "message")] {
            assert_eq!(event(id, class, None), None, "{id} {class}");
        }
    }

    #[tokio::test]
    async fn answers_are_bounded_and_keep_acks() {
        let answers = Answers::default();
        let report = |number: usize, event| SendReport {
            whatsapp_id: format!("3EB0{number:018}").parse().unwrap(),
            event,
            at: Timestamp::UNIX_EPOCH,
        };
        answers.add((0..MOST_WAITING + 10).map(|number| report(number, SendEvent::Read)));
        answers.add(std::iter::once(report(1, SendEvent::Acknowledged)));
        answers.some().await;
        let taken = answers.take();
        assert_eq!((taken.len(), taken.last().unwrap().event), (MOST_WAITING + 1, SendEvent::Acknowledged));
        assert!(answers.take().is_empty());
    }
}
