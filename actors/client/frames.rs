//! JSON frames between a client and the service: `{ "type", "requestId"?, … }`.

use std::fmt;

use linekeeper_domain::session::Status;
use linekeeper_domain::{ChallengeId, CorrelationId, ErrorCode, PasskeyAnswer, Text, Timestamp, UserAction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::Document;

/// Longest `requestId` that is returned, in bytes; a longer one is ignored.
pub(super) const MAX_REQUEST_ID: usize = 64;

/// Frames that a client may send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum ClientFrame {
    /// Requests a pairing code, to link a phone.
    #[serde(rename_all = "camelCase")]
    RequestPairingCode {
        /// The number, national or international, in any usual notation.
        phone_number: String,
        /// Consent to change the linked number to this one. The linked phone stays connected until the new one is.
        /// Without the consent another number is answered by `PHONE_MISMATCH`.
        #[serde(default)]
        change_number: bool,
        /// Skips the wait after `REMOVED_AFTER_LINK`. For operators; ignored from an onboarding page.
        #[serde(default)]
        override_wait: bool,
    },
    /// Requests a QR code, to link a phone.
    #[serde(rename_all = "camelCase")]
    RequestQr {
        /// Consent to change the linked number to that of the phone that scans. The linked phone stays connected until
        /// the new one is. Without the consent a linked session stays as it is.
        #[serde(default)]
        change_number: bool,
        /// Skips the wait after `REMOVED_AFTER_LINK`. For operators; ignored from an onboarding page.
        #[serde(default)]
        override_wait: bool,
    },
    /// Answers WhatsApp's challenge for the account's passkey. Allowed with the credentials that asked for the pairing, or
    /// with the scope `sessions:write`. Each challenge is answered once; the response is `passkey-accepted` or `error`.
    #[serde(rename_all = "camelCase")]
    AnswerPasskey {
        /// The challenge, as named in `passkey-challenge`.
        #[schema(value_type = String)]
        challenge_id: ChallengeId,
        /// What `PublicKeyCredential.toJSON()` gives; at most 16 KiB.
        assertion: AssertionObject,
    },
    /// Confirms that the code in `passkey-code` is the one that the phone shows. The response is `passkey-accepted` or
    /// `error`.
    #[serde(rename_all = "camelCase")]
    ConfirmPasskey {
        /// The challenge, as named in `passkey-code`.
        #[schema(value_type = String)]
        challenge_id: ChallengeId,
    },
    /// Cancels the pairing under way.
    CancelPairing {},
    /// Removes the connection and everything that is stored for it.
    ResetWhatsappCredentials {},
    /// Authenticates the socket. Required within a few seconds if the upgrade request did not authenticate it; may be
    /// sent later with a token that is valid longer.
    Authenticate {
        /// The token of an onboarding link.
        token: Token,
    },
    /// Liveness check, answered by `pong`.
    Ping {},
}

/// Access token. Its `Debug` output hides the value.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// Assertion of a passkey. Its `Debug` output hides the value.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(super) struct AssertionObject(serde_json::Value);

impl AssertionObject {
    pub(super) fn answer(&self) -> PasskeyAnswer {
        PasskeyAnswer::new(self.0.to_string())
    }
}

impl fmt::Debug for AssertionObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssertionObject(hidden)")
    }
}

/// Frame type that a socket can receive.
pub(super) trait InboundFrame: for<'de> Deserialize<'de> {
    /// Description of the fields that a frame of this type needs; `None` for an unknown type or one without fields.
    fn expected(kind: &str) -> Option<&'static str>;
}

