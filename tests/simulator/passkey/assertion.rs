//! The service's examination of an assertion, as WebAuthn prescribes it to a relying party.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::key::Point;

/// Flag of the authenticator data: somebody was there.
pub(crate) const USER_PRESENT: u8 = 0x01;
/// Flag of the authenticator data: it was the person whom the authenticator knows.
pub(crate) const USER_VERIFIED: u8 = 0x04;
/// Maximum size of an assertion, in bytes.
const MAX_ASSERTION: usize = 16 * 1024;
/// Maximum size of a credential id, in bytes: that of WebAuthn.
pub(crate) const MAX_CREDENTIAL_ID: usize = 1023;
/// Domain under which an assertion must have been made.
const DOMAIN: &str = "whatsapp.com";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublicKeyCredential {
    id: String,
    raw_id: String,
    r#type: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
}

/// A well-formed assertion.
pub(crate) struct Assertion {
    pub(crate) challenge: Vec<u8>,
    kind: String,
    origin: String,
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl Assertion {
    /// Parses the JSON of `<webauthn_assertion>`, for the credential named beside it.
    pub(crate) fn read(text: &[u8], credential: &[u8]) -> Result<Self, &'static str> {
        if text.len() > MAX_ASSERTION || credential.len() > MAX_CREDENTIAL_ID {
            return Err("the assertion is too large");
        }
        let json: PublicKeyCredential = serde_json::from_slice(text).map_err(|_| "the assertion is not one in JSON")?;
        if json.r#type != "public-key" || json.id != json.raw_id {
            return Err("the assertion is not of a public key");
        }
        if credential.is_empty() || decoded(&json.raw_id)? != credential {
            return Err("the assertion is of another credential than is named");
        }
        let client_data = decoded(&json.response.client_data)?;
        let client: ClientData =
            serde_json::from_slice(&client_data).map_err(|_| "the assertion's client data is not JSON")?;
        Ok(Self {
            challenge: decoded(&client.challenge)?,
            kind: client.r#type,
            origin: client.origin,
            authenticator_data: decoded(&json.response.authenticator_data)?,
            signature: decoded(&json.response.signature)?,
            client_data,
        })
    }

    /// Verifies everything but the challenge. The error says what does not verify.
    pub(crate) fn verify(&self, rp_id: &str, key: &Point) -> Result<(), &'static str> {
        if self.kind != "webauthn.get" {
            return Err("the type is not webauthn.get");
        }
        if !of_domain(&self.origin) {
            return Err("the origin is not under whatsapp.com");
        }
        let Some((rp_id_hash, [flags, _, _, _, _, ..])) = self.authenticator_data.split_first_chunk::<32>() else {
            return Err("the authenticator data is too short");
        };
        if rp_id_hash[..] != Sha256::digest(rp_id.as_bytes())[..] {
            return Err("the authenticator data is for another rpId");
        }
        if flags & USER_PRESENT == 0 {
            return Err("no user was present");
        }
        if flags & USER_VERIFIED == 0 {
            return Err("the user was not verified");
        }
        let signed = [&self.authenticator_data[..], &Sha256::digest(&self.client_data)].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key.as_bytes())
            .verify(&signed, &self.signature)
            .map_err(|_| "the signature is not the credential's")
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, &'static str> {
    BASE64URL.decode(text.trim_end_matches('=')).map_err(|_| "a part of the assertion is not base64url")
}

/// Whether an origin is that of the domain or of a subdomain, on the usual port.
fn of_domain(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    host == DOMAIN || host.strip_suffix(DOMAIN).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
}

#[cfg(test)]
mod tests;
