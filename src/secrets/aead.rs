//! XChaCha20-Poly1305, the only cipher of this crate, and the encoding of its associated data.
//!
//! The nonce is 24 random bytes for each value: with that many bits no counter has to be stored, and nodes that seal
//! under the same key need no coordination.

use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305, XNonce};

/// Length of a key in bytes.
pub(crate) const KEY: usize = 32;
/// Length of a nonce in bytes.
pub(crate) const NONCE: usize = 24;
/// Length of the Poly1305 authenticator in bytes.
pub(crate) const POLY: usize = 16;

/// Error: the value is longer than the cipher can seal in one piece (256 GiB).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a value is too long to be sealed")]
pub struct TooLong;

/// Error: the authentication failed, because the key, the associated data or a byte of the value differs. Nothing was
/// decrypted.
pub(crate) struct NotAuthentic;

/// Appends nonce, ciphertext and authenticator of `plain` to `out`.
pub(crate) fn encrypt_into(out: &mut Vec<u8>, key: &[u8; KEY], aad: &[u8], plain: &[u8]) -> Result<(), TooLong> {
    let mut nonce = [0; NONCE];
    rand::fill(&mut nonce);
    out.reserve(NONCE + plain.len() + POLY);
    out.extend_from_slice(&nonce);
    let begun = out.len();
    out.extend_from_slice(plain);
    let body = out.get_mut(begun..).ok_or(TooLong)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let poly = cipher.encrypt_inout_detached(&XNonce::from(nonce), aad, body.into()).map_err(|_| TooLong)?;
    out.extend_from_slice(&poly);
    Ok(())
}

/// Decrypts what [`encrypt_into`] has appended.
pub(crate) fn decrypt(key: &[u8; KEY], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(NotAuthentic)?;
    let (body, poly) = rest.split_last_chunk::<POLY>().ok_or(NotAuthentic)?;
    let mut plain = body.to_vec();
    let cipher = XChaCha20Poly1305::new(key.into());
    let opened =
        cipher.decrypt_inout_detached(&XNonce::from(*nonce), aad, plain.as_mut_slice().into(), &Tag::from(*poly));
    opened.map_err(|_| NotAuthentic)?;
    Ok(plain)
}

/// Encodes a label and parts, each prefixed with its length, so that different lists of parts never encode alike.
pub(crate) fn associated(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(label.len() + parts.iter().map(|part| part.len() + 8).sum::<usize>() + 8);
    for part in std::iter::once(&label.as_bytes()).chain(parts) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_with_the_same_concatenation_encode_differently() {
        let lists: [&[&[u8]]; 5] = [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc", b""], &[b"", b"abc"], &[b"abc"]];
        let all: std::collections::BTreeSet<_> = lists.iter().map(|parts| associated("label", parts)).collect();
        assert_eq!(all.len(), lists.len());
    }
}