impl InboundFrame for ClientFrame {
    fn expected(kind: &str) -> Option<&'static str> {
        match kind {
            "authenticate" => Some("authenticate needs a token, a string"),
            "answer-passkey" => Some("answer-passkey needs a challengeId, a string, and an assertion, an object"),
            "confirm-passkey" => Some("confirm-passkey needs a challengeId, a string"),
            "request-pairing-code" => {
                Some("request-pairing-code needs a phoneNumber, a string; changeNumber and overrideWait are booleans")
            }
            "request-qr" => Some("request-qr: changeNumber and overrideWait are booleans"),
            _ => None,
        }
    }
}

/// Parsed frame; its request id is known even when the rest could not be parsed.
pub(super) struct Received<F = ClientFrame> {
    pub(super) request_id: Option<String>,
    /// `correlationId`, if it is a valid one.
    pub(super) correlation: Option<CorrelationId>,
    pub(super) frame: Result<F, String>,
}

impl Received {
    pub(super) fn parse(text: &str) -> Self {
        Self::parse_as(text)
    }
}

impl<F: InboundFrame> Received<F> {
    pub(super) fn parse_as(text: &str) -> Self {
        let document: Document = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                return Self {
                    request_id: None,
                    correlation: None,
                    frame: Err(format!("not JSON: line {}, column {}", error.line(), error.column())),
                };
            }
        };
        let request_id = document.text("requestId").filter(|id| id.len() <= MAX_REQUEST_ID).map(str::to_owned);
        let correlation = document.text("correlationId").and_then(|id| id.parse().ok());
        Self { request_id, correlation, frame: Self::frame_in(&document) }
    }

    fn frame_in(document: &Document) -> Result<F, String> {
        if document.has_repeated_names() {
            return Err("a name occurs twice in one object".to_owned());
        }
        const EXPECTED: &str = "a frame is an object with a type";
        // Serde would also deserialize an array of the values in their order.
        if !document.value.is_object() {
            return Err(EXPECTED.to_owned());
        }
        // Serde's own message would repeat the input, possibly a phone number.
        F::deserialize(&document.value).map_err(|_| match document.text("type") {
            Some(kind) => F::expected(kind).unwrap_or("unknown type").to_owned(),
            None => EXPECTED.to_owned(),
        })
    }
}

