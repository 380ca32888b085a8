//! Contents of decrypted messages, in the form in which the control API takes them for phones to send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use crate::orders::{Content, Media};

/// Maximum number of wrappers around a content: disappearing, view once, with a caption, edited.
const WRAPPERS: usize = 4;

/// What a message shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shown {
    /// `None` for kinds that phones of the simulator do not know: polls, events and the like.
    pub(crate) content: Option<Content>,
    /// Id of the message that it replies to.
    pub(crate) quoting: Option<String>,
    /// Seconds after which it disappears.
    pub(crate) expiration: Option<u32>,
}

impl Shown {
    /// Name of its kind; `other` for one that phones of the simulator do not know.
    pub(crate) fn kind(&self) -> &'static str {
        self.content.as_ref().map_or("other", Content::kind)
    }
}

/// The message inside its wrappers.
fn inner(message: &wa::Message) -> &wa::Message {
    let mut message = message;
    for _ in 0..WRAPPERS {
        let wrapper = [
            &message.ephemeral_message,
            &message.view_once_message,
            &message.view_once_message_v2,
            &message.view_once_message_v2_extension,
            &message.document_with_caption_message,
            &message.edited_message,
        ];
        let wrapped = wrapper.into_iter().find_map(|wrapper| wrapper.as_option()?.message.as_option());
        let Some(wrapped) = wrapped else { break };
        message = wrapped;
    }
    message
}

fn is_viewed_once(message: &wa::Message) -> bool {
    message.view_once_message.is_set()
        || message.view_once_message_v2.is_set()
        || message.view_once_message_v2_extension.is_set()
}

/// Reads a decrypted message.
pub(crate) fn shown(message: &wa::Message) -> Shown {
    let once = is_viewed_once(message);
    let message = inner(message);
    let context = context(message);
    Shown {
        content: content(message, once),
        quoting: context.and_then(|context| context.stanza_id.clone()),
        expiration: context.and_then(|context| context.expiration).filter(|seconds| *seconds > 0),
    }
}

/// Text of a message, plain or extended.
pub(crate) fn text(message: &wa::Message) -> Option<String> {
    let extended = message.extended_text_message.as_option().and_then(|extended| extended.text.clone());
    message.conversation.clone().or(extended)
}

fn context(message: &wa::Message) -> Option<&wa::ContextInfo> {
    let contexts = [
        message.extended_text_message.as_option().map(|part| &part.context_info),
        message.image_message.as_option().map(|part| &part.context_info),
        message.video_message.as_option().map(|part| &part.context_info),
        message.audio_message.as_option().map(|part| &part.context_info),
        message.document_message.as_option().map(|part| &part.context_info),
        message.sticker_message.as_option().map(|part| &part.context_info),
        message.location_message.as_option().map(|part| &part.context_info),
        message.contact_message.as_option().map(|part| &part.context_info),
    ];
    contexts.into_iter().flatten().find_map(|context| context.as_option())
}

fn content(message: &wa::Message, once: bool) -> Option<Content> {
    if let Some(text) = text(message) {
        return Some(Content::Text { text });
    }
    if let Some(reaction) = message.reaction_message.as_option() {
        let about = reaction.key.as_option()?.id.clone()?;
        return Some(Content::Reaction { message: about, emoji: reaction.text.clone().unwrap_or_default() });
    }
    if let Some(protocol) = message.protocol_message.as_option() {
        return protocol_content(protocol);
    }
    if let Some(place) = message.location_message.as_option() {
        return Some(Content::Location {
            latitude: place.degrees_latitude.unwrap_or_default(),
            longitude: place.degrees_longitude.unwrap_or_default(),
            name: place.name.clone(),
            address: place.address.clone(),
        });
    }
    if let Some(contact) = message.contact_message.as_option() {
        let (name, vcard) = (contact.display_name.clone(), contact.vcard.clone());
        return Some(Content::Contact { name: name.unwrap_or_default(), vcard: vcard.unwrap_or_default() });
    }
    visual(message, once).or_else(|| file(message))
}

