//! Contents of messages that are sent, and their limits.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::MediaId;
use super::order::{InvalidOrder, OrderProblem};
use crate::messages::{Contact, MediaKind, Target};

/// Longest text, in characters (Unicode scalar values): WhatsApp's apps cut a text there.
const MOST_OF_TEXT: usize = 65_536;
/// Longest caption, in characters, as WhatsApp's business API has it; the apps say no bound.
const MOST_OF_CAPTION: usize = 1_024;
/// Longest name of a file, a place or a contact, in characters, and longest address.
const MOST_OF_NAME: usize = 256;
const MOST_OF_ADDRESS: usize = 1_024;
/// Most cards of one message, and longest card in bytes.
const MOST_CARDS: usize = 100;
const MOST_OF_CARD: usize = 16_384;
/// Most characters of one emoji: a family of four with skin tones has eleven.
const MOST_OF_EMOJI: usize = 16;
/// Longest id of a message that is named; those known have at most 32 characters.
const MOST_OF_ID: usize = 128;

/// Content of a message that is sent, by its kind.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum OutboundContent {
    /// A text.
    Text {
        /// The text, at most 65,536 characters.
        #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 65_536))]
        text: String,
    },
    /// An uploaded file.
    Media {
        /// What it is shown as.
        media: MediaKind,
        /// Id of the file.
        #[cfg_attr(feature = "schema", schema(value_type = String))]
        media_id: MediaId,
        /// Text below it, at most 1,024 characters; not for voice messages, video notes and stickers.
        #[cfg_attr(feature = "schema", schema(max_length = 1_024))]
        caption: Option<String>,
        /// Name of a document, at most 256 characters; only for documents.
        #[cfg_attr(feature = "schema", schema(max_length = 256))]
        file_name: Option<String>,
    },
    /// A place on the map.
    Location {
        /// Degrees north, -90 to 90.
        #[cfg_attr(feature = "schema", schema(minimum = -90, maximum = 90))]
        latitude: f64,
        /// Degrees east, -180 to 180.
        #[cfg_attr(feature = "schema", schema(minimum = -180, maximum = 180))]
        longitude: f64,
        /// Name of the place, at most 256 characters.
        #[cfg_attr(feature = "schema", schema(max_length = 256))]
        name: Option<String>,
        /// Its address, at most 1,024 characters.
        #[cfg_attr(feature = "schema", schema(max_length = 1_024))]
        address: Option<String>,
    },
    /// Cards of contacts, each with a name and a vCard.
    Contacts {
        /// The cards, at most 100.
        #[cfg_attr(feature = "schema", schema(min_items = 1, max_items = 100))]
        contacts: Vec<Contact>,
    },
    /// A reaction to a message of the chat.
    Reaction {
        /// The message.
        target: Target,
        /// The emoji; null takes an earlier reaction back.
        emoji: Option<String>,
    },
    /// Another text for a message that the line has sent. WhatsApp's apps show it within 15 minutes of that message.
    Edit {
        /// WhatsApp's id of that message.
        message_id: String,
        /// The text, at most 65,536 characters.
        #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 65_536))]
        text: String,
    },
    /// The deletion of a message for everyone: one of the line's own, or as an administrator of the group another's.
    Revoke {
        /// The message.
        target: Target,
    },
}

impl OutboundContent {
    /// Whether such a message can reply to another one.
    #[must_use]
    pub const fn can_reply(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Media { .. } | Self::Location { .. } | Self::Contacts { .. } => true,
            Self::Reaction { .. } | Self::Edit { .. } | Self::Revoke { .. } => false,
        }
    }

    /// Checks it against the limits; `in_group` says where it is sent to.
    ///
    /// # Errors
    /// [`InvalidOrder`] with the first field that does not fit.
    pub(super) fn check(&self, in_group: bool) -> Result<(), InvalidOrder> {
        match self {
            Self::Text { text } => check_text("content.text", text),
            Self::Media { media, caption, file_name, .. } => {
                check_media(*media, caption.as_deref(), file_name.as_deref())
            }
            Self::Location { latitude, longitude, name, address } => {
                check_degrees("content.latitude", *latitude, 90.0)?;
                check_degrees("content.longitude", *longitude, 180.0)?;
                check_optional("content.name", name.as_deref(), MOST_OF_NAME)?;
                check_optional("content.address", address.as_deref(), MOST_OF_ADDRESS)
            }
            Self::Contacts { contacts } => check_contacts(contacts),
            Self::Reaction { target, emoji } => {
                check_target("content.target", target, in_group)?;
                check_emoji(emoji.as_deref())
            }
            Self::Edit { message_id, text } => {
                check_id("content.messageId", message_id)?;
                check_text("content.text", text)
            }
            Self::Revoke { target } => {
                check_target("content.target", target, in_group)?;
                // Only an administrator of a group can delete what others wrote.
                if target.from_me || in_group { Ok(()) } else { refuse("content.target", OrderProblem::NotOurs) }
            }
        }
    }
}

