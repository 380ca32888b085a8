//! Key material as the state file keeps it: base64 in JSON, never printed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wacore_libsignal::protocol::{KeyPair, PrivateKey, PublicKey};

/// Bytes of a public key, a signature, a ciphertext or a protobuf. `Debug` prints the length only.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Blob(pub(crate) Vec<u8>);

impl Blob {
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(D::Error::custom)
    }
}

/// Curve25519 key pair; the file keeps the private half.
#[derive(Clone)]
pub(crate) struct Keys(pub(crate) KeyPair);

impl Keys {
    pub(crate) fn generate() -> Self {
        Self(KeyPair::generate(&mut rand::rng()))
    }

    /// Public key without its type byte, as on the wire.
    pub(crate) fn public(&self) -> [u8; 32] {
        raw(&self.0.public_key)
    }

    /// XEdDSA signature of the message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0
            .private_key
            .calculate_signature(message, &mut rand::rng())
            .map(|signature| signature.to_vec())
            .unwrap_or_default()
    }

    /// X25519 agreement with another key.
    pub(crate) fn agree(&self, their: &[u8]) -> Option<[u8; 32]> {
        let their = PublicKey::from_djb_public_key_bytes(their).ok()?;
        self.0.private_key.calculate_agreement(&their).ok()
    }
}

/// Whether the signature of the message was made by the owner of the key.
pub(crate) fn verified(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    PublicKey::from_djb_public_key_bytes(key).is_ok_and(|key| key.verify_signature(message, signature))
}

fn raw(key: &PublicKey) -> [u8; 32] {
    key.public_key_bytes().try_into().unwrap_or_default()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Serialize for Keys {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.0.private_key.serialize()))
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let blob = Blob::deserialize(deserializer)?;
        let private = PrivateKey::deserialize(blob.as_slice()).map_err(D::Error::custom)?;
        KeyPair::try_from(private).map(Self).map_err(D::Error::custom)
    }
}

/// Random bytes from the thread's generator.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_pair_survives_the_state_file() {
        let keys = Keys::generate();
        let text = serde_json::to_string(&keys).unwrap();
        let back: Keys = serde_json::from_str(&text).unwrap();
        assert_eq!(back.public(), keys.public());
        assert!(verified(&back.public(), b"text", &keys.sign(b"text")));
        assert!(!verified(&back.public(), b"other", &keys.sign(b"text")));
    }

    #[test]
    fn key_material_is_never_printed() {
        assert_eq!(format!("{:?}", Keys::generate()), "Keys(..)");
        assert_eq!(format!("{:?}", Blob(vec![1, 2])), "Blob(2 bytes)");
    }

    #[test]
    fn a_key_that_is_not_one_is_refused() {
        assert!(serde_json::from_str::<Keys>("\"AAAA\"").is_err());
        assert!(serde_json::from_str::<Blob>("\"not base64!\"").is_err());
    }
}
