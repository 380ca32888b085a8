//! Contents of messages.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{MediaId, Person};

/// Content of a message, by its kind.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Content {
    /// A text.
    Text {
        /// The text as it was written.
        text: String,
    },
    /// A file of some kind.
    Media(Media),
    /// A place.
    Location(Place),
    /// One or several cards of contacts.
    Contacts {
        /// The cards.
        contacts: Vec<Contact>,
    },
    /// A message that may be opened once, on a phone: its content is not given to linked devices, or not kept here.
    ViewOnce,
    /// Something this version does not read; the salon's phone shows it.
    Unsupported {
        /// WhatsApp's name of it.
        name: String,
    },
}

impl Content {
    /// Bytes of what people wrote in it.
    #[must_use]
    pub fn written_bytes(&self) -> usize {
        let bytes = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        match self {
            Self::Text { text } => text.len(),
            Self::Media(media) => bytes(&media.caption) + bytes(&media.file_name),
            Self::Location(place) => bytes(&place.name) + bytes(&place.address),
            Self::Contacts { contacts } => contacts.iter().map(|card| bytes(&card.name) + bytes(&card.vcard)).sum(),
            Self::ViewOnce => 0,
            Self::Unsupported { name } => name.len(),
        }
    }
}

/// A file in a message.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Kind of the file.
    pub media: MediaKind,
    /// Text below it; null if there is none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub caption: Option<String>,
    /// MIME type that the sender gave it; not checked.
    #[cfg_attr(feature = "schema", schema(required))]
    pub mime_type: Option<String>,
    /// Name of a document; not checked, and no path.
    #[cfg_attr(feature = "schema", schema(required))]
    pub file_name: Option<String>,
    /// Length in bytes that the sender gave.
    #[cfg_attr(feature = "schema", schema(required))]
    pub bytes: Option<u64>,
    /// Length of a video or of a recording in seconds.
    #[cfg_attr(feature = "schema", schema(required))]
    pub seconds: Option<u32>,
    /// Width in pixels.
    #[cfg_attr(feature = "schema", schema(required))]
    pub width: Option<u32>,
    /// Height in pixels.
    #[cfg_attr(feature = "schema", schema(required))]
    pub height: Option<u32>,
    /// SHA-256 of the file in hexadecimal.
    #[cfg_attr(feature = "schema", schema(required))]
    pub sha256: Option<String>,
    /// Id to fetch the file by; null where it cannot be fetched: in what a message quotes, and where the sender has not
    /// said where it is.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required, value_type = Option<String>))]
    pub media_id: Option<MediaId>,
}

/// Kind of a file.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A short round video.
    VideoNote,
    /// A sound file.
    Audio,
    /// A recording made in the chat.
    Voice,
    /// A document.
    Document,
    /// A sticker.
    Sticker,
}

/// A place on the map.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Name of the place.
    #[cfg_attr(feature = "schema", schema(required))]
    pub name: Option<String>,
    /// Its address.
    #[cfg_attr(feature = "schema", schema(required))]
    pub address: Option<String>,
    /// Whether the sender shares where they are as they move; this is where they began.
    pub live: bool,
}

/// Card of a contact.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Name on the card.
    #[cfg_attr(feature = "schema", schema(required))]
    pub name: Option<String>,
    /// The card as a vCard; not checked.
    #[cfg_attr(feature = "schema", schema(required))]
    pub vcard: Option<String>,
}

/// What a message replies to.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quoted {
    /// Id of the message that is quoted.
    pub message_id: String,
    /// Who wrote it; null where that is not said.
    #[cfg_attr(feature = "schema", schema(required))]
    pub sender: Option<Person>,
    /// What is quoted of it, as the sender of the reply has it; null if nothing is.
    #[cfg_attr(feature = "schema", schema(required))]
    pub content: Option<Box<Content>>,
}

/// Implements `Debug` without what people wrote.
macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

hidden!(Content, Media, Place, Contact, Quoted);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_never_printed() {
        let text = Content::Text { text: "secret".to_owned() };
        let quoted = Quoted { message_id: "A".to_owned(), sender: None, content: Some(Box::new(text.clone())) };
        let card = Contact { name: Some("secret".to_owned()), vcard: None };
        for printed in [format!("{text:?}"), format!("{quoted:?}"), format!("{card:?}")] {
            assert!(!printed.contains("secret"), "{printed}");
        }
    }

    #[test]
    fn content_is_told_apart_by_its_kind() {
        let place = Place { latitude: 55.7, longitude: 37.6, name: None, address: None, live: false };
        for (content, kind) in [
            (Content::Text { text: "a".to_owned() }, "text"),
            (Content::Location(place), "location"),
            (Content::Contacts { contacts: Vec::new() }, "contacts"),
            (Content::ViewOnce, "view_once"),
            (Content::Unsupported { name: "pollCreationMessage".to_owned() }, "unsupported"),
        ] {
            let written = serde_json::to_value(&content).unwrap();
            assert_eq!(written["kind"], kind);
            assert_eq!(serde_json::from_value::<Content>(written).unwrap(), content);
        }
    }
}
