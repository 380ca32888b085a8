//! Passkeys: what WhatsApp asks an account for before it links a device, and the answer of a browser or another
//! authenticator. Both are JSON as WebAuthn defines it (`PublicKeyCredentialRequestOptions`, `PublicKeyCredential`).
//!
//! WhatsApp examines an assertion; what is examined here is its form, that it answers the challenge at hand, and its
//! size, so that nothing else is sent in a person's name. Neither is ever logged: their debug texts are their sizes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ErrorCode;

/// Most bytes of the options, and of an assertion.
const MOST_BYTES: usize = 16 * 1024;

/// Fewest and most bytes of a challenge. WebAuthn asks for 16 at least.
const CHALLENGE: std::ops::RangeInclusive<usize> = 16..=512;

/// Shortest and longest time that an answer is waited for, and the time where WhatsApp names none.
const SHORTEST: Duration = Duration::from_secs(30);
pub(crate) const LONGEST_ANSWER: Duration = Duration::from_secs(600);

/// Reason why WhatsApp's options or an assertion cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPasskey {
    /// Larger than 16 KiB.
    #[error("it is larger than 16 KiB")]
    TooLarge,
    /// Not of the form that WebAuthn defines.
    #[error("{0}")]
    Malformed(&'static str),
    /// The assertion answers another challenge.
    #[error("it answers another challenge")]
    OtherChallenge,
}

impl InvalidPasskey {
    /// Code for the person or program that has sent the assertion.
    #[must_use]
    pub const fn error_code(self) -> ErrorCode {
        match self {
            Self::TooLarge | Self::Malformed(_) => ErrorCode::PasskeyInvalid,
            Self::OtherChallenge => ErrorCode::PasskeyOutdated,
        }
    }
}

/// WhatsApp's request for an assertion.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyChallenge {
    options: Arc<str>,
    challenge: Arc<[u8]>,
    valid_for: Duration,
}

impl PasskeyChallenge {
    /// Reads the options as WhatsApp sends them. What is not examined is passed on as it is.
    ///
    /// # Errors
    /// [`InvalidPasskey`].
    pub fn parse(options: &str) -> Result<Self, InvalidPasskey> {
        #[derive(Deserialize)]
        struct Options {
            challenge: String,
            #[serde(default)]
            timeout: Option<Value>,
        }
        if options.len() > MOST_BYTES {
            return Err(InvalidPasskey::TooLarge);
        }
        let Options { challenge, timeout } =
            object(options).ok_or(InvalidPasskey::Malformed("the options are no JSON object with a challenge"))?;
        let challenge = bytes_of(&challenge).ok_or(InvalidPasskey::Malformed("the challenge is no base64url"))?;
        if !CHALLENGE.contains(&challenge.len()) {
            return Err(InvalidPasskey::Malformed("the challenge has a strange length"));
        }
        let asked = timeout.and_then(|timeout| timeout.as_u64()).map_or(LONGEST_ANSWER, Duration::from_millis);
        Ok(Self {
            options: options.into(),
            challenge: challenge.into(),
            valid_for: asked.clamp(SHORTEST, LONGEST_ANSWER),
        })
    }

    /// The options, as `navigator.credentials.get` takes them after decoding.
    #[must_use]
    pub fn options(&self) -> &str {
        &self.options
    }

    /// Name of the challenge: the start of it. WhatsApp chooses each at random, so no two have the same.
    #[must_use]
    pub fn id(&self) -> ChallengeId {
        ChallengeId(URL_SAFE_NO_PAD.encode(self.challenge.get(..*CHALLENGE.start()).unwrap_or(&self.challenge)))
    }

    /// Time for which an answer is waited for, from the request on.
    #[must_use]
    pub const fn valid_for(&self) -> Duration {
        self.valid_for
    }
}

/// Name of a challenge, by which an answer and a confirmation say what they are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ChallengeId(String);

impl ChallengeId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasskeyChallenge({} bytes)", self.options.len())
    }
}

/// Answer to a challenge as it came, not examined. Its `Debug` output is its size.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyAnswer(Box<str>);

impl PasskeyAnswer {
    /// Takes a text of any size and form; [`PasskeyAssertion::parse`] refuses what is too large.
    #[must_use]
    pub fn new(json: String) -> Self {
        Self(json.into())
    }

    /// The text.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasskeyAnswer({} bytes)", self.0.len())
    }
}

