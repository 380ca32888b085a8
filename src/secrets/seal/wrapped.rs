//! Wrapped data key: a data key sealed under a master key, as it is stored.

use linekeeper_domain::CompanyId;
use zeroize::Zeroizing;

use super::{DataKey, Unreadable, begin, split};
use crate::MasterKey;
use crate::aead::{KEY, TooLong, associated, decrypt, encrypt_into};

const LABEL: &str = "linekeeper wrapped data key v1";

/// Data key of one company sealed under a master key: version, the data key's tag, nonce, ciphertext and authenticator.
/// Does not name its master key; the id has to be stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey(Vec<u8>);

impl WrappedKey {
    /// Length in bytes; the tag follows the first byte.
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

    /// Takes over stored bytes, unchecked.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Unwraps the data key.
    ///
    /// # Errors
    /// [`Unreadable`]; another master key or another company gives the same error as a damaged byte.
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
