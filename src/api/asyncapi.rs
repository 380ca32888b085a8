//! `GET /asyncapi.json`: AsyncAPI document of the WebSockets. Frames are described by the types that are parsed and
//! sent.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use linekeeper_actors::client::{FrameSchema, FrameSchemas, MAX_FRAME_BYTES};
use linekeeper_domain::CompanyId;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use crate::access::{COOKIE, SUBPROTOCOL};

/// Introduction of the document.
const DESCRIPTION: &str = include_str!("asyncapi.md");

/// Length in characters at which texts in examples (pictures) are cut.
const LONGEST_TEXT: usize = 200;

/// Description of one WebSocket endpoint.
struct Socket {
    name: &'static str,
    address: &'static str,
    title: &'static str,
    /// Operation ids: what clients send, what they receive.
    operations: [&'static str; 2],
    /// Names of the security schemes that open it.
    schemes: &'static [&'static str],
    frames: FrameSchemas,
}

fn sockets() -> [Socket; 2] {
    [
        Socket {
            name: "session",
            address: "/api/whatsapp/sessions/{companyId}/ws",
            title: "A company's session",
            operations: ["receiveFrames", "sendFrames"],
            schemes: &["apiKey", "visit", "onboardingToken", "firstFrame"],
            frames: FrameSchemas::new(),
        },
        Socket {
            name: "board",
            address: "/api/dashboard/ws",
            title: "All sessions, for dashboards",
            operations: ["receiveBoardFrames", "sendBoardFrames"],
            schemes: &["readingKey", "visit"],
            frames: FrameSchemas::of_board(),
        },
    ]
}

/// Builds the AsyncAPI document.
#[must_use]
pub fn asyncapi() -> Value {
    let sockets = sockets();
    let frames = || sockets.iter().flat_map(|socket| socket.frames.from_client.iter().chain(&socket.frames.to_client));
    let messages: Map<String, Value> = frames().map(|frame| (frame.kind.clone(), message(frame))).collect();
    let channels = sockets.iter().map(|socket| (socket.name.to_owned(), channel(socket)));
    let types = sockets.iter().flat_map(|socket| socket.frames.types.clone());
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Linekeeper: the WebSockets",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": channels.collect::<Map<_, _>>(),
        "operations": sockets.iter().flat_map(operations).collect::<Map<_, _>>(),
        "components": {
            "messages": messages,
            "schemas": types.collect::<Map<_, _>>(),
            "securitySchemes": security_schemes(),
        },
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

fn channel(socket: &Socket) -> Value {
    let frames = &socket.frames;
    let all = frames.from_client.iter().chain(&frames.to_client);
    let refer = |frame: &FrameSchema| (frame.kind.clone(), reference(&format!("#/components/messages/{}", frame.kind)));
    let closes = frames.closes.iter().map(|(code, meaning)| (code.to_string(), json!(meaning)));
    let mut channel = json!({
        "address": socket.address,
        "title": socket.title,
        "description": format!("Text frames with JSON of at most {MAX_FRAME_BYTES} bytes. The server selects the subprotocol `{SUBPROTOCOL}`."),
        "messages": all.map(refer).collect::<Map<_, _>>(),
        "bindings": { "ws": { "method": "GET", "bindingVersion": "0.1.0" } },
        "x-close-codes": closes.collect::<Map<_, _>>(),
    });
    if let Some(channel) = channel.as_object_mut().filter(|_| socket.address.contains("{companyId}")) {
        let company = json!({ "description": "Id of the company, as in the HTTP API.", "examples": ["997441"] });
        channel.insert("parameters".into(), json!({ "companyId": company }));
        channel.insert("x-company-id".into(), json!(CompanyId::schema()));
    }
    channel
}

fn operations(socket: &Socket) -> [(String, Value); 2] {
    let [receive, send] = socket.operations.map(str::to_owned);
    let FrameSchemas { from_client, to_client, .. } = &socket.frames;
    [
        (receive, operation(socket, ("receive", "Frames that a client may send."), from_client)),
        (send, operation(socket, ("send", "Frames that a client receives."), to_client)),
    ]
}

fn operation(socket: &Socket, (action, summary): (&str, &str), frames: &[FrameSchema]) -> Value {
    let channel = format!("#/channels/{}", socket.name);
    let message = |frame: &FrameSchema| reference(&format!("{channel}/messages/{}", frame.kind));
    let scheme = |scheme: &&str| reference(&format!("#/components/securitySchemes/{scheme}"));
    json!({
        "action": action,
        "channel": reference(&channel),
        "summary": summary,
        "security": socket.schemes.iter().map(scheme).collect::<Vec<_>>(),
        "messages": frames.iter().map(message).collect::<Vec<_>>(),
    })
}

fn security_schemes() -> Value {
    json!({
        "apiKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `sessions:write`." },
        "readingKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `sessions:read`." },
        "visit": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "The cookie of a dashboard session, from our own pages and those of the configured origins.",
        },
        "onboardingToken": {
            "type": "httpApiKey",
            "in": "header",
            "name": "sec-websocket-protocol",
            "description": format!("The token of an onboarding link of this company as a subprotocol: `{SUBPROTOCOL}, TOKEN`."),
        },
        "firstFrame": {
            "type": "userPassword",
            "description": "No authentication at the upgrade: the first frame is `authenticate` with the token of an onboarding link.",
        },
    })
}

fn reference(place: &str) -> Value {
    json!({ "$ref": place })
}

/// Get the AsyncAPI document of the WebSockets
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
