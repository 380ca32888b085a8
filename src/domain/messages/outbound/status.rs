//! How a message that is sent goes on. A status never goes back, in whatever order acks and receipts come and however
//! often.
//!
//! ```text
//! queued → sending → sent → delivered → read → played
//!    │        ├→ failed     an error in WhatsApp's ack, or it could not be made
//!    │        └→ unknown    no ack within a minute of the write
//!    └→ expired             it could not be sent in time
//! ```
//!
//! Each status has a rank, and what is learned of a message raises it or changes nothing; so the order in which it is
//! learned does not matter. What follows from that, on purpose:
//!
//! - `unknown` is corrected by an ack, with an error or without, and by a receipt.
//! - `failed` is final for the service: the message is not sent again. It is overtaken by proof that WhatsApp has the message,
//!   a receipt or an ack without an error. Such an ack beside one with an error is of another write of the same id (after a
//!   crash it is written again): WhatsApp took one of them.
//! - A receipt that comes before the ack makes it `delivered`; the ack changes nothing then, and `sent` is never told.
//! - In a group a receipt of one member counts.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{MessageId, SendFailure, StanzaId};
use crate::Timestamp;
use crate::messages::Chat;

/// Time from the write to the socket until a message without an ack is `unknown`.
pub const ACK_PATIENCE: Duration = Duration::from_secs(60);

/// Status of a message that is sent.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendStatus {
    /// It waits to be sent.
    Queued,
    /// It is being sent. No event tells of it.
    Sending,
    /// It was not sent in time, and is not any more.
    Expired,
    /// It was written, and WhatsApp did not answer: it may have been sent. An answer that comes later corrects this.
    Unknown,
    /// It was not sent; see the reason.
    Failed,
    /// WhatsApp has it.
    Sent,
    /// A device of the recipient has it; in a group, of one member.
    Delivered,
    /// The recipient has seen it, and lets that be known.
    Read,
    /// The recipient has played it.
    Played,
}

/// What is learned of a message that is sent, or done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendEvent {
    /// It is about to be written to the socket, for the first time or again.
    Written,
    /// WhatsApp's ack came, without an error.
    Acknowledged,
    /// It was refused, by an ack with an error or before it was written.
    Failed {
        /// Why.
        reason: SendFailure,
        /// The `error` of WhatsApp's ack; `None` if there was none.
        error: Option<u16>,
    },
    /// [`ACK_PATIENCE`] is over.
    Unanswered,
    /// The time by which it had to be sent is over. One that was written is given up all the same, as unknown.
    TimeOver,
    /// A receipt: a device has it.
    Delivered,
    /// A receipt: it was seen.
    Read,
    /// A receipt: it was played.
    Played,
}

/// What is learned of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendReport {
    /// WhatsApp's id of the message.
    pub whatsapp_id: StanzaId,
    /// What is learned.
    pub event: SendEvent,
    /// When it happened, by WhatsApp's clock if WhatsApp said it.
    pub at: Timestamp,
}

/// A status, with why if it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendProgress {
    /// The status.
    pub status: SendStatus,
    /// Why it failed; `None` for other statuses.
    pub reason: Option<SendFailure>,
    /// The `error` of WhatsApp's ack; `None` if there was none, and for other statuses.
    pub error: Option<u16>,
}

impl SendStatus {
    /// All statuses, each of a higher rank than those before it.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Expired,
        Self::Unknown,
        Self::Failed,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Played,
    ];

    /// Name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether it is still to be sent, or being sent: those after it in its chat wait for it.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Queued | Self::Sending)
    }
}

impl SendProgress {
    /// Nothing has happened yet.
    pub const QUEUED: Self = Self::of(SendStatus::Queued);

    /// A status without a reason.
    #[must_use]
    pub const fn of(status: SendStatus) -> Self {
        Self { status, reason: None, error: None }
    }

    /// How it goes on after an event; `None` if that changes nothing.
    #[must_use]
    pub fn after(self, event: SendEvent) -> Option<Self> {
        let next = match event {
            SendEvent::Written => Self::of(SendStatus::Sending),
            SendEvent::Acknowledged => Self::of(SendStatus::Sent),
            SendEvent::Failed { reason, error } => Self { status: SendStatus::Failed, reason: Some(reason), error },
            // Nothing can be unanswered that was not written, or that is over.
            SendEvent::Unanswered if self.status != SendStatus::Sending => return None,
            SendEvent::TimeOver if self.status == SendStatus::Queued => Self::of(SendStatus::Expired),
            SendEvent::TimeOver if self.status != SendStatus::Sending => return None,
            SendEvent::Unanswered | SendEvent::TimeOver => Self::of(SendStatus::Unknown),
            SendEvent::Delivered => Self::of(SendStatus::Delivered),
            SendEvent::Read => Self::of(SendStatus::Read),
            SendEvent::Played => Self::of(SendStatus::Played),
        };
        (next.status > self.status).then_some(next)
    }
}

/// What an event says of a message that is sent.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusFacts {
    /// The chat it goes to, with the name that the order gave.
    pub chat: Chat,
    /// Our id of the message, as the answer to the order gave it.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub id: MessageId,
    /// WhatsApp's id of the message, by which replies and reactions name it.
    pub message_id: String,
    /// The status; never `sending`.
    pub status: SendStatus,
    /// Why it failed; null for other statuses.
    #[cfg_attr(feature = "schema", schema(required))]
    pub reason: Option<SendFailure>,
    /// The error of WhatsApp's ack; null if there was none, and for other statuses.
    #[cfg_attr(feature = "schema", schema(required))]
    pub error: Option<u16>,
    /// Time since which it is so, by WhatsApp's clock where WhatsApp said it.
    pub since: Timestamp,
}

impl fmt::Debug for StatusFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusFacts").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