fn protocol_content(protocol: &wa::message::ProtocolMessage) -> Option<Content> {
    let about = protocol.key.as_option().and_then(|key| key.id.clone())?;
    match protocol.r#type {
        Some(Type::REVOKE) => Some(Content::Revoke { message: about }),
        Some(Type::MESSAGE_EDIT) => {
            let edited = inner(protocol.edited_message.as_option()?);
            let caption =
                || visual(edited, false).or_else(|| file(edited)).and_then(|now| now.body().map(str::to_owned));
            Some(Content::Edit { message: about, text: text(edited).or_else(caption)? })
        }
        _ => None,
    }
}

fn base64(bytes: Option<&Vec<u8>>) -> Option<String> {
    bytes.map(|bytes| STANDARD.encode(bytes))
}

/// Fields that every file has.
macro_rules! described {
    ($part:expr) => {
        Media {
            mimetype: $part.mimetype.clone(),
            direct_path: $part.direct_path.clone(),
            url: $part.url.clone(),
            media_key: base64($part.media_key.as_ref()),
            file_sha256: base64($part.file_sha256.as_ref()),
            file_enc_sha256: base64($part.file_enc_sha256.as_ref()),
            file_length: $part.file_length,
            ..Media::default()
        }
    };
}

fn visual(message: &wa::Message, once: bool) -> Option<Content> {
    if let Some(image) = message.image_message.as_option() {
        let (caption, width, height) = (image.caption.clone(), image.width, image.height);
        let view_once = once || image.view_once.unwrap_or(false);
        return Some(Content::Image(Media { caption, width, height, view_once, ..described!(image) }));
    }
    if let Some(video) = message.video_message.as_option() {
        let (caption, seconds) = (video.caption.clone(), video.seconds);
        let (width, height, view_once) = (video.width, video.height, once || video.view_once.unwrap_or(false));
        let media = Media { caption, seconds, width, height, view_once, ..described!(video) };
        return Some(Content::Video(media));
    }
    let sticker = message.sticker_message.as_option()?;
    let (width, height) = (sticker.width, sticker.height);
    Some(Content::Sticker(Media { width, height, ..described!(sticker) }))
}

fn file(message: &wa::Message) -> Option<Content> {
    if let Some(audio) = message.audio_message.as_option() {
        let media = Media { seconds: audio.seconds, ..described!(audio) };
        return Some(if audio.ptt.unwrap_or(false) { Content::Voice(media) } else { Content::Audio(media) });
    }
    let document = message.document_message.as_option()?;
    let (caption, file_name) = (document.caption.clone(), document.file_name.clone());
    Some(Content::Document(Media { caption, file_name, ..described!(document) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wa::message as msg;

    #[test]
    fn content_is_found_inside_its_wrappers() {
        let image = msg::ImageMessage { caption: Some("a".to_owned()), file_length: Some(7), ..Default::default() };
        let plain = wa::Message { image_message: image.into(), ..Default::default() };
        let once = msg::FutureProofMessage { message: plain.clone().into() };
        let once = wa::Message { view_once_message_v2: once.into(), ..Default::default() };
        let wrapped = msg::FutureProofMessage { message: once.into() };
        let wrapped = wa::Message { ephemeral_message: wrapped.into(), ..Default::default() };
        let media = |message| match shown(message).content {
            Some(Content::Image(media)) => (media.caption, media.file_length),
            other => panic!("{other:?}"),
        };
        assert_eq!(media(&wrapped), (Some("a".to_owned()), Some(7)));
        assert_eq!(media(&plain), media(&wrapped));
    }

    #[test]
    fn unknown_kinds_are_other() {
        let poll = msg::PollCreationMessage::default();
        let message = wa::Message { poll_creation_message: poll.into(), ..Default::default() };
        assert_eq!(shown(&message).kind(), "other");
        assert_eq!(shown(&wa::Message::default()), Shown::default());
    }
}
