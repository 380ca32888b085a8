//! JSON schemas of the frames, for AsyncAPI: derived from the types that are parsed and sent, with examples made by the
//! code that builds the real frames.

use std::collections::BTreeMap;

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{LivePasskey, PasskeyItem, Session, SessionNotification, SessionPolicy};
use linekeeper_domain::{
    CompanyId, CorrelationId, ErrorCode, LiveCode, PairingCode, PairingRefusal, PasskeyChallenge, PasskeyCode, Phone,
    Timestamp, TriggeredBy,
};
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::close_reason::SocketCloseReason;
use super::frames::{ClientFrame, MAX_REQUEST_ID, ServerFrame};
use super::outgoing::{
    close_frame, error_frame, notice_frame, pairing_error, reset_frame, state_frame, too_soon_frame,
};
use crate::session::LiveItems;

/// Schema of one frame type.
#[derive(Debug, Clone)]
pub struct FrameSchema {
    /// Value of its `type` field.
    pub kind: String,
    /// Description in English, from the type's doc comment.
    pub summary: String,
    /// JSON Schema; its references are in [`FrameSchemas::types`].
    pub schema: Value,
    /// Examples of this type.
    pub examples: Vec<Value>,
}

/// Schemas of all frame types of one socket, and its close codes.
#[derive(Debug, Clone)]
pub struct FrameSchemas {
    /// Frames that a client may send.
    pub from_client: Vec<FrameSchema>,
    /// Frames that a client receives.
    pub to_client: Vec<FrameSchema>,
    /// Schemas referred to as `#/components/schemas/…`, by name.
    pub types: BTreeMap<String, Value>,
    /// Close codes with what each means for the client.
    pub closes: Vec<(u16, &'static str)>,
}

/// Close codes and what they mean for the client.
pub(super) const CLOSES: &[(u16, &str)] = &[
    (1002, "The client sent something that is not a WebSocket frame."),
    (1008, "The client sends far more frames than the rate limit allows, or does not read. Reconnect after a pause."),
    (1009, "A frame was longer than 64 KiB."),
    (1012, "The service restarts. Reconnect; nothing is lost."),
    (1013, "Too many WebSockets are open, or the session cannot be watched at the moment. Reconnect after a pause."),
    (4401, "The token is not valid (any more), or access was revoked. Do not reconnect with the same token."),
    (4403, "The token is for another company. Do not reconnect with it."),
    (4408, "The client did not authenticate in time. Reconnect and authenticate at once."),
];

impl FrameSchemas {
    /// Schemas of a company's socket.
    #[must_use]
    pub fn new() -> Self {
        let mut types = Vec::new();
        ClientFrame::schemas(&mut types);
        ServerFrame::schemas(&mut types);
        let types = types.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
        let from_client = enveloped(described(&json!(ClientFrame::schema()), &received()));
        let to_client = described(&json!(ServerFrame::schema()), &sent().unwrap_or_default());
        Self { from_client, to_client, types, closes: CLOSES.into() }
    }
}

impl Default for FrameSchemas {
    fn default() -> Self {
        Self::new()
    }
}

/// Splits an enum's schema into its alternatives and assigns the examples to them.
pub(super) fn described(schema: &Value, examples: &[Value]) -> Vec<FrameSchema> {
    let alternatives = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let frame = |schema: &Value| {
        let kind = kind_of(schema)?;
        let summary = schema.get("description").or_else(|| part(schema, "description"));
        Some(FrameSchema {
            summary: summary.and_then(Value::as_str).unwrap_or_default().to_owned(),
            schema: schema.clone(),
            examples: examples.iter().filter(|frame| frame.get("type") == Some(&json!(kind))).cloned().collect(),
            kind,
        })
    };
    alternatives.filter_map(frame).collect()
}

/// Returns the single value that the schema allows for the field `type`.
fn kind_of(schema: &Value) -> Option<String> {
    let own = schema.pointer("/properties/type/enum/0").and_then(Value::as_str).map(str::to_owned);
    let parts = || schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    own.or_else(|| parts().find_map(kind_of))
}

fn part<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    schema.get("allOf")?.as_array()?.iter().find_map(|part| part.get(key))
}

/// Adds the fields that every client frame may carry.
pub(super) fn enveloped(mut frames: Vec<FrameSchema>) -> Vec<FrameSchema> {
    frames.iter_mut().for_each(add_envelope);
    frames
}

