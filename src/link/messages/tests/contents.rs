//! Contents, with skewed ones.

use linekeeper_domain::messages::{Contact, Media, MediaKind, Place};
use wa::message as part;

use super::*;

/// Media message of type `$kind` with every field that matters, and these besides.
macro_rules! media {
    ($kind:ident { $($field:ident: $value:expr),* $(,)? }) => {
        part::$kind {
            $($field: $value,)*
            ..part::$kind {
                mimetype: Some("a/b".to_owned()),
                file_sha256: Some(vec![0xAB; 32]),
                file_length: Some(9),
                direct_path: Some("/v/t62".to_owned()),
                media_key: Some(vec![1; 32]),
                file_enc_sha256: Some(vec![2; 32]),
                media_key_timestamp: Some(17),
                ..Default::default()
            }
        }
    };
}

fn media(kind: MediaKind) -> Media {
    Media {
        media: kind,
        caption: None,
        mime_type: Some("a/b".to_owned()),
        file_name: None,
        bytes: Some(9),
        seconds: None,
        width: None,
        height: None,
        sha256: Some("ab".repeat(32)),
        media_id: None,
    }
}

fn image(image: part::ImageMessage) -> wa::Message {
    wa::Message { image_message: image.into(), ..Default::default() }
}

#[test]
fn every_kind_of_file_is_read_with_its_source() {
    let some = |text: &str| Some(text.to_owned());
    let document = media!(DocumentMessage { file_name: some("a.pdf"), caption: some("see") });
    let table = [
        (
            image(media!(ImageMessage { caption: some("see"), width: Some(3), height: Some(2) })),
            Media { caption: some("see"), width: Some(3), height: Some(2), ..media(MediaKind::Image) },
        ),
        (
            wa::Message { video_message: media!(VideoMessage { seconds: Some(5) }).into(), ..Default::default() },
            Media { seconds: Some(5), ..media(MediaKind::Video) },
        ),
        (
            wa::Message { ptv_message: media!(VideoMessage {}).into(), ..Default::default() },
            media(MediaKind::VideoNote),
        ),
        (
            wa::Message { audio_message: media!(AudioMessage { seconds: Some(5) }).into(), ..Default::default() },
            Media { seconds: Some(5), ..media(MediaKind::Audio) },
        ),
        (
            wa::Message { audio_message: media!(AudioMessage { ptt: Some(true) }).into(), ..Default::default() },
            media(MediaKind::Voice),
        ),
        (
            wa::Message { document_message: document.clone().into(), ..Default::default() },
            Media { caption: some("see"), file_name: some("a.pdf"), ..media(MediaKind::Document) },
        ),
        (
            wa::Message {
                document_with_caption_message: wrapped(wa::Message {
                    document_message: document.into(),
                    ..Default::default()
                }),
                ..Default::default()
            },
            Media { caption: some("see"), file_name: some("a.pdf"), ..media(MediaKind::Document) },
        ),
        (
            wa::Message { sticker_message: media!(StickerMessage { width: Some(5) }).into(), ..Default::default() },
            Media { width: Some(5), ..media(MediaKind::Sticker) },
        ),
    ];
    for (message, expected) in table {
        let told = mapped(&from_anna(), &message).unwrap();
        assert_eq!(serde_json::to_value(told.facts.content).unwrap(), expected_json(&expected));
        let file = told.file.unwrap();
        assert_eq!((file.path.as_str(), file.key_time), ("/v/t62", Some(17)));
        assert_eq!((file.key, file.encrypted_sha256), (vec![1; 32], vec![2; 32]));
    }
}

/// The media as a content, so that a difference is printed.
fn expected_json(media: &Media) -> serde_json::Value {
    serde_json::to_value(Content::Media(media.clone())).unwrap()
}

#[test]
fn file_that_cannot_be_fetched_has_no_source() {
    let url = |url: &str| media!(ImageMessage { direct_path: None, url: Some(url.to_owned()) });
    for (image_message, path) in [
        (url("https://mmg.whatsapp.net/v/t62?a=b"), Some("/v/t62?a=b")),
        (url("https://mmg.whatsapp.net.evil.example/v"), None),
        (url("https://evil.example/x.whatsapp.net/v"), None),
        (url("https://a@b.whatsapp.net/v"), None),
        (url("http://mmg.whatsapp.net/v"), None),
        (url("https://mmg.whatsapp.net"), None),
        (media!(ImageMessage { direct_path: Some("//evil".to_owned()) }), None),
        (media!(ImageMessage { direct_path: Some("evil".to_owned()) }), None),
        (media!(ImageMessage { media_key: Some(vec![1; 31]) }), None),
        (media!(ImageMessage { media_key: None }), None),
        (media!(ImageMessage { file_enc_sha256: Some(Vec::new()) }), None),
    ] {
        let told = mapped(&from_anna(), &image(image_message)).unwrap();
        assert_eq!(told.file.as_ref().map(|file| file.path.as_str()), path);
    }
    let short = media!(ImageMessage { file_sha256: Some(vec![1; 5]) });
    let Content::Media(media) = content(&image(short)) else { panic!("no media") };
    assert_eq!(media.sha256, None);
}

