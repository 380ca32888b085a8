//! Data key of a company.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Place, Unreadable, begin, split};
use crate::aead::{KEY, TooLong, decrypt, encrypt_into};

const HASH_LABEL: &str = "linekeeper keyed hash v1";

/// Public, random id of a data key. Every value sealed under the key contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataKeyTag(pub(super) [u8; Self::BYTES]);

impl DataKeyTag {
    /// Length in bytes. In sealed values and wrapped keys the tag follows their first byte.
    pub const BYTES: usize = 8;

    /// The tag's bytes as they appear in sealed values.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Key that seals one company's rows, from one wipe to the next. Zeroised when dropped; never printed.
pub struct DataKey {
    tag: DataKeyTag,
    /// On the heap, so that moving the key leaves no copies behind.
    pub(super) material: Box<Zeroizing<[u8; KEY]>>,
}

impl DataKey {
    /// Generates a new key.
    #[must_use]
    pub fn generate() -> Self {
        let mut tag = [0; DataKeyTag::BYTES];
        rand::fill(&mut tag);
        let mut key = Self::empty(DataKeyTag(tag));
        rand::fill(key.material.as_mut_slice());
        key
    }

    /// Creates a key of zeros, to be filled.
    pub(super) fn empty(tag: DataKeyTag) -> Self {
        Self { tag, material: Box::new(Zeroizing::new([0; KEY])) }
    }

    /// Public id of the key.
    #[must_use]
    pub const fn tag(&self) -> DataKeyTag {
        self.tag
    }

    /// Whether both are the same key, compared in constant time.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.tag == other.tag && bool::from(self.material.ct_eq(other.material.as_slice()))
    }

    /// Seals a value for its place. The result is version, tag, nonce, ciphertext and authenticator: 49 bytes more than
    /// the value.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, TooLong> {
        let mut sealed = begin(self.tag, plain.len());
        encrypt_into(&mut sealed, &self.material, &place.associated(), plain)?;
        Ok(sealed)
    }

    /// Hashes parts under this key, so that equal parts can be looked up without storing them. Without the key neither
    /// the parts nor that two keys hashed the same can be told. Each kind of value has a label of its own.
    #[must_use]
    pub fn keyed_hash(&self, label: &str, parts: &[&str]) -> [u8; 16] {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.material.as_slice()) else { return [0; 16] };
        for part in [HASH_LABEL, label].iter().chain(parts) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let whole = mac.finalize().into_bytes();
        let mut hash = [0; 16];
        hash.copy_from_slice(whole.split_at(16).0);
        hash
    }

    /// Opens a sealed value in its place.
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