fn add_envelope(frame: &mut FrameSchema) {
    let request_id = json!({
        "type": "string",
        "maxLength": MAX_REQUEST_ID,
        "description": "Id of the request; the response frame repeats it.",
    });
    let correlation_id = json!({ "$ref": "#/components/schemas/CorrelationId" });
    if let Some(properties) = frame.schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("requestId".into(), request_id);
        properties.insert("correlationId".into(), correlation_id);
    }
}

/// Example frames as clients send them.
fn received() -> Vec<Value> {
    vec![
        json!({ "type": "request-pairing-code", "phoneNumber": "8 (900) 646-42-63", "requestId": "1" }),
        json!({ "type": "request-pairing-code", "phoneNumber": "79006464263", "changeNumber": true }),
        json!({ "type": "request-qr", "requestId": "2", "correlationId": "page-7" }),
        json!({ "type": "request-qr", "changeNumber": true, "overrideWait": true }),
        json!({
            "type": "answer-passkey",
            "challengeId": "qqqqqqqqqqqqqqqqqqqqqg",
            "assertion": {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "response": { "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": null },
            },
            "requestId": "4",
        }),
        json!({ "type": "confirm-passkey", "challengeId": "qqqqqqqqqqqqqqqqqqqqqg", "requestId": "5" }),
        json!({ "type": "cancel-pairing" }),
        json!({ "type": "reset-whatsapp-credentials", "requestId": "3" }),
        json!({ "type": "authenticate", "token": "the token of an onboarding link" }),
        json!({ "type": "ping" }),
    ]
}

/// WhatsApp's demand for a passkey, for the examples.
const OPTIONS: &str = r#"{"challenge":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo","timeout":600000,"rpId":"whatsapp.com","allowCredentials":[],"userVerification":"required"}"#;

