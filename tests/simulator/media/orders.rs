//! Files of messages that phones are told to send: encrypted and stored before the message is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::crypto::{Encrypted, encrypt, media_of};
use crate::error::Refusal;
use crate::orders::{Content, Media, MessageOrder};
use crate::simulator::Simulator;

/// Maximum size of a generated file, in bytes.
const GENERATED: u64 = 64 << 20;
/// Size of the parts in which a file is encrypted, in bytes.
const PART: usize = 64 << 10;

/// Uploads the order's file, if it has one, and returns the order with the description of it.
pub(crate) async fn prepare(simulator: &Simulator, order: &MessageOrder) -> Result<MessageOrder, Refusal> {
    let mut order = order.clone();
    let Some((kind, media)) = media_of(&order.content).filter(|(_, media)| media.has_file()) else {
        return Ok(order);
    };
    let source = Source::of(media)?;
    if media.describes_a_file() {
        return Err(bad("a message has a file or the description of one"));
    }
    let encrypted = tokio::task::spawn_blocking(move || source.encrypted(kind));
    let encrypted = encrypted.await.map_err(|error| Refusal::Internal(error.to_string()))?;
    let Encrypted { key, sha256, enc_sha256, length, bytes } =
        encrypted.map_err(|why| Refusal::Internal(why.to_owned()))?;
    let (path, host) = simulator.with(|world| {
        let host = world.media.host().map(str::to_owned);
        (world.media.put(Bytes::from(bytes)), host)
    });
    if let Some(media) = media_mut(&mut order.content) {
        (media.file, media.bytes) = (None, None);
        media.url = host.map(|host| format!("https://{host}{path}&mms3=true"));
        media.direct_path = Some(path);
        media.media_key = Some(STANDARD.encode(key));
        media.file_sha256 = Some(STANDARD.encode(sha256));
        media.file_enc_sha256 = Some(STANDARD.encode(enc_sha256));
        media.file_length = Some(length);
    }
    Ok(order)
}

fn bad(why: &str) -> Refusal {
    Refusal::BadRequest(why.to_owned())
}

fn media_mut(content: &mut Content) -> Option<&mut Media> {
    match content {
        Content::Image(media)
        | Content::Video(media)
        | Content::Audio(media)
        | Content::Voice(media)
        | Content::Document(media)
        | Content::Sticker(media) => Some(media),
        Content::Text { .. }
        | Content::Reaction { .. }
        | Content::Edit { .. }
        | Content::Revoke { .. }
        | Content::Location { .. }
        | Content::Contact { .. } => None,
    }
}

/// Where the bytes of a file come from.
enum Source {
    Given(Vec<u8>),
    /// This many bytes, each the place of its part modulo 251.
    Generated(u64),
}

impl Source {
    fn of(media: &Media) -> Result<Self, Refusal> {
        match (&media.file, media.bytes) {
            (Some(file), None) => Ok(Self::Given(STANDARD.decode(file).map_err(|_| bad("a file is in Base64"))?)),
            (None, Some(bytes)) if bytes <= GENERATED => Ok(Self::Generated(bytes)),
            (None, Some(_)) => Err(bad("a generated file has at most 64 MiB")),
            (Some(_), Some(_)) | (None, None) => Err(bad("a file is given or generated")),
        }
    }

    fn encrypted(self, kind: wacore::download::MediaType) -> Result<Encrypted, &'static str> {
        match self {
            Self::Given(bytes) => encrypt(bytes.chunks(PART), kind),
            Self::Generated(length) => encrypt(generated(length), kind),
        }
    }
}

/// Parts of a generated file.
fn generated(length: u64) -> impl Iterator<Item = Vec<u8>> {
    let part = PART as u64;
    (0..length.div_ceil(part)).map(move |place| {
        let size = usize::try_from((length - place * part).min(part)).unwrap_or(PART);
        vec![u8::try_from(place % 251).unwrap_or_default(); size]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_file_has_the_length_and_differs_by_part() {
        for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let parts: Vec<Vec<u8>> = generated(length).collect();
            assert_eq!(parts.iter().map(Vec::len).sum::<usize>() as u64, length);
            assert!(parts.windows(2).all(|two| two[0][0] != two[1][0]));
        }
    }
}
