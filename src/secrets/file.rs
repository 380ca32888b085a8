//! Sealing of files: XChaCha20-Poly1305 in the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015), in pieces
//! of 64 KiB. Each piece has its place and whether it is the last in its nonce, so pieces that are swapped, repeated,
//! missing, or of another file do not open.

use aead_stream::{NewStream as _, Nonce, StreamBE32, StreamPrimitive as _};
use chacha20poly1305::XChaCha20Poly1305;

use crate::aead::{KEY, POLY, TooLong};
use crate::seal::Unreadable;

/// Bytes of a piece; the last one may have fewer.
pub const FILE_CHUNK: usize = 64 * 1024;

/// Bytes of a sealed piece.
pub const SEALED_CHUNK: usize = FILE_CHUNK + POLY;

/// Seals or opens the pieces of one file.
///
/// The rest of the nonce is zero. That is sound because a key seals one file, once: whoever begins a file anew takes another
/// key.
pub struct FileCipher(StreamBE32<XChaCha20Poly1305>);

impl FileCipher {
    /// Creates the cipher of the file that has this key to itself.
    #[must_use]
    pub fn new(key: &[u8; KEY]) -> Self {
        let rest = Nonce::<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>>::default();
        Self(StreamBE32::new(key.into(), &rest))
    }

    /// Seals the piece at a place in place; it grows by 16 bytes.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn seal(&self, (place, is_last): (u32, bool), piece: &mut Vec<u8>) -> Result<(), TooLong> {
        self.0.encrypt_in_place(place, is_last, b"", piece).map_err(|_| TooLong)
    }

    /// Opens the piece at a place in place.
    ///
    /// # Errors
    /// [`Unreadable::Damaged`] if it is not the piece that was sealed for this place.
    pub fn open(&self, (place, is_last): (u32, bool), piece: &mut Vec<u8>) -> Result<(), Unreadable> {
        self.0.decrypt_in_place(place, is_last, b"", piece).map_err(|_| Unreadable::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealed(cipher: &FileCipher, at: (u32, bool), plain: &[u8]) -> Vec<u8> {
        let mut piece = plain.to_vec();
        cipher.seal(at, &mut piece).unwrap();
        piece
    }

    #[test]
    fn piece_opens_at_its_place_with_its_key_only() {
        let (cipher, other) = (FileCipher::new(&[7; KEY]), FileCipher::new(&[8; KEY]));
        let piece = sealed(&cipher, (3, false), b"a picture");
        assert_eq!(piece.len(), 9 + POLY);
        let mut opened = piece.clone();
        cipher.open((3, false), &mut opened).unwrap();
        assert_eq!(opened, b"a picture");
        for (cipher, at) in [(&cipher, (2, false)), (&cipher, (3, true)), (&other, (3, false))] {
            assert_eq!(cipher.open(at, &mut piece.clone()), Err(Unreadable::Damaged), "{at:?}");
        }
    }

    #[test]
    fn equal_pieces_are_sealed_differently() {
        let cipher = FileCipher::new(&[7; KEY]);
        assert_ne!(sealed(&cipher, (0, false), b"aaaa"), sealed(&cipher, (1, false), b"aaaa"));
    }

    proptest! {
        #[test]
        fn changed_piece_does_not_open(plain in proptest::collection::vec(any::<u8>(), 0..100), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let cipher = FileCipher::new(&[7; KEY]);
            let mut piece = sealed(&cipher, (0, true), &plain);
            let at = at.index(piece.len());
            piece[at] ^= 1 << bit;
            prop_assert_eq!(cipher.open((0, true), &mut piece), Err(Unreadable::Damaged));
            let mut shorter = sealed(&cipher, (0, true), &plain);
            shorter.truncate(at);
            prop_assert_eq!(cipher.open((0, true), &mut shorter), Err(Unreadable::Damaged));
        }
    }
}