/// Example frames as clients receive them.
fn sent() -> Option<Vec<Value>> {
    let now = Timestamp::from_timestamp(1_795_000_000, 0)?;
    let end = now + chrono::TimeDelta::seconds(PairingCode::VALID_SECONDS);
    let (company, correlation): (CompanyId, CorrelationId) = ("997441".parse().ok()?, "pairing-7".parse().ok()?);
    let (phone, code): (Phone, PairingCode) = ("79006464263".parse().ok()?, "ABCD-EFGH".parse().ok()?);
    let (session, _) = Session::new(company.clone(), SessionPolicy::default(), correlation.clone(), now);
    let status = session.status(now);
    let live_code = LiveCode { code: code.clone(), expires_at: end };
    let (none, live) =
        (LiveItems::default(), LiveItems { code: Some(live_code), phone: Some(phone.clone()), ..LiveItems::default() });
    let shown = SessionNotification::CodeReady {
        code,
        phone: phone.clone(),
        expires_at: end,
        correlation: correlation.clone(),
    };
    let picture = SessionNotification::QrReady { text: "2@example".into(), expires_at: end };
    let mismatch = PairingRefusal {
        stored_phone: Some("79936363848".parse().ok()?),
        ..PairingRefusal::new(ErrorCode::PhoneMismatch)
    };
    let owner = Asker::unknown(TriggeredBy::Client);
    let challenge = PasskeyChallenge::parse(OPTIONS).ok()?;
    let passkey = |item| LivePasskey {
        challenge: challenge.id(),
        item,
        expires_at: end,
        askers: [owner.clone()].into(),
        correlation: correlation.clone(),
    };
    let challenged = passkey(PasskeyItem::Challenge(challenge.clone()));
    let with_passkey = LiveItems { passkey: Some(challenged.clone()), ..LiveItems::default() };
    let demanded = SessionNotification::Passkey(Box::new(challenged));
    let compared = passkey(PasskeyItem::Code(PasskeyCode::new("ABCD-EFGH".to_owned())));
    let compared = SessionNotification::Passkey(Box::new(compared));
    let connected = SessionNotification::Connected { phone };
    let request_id = || Some("1".to_owned());
    let frames = [
        state_frame(&status, &none, None, now),
        state_frame(&status, &live, None, now),
        state_frame(&status, &with_passkey, None, now),
        notice_frame(&shown, None, now, request_id())?,
        notice_frame(&picture, None, now, request_id())?,
        notice_frame(&demanded, Some(&owner), now, None)?,
        notice_frame(&compared, Some(&owner), now, None)?,
        ServerFrame::PasskeyAccepted { challenge_id: "qqqqqqqqqqqqqqqqqqqqqg".to_owned(), request_id: request_id() },
        notice_frame(&connected, None, now, None)?,
        pairing_error(&ErrorCode::InvalidPhone.into(), &correlation, request_id()),
        pairing_error(&ErrorCode::RateLimited.into(), &correlation, None),
        pairing_error(&mismatch, &correlation, request_id()),
        reset_frame(Ok(()), &company, &correlation, request_id()),
        reset_frame(Err(ErrorCode::StoreUnavailable), &company, &correlation, request_id()),
        ServerFrame::Authenticated { expires_at: Some(end), request_id: None },
        ServerFrame::Pong { server_time: now, request_id: request_id() },
        error_frame(ErrorCode::BadRequest, "unknown type", request_id()),
        too_soon_frame(std::time::Duration::from_millis(300), None),
        close_frame(SocketCloseReason::Expired, None),
    ];
    frames.iter().map(|frame| serde_json::to_value(frame).ok()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::super::frames::Received;
    use super::*;
    use linekeeper_domain::access::SocketBound;

    /// Validates a frame against its schema, without additional fields.
    fn fits(frame: &Value, schema: &FrameSchema, all: &FrameSchemas) -> Result<(), String> {
        let mut strict = schema.schema.clone();
        strict["components"] = json!({ "schemas": all.types });
        strict["unevaluatedProperties"] = json!(false);
        let validator = jsonschema::draft202012::new(&strict).map_err(|error| error.to_string())?;
        validator.validate(frame).map_err(|error| format!("{}: {error} in {frame}", schema.kind))
    }

    #[test]
    fn frames_all_have_schema_summary_and_valid_examples() {
        let all = FrameSchemas::new();
        assert_eq!((all.from_client.len(), all.to_client.len()), (8, 13));
        all_is_described(&all, &received(), &sent().unwrap());
    }

    /// Asserts that each type has a summary and valid examples, and that `received` and `sent` cover all types.
    pub(in crate::client) fn all_is_described(all: &FrameSchemas, received: &[Value], sent: &[Value]) {
        for schema in all.from_client.iter().chain(&all.to_client) {
            assert!(!schema.summary.is_empty() && !schema.examples.is_empty(), "{}", schema.kind);
            for frame in &schema.examples {
                fits(frame, schema, all).unwrap();
            }
        }
        kinds_are_described(&all.from_client, received);
        kinds_are_described(&all.to_client, sent);
    }

    /// Asserts that these frames and these schemas have the same types.
    fn kinds_are_described(schemas: &[FrameSchema], frames: &[Value]) {
        let kinds: BTreeSet<_> = frames.iter().map(|frame| frame["type"].as_str().unwrap()).collect();
        assert_eq!(schemas.iter().map(|schema| schema.kind.as_str()).collect::<BTreeSet<_>>(), kinds);
    }

    #[test]
    fn frame_with_extra_missing_or_wrong_field_is_invalid() {
        let all = FrameSchemas::new();
        let error = all.to_client.iter().find(|frame| frame.kind == "error").unwrap();
        let mut frame = error.examples[0].clone();
        frame["surprise"] = json!(1);
        assert!(fits(&frame, error, &all).is_err());
        frame.as_object_mut().unwrap().remove("surprise");
        frame["code"] = json!("NO_SUCH_CODE");
        assert!(fits(&frame, error, &all).is_err());
        frame.as_object_mut().unwrap().remove("code");
        assert!(fits(&frame, error, &all).is_err());
    }

    #[test]
    fn documented_client_frames_are_parsed() {
        for frame in received() {
            let read = Received::parse(&frame.to_string());
            assert!(read.frame.is_ok(), "{frame}");
            assert_eq!(read.request_id.as_deref(), frame["requestId"].as_str());
        }
    }

    #[test]
    fn close_reasons_all_have_a_described_close_code() {
        let farewells = [
            SocketCloseReason::Late,
            SocketCloseReason::NotProved,
            SocketCloseReason::NotAllowed,
            SocketCloseReason::Expired,
            SocketCloseReason::Revoked,
            SocketCloseReason::Crowded(SocketBound::Total),
            SocketCloseReason::Flood,
            SocketCloseReason::Lost,
        ];
        for close_reason in farewells {
            let code = u16::from(close_reason.close());
            assert!(CLOSES.iter().any(|(described, _)| *described == code), "{code}: {}", close_reason.why());
        }
    }
}
