//! Messages with files that were uploaded.

use linekeeper_domain::messages::MediaKind;
use linekeeper_ports::{AttachedFile, UploadedFile};
use waproto::whatsapp as wa;
use waproto::whatsapp::message as part;

/// The fields that the kinds of files share, by the names that all of them have.
macro_rules! of {
    ($file:expr, $kind:ident) => {{
        let file: UploadedFile = $file;
        part::$kind {
            url: Some(file.url),
            direct_path: Some(file.direct_path),
            media_key: Some(file.media_key.to_vec()),
            file_enc_sha256: Some(file.encrypted_sha256.to_vec()),
            file_sha256: Some(file.sha256.to_vec()),
            file_length: Some(file.bytes),
            media_key_timestamp: Some(file.key_time),
            ..Default::default()
        }
    }};
}

/// A message of this kind with a file, its caption and its name.
pub(super) fn message_with(
    kind: MediaKind,
    file: AttachedFile,
    (caption, file_name): (Option<String>, Option<String>),
) -> wa::Message {
    let AttachedFile { uploaded: file, mime_type } = file;
    let mimetype = Some(type_of(kind, mime_type.as_str()));
    let mut message = wa::Message::default();
    match kind {
        MediaKind::Image => {
            message.image_message = some(part::ImageMessage { mimetype, caption, ..of!(file, ImageMessage) })
        }
        MediaKind::Video => message.video_message = some(video(file, mimetype, caption)),
        MediaKind::VideoNote => message.ptv_message = some(video(file, mimetype, caption)),
        MediaKind::Audio | MediaKind::Voice => {
            let ptt = Some(kind == MediaKind::Voice);
            let streaming_sidecar = file.sidecar.clone();
            let of = of!(file, AudioMessage);
            message.audio_message = some(part::AudioMessage { mimetype, ptt, streaming_sidecar, ..of });
        }
        MediaKind::Document => {
            let title = file_name.clone();
            let of = of!(file, DocumentMessage);
            message.document_message = some(part::DocumentMessage { mimetype, caption, file_name, title, ..of });
        }
        MediaKind::Sticker => {
            message.sticker_message = some(part::StickerMessage { mimetype, ..of!(file, StickerMessage) });
        }
    }
    message
}

fn video(file: UploadedFile, mimetype: Option<String>, caption: Option<String>) -> part::VideoMessage {
    let streaming_sidecar = file.sidecar.clone();
    part::VideoMessage { mimetype, caption, streaming_sidecar, ..of!(file, VideoMessage) }
}

/// The type as phones expect it: they show a voice message as one only with its codec.
fn type_of(kind: MediaKind, mime_type: &str) -> String {
    match kind {
        MediaKind::Voice => format!("{mime_type}; codecs=opus"),
        MediaKind::Image
        | MediaKind::Video
        | MediaKind::VideoNote
        | MediaKind::Audio
        | MediaKind::Document
        | MediaKind::Sticker => mime_type.to_owned(),
    }
}

fn some<T: Default>(value: T) -> buffa::MessageField<T> {
    buffa::MessageField::some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(mime_type: &str) -> AttachedFile {
        let uploaded = UploadedFile {
            url: "https://mmg.whatsapp.net/v/1".to_owned(),
            direct_path: "/v/1".to_owned(),
            media_key: [1; 32],
            encrypted_sha256: [2; 32],
            sha256: [3; 32],
            bytes: 77,
            key_time: 5,
            sidecar: Some(vec![9]),
        };
        AttachedFile { uploaded, mime_type: mime_type.parse().unwrap() }
    }

    #[test]
    fn each_kind_says_where_its_file_is() {
        let words = || (Some("look".to_owned()), None);
        let image = message_with(MediaKind::Image, file("image/png"), words());
        let image = image.image_message.as_option().unwrap();
        assert_eq!((image.caption.as_deref(), image.mimetype.as_deref()), (Some("look"), Some("image/png")));
        assert_eq!(
            (image.direct_path.as_deref(), image.file_length, image.media_key_timestamp),
            (Some("/v/1"), Some(77), Some(5))
        );
        assert_eq!(
            (image.media_key.as_deref(), image.file_sha256.as_deref()),
            (Some(&[1; 32][..]), Some(&[3; 32][..]))
        );
        assert_eq!(image.file_enc_sha256.as_deref(), Some(&[2; 32][..]));
        let video = message_with(MediaKind::Video, file("video/mp4"), words());
        assert_eq!(video.video_message.as_option().unwrap().streaming_sidecar.as_deref(), Some(&[9][..]));
        assert!(message_with(MediaKind::VideoNote, file("video/mp4"), (None, None)).ptv_message.as_option().is_some());
        assert!(
            message_with(MediaKind::Sticker, file("image/webp"), (None, None)).sticker_message.as_option().is_some()
        );
        let named = (None, Some("prices.pdf".to_owned()));
        let document = message_with(MediaKind::Document, file("application/pdf"), named);
        assert_eq!(document.document_message.as_option().unwrap().file_name.as_deref(), Some("prices.pdf"));
    }

    #[test]
    fn voice_message_names_its_codec() {
        let heard = |kind| {
            let message = message_with(kind, file("audio/ogg"), (None, None));
            let audio = message.audio_message.as_option().unwrap().clone();
            (audio.ptt.unwrap(), audio.mimetype.unwrap())
        };
        assert_eq!(heard(MediaKind::Voice), (true, "audio/ogg; codecs=opus".to_owned()));
        assert_eq!(heard(MediaKind::Audio), (false, "audio/ogg".to_owned()));
    }
}