/// Assertion of the account's passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyAssertion {
    json: Box<[u8]>,
    credential_id: Box<[u8]>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    id: String,
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    #[serde(default)]
    user_handle: Option<String>,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
}

impl PasskeyAssertion {
    /// Reads what `PublicKeyCredential.toJSON()` writes, as an answer to this challenge. Members that WhatsApp does not
    /// take are left out.
    ///
    /// # Errors
    /// [`InvalidPasskey`].
    pub fn parse(assertion: &str, asked: &PasskeyChallenge) -> Result<Self, InvalidPasskey> {
        const FORM: InvalidPasskey =
            InvalidPasskey::Malformed("the assertion is not of the form of a PublicKeyCredential");
        const BASE64: InvalidPasskey = InvalidPasskey::Malformed("a part of the assertion is no base64url");
        if assertion.len() > MOST_BYTES {
            return Err(InvalidPasskey::TooLarge);
        }
        let Credential { id, raw_id, kind, response } = object(assertion).ok_or(FORM)?;
        let credential_id = bytes_of(&raw_id).filter(|bytes| !bytes.is_empty()).ok_or(BASE64)?;
        if kind != "public-key" || bytes_of(&id).as_deref() != Some(&*credential_id) {
            return Err(FORM);
        }
        for part in [&response.authenticator_data, &response.signature] {
            bytes_of(part).filter(|bytes| !bytes.is_empty()).ok_or(BASE64)?;
        }
        // Browsers of some vendors send an empty one for none.
        let user_handle = response.user_handle.filter(|handle| !handle.is_empty());
        user_handle.as_deref().map_or(Some(Vec::new()), bytes_of).ok_or(BASE64)?;
        let client_data = bytes_of(&response.client_data).ok_or(BASE64)?;
        let ClientData { kind, challenge } = serde_json::from_slice(&client_data)
            .map_err(|_| InvalidPasskey::Malformed("the client data are no JSON object of an assertion"))?;
        if kind != "webauthn.get" {
            return Err(InvalidPasskey::Malformed("the client data are not those of an assertion"));
        }
        if bytes_of(&challenge).as_deref() != Some(&*asked.challenge) {
            return Err(InvalidPasskey::OtherChallenge);
        }
        let json = json!({
            "id": id,
            "rawId": raw_id,
            "type": "public-key",
            "response": {
                "clientDataJSON": response.client_data,
                "authenticatorData": response.authenticator_data,
                "signature": response.signature,
                "userHandle": user_handle,
            },
        });
        Ok(Self { json: json.to_string().into_bytes().into(), credential_id: credential_id.into() })
    }

    /// The assertion as JSON, in the form that WhatsApp takes.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Id of the credential that has signed it.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }
}

impl fmt::Debug for PasskeyAssertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasskeyAssertion({} bytes)", self.json.len())
    }
}

/// Code that the phone shows, too, once WhatsApp has taken the assertion: a person compares the two.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyCode(String);

impl PasskeyCode {
    /// The code as the client library writes it, `XXXX-XXXX`.
    #[must_use]
    pub const fn new(code: String) -> Self {
        Self(code)
    }

    /// The code as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyCode(…)")
    }
}

/// Step of a linking with a passkey that WhatsApp or the phone has refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasskeyFailure {
    /// WhatsApp has sent no options that can be used.
    Options,
    /// WhatsApp has refused the assertion: it does not verify, or it came too late.
    Assertion,
    /// The exchange with the phone after the assertion has failed.
    Exchange,
    /// WhatsApp has refused what follows the confirmation of the code.
    Confirmation,
}

impl PasskeyFailure {
    /// Code with which the pairing ends.
    #[must_use]
    pub const fn error_code(self) -> ErrorCode {
        match self {
            Self::Options => ErrorCode::PasskeyRequired,
            Self::Assertion => ErrorCode::PasskeyRefused,
            Self::Exchange | Self::Confirmation => ErrorCode::PasskeyNotConfirmed,
        }
    }

    /// Name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Options => "options",
            Self::Assertion => "assertion",
            Self::Exchange => "exchange",
            Self::Confirmation => "confirmation",
        }
    }
}

/// Reads a JSON object. Serde would also read an array of the values in their order.
fn object<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    serde_json::from_value(value).ok()
}

/// Bytes of a base64url text, with or without padding.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests;
