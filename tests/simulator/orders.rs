//! Orders to phones: which message a person sends, as the control API takes it.

use serde::{Deserialize, Serialize};

use crate::addressing::Addressing;
use crate::error::Refusal;

/// Maximum length of a message id, in bytes.
const MAX_ID: usize = 128;
/// Maximum size of a reaction or a name, in bytes.
const MAX_SHORT: usize = 1_024;

/// A message that a phone shall send.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageOrder {
    /// Number, `self` for the own account, or `<id>@g.us` for a group.
    pub to: String,
    /// What is sent.
    pub content: Content,
    /// Message id; a new one when absent. Ids are unique within a chat and its sender only.
    #[serde(default)]
    pub id: Option<String>,
    /// Id of the message that this one replies to.
    #[serde(default)]
    pub quoting: Option<String>,
    /// Seconds after which the message disappears, from the chat's setting.
    #[serde(default)]
    pub expiration: Option<u32>,
    /// How the sender is named; as the phone's setting says when absent. A group has its own.
    #[serde(default)]
    pub addressing: Option<Addressing>,
}

impl MessageOrder {
    /// A text.
    pub fn text(to: &str, text: &str) -> Self {
        Self::new(to, Content::Text { text: text.to_owned() })
    }

    /// A message with a new id and without any setting.
    pub fn new(to: &str, content: Content) -> Self {
        Self { to: to.to_owned(), content, id: None, quoting: None, expiration: None, addressing: None }
    }

    /// Sets the message that it replies to.
    #[must_use]
    pub fn quoting(mut self, id: &str) -> Self {
        self.quoting = Some(id.to_owned());
        self
    }

    /// Sets its id.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Sets how the sender is named.
    #[must_use]
    pub fn named_by(mut self, addressing: Addressing) -> Self {
        self.addressing = Some(addressing);
        self
    }

    /// Refuses what no phone sends; a text has at most `text_bytes` bytes.
    pub(crate) fn check(&self, text_bytes: usize) -> Result<(), Refusal> {
        let bad = |why: String| Err(Refusal::BadRequest(why));
        let ids = self.id.iter().chain(&self.quoting).map(String::as_str).chain(self.content.about());
        if ids.into_iter().any(|id| id.is_empty() || id.len() > MAX_ID) {
            return bad(format!("a message id is 1 to {MAX_ID} bytes long"));
        }
        let has_context =
            !matches!(self.content, Content::Reaction { .. } | Content::Edit { .. } | Content::Revoke { .. });
        if !has_context && (self.quoting.is_some() || self.expiration.is_some()) {
            return bad("a reaction, an edit or a revocation has no context of its own".to_owned());
        }
        self.content.check(text_bytes)
    }
}

/// Content of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub enum Content {
    /// A text.
    Text {
        /// Its text.
        text: String,
    },
    /// A reaction to a message.
    Reaction {
        /// Id of that message.
        message: String,
        /// The reaction; empty to remove an earlier one.
        emoji: String,
    },
    /// A new text for an own message.
    Edit {
        /// Id of that message.
        message: String,
        /// The new text.
        text: String,
    },
    /// Deletion of an own message for everyone.
    Revoke {
        /// Id of that message.
        message: String,
    },
    /// A place.
    Location {
        /// Degrees, -90 to 90.
        latitude: f64,
        /// Degrees, -180 to 180.
        longitude: f64,
        /// Name of the place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Address of the place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
    },
    /// A card of a person.
    Contact {
        /// Name that is shown.
        name: String,
        /// The vCard.
        vcard: String,
    },
    /// A picture.
    Image(Media),
    /// A video.
    Video(Media),
    /// An audio file.
    Audio(Media),
    /// A recorded voice message.
    Voice(Media),
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
}

/// A media file, or the description of one that does not exist; what is absent gets a random or usual value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Media {
    /// Text below an image, a video or a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Name of a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mimetype: Option<String>,
    /// Path at the media hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_path: Option<String>,
    /// Key that the file is encrypted with, 32 bytes in Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_key: Option<String>,
    /// SHA-256 of the file, in Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<String>,
    /// SHA-256 of the encrypted file, in Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_enc_sha256: Option<String>,
    /// The file itself in Base64; it is encrypted and put at the media host, and all of its description is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The same for a generated file with this many bytes, up to 64 MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// URL of the file; made of the path when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Size of the file, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_length: Option<u64>,
    /// Length of a video or an audio file, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Width of an image, a video or a sticker, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height of an image, a video or a sticker, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// An image or a video that may be viewed once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub view_once: bool,
}

impl Media {
    /// Whether a file comes with it.
    pub(crate) fn has_file(&self) -> bool {
        self.file.is_some() || self.bytes.is_some()
    }

