//! The frames, as JSON has them: `{ "type", "requestId"?, … }`.

use linekeeper_domain::session::Status;
use linekeeper_domain::{CorrelationId, ErrorCode, Text, Timestamp, UserAction};
use serde::{Deserialize, Serialize};

/// The longest `requestId` that is carried back.
const MAX_REQUEST_ID: usize = 64;

/// What a client may send.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum ClientFrame {
    /// Link a phone by code.
    #[serde(rename_all = "camelCase")]
    RequestPairingCode { phone_number: String },
    /// Show a QR.
    RequestQr {},
    /// Give up the pairing under way.
    CancelPairing {},
    /// Remove everything.
    ResetWhatsappCredentials {},
    /// Are you there?
    Ping {},
}

/// A frame as it came: its request id is known even when the rest of it is not understood.
pub(super) struct Received {
    pub(super) request_id: Option<String>,
    /// `correlationId`, if it is one.
    pub(super) correlation: Option<CorrelationId>,
    pub(super) frame: Result<ClientFrame, String>,
}

impl Received {
    pub(super) fn parse(text: &str) -> Self {
        let value: serde_json::Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                return Self {
                    request_id: None,
                    correlation: None,
                    frame: Err(format!("not JSON: line {}, column {}", error.line(), error.column())),
                };
            }
        };
        let request_id = value.get("requestId").and_then(serde_json::Value::as_str);
        let request_id = request_id.filter(|id| id.len() <= MAX_REQUEST_ID).map(str::to_owned);
        // Serde's own message would repeat what was sent, a phone number perhaps.
        let frame =
            ClientFrame::deserialize(&value).map_err(|_| match value.get("type").and_then(serde_json::Value::as_str) {
                Some("request-pairing-code") => "request-pairing-code needs a phoneNumber, a string".to_owned(),
                Some(_) => "unknown type".to_owned(),
                None => "a frame is an object with a type".to_owned(),
            });
        let correlation = value.get("correlationId").and_then(serde_json::Value::as_str);
        let correlation = correlation.and_then(|id| id.parse().ok());
        Self { request_id, correlation, frame }
    }
}

/// What a client is sent.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum ServerFrame<'a> {
    /// The picture: at once after connecting, then at each change.
    SessionState {
        server_time: Timestamp,
        #[serde(flatten)]
        status: &'a Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        live_code: Option<CodeShown<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        live_qr: Option<QrShown<'a>>,
    },
    /// A code to type.
    PairingCode {
        #[serde(flatten)]
        code: CodeShown<'a>,
        correlation_id: &'a str,
        server_time: Timestamp,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// A QR to scan.
    QrCode {
        #[serde(flatten)]
        qr: QrShown<'a>,
        server_time: Timestamp,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Done.
    WhatsappConnected { phone_number: String },
    /// No code, or a dead one.
    PairingCodeError {
        code: ErrorCode,
        message: Text,
        user_action: UserAction,
        retry_after_ms: Option<u64>,
        correlation_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Nothing is left.
    CredentialsReset {
        success: bool,
        message: Text,
        session_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The reset did not happen.
    ResetError {
        message: Text,
        error: ErrorCode,
        correlation_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// Yes.
    Pong {
        server_time: Timestamp,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The frame was not understood, or could not be passed on.
    Error {
        code: ErrorCode,
        message: Text,
        detail: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
}

/// A code on the screen.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeShown<'a> {
    /// `ABCD-EFGH`.
    pub(super) code: String,
    /// The number it is for, in full: whoever sees the code typed the number.
    pub(super) phone_number: &'a str,
    pub(super) expires_at: Timestamp,
}

/// A QR on the screen.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QrShown<'a> {
    /// What it encodes.
    pub(super) qr: &'a str,
    /// The picture.
    pub(super) svg: String,
    pub(super) expires_at: Timestamp,
}

/// The picture of a QR: scalable, black on white, with the quiet zone scanners need. Empty when the text is too long for any QR.
pub(super) fn picture_of(text: &str) -> String {
    qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::L)
        .map(|code| code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(256, 256).build())
        .unwrap_or_default()
}
