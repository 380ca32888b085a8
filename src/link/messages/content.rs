//! Content of a message: its wrappers are taken off, and what is inside is read.

use linekeeper_domain::messages::{Contact, Content, Media, MediaKind, MediaSource, Place};
use waproto::whatsapp as wa;
use waproto::whatsapp::message as part;

use super::{clean, names};

/// Most wrappers around a content that are taken off; the deepest in use are four. What is nested deeper is not read.
const MOST_WRAPPERS: usize = 8;

/// Length in bytes of a file's key and of its hashes.
const KEY: usize = 32;

/// Host of the media servers, as URLs of files end their host.
const MEDIA_HOST: &str = ".whatsapp.net";

/// Message without its wrappers.
pub(super) struct Unwrapped<'a> {
    /// The innermost message.
    pub(super) message: &'a wa::Message,
    /// One of the wrappers, or a mark of the content, says that it may be opened once.
    pub(super) view_once: bool,
}

/// Content with the source of its file.
pub(super) struct Part {
    pub(super) content: Content,
    pub(super) file: Option<MediaSource>,
}

/// Takes the wrappers off.
pub(super) fn unwrapped(message: &wa::Message) -> Unwrapped<'_> {
    let (mut message, mut view_once) = (message, false);
    for _ in 0..MOST_WRAPPERS {
        let once = [&message.view_once_message, &message.view_once_message_v2, &message.view_once_message_v2_extension];
        let once = once.into_iter().find_map(|wrapper| wrapper.as_option());
        view_once |= once.is_some();
        let others = [
            &message.ephemeral_message,
            &message.document_with_caption_message,
            &message.edited_message,
            &message.group_mentioned_message,
            &message.associated_child_message,
            &message.lottie_sticker_message,
            &message.spoiler_message,
            &message.bot_invoke_message,
            &message.bot_forwarded_message,
        ];
        let other = others.into_iter().find_map(|wrapper| wrapper.as_option());
        let sent = message.device_sent_message.as_option().and_then(|sent| sent.message.as_option());
        match sent.or_else(|| once.or(other).and_then(|wrapper| wrapper.message.as_option())) {
            Some(inner) => message = inner,
            None => break,
        }
    }
    Unwrapped { message, view_once: view_once || is_marked_view_once(message) }
}

fn is_marked_view_once(message: &wa::Message) -> bool {
    let marks = [
        message.image_message.as_option().and_then(|image| image.view_once),
        message.video_message.as_option().and_then(|video| video.view_once),
        message.ptv_message.as_option().and_then(|video| video.view_once),
        message.audio_message.as_option().and_then(|audio| audio.view_once),
        message.extended_text_message.as_option().and_then(|text| text.view_once),
    ];
    marks.contains(&Some(true))
}

impl Part {
    const fn plain(content: Content) -> Self {
        Self { content, file: None }
    }

    fn text(text: &str) -> Self {
        Self::plain(Content::Text { text: clean(text) })
    }

    fn unsupported(name: &str) -> Self {
        Self::plain(Content::Unsupported { name: name.to_owned() })
    }

    /// Content for people; `None` if there is nothing for them: keys, and data of the devices among themselves.
    pub(super) fn of(unwrapped: &Unwrapped<'_>) -> Option<Self> {
        if unwrapped.view_once {
            return Some(Self::plain(Content::ViewOnce));
        }
        let message = unwrapped.message;
        Self::written(message).or_else(|| Self::of_media(message)).or_else(|| Self::of_things(message)).or_else(|| {
            match names::first_of(message) {
                Some(name) => Some(Self::unsupported(name)),
                None if names::is_for_devices(message) => None,
                // An empty text, or a kind of content that this version of the protocol does not have.
                None => Some(message.conversation.as_deref().map_or_else(|| Self::unsupported("unknown"), Self::text)),
            }
        })
    }

    fn written(message: &wa::Message) -> Option<Self> {
        let plain = message.conversation.as_deref().filter(|text| !text.is_empty());
        let extended = || message.extended_text_message.as_option().and_then(|extended| extended.text.as_deref());
        plain.or_else(extended).map(Self::text)
    }

    fn of_media(message: &wa::Message) -> Option<Self> {
        let image = || message.image_message.as_option().map(image);
        let film = || message.video_message.as_option().map(|one| video(one, MediaKind::Video));
        let note = || message.ptv_message.as_option().map(|one| video(one, MediaKind::VideoNote));
        let audio = || message.audio_message.as_option().map(audio);
        let document = || message.document_message.as_option().map(document);
        let sticker = || message.sticker_message.as_option().map(sticker);
        image().or_else(film).or_else(note).or_else(audio).or_else(document).or_else(sticker)
    }

    fn of_things(message: &wa::Message) -> Option<Self> {
        let place = || message.location_message.as_option().map(place);
        let live = || message.live_location_message.as_option().map(live_place);
        let card = || message.contact_message.as_option().map(|one| cards(std::slice::from_ref(one)));
        let array = || message.contacts_array_message.as_option().map(|all| cards(&all.contacts));
        place().or_else(live).or_else(card).or_else(array)
    }
}

fn cleaned(text: &Option<String>) -> Option<String> {
    text.as_deref().filter(|text| !text.is_empty()).map(clean)
}

