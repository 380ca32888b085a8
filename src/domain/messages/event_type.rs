//! Types of events.

use serde::{Deserialize, Serialize};

/// Type of an event. Receivers subscribe to types; new ones may be added, existing ones keep their meaning.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventType {
    /// Somebody wrote to the line, or to a group that it is in.
    #[serde(rename = "message.received")]
    MessageReceived,
    /// The salon's people wrote on the phone, or on another of its linked devices.
    #[serde(rename = "message.sent_from_phone")]
    MessageSentFromPhone,
    /// An earlier message was edited.
    #[serde(rename = "message.edited")]
    MessageEdited,
    /// An earlier message was deleted for everyone.
    #[serde(rename = "message.revoked")]
    MessageRevoked,
    /// Somebody reacted to an earlier message, or took the reaction back.
    #[serde(rename = "message.reaction")]
    MessageReaction,
    /// A message came that this device cannot decrypt; it has been asked for again.
    #[serde(rename = "message.undecryptable")]
    MessageUndecryptable,
    /// A message that could not be decrypted at first, or was lost on its way here, has come after all.
    #[serde(rename = "message.recovered")]
    MessageRecovered,
    /// A message has not come although it was asked for again: only the salon's phone has it.
    #[serde(rename = "message.unrecoverable")]
    MessageUnrecoverable,
    /// A message that was sent by the API has another status: queued, sent, delivered, read, played, failed, expired, unknown.
    #[serde(rename = "message.status")]
    MessageStatus,
    /// A phone was linked, or another one than before.
    #[serde(rename = "session.linked")]
    SessionLinked,
    /// The line is connected.
    #[serde(rename = "session.connected")]
    SessionConnected,
    /// The line is not connected; told again where the service stops trying to connect.
    #[serde(rename = "session.disconnected")]
    SessionDisconnected,
    /// No phone is linked any more.
    #[serde(rename = "session.logged_out")]
    SessionLoggedOut,
    /// WhatsApp demands the account's passkey before it links the phone.
    #[serde(rename = "session.passkey_required")]
    SessionPasskeyRequired,
}

/// What an event tells of, and so which facts it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSubject {
    /// A message of a chat: [`MessageFacts`](super::MessageFacts).
    Message,
    /// The status of a message that is sent: [`StatusFacts`](super::StatusFacts).
    Status,
    /// The session: [`SessionFacts`](super::SessionFacts).
    Session,
}

impl EventType {
    /// All types.
    pub const ALL: [Self; 14] = [
        Self::MessageReceived,
        Self::MessageSentFromPhone,
        Self::MessageEdited,
        Self::MessageRevoked,
        Self::MessageReaction,
        Self::MessageUndecryptable,
        Self::MessageRecovered,
        Self::MessageUnrecoverable,
        Self::MessageStatus,
        Self::SessionLinked,
        Self::SessionConnected,
        Self::SessionDisconnected,
        Self::SessionLoggedOut,
        Self::SessionPasskeyRequired,
    ];

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MessageReceived => "message.received",
            Self::MessageSentFromPhone => "message.sent_from_phone",
            Self::MessageEdited => "message.edited",
            Self::MessageRevoked => "message.revoked",
            Self::MessageReaction => "message.reaction",
            Self::MessageUndecryptable => "message.undecryptable",
            Self::MessageRecovered => "message.recovered",
            Self::MessageUnrecoverable => "message.unrecoverable",
            Self::MessageStatus => "message.status",
            Self::SessionLinked => "session.linked",
            Self::SessionConnected => "session.connected",
            Self::SessionDisconnected => "session.disconnected",
            Self::SessionLoggedOut => "session.logged_out",
            Self::SessionPasskeyRequired => "session.passkey_required",
        }
    }

    /// When it is told, in a sentence for receivers.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::MessageReceived => "Somebody wrote to the line, or to a group that it is in.",
            Self::MessageSentFromPhone => "The salon's people wrote on the phone, or on another of its linked devices.",
            Self::MessageEdited => "An earlier message was edited.",
            Self::MessageRevoked => "An earlier message was deleted for everyone.",
            Self::MessageReaction => "Somebody reacted to an earlier message, or took the reaction back.",
            Self::MessageUndecryptable => {
                "A message came that this device cannot decrypt; it has been asked for again."
            }
            Self::MessageRecovered => {
                "A message that could not be decrypted at first, or was lost on its way here, has come after all."
            }
            Self::MessageUnrecoverable => {
                "A message has not come although it was asked for again: only the salon's phone has it."
            }
            Self::MessageStatus => {
                "A message that was sent by the API has another status: queued, sent, delivered, read, played, failed, expired, unknown."
            }
            Self::SessionLinked => "A phone was linked, or another one than before.",
            Self::SessionConnected => "The line is connected.",
            Self::SessionDisconnected => {
                "The line is not connected; told again where the service stops trying to connect."
            }
            Self::SessionLoggedOut => "No phone is linked any more.",
            Self::SessionPasskeyRequired => "WhatsApp demands the account's passkey before it links the phone.",
        }
    }

    /// What it tells of.
    #[must_use]
    pub const fn subject(self) -> EventSubject {
        match self {
            Self::SessionLinked
            | Self::SessionConnected
            | Self::SessionDisconnected
            | Self::SessionLoggedOut
            | Self::SessionPasskeyRequired => EventSubject::Session,
            Self::MessageStatus => EventSubject::Status,
            Self::MessageReceived
            | Self::MessageSentFromPhone
            | Self::MessageEdited
            | Self::MessageRevoked
            | Self::MessageReaction
            | Self::MessageUndecryptable
            | Self::MessageRecovered
            | Self::MessageUnrecoverable => EventSubject::Message,
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_types_have_one_name_everywhere() {
        for kind in EventType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(EventType::named(kind.as_str()), Some(kind));
            assert_eq!(kind.subject() == EventSubject::Session, kind.as_str().starts_with("session."));
        }
        assert_eq!(EventType::named("message"), None);
    }
}
