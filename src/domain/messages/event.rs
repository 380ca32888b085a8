//! What an event says, and the document that receivers get.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Chat, Content, EventId, EventType, Person, Quoted, SessionFacts, StatusFacts};
use crate::{CompanyId, Timestamp};

/// How a message came.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// While the line was connected.
    Live,
    /// It had waited at WhatsApp while the line was away.
    Offline,
    /// It was sent again because this device had asked for it.
    Resend,
}

/// Earlier message that an edit, a deletion or a reaction is about. It need not be in the log.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Id of that message.
    pub message_id: String,
    /// Whether the salon wrote it.
    pub from_me: bool,
    /// Who wrote it in a group; null in a direct chat, and where that is not said.
    #[cfg_attr(feature = "schema", schema(required))]
    pub sender: Option<Person>,
}

/// What an event says of a message.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageFacts {
    /// The chat.
    pub chat: Chat,
    /// Who wrote it.
    pub sender: Person,
    /// Whether the salon wrote it.
    pub from_me: bool,
    /// Name that the sender has given to the account; null if WhatsApp did not tell it.
    #[cfg_attr(feature = "schema", schema(required))]
    pub sender_name: Option<String>,
    /// WhatsApp's id of the message: unique among those of one sender in one chat.
    pub message_id: String,
    /// When it was sent, by WhatsApp's clock.
    pub sent_at: Timestamp,
    /// How it came.
    pub origin: Origin,
    /// The content; null for deletions and reactions, and for what could not be decrypted.
    #[cfg_attr(feature = "schema", schema(required))]
    pub content: Option<Content>,
    /// The message it replies to; null if it is no reply.
    #[cfg_attr(feature = "schema", schema(required))]
    pub reply_to: Option<Quoted>,
    /// The message that is edited, deleted or reacted to; null for others.
    #[cfg_attr(feature = "schema", schema(required))]
    pub target: Option<Target>,
    /// The reaction; null where it was taken back, and for others.
    #[cfg_attr(feature = "schema", schema(required))]
    pub reaction: Option<String>,
    /// Whether it was forwarded.
    pub forwarded: bool,
    /// Seconds after which the chat lets it disappear; null if it does not.
    #[cfg_attr(feature = "schema", schema(required))]
    pub expires_in_seconds: Option<u32>,
}

impl MessageFacts {
    /// Bytes of what people wrote in it: texts, captions, cards.
    #[must_use]
    pub fn written_bytes(&self) -> usize {
        let quoted = self.reply_to.as_ref().and_then(|quoted| quoted.content.as_deref());
        self.content.iter().chain(quoted).map(Content::written_bytes).sum()
    }
}

/// What an event is about.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum About {
    /// A message of a chat.
    Message(Box<MessageFacts>),
    /// The status of a message that is sent.
    Status(StatusFacts),
    /// The session itself.
    Session(SessionFacts),
}

/// What an event says: its company, its place in the log, and its message, the status of one, or what became
/// of the session. `chat` is null
/// exactly for events of the session.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventFacts {
    /// The company whose line it is.
    pub company_id: CompanyId,
    /// Place in the company's log, from 1. Grows with each event; the feed is read by it.
    pub seq: i64,
    /// Place among the events of its chat, or among those of the session, from 1 and without gaps: a receiver that misses
    /// one has lost it.
    pub chat_seq: i64,
    /// The message, the status of one that is sent, or the session.
    #[serde(flatten)]
    pub about: About,
}

impl EventFacts {
    /// The message; `None` for an event of something else.
    #[must_use]
    pub const fn message(&self) -> Option<&MessageFacts> {
        match &self.about {
            About::Message(facts) => Some(facts),
            About::Status(_) | About::Session(_) => None,
        }
    }

    /// The status of a message that is sent; `None` for an event of something else.
    #[must_use]
    pub const fn status(&self) -> Option<&StatusFacts> {
        match &self.about {
            About::Status(facts) => Some(facts),
            About::Message(_) | About::Session(_) => None,
        }
    }

    /// What became of the session; `None` for an event of something else.
    #[must_use]
    pub const fn session(&self) -> Option<&SessionFacts> {
        match &self.about {
            About::Session(facts) => Some(facts),
            About::Message(_) | About::Status(_) => None,
        }
    }

    /// The chat it belongs to; `None` for an event of the session.
    #[must_use]
    pub const fn chat(&self) -> Option<&Chat> {
        match &self.about {
            About::Message(facts) => Some(&facts.chat),
            About::Status(facts) => Some(&facts.chat),
            About::Session(_) => None,
        }
    }
}

/// An event as receivers get it, the same in the feed, in the stream and in webhooks.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = LineEvent))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventDocument {
    /// Id of the event, the same in every delivery.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub id: EventId,
    /// Type of the event.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When it was written into the log.
    pub timestamp: Timestamp,
    /// What it says.
    pub data: EventFacts,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for MessageFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageFacts").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}