#[test]
fn what_may_be_opened_once_is_not_kept() {
    let secret = || image(media!(ImageMessage { caption: Some("secret".to_owned()) }));
    let marked = |message: wa::Message| {
        let told = mapped(&from_anna(), &message).unwrap();
        assert_eq!((told.facts.content, told.file.is_none()), (Some(Content::ViewOnce), true));
    };
    marked(wa::Message { view_once_message: wrapped(secret()), ..Default::default() });
    marked(wa::Message { view_once_message_v2: wrapped(secret()), ..Default::default() });
    marked(wa::Message { view_once_message_v2_extension: wrapped(secret()), ..Default::default() });
    let inside = wa::Message { view_once_message_v2: wrapped(secret()), ..Default::default() };
    marked(wa::Message { ephemeral_message: wrapped(inside), ..Default::default() });
    marked(image(media!(ImageMessage { view_once: Some(true) })));
    marked(wa::Message { view_once_message: wrapped(wa::Message::default()), ..Default::default() });
    let audio = media!(AudioMessage { view_once: Some(true), ptt: Some(true) });
    marked(wa::Message { audio_message: audio.into(), ..Default::default() });
}

#[test]
fn wrappers_are_taken_off_to_a_bounded_depth() {
    let deep = |wrappers: usize| {
        (0..wrappers).fold(text("inside"), |message, _| wa::Message {
            ephemeral_message: wrapped(message),
            ..Default::default()
        })
    };
    assert_eq!(content(&deep(8)), said("inside"));
    assert_eq!(content(&deep(9)), Content::Unsupported { name: "ephemeralMessage".to_owned() });
    let sent = part::DeviceSentMessage { message: text("inside").into(), ..Default::default() };
    assert_eq!(content(&wa::Message { device_sent_message: sent.into(), ..Default::default() }), said("inside"));
}

#[test]
fn texts_are_read_as_they_are_but_for_nul() {
    let extended = part::ExtendedTextMessage { text: Some("a link".to_owned()), ..Default::default() };
    let bare = wa::Message { extended_text_message: part::ExtendedTextMessage::default().into(), ..Default::default() };
    let both = wa::Message { extended_text_message: extended.into(), ..text("") };
    for (message, expected) in [
        (text("hello\n👋🏽"), said("hello\n👋🏽")),
        (text("a\0b"), said("a\u{fffd}b")),
        (text(""), said("")),
        (both, said("a link")),
        (bare, Content::Unsupported { name: "extendedTextMessage".to_owned() }),
        (wa::Message::default(), Content::Unsupported { name: "unknown".to_owned() }),
    ] {
        assert_eq!(serde_json::to_value(content(&message)).unwrap(), serde_json::to_value(expected).unwrap());
    }
    let long = "x".repeat(65_536);
    assert_eq!(content(&text(&long)), said(&long));
}

#[test]
fn places_off_the_globe_are_not_read() {
    let at = |latitude: Option<f64>, longitude: Option<f64>| {
        let location = part::LocationMessage {
            degrees_latitude: latitude,
            degrees_longitude: longitude,
            name: Some("Salon".to_owned()),
            address: Some(String::new()),
            ..Default::default()
        };
        content(&wa::Message { location_message: location.into(), ..Default::default() })
    };
    let name = Some("Salon".to_owned());
    let place = Place { latitude: 55.7, longitude: 37.6, name: name.clone(), address: None, live: false };
    assert_eq!(at(Some(55.7), Some(37.6)), Content::Location(place.clone()));
    for (latitude, longitude) in
        [(Some(f64::NAN), Some(1.0)), (Some(1.0), Some(f64::INFINITY)), (Some(90.1), Some(1.0)), (None, Some(1.0))]
    {
        assert_eq!(at(latitude, longitude), Content::Unsupported { name: "locationMessage".to_owned() });
    }
    let live = part::LiveLocationMessage {
        degrees_latitude: Some(55.7),
        degrees_longitude: Some(37.6),
        caption: name,
        ..Default::default()
    };
    let live = content(&wa::Message { live_location_message: live.into(), ..Default::default() });
    assert_eq!(live, Content::Location(Place { live: true, ..place }));
}

#[test]
fn contacts_come_as_a_list_however_many() {
    let card = |name: &str| part::ContactMessage {
        display_name: Some(name.to_owned()),
        vcard: Some("BEGIN:VCARD".to_owned()),
        ..Default::default()
    };
    let contact = |name: &str| Contact { name: Some(name.to_owned()), vcard: Some("BEGIN:VCARD".to_owned()) };
    let one = wa::Message { contact_message: card("A").into(), ..Default::default() };
    assert_eq!(content(&one), Content::Contacts { contacts: vec![contact("A")] });
    let array = part::ContactsArrayMessage { contacts: vec![card("A"), card("B")], ..Default::default() };
    let two = wa::Message { contacts_array_message: array.into(), ..Default::default() };
    assert_eq!(content(&two), Content::Contacts { contacts: vec![contact("A"), contact("B")] });
}

#[test]
fn content_that_is_not_read_is_named() {
    let poll = part::PollCreationMessage { name: Some("secret".to_owned()), ..Default::default() };
    for (message, name) in [
        (wa::Message { poll_creation_message_v3: poll.into(), ..Default::default() }, "pollCreationMessageV3"),
        (wa::Message { call: part::Call::default().into(), ..Default::default() }, "call"),
        (
            wa::Message { pin_in_chat_message: part::PinInChatMessage::default().into(), ..Default::default() },
            "pinInChatMessage",
        ),
    ] {
        assert_eq!(content(&message), Content::Unsupported { name: name.to_owned() });
    }
}