fn hex(bytes: &Option<Vec<u8>>) -> Option<String> {
    bytes.as_deref().filter(|bytes| bytes.len() == KEY).map(crate::backend::hex)
}

/// Fields that the kinds of files share.
struct File<'a> {
    mimetype: &'a Option<String>,
    sha256: &'a Option<Vec<u8>>,
    bytes: Option<u64>,
    path: &'a Option<String>,
    url: &'a Option<String>,
    key: &'a Option<Vec<u8>>,
    encrypted_sha256: &'a Option<Vec<u8>>,
    key_time: Option<i64>,
}

impl File<'_> {
    fn media(&self, media: MediaKind) -> Media {
        Media {
            media,
            caption: None,
            mime_type: cleaned(self.mimetype),
            file_name: None,
            bytes: self.bytes,
            seconds: None,
            width: None,
            height: None,
            sha256: hex(self.sha256),
            media_id: None,
        }
    }

    /// Where the file is; `None` where it could not be fetched or decrypted anyway.
    fn source(&self) -> Option<MediaSource> {
        let key = self.key.clone().filter(|key| key.len() == KEY)?;
        let encrypted_sha256 = self.encrypted_sha256.clone().filter(|hash| hash.len() == KEY)?;
        // Joined to a host's URL, what begins with two slashes would name another host.
        let path = self.path.as_deref().filter(|path| path.starts_with('/') && !path.starts_with("//"));
        let path = path.or_else(|| path_of(self.url.as_deref()?))?;
        Some(MediaSource { path: path.to_owned(), key, encrypted_sha256, key_time: self.key_time })
    }

    fn part(&self, media: Media) -> Part {
        Part { content: Content::Media(media), file: self.source() }
    }
}

/// Path of a URL on WhatsApp's media servers.
fn path_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let at = rest.find('/')?;
    let (host, path) = rest.split_at_checked(at)?;
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    (plain && host.ends_with(MEDIA_HOST) && !path.starts_with("//")).then_some(path)
}

/// The fields of [`File`] in a message that has them by these names.
macro_rules! file {
    ($of:expr) => {
        File {
            mimetype: &$of.mimetype,
            sha256: &$of.file_sha256,
            bytes: $of.file_length,
            path: &$of.direct_path,
            url: &$of.url,
            key: &$of.media_key,
            encrypted_sha256: &$of.file_enc_sha256,
            key_time: $of.media_key_timestamp,
        }
    };
}

fn image(image: &part::ImageMessage) -> Part {
    let file = file!(image);
    let media = file.media(MediaKind::Image);
    file.part(Media { caption: cleaned(&image.caption), width: image.width, height: image.height, ..media })
}

fn video(video: &part::VideoMessage, kind: MediaKind) -> Part {
    let file = file!(video);
    let Media { media, mime_type, bytes, sha256, .. } = file.media(kind);
    file.part(Media {
        media,
        caption: cleaned(&video.caption),
        mime_type,
        file_name: None,
        bytes,
        seconds: video.seconds,
        width: video.width,
        height: video.height,
        sha256,
        media_id: None,
    })
}

fn audio(audio: &part::AudioMessage) -> Part {
    let file = file!(audio);
    let kind = if audio.ptt == Some(true) { MediaKind::Voice } else { MediaKind::Audio };
    file.part(Media { seconds: audio.seconds, ..file.media(kind) })
}

fn document(document: &part::DocumentMessage) -> Part {
    let file = file!(document);
    let file_name = cleaned(&document.file_name).or_else(|| cleaned(&document.title));
    file.part(Media { caption: cleaned(&document.caption), file_name, ..file.media(MediaKind::Document) })
}

fn sticker(sticker: &part::StickerMessage) -> Part {
    let file = file!(sticker);
    let media = file.media(MediaKind::Sticker);
    file.part(Media { width: sticker.width, height: sticker.height, ..media })
}

/// Coordinates; `None` unless both are there and are places on the globe, because JSON has no number for others.
fn on_the_globe(latitude: Option<f64>, longitude: Option<f64>) -> Option<(f64, f64)> {
    let latitude = latitude.filter(|degrees| (-90.0..=90.0).contains(degrees))?;
    Some((latitude, longitude.filter(|degrees| (-180.0..=180.0).contains(degrees))?))
}

fn place(place: &part::LocationMessage) -> Part {
    let Some((latitude, longitude)) = on_the_globe(place.degrees_latitude, place.degrees_longitude) else {
        return Part::unsupported("locationMessage");
    };
    let (name, address) = (cleaned(&place.name), cleaned(&place.address));
    Part::plain(Content::Location(Place { latitude, longitude, name, address, live: place.is_live == Some(true) }))
}

fn live_place(place: &part::LiveLocationMessage) -> Part {
    let Some((latitude, longitude)) = on_the_globe(place.degrees_latitude, place.degrees_longitude) else {
        return Part::unsupported("liveLocationMessage");
    };
    Part::plain(Content::Location(Place {
        latitude,
        longitude,
        name: cleaned(&place.caption),
        address: None,
        live: true,
    }))
}

fn cards(cards: &[part::ContactMessage]) -> Part {
    let card = |card: &part::ContactMessage| Contact { name: cleaned(&card.display_name), vcard: cleaned(&card.vcard) };
    Part::plain(Content::Contacts { contacts: cards.iter().map(card).collect() })
}
