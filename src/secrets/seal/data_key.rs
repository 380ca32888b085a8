//! A company's data key.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Place, Unreadable, begin, split};
use crate::aead::{KEY, TooLong, decrypt, encrypt_into};

/// The public name of a data key: random, and in every value sealed under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataKeyTag(pub(super) [u8; Self::BYTES]);

impl DataKeyTag {
    /// Its length. Sealed values and wrapped keys have it behind their first byte.
    pub const BYTES: usize = 8;

    /// The tag as it stands in sealed values.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The key under which one company's rows are sealed, from one wipe to the next. Overwritten when dropped; never printed.
pub struct DataKey {
    tag: DataKeyTag,
    /// In the heap, so that moving the key leaves no copies behind.
    pub(super) material: Box<Zeroizing<[u8; KEY]>>,
}

impl DataKey {
    /// A new key.
    #[must_use]
    pub fn generate() -> Self {
        let mut tag = [0; DataKeyTag::BYTES];
        rand::fill(&mut tag);
        let mut key = Self::empty(DataKeyTag(tag));
        rand::fill(key.material.as_mut_slice());
        key
    }

    /// A key to be filled.
    pub(super) fn empty(tag: DataKeyTag) -> Self {
        Self { tag, material: Box::new(Zeroizing::new([0; KEY])) }
    }

    /// Its public name.
    #[must_use]
    pub const fn tag(&self) -> DataKeyTag {
        self.tag
    }

    /// Whether both are the same key.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.tag == other.tag && bool::from(self.material.ct_eq(other.material.as_slice()))
    }

    /// Seals a value for its place: a version, the tag, a nonce, the ciphertext and its authenticator; 49 bytes more than
    /// the value.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, TooLong> {
        let mut sealed = begin(self.tag, plain.len());
        encrypt_into(&mut sealed, &self.material, &place.associated(), plain)?;
        Ok(sealed)
    }

    /// Opens a value in its place.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let (tag, rest) = split(sealed)?;
        if tag != self.tag {
            return Err(Unreadable::OtherKey);
        }
        decrypt(&self.material, &place.associated(), rest).map_err(|_| Unreadable::Damaged)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}
