//! A data key as it is stored: sealed under a master key.

use linekeeper_domain::CompanyId;
use zeroize::Zeroizing;

use super::{DataKey, Unreadable, begin, split};
use crate::MasterKey;
use crate::aead::{KEY, TooLong, associated, decrypt, encrypt_into};

const LABEL: &str = "linekeeper wrapped data key v1";

/// A data key under a master key, for one company: a version, the data key's tag, a nonce, the ciphertext and its
/// authenticator. It does not name its master key; whoever stores it keeps the id beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey(Vec<u8>);

impl WrappedKey {
    /// Its length in bytes; the tag is behind the first.
    pub const BYTES: usize = 1 + super::DataKeyTag::BYTES + crate::aead::NONCE + KEY + crate::aead::POLY;

    /// Wraps a company's data key.
    ///
    /// # Errors
    /// Never in practice: a key is short.
    pub fn of(key: &DataKey, company: &CompanyId, master: &MasterKey) -> Result<Self, TooLong> {
        let mut bytes = begin(key.tag(), KEY);
        encrypt_into(&mut bytes, &master.derive(LABEL), &aad(key, company, master), key.material.as_slice())?;
        Ok(Self(bytes))
    }

    /// What was stored.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// What to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Unwraps it.
    ///
    /// # Errors
    /// [`Unreadable`]: another master key or company has the same answer as a byte that is another one.
    pub fn open(&self, company: &CompanyId, master: &MasterKey) -> Result<DataKey, Unreadable> {
        let (tag, rest) = split(&self.0)?;
        let mut key = DataKey::empty(tag);
        let opened = decrypt(&master.derive(LABEL), &aad(&key, company, master), rest);
        let material = Zeroizing::new(opened.map_err(|_| Unreadable::Damaged)?);
        if material.len() != KEY {
            return Err(Unreadable::NotSealed);
        }
        key.material.copy_from_slice(&material);
        Ok(key)
    }
}

fn aad(key: &DataKey, company: &CompanyId, master: &MasterKey) -> Vec<u8> {
    associated(LABEL, &[master.id().as_str().as_bytes(), company.as_str().as_bytes(), key.tag().as_bytes()])
}
