//! The frames, as JSON has them: `{ "type", "requestId"?, … }`.

use std::fmt;

use linekeeper_domain::session::Status;
use linekeeper_domain::{CorrelationId, ErrorCode, Text, Timestamp, UserAction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::Document;

/// The longest `requestId` that is carried back.
pub(super) const MAX_REQUEST_ID: usize = 64;

/// What a client may send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum ClientFrame {
    /// Link a phone by code.
    #[serde(rename_all = "camelCase")]
    RequestPairingCode {
        /// The number, national or international, in whatever form people write it.
        phone_number: String,
        /// The linked number may be replaced by this one. Without it another number is answered `PHONE_MISMATCH`.
        #[serde(default)]
        change_number: bool,
        /// Lift the wait after `REMOVED_AFTER_LINK`. An operator's to say; it does not count from an onboarding page.
        #[serde(default)]
        override_wait: bool,
    },
    /// Show a QR.
    #[serde(rename_all = "camelCase")]
    RequestQr {
        /// The linked number may be replaced by that of whichever phone scans. Without it a linked session stays as it is.
        #[serde(default)]
        change_number: bool,
        /// Lift the wait after `REMOVED_AFTER_LINK`. An operator's to say; it does not count from an onboarding page.
        #[serde(default)]
        override_wait: bool,
    },
    /// Give up the pairing under way.
    CancelPairing {},
    /// Remove the connection and everything that is stored of it.
    ResetWhatsappCredentials {},
    /// This is who I am. Needed within a few seconds where the upgrade has not said it, and possible later to stay longer.
    Authenticate {
        /// The token of an onboarding link.
        token: Token,
    },
    /// Are you there?
    Ping {},
}

/// A token. Prints hidden: it is a secret.
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

/// What somebody may send on a socket.
pub(super) trait Spoken: for<'de> Deserialize<'de> {
    /// What a frame of this type needs; nothing, if there is no such type or it needs nothing.
    fn expected(kind: &str) -> Option<&'static str>;
}

impl Spoken for ClientFrame {
    fn expected(kind: &str) -> Option<&'static str> {
        match kind {
            "authenticate" => Some("authenticate needs a token, a string"),
            "request-pairing-code" => {
                Some("request-pairing-code needs a phoneNumber, a string; changeNumber and overrideWait are booleans")
            }
            "request-qr" => Some("request-qr: changeNumber and overrideWait are booleans"),
            _ => None,
        }
    }
}

/// A frame as it came: its request id is known even when the rest of it is not understood.
pub(super) struct Received<F = ClientFrame> {
    pub(super) request_id: Option<String>,
    /// `correlationId`, if it is one.
    pub(super) correlation: Option<CorrelationId>,
    pub(super) frame: Result<F, String>,
}

impl Received {
    pub(super) fn parse(text: &str) -> Self {
        Self::parse_as(text)
    }
}

impl<F: Spoken> Received<F> {
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
        // An array of the values in their order would be read as well.
        if !document.value.is_object() {
            return Err(EXPECTED.to_owned());
        }
        // Serde's own message would repeat what was sent, a phone number perhaps.
        F::deserialize(&document.value).map_err(|_| match document.text("type") {
            Some(kind) => F::expected(kind).unwrap_or("unknown type").to_owned(),
            None => EXPECTED.to_owned(),
        })
    }
}

/// What a client is sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum ServerFrame<'a> {
    /// The picture: at once after connecting, then at each change.
    #[serde(rename_all = "camelCase")]
    SessionState {
        /// The service's clock, by which a page counts down.
        server_time: Timestamp,
        #[serde(flatten)]
        status: &'a Status,
        /// The code on the screen.
        #[serde(skip_serializing_if = "Option::is_none")]
        live_code: Option<CodeShown<'a>>,
        /// The QR on the screen.
        #[serde(skip_serializing_if = "Option::is_none")]
        live_qr: Option<QrShown<'a>>,
    },
    /// A code to type.
    #[serde(rename_all = "camelCase")]
    PairingCode {
        #[serde(flatten)]
        code: CodeShown<'a>,
        /// Of the pairing.
        correlation_id: &'a str,
        /// The service's clock.
        server_time: Timestamp,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// A QR to scan.
    #[serde(rename_all = "camelCase")]
    QrCode {
        #[serde(flatten)]
        qr: QrShown<'a>,
        /// The service's clock.
        server_time: Timestamp,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The phone is linked and the line stands.
    #[serde(rename_all = "camelCase")]
    WhatsappConnected {
        /// The number, masked.
        phone_number: String,
    },
    /// No code, or a dead one.
    #[serde(rename_all = "camelCase")]
    PairingCodeError {
        code: ErrorCode,
        message: Text,
        user_action: UserAction,
        /// In how many milliseconds asking again makes sense, where that is known.
        retry_after_ms: Option<u64>,
        /// With `PHONE_MISMATCH`: the linked number, masked.
        #[serde(skip_serializing_if = "Option::is_none")]
        stored_phone: Option<String>,
        /// Of the pairing.
        correlation_id: &'a str,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Nothing is left.
    #[serde(rename_all = "camelCase")]
    CredentialsReset {
        /// Always true.
        success: bool,
        message: Text,
        /// The company.
        session_id: &'a str,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The reset did not happen.
    #[serde(rename_all = "camelCase")]
    ResetError {
        message: Text,
        error: ErrorCode,
        /// Of the request.
        correlation_id: &'a str,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The client is known: the picture follows, if it has not been sent before.
    #[serde(rename_all = "camelCase")]
    Authenticated {
        /// When the socket is closed unless a token that counts longer comes before.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Yes.
    #[serde(rename_all = "camelCase")]
    Pong {
        /// The service's clock.
        server_time: Timestamp,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The frame was not understood or not taken, or the socket is about to be closed.
    #[serde(rename_all = "camelCase")]
    Error {
        code: ErrorCode,
        message: Text,
        /// More, in English.
        detail: &'a str,
        /// In how many milliseconds trying again makes sense, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
        /// Of the frame that this answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
}

/// A code on the screen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeShown<'a> {
    /// `ABCD-EFGH`.
    #[schema(pattern = "^[1-9A-HJ-NP-TV-Z]{4}-[1-9A-HJ-NP-TV-Z]{4}$")]
    pub(super) code: String,
    /// The number it is for, in full: whoever sees the code typed the number.
    pub(super) phone_number: &'a str,
    /// When it stops to work.
    pub(super) expires_at: Timestamp,
}

/// A QR on the screen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QrShown<'a> {
    /// What it encodes.
    pub(super) qr: &'a str,
    /// The picture.
    pub(super) svg: String,
    /// When the next one replaces it.
    pub(super) expires_at: Timestamp,
}

/// The picture of a QR: scalable, black on white, with the quiet zone scanners need. Empty when the text is too long for any QR.
pub(super) fn picture_of(text: &str) -> String {
    qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::L)
        .map(|code| code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(256, 256).build())
        .unwrap_or_default()
}
