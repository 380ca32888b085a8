//! The WebSockets of the AsyncAPI document, from the schemas of their frames.

use linekeeper_actors::client::{FrameSchema, FrameSchemas, MAX_FRAME_BYTES};
use serde_json::{Map, Value, json};

use super::{Part, add_company, reference, security};
use crate::access::SUBPROTOCOL;

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

/// Both sockets with their frames.
pub(super) fn part() -> Part {
    let sockets = sockets();
    let frames = || sockets.iter().flat_map(|socket| socket.frames.from_client.iter().chain(&socket.frames.to_client));
    Part {
        channels: sockets.iter().map(|socket| (socket.name.to_owned(), channel(socket))).collect(),
        operations: sockets.iter().flat_map(operations).collect(),
        messages: frames().map(|frame| (frame.kind.clone(), message(frame))).collect(),
        schemas: sockets.iter().flat_map(|socket| socket.frames.types.clone()).collect(),
    }
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
    if socket.address.contains("{companyId}") {
        add_company(&mut channel);
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
    json!({
        "action": action,
        "channel": reference(&channel),
        "summary": summary,
        "security": security(socket.schemes),
        "messages": frames.iter().map(message).collect::<Vec<_>>(),
    })
}
