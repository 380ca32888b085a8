//! Master keys: they wrap the companies' data keys, and keys for other purposes are derived from them.
//!
//! A master key never encrypts anything itself: each purpose has its own key, derived with HKDF-SHA256 from the master
//! key and the purpose's name. So a value made for one purpose is useless for another.

mod error;
mod file;
mod id;
mod ring;

pub use error::MasterKeysError;
pub use id::{InvalidMasterKeyId, MasterKeyId};
pub use ring::MasterKeys;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::aead::{KEY, TooLong, associated, decrypt, encrypt_into};

/// Purpose of the key a proof is sealed with, and the sealed text.
const PROOF: &str = "linekeeper master key proof v1";

/// Master key with its id.
pub struct MasterKey {
    id: MasterKeyId,
    /// On the heap, so that moving the key leaves no copies behind.
    material: Box<Zeroizing<[u8; KEY]>>,
}

impl MasterKey {
    /// Generates a new key with this id, from the operating system's randomness.
    #[must_use]
    pub fn generate(id: MasterKeyId) -> Self {
        let mut material = Box::new(Zeroizing::new([0; KEY]));
        rand::fill(material.as_mut_slice());
        Self { id, material }
    }

    /// Id of the key.
    #[must_use]
    pub const fn id(&self) -> &MasterKeyId {
        &self.id
    }

    /// The key as an entry of the text form, `id:base64`, for the person who stores it.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let material = Zeroizing::new(STANDARD.encode(self.material.as_slice()));
        Zeroizing::new(format!("{}:{}", self.id, material.as_str()))
    }

    /// Derives the key of a purpose. Deterministic; computed at each call.
    #[must_use]
    pub fn derive(&self, purpose: &'static str) -> Zeroizing<[u8; KEY]> {
        let mut key = Zeroizing::new([0; KEY]);
        let expanded = Hkdf::<Sha256>::new(None, self.material.as_slice()).expand(purpose.as_bytes(), key.as_mut());
        #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8160 bytes")]
        expanded.expect("32 bytes");
        key
    }

    /// HMAC-SHA256 of `of` under the purpose's derived key: it can be neither made nor guessed without the master key.
    #[must_use]
    pub fn fingerprint(&self, purpose: &'static str, of: &[u8]) -> [u8; 32] {
        // HMAC pads a key with zeros to the length of a block.
        let mut block = Zeroizing::new([0; 64]);
        for (place, byte) in block.iter_mut().zip(self.derive(purpose).iter()) {
            *place = *byte;
        }
        let mut mac = Hmac::<Sha256>::new(&(*block).into());
        mac.update(of);
        mac.finalize().into_bytes().into()
    }

    /// Seals a fixed text under this key. By the stored proof a wrong key under the same id is detected.
    ///
    /// # Errors
    /// Never in practice: the text is short.
    pub fn prove(&self) -> Result<Vec<u8>, TooLong> {
        let mut proof = Vec::new();
        encrypt_into(&mut proof, &self.derive(PROOF), &self.proof_aad(), PROOF.as_bytes())?;
        Ok(proof)
    }

    /// Whether this key made the proof.
    #[must_use]
    pub fn has_made(&self, proof: &[u8]) -> bool {
        decrypt(&self.derive(PROOF), &self.proof_aad(), proof).is_ok_and(|text| text == PROOF.as_bytes())
    }

    fn proof_aad(&self) -> Vec<u8> {
        associated(PROOF, &[self.id.as_str().as_bytes()])
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, hidden)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> MasterKey {
        MasterKey::generate(id.parse().unwrap())
    }

    #[test]
    fn derived_key_depends_on_purpose_and_master_key_only() {
        let (one, other) = (key("a"), key("a"));
        assert_eq!(one.derive("x"), one.derive("x"));
        assert_ne!(one.derive("x"), one.derive("y"));
        assert_ne!(one.derive("x"), other.derive("x"));
        assert_ne!(*one.derive("x"), **one.material);
    }

    #[test]
    fn derivation_follows_rfc_5869() {
        // Expected value from another implementation: HMAC-SHA256 of thirty-two zero bytes and the key, then of that,
        // info and 1.
        let key = MasterKey { id: "a".parse().unwrap(), material: Box::new(Zeroizing::new([7; KEY])) };
        let hex: String = key.derive("test purpose").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5fe0b984d65510abf48f69fe86e0eebbd8be4b9b4073fb42f7fe4bca3b3eb48e");
    }

    #[test]
    fn proof_is_accepted_from_its_key_and_id_only() {
        let (key_a, other) = (key("a"), key("a"));
        let proof = key_a.prove().unwrap();
        assert!(key_a.has_made(&proof) && !other.has_made(&proof));
        let renamed = MasterKey { id: "b".parse().unwrap(), material: key_a.material };
        assert!(!renamed.has_made(&proof) && !renamed.has_made(b"") && !renamed.has_made(&[0; 100]));
    }

    #[test]
    fn master_key_does_not_print() {
        let key = key("a");
        let text = key.to_text();
        let secret = text.split_once(':').unwrap().1;
        let printed = format!("{key:?}");
        assert_eq!(printed, "MasterKey(a, hidden)");
        assert!(!printed.contains(secret));
    }
}