    /// Whether it says what the file is, as it would be made from the file.
    pub(crate) fn describes_a_file(&self) -> bool {
        let texts = [&self.direct_path, &self.media_key, &self.file_sha256, &self.file_enc_sha256, &self.url];
        texts.into_iter().any(Option::is_some) || self.file_length.is_some()
    }
}

impl Content {
    /// Name of the kind in the log.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Reaction { .. } => "reaction",
            Self::Edit { .. } => "edit",
            Self::Revoke { .. } => "revoke",
            Self::Location { .. } => "location",
            Self::Contact { .. } => "contact",
            Self::Image(_) => "image",
            Self::Video(_) => "video",
            Self::Audio(_) => "audio",
            Self::Voice(_) => "voice",
            Self::Document(_) => "document",
            Self::Sticker(_) => "sticker",
        }
    }

    /// Text, caption or reaction.
    pub(crate) fn body(&self) -> Option<&str> {
        match self {
            Self::Text { text } | Self::Edit { text, .. } => Some(text),
            Self::Reaction { emoji, .. } => Some(emoji),
            Self::Image(media)
            | Self::Video(media)
            | Self::Audio(media)
            | Self::Voice(media)
            | Self::Document(media)
            | Self::Sticker(media) => media.caption.as_deref(),
            Self::Location { name, .. } => name.as_deref(),
            Self::Contact { name, .. } => Some(name),
            Self::Revoke { .. } => None,
        }
    }

    /// Id of the message that this one is about.
    pub(crate) fn about(&self) -> Option<&str> {
        match self {
            Self::Reaction { message, .. } | Self::Edit { message, .. } | Self::Revoke { message } => Some(message),
            _ => None,
        }
    }

    fn check(&self, text_bytes: usize) -> Result<(), Refusal> {
        let bad = |why: &str| Err(Refusal::BadRequest(why.to_owned()));
        if self.body().is_some_and(|body| body.len() > text_bytes) {
            return Err(Refusal::BadRequest(format!("a text is 1 to {text_bytes} bytes long")));
        }
        match self {
            Self::Text { text } | Self::Edit { text, .. } if text.is_empty() => {
                Err(Refusal::BadRequest(format!("a text is 1 to {text_bytes} bytes long")))
            }
            Self::Reaction { emoji, .. } if emoji.len() > MAX_SHORT => bad("a reaction is one emoji"),
            Self::Location { latitude, longitude, .. }
                if !(-90.0..=90.0).contains(latitude) || !(-180.0..=180.0).contains(longitude) =>
            {
                bad("a place has a latitude of -90 to 90 and a longitude of -180 to 180 degrees")
            }
            Self::Contact { name, vcard } if name.is_empty() || vcard.is_empty() || vcard.len() > text_bytes => {
                bad("a contact has a name and a vcard")
            }
            Self::Audio(media) | Self::Voice(media) | Self::Document(media) | Self::Sticker(media)
                if media.view_once =>
            {
                bad("an image or a video may be viewed once, nothing else")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_as_json_and_refused_with_a_reason() {
        let good = [
            r#"{"to":"self","content":{"type":"text","text":"a"},"expiration":86400}"#,
            r#"{"to":"1@g.us","content":{"type":"reaction","message":"3A","emoji":""},"addressing":"lid-only"}"#,
            r#"{"to":"79000000001","content":{"type":"image","viewOnce":true,"fileLength":5},"quoting":"3A"}"#,
        ];
        for text in good {
            let order: MessageOrder = serde_json::from_str(text).unwrap();
            assert_eq!(order.check(10), Ok(()), "{text}");
        }
        for text in [
            r#"{"to":"self","content":{"type":"text","text":"a","colour":1}}"#,
            r#"{"to":"self","content":{"type":"image","colour":1}}"#,
            r#"{"to":"self","content":{"type":"poll"}}"#,
            r#"{"to":"self"}"#,
        ] {
            assert!(serde_json::from_str::<MessageOrder>(text).is_err(), "{text}");
        }
        for content in [
            Content::Text { text: String::new() },
            Content::Text { text: "x".repeat(11) },
            Content::Edit { message: "3A".to_owned(), text: String::new() },
            Content::Reaction { message: String::new(), emoji: "x".to_owned() },
            Content::Location { latitude: 91.0, longitude: 0.0, name: None, address: None },
            Content::Location { latitude: 0.0, longitude: f64::NAN, name: None, address: None },
            Content::Contact { name: "x".to_owned(), vcard: String::new() },
            Content::Sticker(Media { view_once: true, ..Media::default() }),
        ] {
            let refused = MessageOrder::new("self", content.clone()).check(10);
            assert!(matches!(refused, Err(Refusal::BadRequest(_))), "{content:?}");
        }
        let revoke = MessageOrder::new("self", Content::Revoke { message: "3A".to_owned() }).quoting("3B");
        assert!(matches!(revoke.check(10), Err(Refusal::BadRequest(_))));
    }
}
