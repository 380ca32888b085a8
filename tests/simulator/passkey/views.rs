//! Requests and responses of the control API about passkeys.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether the service demands the account's passkey at a linking, and how it asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasskeyDemand {
    /// Linking needs no passkey.
    #[default]
    Off,
    /// The request has the options with it.
    WithOptions,
    /// The companion has to ask for the options.
    WithoutOptions,
}

/// Settings and credentials of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyView {
    /// Demand.
    pub demand: PasskeyDemand,
    /// Relying party's id in request options.
    pub rp_id: String,
    /// Credentials; the first one is that of the phone's own authenticator.
    pub credentials: Vec<PasskeyCredential>,
}

/// A credential's public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasskeyCredential {
    /// Id in base64url.
    pub id: String,
    /// Public key of P-256 in Base64 of either alphabet: SubjectPublicKeyInfo (the form of answers), COSE, or an
    /// uncompressed point.
    pub public_key: String,
}

/// Request for an assertion, as a page would make it of a browser.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssertionOrder {
    /// Request options, as an object or as its text; those that the service issued last when absent.
    #[serde(default)]
    pub options: Option<Value>,
    /// Origin of the page; `https://web.whatsapp.com` when absent.
    #[serde(default)]
    pub origin: Option<String>,
    /// What is wrong with the assertion.
    #[serde(default)]
    pub wrong: Option<WrongAssertion>,
}

/// Ways of making an assertion that the service must refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrongAssertion {
    /// It answers another challenge.
    Challenge,
    /// It was made on a page of another domain.
    Origin,
    /// It is of a registration instead of an authentication.
    Type,
    /// It is for another relying party.
    RpId,
    /// The person was not verified.
    Unverified,
    /// No person was present.
    Absent,
    /// Its signature belongs to something else.
    Signature,
    /// The account has no such credential.
    Credential,
}

/// Step that a linking with a passkey waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasskeyStep {
    /// The companion's assertion.
    Assertion,
    /// The companion's nonce.
    Nonce,
    /// The companion's pairing request; the phone shows the code.
    PairingRequest,
    /// The person at the phone, who has not confirmed the code; the companion has done everything.
    Confirmation,
}

/// A linking that waits for a passkey or for what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyLinking {
    /// Step it waits for.
    pub step: PasskeyStep,
    /// Request options that the service issued last; absent before the companion has asked for them, and once they have
    /// been used or have expired.
    pub options: Option<Value>,
    /// Code to compare, `XXXX-XXXX`; absent before the companion's nonce, and if a handoff proof spares it.
    pub code: Option<String>,
    /// Whether the person at the phone has confirmed the code, or a handoff proof has.
    pub confirmed: bool,
    /// Whether a handoff proof was verified.
    pub handoff: bool,
    /// Reason of the latest refusal of the companion; the companion gets a code only.
    pub refused: Option<String>,
}
