//! `GET /asyncapi.json`: the AsyncAPI document of the WebSocket. Its frames are described by the types that are read and sent.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use linekeeper_actors::client::{FrameSchema, FrameSchemas, MAX_FRAME_BYTES};
use linekeeper_domain::CompanyId;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use crate::access::{COOKIE, SUBPROTOCOL};

/// Where the socket is.
const ADDRESS: &str = "/api/whatsapp/sessions/{companyId}/ws";

/// What every client should know.
const DESCRIPTION: &str = include_str!("asyncapi.md");

/// Longer texts of examples (pictures) are cut.
const LONGEST_TEXT: usize = 200;

/// The document.
#[must_use]
pub fn asyncapi() -> Value {
    let frames = FrameSchemas::new();
    let all = || frames.from_client.iter().chain(&frames.to_client);
    let messages: Map<String, Value> = all().map(|frame| (frame.kind.clone(), message(frame))).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Linekeeper: a company's WebSocket",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": { "session": channel(&frames) },
        "operations": {
            "receiveFrames": operation("receive", "What a client may send.", &frames.from_client),
            "sendFrames": operation("send", "What a client is sent.", &frames.to_client),
        },
        "components": { "messages": messages, "schemas": frames.types, "securitySchemes": security_schemes() },
    })
}

fn message(frame: &FrameSchema) -> Value {
    let example = |example: &Value| json!({ "payload": shortened(example) });
    let examples: Vec<Value> = frame.examples.iter().map(example).collect();
    json!({ "name": frame.kind, "title": frame.kind, "summary": frame.summary, "payload": frame.schema, "examples": examples })
}

fn shortened(frame: &Value) -> Value {
    let text = |value: &Value| match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            json!(text.chars().take(LONGEST_TEXT).chain(['…']).collect::<String>())
        }
        other => other.clone(),
    };
    frame.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), text(value))).collect()
}

fn channel(frames: &FrameSchemas) -> Value {
    let all = frames.from_client.iter().chain(&frames.to_client);
    let refer = |frame: &FrameSchema| (frame.kind.clone(), reference(&format!("#/components/messages/{}", frame.kind)));
    let closes = frames.closes.iter().map(|(code, meaning)| (code.to_string(), json!(meaning)));
    json!({
        "address": ADDRESS,
        "title": "A company's session",
        "description": format!("JSON texts of at most {MAX_FRAME_BYTES} bytes. Answered subprotocol: `{SUBPROTOCOL}`."),
        "parameters": { "companyId": { "description": "The company, as in the HTTP API.", "examples": ["997441"] } },
        "messages": all.map(refer).collect::<Map<_, _>>(),
        "bindings": { "ws": { "method": "GET", "bindingVersion": "0.1.0" } },
        "x-company-id": CompanyId::schema(),
        "x-close-codes": closes.collect::<Map<_, _>>(),
    })
}

fn operation(action: &str, summary: &str, frames: &[FrameSchema]) -> Value {
    let message = |frame: &FrameSchema| reference(&format!("#/channels/session/messages/{}", frame.kind));
    let schemes = ["apiKey", "visit", "onboardingToken", "firstFrame"];
    json!({
        "action": action,
        "channel": reference("#/channels/session"),
        "summary": summary,
        "security": schemes.map(|scheme| reference(&format!("#/components/securitySchemes/{scheme}"))),
        "messages": frames.iter().map(message).collect::<Vec<_>>(),
    })
}

fn security_schemes() -> Value {
    json!({
        "apiKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `sessions:write`." },
        "visit": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "A visit to the dashboard, from our own pages and those of the configured origins.",
        },
        "onboardingToken": {
            "type": "httpApiKey",
            "in": "header",
            "name": "sec-websocket-protocol",
            "description": format!("The token of an onboarding link of this company as a subprotocol: `{SUBPROTOCOL}, TOKEN`."),
        },
        "firstFrame": {
            "type": "userPassword",
            "description": "No proof at the upgrade: the frame `authenticate` with the token of an onboarding link comes first.",
        },
    })
}

fn reference(place: &str) -> Value {
    json!({ "$ref": place })
}

/// Read the AsyncAPI document of the WebSocket
#[utoipa::path(
    get,
    path = "/asyncapi.json",
    operation_id = "getAsyncApi",
    tag = "documents",
    responses((status = 200, description = "AsyncAPI 3.0.", body = Object)),
)]
pub(crate) async fn show() -> HttpResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| asyncapi().to_string());
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}
