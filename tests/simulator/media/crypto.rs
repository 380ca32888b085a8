//! Encryption of media files: AES-256-CBC with the first 10 bytes of an HMAC-SHA256 behind the ciphertext, all keys
//! derived from the media key (`wacore/src/download.rs`, `wacore/src/upload.rs`); and the messages about a file that is
//! to be uploaded again, AES-256-GCM with another derived key (`wacore/src/media_retry.rs`).

use hkdf::Hkdf;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use wacore::download::{DownloadUtils, MediaType};
use wacore::upload::MediaEncryptor;

use crate::orders::{Content, Media};
use crate::state::random;

/// Size of a nonce of AES-GCM, in bytes.
const NONCE: usize = 12;

/// A file, encrypted, with what its message says of it.
pub(crate) struct Encrypted {
    pub(crate) key: [u8; 32],
    pub(crate) sha256: [u8; 32],
    pub(crate) enc_sha256: [u8; 32],
    pub(crate) length: u64,
    pub(crate) bytes: Vec<u8>,
}

/// Type of a content's file, which the derivation of its keys contains, and the file's description.
pub(crate) fn media_of(content: &Content) -> Option<(MediaType, &Media)> {
    match content {
        Content::Image(media) => Some((MediaType::Image, media)),
        Content::Video(media) => Some((MediaType::Video, media)),
        Content::Audio(media) | Content::Voice(media) => Some((MediaType::Audio, media)),
        Content::Document(media) => Some((MediaType::Document, media)),
        Content::Sticker(media) => Some((MediaType::Sticker, media)),
        Content::Text { .. }
        | Content::Reaction { .. }
        | Content::Edit { .. }
        | Content::Revoke { .. }
        | Content::Location { .. }
        | Content::Contact { .. } => None,
    }
}

/// Encrypts a file that comes in parts, so that a generated one is never in memory as a whole before it is encrypted.
pub(crate) fn encrypt<P: AsRef<[u8]>>(
    parts: impl Iterator<Item = P>,
    kind: MediaType,
) -> Result<Encrypted, &'static str> {
    const FAILED: &str = "the file cannot be encrypted";
    let mut encryptor = MediaEncryptor::with_key(random(), kind).map_err(|_| FAILED)?;
    let mut bytes = Vec::new();
    for part in parts {
        encryptor.update(part.as_ref(), &mut bytes);
    }
    let info = encryptor.finalize(&mut bytes).map_err(|_| FAILED)?;
    Ok(Encrypted {
        key: info.media_key,
        sha256: info.file_sha256,
        enc_sha256: info.file_enc_sha256,
        length: info.file_length,
        bytes,
    })
}

/// Decrypts a file and verifies everything that its message says of it; the error says what is wrong.
pub(crate) fn decrypt(encrypted: &[u8], (kind, media): (MediaType, &Media)) -> Result<Vec<u8>, &'static str> {
    let key = bytes32(media.media_key.as_deref()).ok_or("the message has no media key")?;
    let plain = DownloadUtils::verify_and_decrypt(encrypted, &key, kind).map_err(|_| "the file cannot be decrypted")?;
    if bytes32(media.file_sha256.as_deref()) != Some(sha256(&plain)) {
        return Err("the file has another hash than the message says");
    }
    match media.file_length {
        Some(length) if length != plain.len() as u64 => Err("the file has another length than the message says"),
        Some(_) | None => Ok(plain),
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Key or hash in Base64.
pub(crate) fn bytes32(text: Option<&str>) -> Option<[u8; 32]> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text?).ok()?.try_into().ok()
}

fn retry_key(media_key: &[u8]) -> Option<LessSafeKey> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, media_key).expand(b"WhatsApp Media Retry Notification", &mut key).ok()?;
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).ok()?))
}

/// Decrypts a request to upload a file again.
pub(crate) fn open_retry(media_key: &[u8], id: &str, (nonce, sealed): (&[u8], &[u8])) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let mut bytes = sealed.to_vec();
    let aad = Aad::from(id.as_bytes());
    let plain = retry_key(media_key)?.open_in_place(Nonce::assume_unique_for_key(nonce), aad, &mut bytes).ok()?;
    Some(plain.to_vec())
}

/// Encrypts the answer to such a request; returns the nonce and the ciphertext.
pub(crate) fn seal_retry(media_key: &[u8], id: &str, plain: &[u8]) -> Option<([u8; NONCE], Vec<u8>)> {
    let nonce: [u8; NONCE] = random();
    let mut bytes = plain.to_vec();
    let aad = Aad::from(id.as_bytes());
    retry_key(media_key)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut bytes).ok()?;
    Some((nonce, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_survives_encryption_only_with_its_key_kind_and_hash() {
        use base64::Engine as _;
        let base64 = |bytes: &[u8]| Some(base64::engine::general_purpose::STANDARD.encode(bytes));
        for length in [0_usize, 1, 15, 16, 17, 70_000] {
            let plain: Vec<u8> = (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect();
            let encrypted = encrypt(plain.chunks(4_096), MediaType::Image).unwrap();
            assert_eq!(encrypted.enc_sha256, sha256(&encrypted.bytes));
            let media = Media {
                media_key: base64(&encrypted.key),
                file_sha256: base64(&encrypted.sha256),
                file_length: Some(encrypted.length),
                ..Media::default()
            };
            assert_eq!(decrypt(&encrypted.bytes, (MediaType::Image, &media)), Ok(plain));
            assert!(decrypt(&encrypted.bytes, (MediaType::Video, &media)).is_err());
            let other = Media { file_sha256: base64(&[0; 32]), ..media.clone() };
            assert!(decrypt(&encrypted.bytes, (MediaType::Image, &other)).is_err());
            let longer = Media { file_length: Some(encrypted.length + 1), ..media.clone() };
            assert!(decrypt(&encrypted.bytes, (MediaType::Image, &longer)).is_err());
            let short = encrypted.bytes.get(1..).unwrap();
            assert!(decrypt(short, (MediaType::Image, &media)).is_err());
        }
    }

    #[test]
    fn answer_to_a_retry_is_read_by_the_library() {
        let (key, id) = ([7; 32], "3A01");
        let (sealed, nonce) = wacore::media_retry::encrypt_media_retry_receipt(&key, id).unwrap();
        assert!(open_retry(&key, id, (&nonce, &sealed)).is_some());
        assert!(open_retry(&key, "3A02", (&nonce, &sealed)).is_none());
        let (nonce, sealed) = seal_retry(&key, id, b"path").unwrap();
        let opened = wacore::media_retry::decrypt_media_retry_notification(&key, id, &nonce, &sealed);
        assert_eq!(opened.unwrap(), b"path");
    }
}
