//! Virtual authenticator of a phone: one ES256 credential, and assertions as a browser hands them out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::assertion::{USER_PRESENT, USER_VERIFIED};
use super::key::Point;
use super::views::WrongAssertion;
use crate::error::Refusal;
use crate::state::{Blob, random};

/// Flags of a passkey that its provider keeps for all devices of a person: eligible for backup, and backed up.
const BACKED_UP: u8 = 0x08 | 0x10;

/// A credential and its private key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authenticator {
    id: Blob,
    user: Blob,
    /// Private key, PKCS#8.
    pkcs8: Blob,
}

/// What a page asks an authenticator to sign.
#[derive(Debug, Clone)]
pub(crate) struct Ceremony {
    pub(crate) challenge: Vec<u8>,
    pub(crate) rp_id: String,
    pub(crate) origin: String,
    pub(crate) wrong: Option<WrongAssertion>,
}

impl Authenticator {
    /// A new credential. The error is that of the random number generator.
    pub(crate) fn generate() -> Result<Self, Refusal> {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new())
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        Ok(Self {
            id: random::<16>().to_vec().into(),
            user: random::<16>().to_vec().into(),
            pkcs8: pkcs8.as_ref().into(),
        })
    }

    pub(crate) fn id(&self) -> &[u8] {
        self.id.as_slice()
    }

    /// Public key; `None` if the state file's private key is not one.
    pub(crate) fn point(&self) -> Option<Point> {
        Point::parse(self.keys().ok()?.public_key().as_ref())
    }

    fn keys(&self) -> Result<EcdsaKeyPair, Refusal> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, self.pkcs8.as_slice(), &SystemRandom::new())
            .map_err(|error| Refusal::Internal(format!("the authenticator's key cannot be used: {error}")))
    }

    /// `PublicKeyCredential` of an assertion, as `toJSON()` writes it.
    pub(crate) fn assert(&self, ceremony: &Ceremony) -> Result<Value, Refusal> {
        let client_data = client_data(ceremony).to_string();
        let data = authenticator_data(ceremony);
        let signed = [&data[..], &Sha256::digest(client_data.as_bytes())].concat();
        // A signature that is well-formed and belongs to something else.
        let signed =
            if ceremony.wrong == Some(WrongAssertion::Signature) { b"something else".to_vec() } else { signed };
        let signature =
            self.keys()?.sign(&SystemRandom::new(), &signed).map_err(|error| Refusal::Internal(error.to_string()))?;
        let id = match ceremony.wrong {
            Some(WrongAssertion::Credential) => BASE64URL.encode(random::<16>()),
            _ => BASE64URL.encode(self.id()),
        };
        Ok(json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "cross-platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL.encode(client_data),
                "authenticatorData": BASE64URL.encode(data),
                "signature": BASE64URL.encode(signature),
                "userHandle": BASE64URL.encode(self.user.as_slice()),
            }
        }))
    }
}

fn client_data(ceremony: &Ceremony) -> Value {
    let challenge = match ceremony.wrong {
        Some(WrongAssertion::Challenge) => random::<32>().to_vec(),
        _ => ceremony.challenge.clone(),
    };
    let kind = if ceremony.wrong == Some(WrongAssertion::Type) { "webauthn.create" } else { "webauthn.get" };
    let origin = match ceremony.wrong {
        Some(WrongAssertion::Origin) => "https://web.whatsapp.com.example",
        _ => &ceremony.origin,
    };
    json!({ "type": kind, "challenge": BASE64URL.encode(challenge), "origin": origin, "crossOrigin": false })
}

/// Hash of the relying party's id, flags, counter. The counter stays 0, as with every passkey that is backed up.
fn authenticator_data(ceremony: &Ceremony) -> Vec<u8> {
    let rp_id = if ceremony.wrong == Some(WrongAssertion::RpId) { "example.com" } else { &ceremony.rp_id };
    let flags = match ceremony.wrong {
        Some(WrongAssertion::Unverified) => USER_PRESENT,
        Some(WrongAssertion::Absent) => USER_VERIFIED,
        _ => USER_PRESENT | USER_VERIFIED,
    };
    [&Sha256::digest(rp_id.as_bytes())[..], &[flags | BACKED_UP], &[0; 4]].concat()
}