/// Frames that a client receives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum ServerFrame<'a> {
    /// Current state of the session: sent right after the connection, then at each change.
    #[serde(rename_all = "camelCase")]
    SessionState {
        /// Time of the service's clock, for countdowns.
        server_time: Timestamp,
        #[serde(flatten)]
        status: &'a Status,
        /// The pairing code to show now.
        #[serde(skip_serializing_if = "Option::is_none")]
        live_code: Option<CodeShown<'a>>,
        /// The QR code to show now.
        #[serde(skip_serializing_if = "Option::is_none")]
        live_qr: Option<QrShown<'a>>,
        /// The challenge of a passkey to answer now, or the code to compare.
        #[serde(skip_serializing_if = "Option::is_none")]
        live_passkey: Option<PasskeyShown<'a>>,
    },
    /// A pairing code to type on the phone.
    #[serde(rename_all = "camelCase")]
    PairingCode {
        #[serde(flatten)]
        code: CodeShown<'a>,
        /// Correlation id of the pairing.
        correlation_id: &'a str,
        /// Time of the service's clock.
        server_time: Timestamp,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// A QR code to scan.
    #[serde(rename_all = "camelCase")]
    QrCode {
        #[serde(flatten)]
        qr: QrShown<'a>,
        /// Time of the service's clock.
        server_time: Timestamp,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// WhatsApp demands an assertion of the account's passkey before it links the phone.
    #[serde(rename_all = "camelCase")]
    PasskeyChallenge {
        #[serde(flatten)]
        passkey: PasskeyShown<'a>,
        /// Correlation id of the pairing.
        correlation_id: &'a str,
        /// Time of the service's clock.
        server_time: Timestamp,
    },
    /// A code to compare with the one that the phone shows, before `confirm-passkey`.
    #[serde(rename_all = "camelCase")]
    PasskeyCode {
        #[serde(flatten)]
        passkey: PasskeyShown<'a>,
        /// Correlation id of the pairing.
        correlation_id: &'a str,
        /// Time of the service's clock.
        server_time: Timestamp,
    },
    /// The answer or the confirmation was sent to WhatsApp.
    #[serde(rename_all = "camelCase")]
    PasskeyAccepted {
        /// The challenge that it was for.
        challenge_id: String,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The phone is linked and connected.
    #[serde(rename_all = "camelCase")]
    WhatsappConnected {
        /// The number, masked.
        phone_number: String,
    },
    /// There will be no code, or the code shown is no longer valid.
    #[serde(rename_all = "camelCase")]
    PairingCodeError {
        code: ErrorCode,
        message: Text,
        user_action: UserAction,
        /// Milliseconds after which another request makes sense, where that is known.
        retry_after_ms: Option<u64>,
        /// With `PHONE_MISMATCH`: the linked number, masked.
        #[serde(skip_serializing_if = "Option::is_none")]
        stored_phone: Option<String>,
        /// Correlation id of the pairing.
        correlation_id: &'a str,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The reset is complete: nothing of the connection is left.
    #[serde(rename_all = "camelCase")]
    CredentialsReset {
        /// Always true.
        success: bool,
        message: Text,
        /// The company id.
        session_id: &'a str,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The reset failed.
    #[serde(rename_all = "camelCase")]
    ResetError {
        message: Text,
        error: ErrorCode,
        /// Correlation id of the request.
        correlation_id: &'a str,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The client is authenticated; `session-state` follows unless it was sent before.
    #[serde(rename_all = "camelCase")]
    Authenticated {
        /// When the socket is closed, unless a token that is valid longer comes before. It stays open for the pairing under
        /// way if that was asked for with the same onboarding link, 15 minutes at most, and begins nothing new.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Answer to `ping`.
    #[serde(rename_all = "camelCase")]
    Pong {
        /// Time of the service's clock.
        server_time: Timestamp,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The frame could not be parsed or was refused, or the socket is about to be closed.
    #[serde(rename_all = "camelCase")]
    Error {
        code: ErrorCode,
        message: Text,
        /// Details, in English.
        detail: &'a str,
        /// Milliseconds after which another attempt makes sense, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
        /// The `requestId` of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
}

/// Pairing code to show.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeShown<'a> {
    /// The code, as `ABCD-EFGH`.
    #[schema(pattern = "^[1-9A-HJ-NP-TV-Z]{4}-[1-9A-HJ-NP-TV-Z]{4}$")]
    pub(super) code: String,
    /// The number the code is for, in full: the person who sees the code has typed the number.
    pub(super) phone_number: &'a str,
    /// When the code expires.
    pub(super) expires_at: Timestamp,
}

/// Challenge of a passkey to answer, or its code to compare.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeyShown<'a> {
    /// Name of the challenge; the answer and the confirmation repeat it.
    pub(super) challenge_id: &'a str,
    /// WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
    /// `PublicKeyCredentialRequestOptionsJSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(super) options: Option<serde_json::Value>,
    /// The code to compare, as `ABCD-EFGH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'a str>,
    /// End of the time for it.
    pub(super) expires_at: Timestamp,
    /// Whether this socket may answer: it has the credentials that asked for the pairing, or the scope `sessions:write`.
    pub(super) may_answer: bool,
}

/// QR code to show.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QrShown<'a> {
    /// The text that it encodes.
    pub(super) qr: &'a str,
    /// The picture, as SVG.
    pub(super) svg: String,
    /// When the next one replaces it.
    pub(super) expires_at: Timestamp,
}

/// Renders a QR code as SVG: scalable, black on white, with the quiet zone that scanners need. Empty when the text is
/// too long for any QR code.
pub(super) fn picture_of(text: &str) -> String {
    qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::L)
        .map(|code| code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(256, 256).build())
        .unwrap_or_default()
}
