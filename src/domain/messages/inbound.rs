//! What a line hands to the log.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{EventId, EventType, MessageFacts};

/// Key of a message. WhatsApp's ids are unique only within a chat and a sender.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MessageKey {
    /// Address of the chat, as WhatsApp wrote it.
    pub chat: String,
    /// Address of the sender, without the device: WhatsApp's own keys of messages leave it out, and a repetition may
    /// name another one.
    pub sender: String,
    /// Id of the message.
    pub id: String,
}

/// One message of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct InboundItem {
    /// Its key, which is kept whether or not there is an event, so that a repetition is known.
    pub key: MessageKey,
    /// The event; `None` for messages that receivers are not told of (receipts of keys, settings of the chat).
    pub event: Option<Box<NewEvent>>,
}

/// An event before it has its place in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewEvent {
    /// Id of the event.
    pub id: EventId,
    /// Type of the event.
    pub kind: EventType,
    /// What it says.
    pub facts: MessageFacts,
    /// Where its file is; kept with the event and not shown.
    pub file: Option<MediaSource>,
}

/// Where WhatsApp keeps the file of a message, and the key it is encrypted with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaSource {
    /// Path on WhatsApp's media servers (`directPath`).
    pub path: String,
    /// Key of the file (`mediaKey`).
    pub key: Vec<u8>,
    /// SHA-256 of the encrypted file (`fileEncSHA256`).
    pub encrypted_sha256: Vec<u8>,
    /// Time of the key, in Unix seconds (`mediaKeyTimestamp`).
    pub key_time: Option<i64>,
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for MediaSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaSource").finish_non_exhaustive()
    }
}
