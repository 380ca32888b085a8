//! The phone's half of the exchange: its ephemeral key and nonce, the code, and the companion's pairing request.
//!
//! Commitment: SHA-256(companion's ephemeral identity ‖ companion's nonce). Code: the first five bytes of
//! SHA-256(companion's nonce ‖ phone's ephemeral key), XOR the first five of the phone's nonce, in Crockford's base 32.
//! Key of the pairing request: HKDF-SHA-256 over X25519 of the ephemeral keys, with the salt
//! `Companion Pairing <type> with ref <ref>` (the type as a number) and the info `Pairing Information Encryption Key`.
//! Handoff: HMAC-SHA-256 over the prologue's payload, by a key that HKDF derives from an ADV secret of an earlier linking.

use buffa::{Enumeration as _, Message as _};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use waproto::whatsapp as wa;
use x25519_dalek::{PublicKey, StaticSecret};

use crate::state::random;

/// Alphabet of the code: Crockford's without 0, and with the letters up to Z.
const ALPHABET: &[u8; 32] = b"123456789ABCDEFGHJKLMNPQRSTVWXYZ";
const HANDOFF_INFO: &[u8] = b"shortcake-passkey-handoff-v1";
const REQUEST_INFO: &[u8] = b"Pairing Information Encryption Key";
/// Maximum size of a prologue's payload and of a pairing request, in bytes.
const MAX_PROTOBUF: usize = 4 * 1024;

/// The phone in the middle of the exchange.
pub(crate) struct Primary {
    secret: StaticSecret,
    nonce: [u8; 32],
    companion: PublicKey,
    /// The companion's ephemeral identity as it was sent, which the commitment covers.
    identity: Vec<u8>,
    commitment: Vec<u8>,
    salt: String,
}

/// Content of a pairing request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PairingRequest {
    pub(crate) noise: [u8; 32],
    pub(crate) identity: [u8; 32],
    pub(crate) adv_secret: [u8; 32],
}

impl Primary {
    /// Reads a prologue's payload, which must name the ref that this companion was given. The error says what is wrong.
    pub(crate) fn answer(payload: &[u8], reference: &str) -> Result<Self, &'static str> {
        Self::with_keys(payload, reference, (random(), random()))
    }

    /// The same with the phone's ephemeral private key and its nonce given.
    fn with_keys(payload: &[u8], reference: &str, own: ([u8; 32], [u8; 32])) -> Result<Self, &'static str> {
        if payload.len() > MAX_PROTOBUF {
            return Err("the prologue's payload is too large");
        }
        let payload =
            wa::ProloguePayload::decode_from_slice(payload).map_err(|_| "the prologue's payload is not one")?;
        let commitment = payload.commitment.into_option().and_then(|commitment| commitment.hash);
        let commitment = commitment.filter(|hash| hash.len() == 32).ok_or("the prologue has no commitment")?;
        let identity = payload.companion_ephemeral_identity.ok_or("the prologue has no ephemeral identity")?;
        let parsed = wa::CompanionEphemeralIdentity::decode_from_slice(&identity)
            .map_err(|_| "the prologue's ephemeral identity is not one")?;
        let key: Option<[u8; 32]> = parsed.public_key.and_then(|key| key.try_into().ok());
        let key = key.ok_or("the companion's ephemeral key is not one")?;
        if parsed.r#ref.as_deref() != Some(reference) {
            return Err("the prologue is for another ref");
        }
        let device = parsed.device_type.map_or(0, |device| device.to_i32());
        let salt = format!("Companion Pairing {device} with ref {reference}");
        let (secret, nonce) = own;
        Ok(Self { secret: secret.into(), nonce, companion: key.into(), identity, commitment, salt })
    }

    /// `PrimaryEphemeralIdentity` for `crsc_continuation`.
    pub(crate) fn identity(&self) -> wa::PrimaryEphemeralIdentity {
        wa::PrimaryEphemeralIdentity {
            public_key: Some(PublicKey::from(&self.secret).as_bytes().to_vec()),
            nonce: Some(self.nonce.to_vec()),
        }
    }

    /// The code to compare, `XXXX-XXXX`; `None` if the companion did not commit to this nonce.
    pub(crate) fn code(&self, companion_nonce: &[u8]) -> Option<String> {
        let committed = Sha256::new().chain_update(&self.identity).chain_update(companion_nonce).finalize();
        if companion_nonce.len() != 32 || committed[..] != self.commitment[..] {
            return None;
        }
        let own = PublicKey::from(&self.secret);
        let digest = Sha256::new().chain_update(companion_nonce).chain_update(own.as_bytes()).finalize();
        let bits =
            digest.iter().zip(self.nonce).take(5).fold(0_u64, |bits, (one, other)| bits << 8 | u64::from(one ^ other));
        let sign = |place: u32| {
            let index = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
            ALPHABET.get(index).copied().map(char::from)
        };
        let code: String = (0..8).filter_map(sign).collect();
        code.split_at_checked(4).map(|(one, other)| format!("{one}-{other}"))
    }

    /// Decrypts the companion's pairing request. The error says what is wrong with it.
    pub(crate) fn open(&self, sealed: &[u8]) -> Result<PairingRequest, &'static str> {
        const NOT_ONE: &str = "the pairing request is not one";
        if sealed.len() > MAX_PROTOBUF {
            return Err("the pairing request is too large");
        }
        let sealed = wa::EncryptedPairingRequest::decode_from_slice(sealed).map_err(|_| NOT_ONE)?;
        let iv: [u8; 12] = sealed.iv.and_then(|iv| iv.try_into().ok()).ok_or(NOT_ONE)?;
        let mut payload = sealed.encrypted_payload.ok_or(NOT_ONE)?;
        let key = self.request_key().ok_or("the companion's ephemeral key agrees with none")?;
        let opened = key.open_in_place(Nonce::assume_unique_for_key(iv), Aad::empty(), &mut payload);
        let opened = opened.map_err(|_| "the pairing request does not decrypt")?;
        let request = wa::PairingRequest::decode_from_slice(opened).map_err(|_| NOT_ONE)?;
        let key = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(NOT_ONE);
        Ok(PairingRequest {
            noise: key(request.companion_public_key)?,
            identity: key(request.companion_identity_key)?,
            adv_secret: key(request.adv_secret)?,
        })
    }

    fn request_key(&self) -> Option<LessSafeKey> {
        let shared = self.secret.diffie_hellman(&self.companion);
        // A key of low order would make the shared secret known to everybody.
        if !shared.was_contributory() {
            return None;
        }
        let key = derived(shared.as_bytes(), Some(self.salt.as_bytes()), REQUEST_INFO)?;
        UnboundKey::new(&AES_256_GCM, &key).ok().map(LessSafeKey::new)
    }
}

/// Whether a handoff proof was made by the owner of one of these ADV secrets.
pub(crate) fn proves_handoff<'a>(proof: &[u8], payload: &[u8], secrets: impl IntoIterator<Item = &'a [u8]>) -> bool {
    let proved = |secret: &[u8]| {
        let key = derived(secret, None, HANDOFF_INFO)?;
        let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.chain_update(payload).verify_slice(proof).ok()
    };
    secrets.into_iter().any(|secret| proved(secret).is_some())
}

fn derived(secret: &[u8], salt: Option<&[u8]>, info: &[u8]) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(salt, secret).expand(info, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests;
