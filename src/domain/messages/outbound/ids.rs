//! Ids of messages that are sent.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::access::AccessId;
use crate::messages::{EventId, InvalidEventId};

/// Defines a public id: a prefix and 16 characters of `[a-z0-9]`.
macro_rules! public_id {
    ($(#[$doc:meta])* $name:ident, $error:ident, $prefix:literal, $message:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        /// The text is not such an id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// Builds an id from random bytes.
            #[must_use]
            pub fn from_random(bytes: [u8; AccessId::LENGTH]) -> Self {
                Self(format!(concat!($prefix, "{}"), AccessId::from_random(bytes).as_str()).into())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let id = text.strip_prefix($prefix).ok_or($error)?;
                id.parse::<AccessId>().map_err(|_| $error)?;
                Ok(Self(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

public_id! {
    /// Public id of a message that is sent: `msg_` and 16 characters of `[a-z0-9]`.
    MessageId, InvalidMessageId, "msg_", "a message's id is msg_ and 16 characters of a-z and 0-9"
}

public_id! {
    /// Public id of a file: `med_` and 16 characters of `[a-z0-9]`. That of a received message's file has the characters of its
    /// event's id, so every event that was ever written has one.
    MediaId, InvalidMediaId, "med_", "a file's id is med_ and 16 characters of a-z and 0-9"
}

impl MediaId {
    /// Id of the file of an event.
    #[must_use]
    pub fn of_event(event: &EventId) -> Self {
        // Both are a prefix of four characters and the same kind of id.
        Self(format!("med_{}", event.as_str().get(4..).unwrap_or_default()).into())
    }

    /// Id that the event has if this is the file of one.
    ///
    /// # Errors
    /// [`InvalidEventId`], which no id of a file leads to.
    pub fn event(&self) -> Result<EventId, InvalidEventId> {
        format!("evt_{}", self.as_str().get(4..).unwrap_or_default()).parse()
    }
}

/// WhatsApp's id of a message that is sent. It is chosen before the message is sent and used again for every repetition, so
/// that receivers know a repetition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StanzaId(Arc<str>);

/// The text is not an id of WhatsApp's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of WhatsApp's is {} to {} letters and digits", StanzaId::LEAST, StanzaId::MOST)]
pub struct InvalidStanzaId;

impl StanzaId {
    /// What the ids of linked devices begin with.
    const PREFIX: &str = "3EB0";
    const LEAST: usize = 8;
    const MOST: usize = 64;

    /// Builds an id as WhatsApp Web does: `3EB0` and 18 hexadecimal digits (whatsapp-rust 0.7.0, `wacore/src/request.rs`,
    /// `message_id_at`: nine bytes of a hash of time, account and randomness; here all of it is random).
    #[must_use]
    pub fn from_random(bytes: [u8; 9]) -> Self {
        let digits = bytes.iter().fold(Self::PREFIX.to_owned(), |id, byte| format!("{id}{byte:02X}"));
        Self(digits.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a linked device may have chosen it. The ids that phones choose are others.
    #[must_use]
    pub fn is_of_linked_device(&self) -> bool {
        self.0.starts_with(Self::PREFIX)
    }
}

impl FromStr for StanzaId {
    type Err = InvalidStanzaId;

    /// Takes any letters and digits, so that a later form of ids can be read.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (Self::LEAST..=Self::MOST).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidStanzaId)
        }
    }
}

impl TryFrom<String> for StanzaId {
    type Error = InvalidStanzaId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StanzaId> for String {
    fn from(id: StanzaId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for StanzaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_id_is_read_back_and_anything_else_refused() {
        let id = MessageId::from_random([7; AccessId::LENGTH]);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        for text in ["", "msg_", "msg_short", "msg_ABCDEFGHIJKLMNOP", "evt_aaaaaaaaaaaaaaaa", "med_aaaaaaaaaaaaaaaa"] {
            assert_eq!(text.parse::<MessageId>(), Err(InvalidMessageId), "{text}");
        }
        assert!("med_aaaaaaaaaaaaaaaa".parse::<MediaId>().is_ok());
    }

    #[test]
    fn file_of_an_event_is_found_by_its_own_id() {
        let event = EventId::from_random([9; AccessId::LENGTH]);
        let file = MediaId::of_event(&event);
        assert_eq!(file.as_str().parse(), Ok(file.clone()));
        assert_eq!(file.event(), Ok(event));
    }

    #[test]
    fn stanza_id_has_the_form_of_web_clients() {
        let id = StanzaId::from_random([0x00, 0x6d, 0xca, 0xb9, 0x23, 0x40, 0x79, 0x06, 0xff]);
        assert_eq!(id.as_str(), "3EB0006DCAB923407906FF");
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        for text in ["", "3EB0", "3EB0 6DCAB923407906", "3EB0-6DCAB923407906"] {
            assert_eq!(text.parse::<StanzaId>(), Err(InvalidStanzaId), "{text}");
        }
    }
}