fn refuse(field: &'static str, problem: OrderProblem) -> Result<(), InvalidOrder> {
    Err(InvalidOrder::new(field, problem))
}

fn check_text(field: &'static str, text: &str) -> Result<(), InvalidOrder> {
    if text.trim().is_empty() { refuse(field, OrderProblem::Empty) } else { check_length(field, text, MOST_OF_TEXT) }
}

fn check_length(field: &'static str, text: &str, most: usize) -> Result<(), InvalidOrder> {
    // A character has one byte at least: most texts are not counted.
    if text.len() > most && text.chars().count() > most {
        return refuse(field, OrderProblem::TooLong { most });
    }
    Ok(())
}

/// Checks a text that may be absent, but not empty.
fn check_optional(field: &'static str, text: Option<&str>, most: usize) -> Result<(), InvalidOrder> {
    match text {
        None => Ok(()),
        Some(text) if text.trim().is_empty() => refuse(field, OrderProblem::Empty),
        Some(text) => check_length(field, text, most),
    }
}

fn check_media(media: MediaKind, caption: Option<&str>, file_name: Option<&str>) -> Result<(), InvalidOrder> {
    let takes_caption = match media {
        MediaKind::Image | MediaKind::Video | MediaKind::Document => true,
        MediaKind::VideoNote | MediaKind::Audio | MediaKind::Voice | MediaKind::Sticker => false,
    };
    if caption.is_some() && !takes_caption {
        return refuse("content.caption", OrderProblem::NotOfThisKind);
    }
    if file_name.is_some() && media != MediaKind::Document {
        return refuse("content.fileName", OrderProblem::NotOfThisKind);
    }
    check_optional("content.caption", caption, MOST_OF_CAPTION)?;
    check_optional("content.fileName", file_name, MOST_OF_NAME)
}

fn check_degrees(field: &'static str, degrees: f64, most: f64) -> Result<(), InvalidOrder> {
    // Not so for what is no number.
    if degrees.abs() <= most { Ok(()) } else { refuse(field, OrderProblem::OutOfRange) }
}

fn check_contacts(contacts: &[Contact]) -> Result<(), InvalidOrder> {
    const FIELD: &str = "content.contacts";
    if contacts.is_empty() {
        return refuse(FIELD, OrderProblem::Empty);
    }
    if contacts.len() > MOST_CARDS {
        return refuse(FIELD, OrderProblem::TooMany { most: MOST_CARDS });
    }
    for Contact { name, vcard } in contacts {
        let Some(name) = name else { return refuse("content.contacts.name", OrderProblem::Empty) };
        check_optional("content.contacts.name", Some(name), MOST_OF_NAME)?;
        let card = vcard.as_deref().unwrap_or_default().trim();
        if card.len() > MOST_OF_CARD {
            return refuse("content.contacts.vcard", OrderProblem::TooLong { most: MOST_OF_CARD });
        }
        if !card.starts_with("BEGIN:VCARD") || !card.ends_with("END:VCARD") {
            return refuse("content.contacts.vcard", OrderProblem::NotACard);
        }
    }
    Ok(())
}

fn check_emoji(emoji: Option<&str>) -> Result<(), InvalidOrder> {
    let Some(emoji) = emoji else { return Ok(()) };
    let fits = !emoji.is_ascii()
        && emoji.chars().count() <= MOST_OF_EMOJI
        && !emoji.chars().any(|one| one.is_whitespace() || one.is_control() || is_letter(one));
    if fits { Ok(()) } else { refuse("content.emoji", OrderProblem::NotAnEmoji) }
}

/// Whether it is a letter, and not one of those that are emoji: ℹ, Ⓜ, and the letters in squares.
fn is_letter(one: char) -> bool {
    one.is_alphabetic() && !matches!(one, '\u{2139}' | '\u{24c2}' | '\u{1f130}'..='\u{1f189}')
}

/// Checks the id of another message: one word of printable ASCII.
fn check_id(field: &'static str, id: &str) -> Result<(), InvalidOrder> {
    let fits = (1..=MOST_OF_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { refuse(field, OrderProblem::NotAnId) }
}

/// Checks the name of another message of the chat. In a group WhatsApp needs to know who wrote it.
pub(super) fn check_target(field: &'static str, target: &Target, in_group: bool) -> Result<(), InvalidOrder> {
    check_id(field, &target.message_id)?;
    let knows_sender = target.sender.as_ref().is_some_and(|sender| sender.lid.is_some() || sender.phone.is_some());
    if in_group && !target.from_me && !knows_sender {
        return refuse(field, OrderProblem::NoSender);
    }
    Ok(())
}

/// What people write does not appear in logs.
impl fmt::Debug for OutboundContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboundContent").finish_non_exhaustive()
    }
}
