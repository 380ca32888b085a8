//! Messages with a media file: image, video, audio, voice, document, sticker. Only their description is sent.

use waproto::whatsapp as wa;
use waproto::whatsapp::message as msg;

use super::compose::File;
use crate::error::Refusal;
use crate::orders::{Content, Media};
use crate::state::now;

/// Message of a content with a file; an empty one for other contents.
pub(super) fn message(content: &Content, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let (message, is_viewed_once) = match content {
        Content::Image(media) => (image(media, context)?, media.view_once),
        Content::Video(media) => (video(media, context)?, media.view_once),
        Content::Audio(media) => (audio(media, false, context)?, false),
        Content::Voice(media) => (audio(media, true, context)?, false),
        Content::Document(media) => (document(media, context)?, false),
        Content::Sticker(media) => (sticker(media, context)?, false),
        _ => (wa::Message::default(), false),
    };
    if !is_viewed_once {
        return Ok(message);
    }
    let once = msg::FutureProofMessage { message: message.into() };
    Ok(wa::Message { view_once_message_v2: once.into(), ..Default::default() })
}

fn mimetype(media: &Media, usual: &str) -> Option<String> {
    Some(media.mimetype.clone().unwrap_or_else(|| usual.to_owned()))
}

fn image(media: &Media, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let file = File::of(media)?;
    let image = msg::ImageMessage {
        url: Some(file.url),
        mimetype: mimetype(media, "image/jpeg"),
        caption: media.caption.clone(),
        file_sha256: Some(file.sha256),
        file_length: Some(file.length),
        height: Some(media.height.unwrap_or(1280)),
        width: Some(media.width.unwrap_or(960)),
        media_key: Some(file.key),
        file_enc_sha256: Some(file.enc_sha256),
        direct_path: Some(file.path),
        media_key_timestamp: Some(now()),
        context_info: context.into(),
        view_once: media.view_once.then_some(true),
        ..Default::default()
    };
    Ok(wa::Message { image_message: image.into(), ..Default::default() })
}

fn video(media: &Media, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let file = File::of(media)?;
    let video = msg::VideoMessage {
        url: Some(file.url),
        mimetype: mimetype(media, "video/mp4"),
        caption: media.caption.clone(),
        file_sha256: Some(file.sha256),
        file_length: Some(file.length),
        seconds: Some(media.seconds.unwrap_or(5)),
        height: Some(media.height.unwrap_or(720)),
        width: Some(media.width.unwrap_or(1280)),
        media_key: Some(file.key),
        file_enc_sha256: Some(file.enc_sha256),
        direct_path: Some(file.path),
        media_key_timestamp: Some(now()),
        context_info: context.into(),
        view_once: media.view_once.then_some(true),
        ..Default::default()
    };
    Ok(wa::Message { video_message: video.into(), ..Default::default() })
}

fn audio(media: &Media, is_voice: bool, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let file = File::of(media)?;
    let usual = if is_voice { "audio/ogg; codecs=opus" } else { "audio/mpeg" };
    let audio = msg::AudioMessage {
        url: Some(file.url),
        mimetype: mimetype(media, usual),
        file_sha256: Some(file.sha256),
        file_length: Some(file.length),
        seconds: Some(media.seconds.unwrap_or(5)),
        ptt: Some(is_voice),
        media_key: Some(file.key),
        file_enc_sha256: Some(file.enc_sha256),
        direct_path: Some(file.path),
        media_key_timestamp: Some(now()),
        context_info: context.into(),
        ..Default::default()
    };
    Ok(wa::Message { audio_message: audio.into(), ..Default::default() })
}

/// A document; with a caption it is wrapped as phones do.
fn document(media: &Media, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let file = File::of(media)?;
    let name = media.file_name.clone().unwrap_or_else(|| "document.pdf".to_owned());
    let document = msg::DocumentMessage {
        url: Some(file.url),
        mimetype: mimetype(media, "application/pdf"),
        title: Some(name.clone()),
        file_sha256: Some(file.sha256),
        file_length: Some(file.length),
        media_key: Some(file.key),
        file_name: Some(name),
        file_enc_sha256: Some(file.enc_sha256),
        direct_path: Some(file.path),
        media_key_timestamp: Some(now()),
        context_info: context.into(),
        caption: media.caption.clone(),
        ..Default::default()
    };
    let message = wa::Message { document_message: document.into(), ..Default::default() };
    if media.caption.is_none() {
        return Ok(message);
    }
    let captioned = msg::FutureProofMessage { message: message.into() };
    Ok(wa::Message { document_with_caption_message: captioned.into(), ..Default::default() })
}

fn sticker(media: &Media, context: Option<wa::ContextInfo>) -> Result<wa::Message, Refusal> {
    let file = File::of(media)?;
    let sticker = msg::StickerMessage {
        url: Some(file.url),
        mimetype: mimetype(media, "image/webp"),
        file_sha256: Some(file.sha256),
        file_enc_sha256: Some(file.enc_sha256),
        media_key: Some(file.key),
        height: Some(media.height.unwrap_or(512)),
        width: Some(media.width.unwrap_or(512)),
        direct_path: Some(file.path),
        file_length: Some(file.length),
        media_key_timestamp: Some(now()),
        context_info: context.into(),
        ..Default::default()
    };
    Ok(wa::Message { sticker_message: sticker.into(), ..Default::default() })
}
