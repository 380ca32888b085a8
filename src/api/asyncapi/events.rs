//! The events of lines in the AsyncAPI document: the stream and the webhooks, which send the same documents.

use linekeeper_domain::messages::{EventDocument, EventSubject, EventType};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::examples::examples;
use super::{Part, add_company, reference, security};

/// Name of the channel of server-sent events.
const STREAM: &str = "events";
/// Name of the channel of webhooks.
const WEBHOOK: &str = "webhook";

/// Both channels with the events that they send.
pub(super) fn part() -> Part {
    let examples = examples().unwrap_or_default();
    Part {
        channels: [(STREAM.to_owned(), stream()), (WEBHOOK.to_owned(), webhook())].into_iter().collect(),
        operations: [
            ("sendEvents".to_owned(), operation(STREAM, ("GET", &["messagesKey"]), "Events of a line as they come.")),
            ("sendWebhooks".to_owned(), operation(WEBHOOK, ("POST", &[]), "Events that an endpoint receives.")),
        ]
        .into_iter()
        .collect(),
        messages: EventType::ALL.iter().map(|kind| (named(*kind), message(*kind, &examples))).collect(),
        schemas: schemas(),
    }
}

/// What a request of a webhook has beside the event: the headers of Standard Webhooks.
pub(super) fn signed() -> Value {
    let header = |description: &str, example: &str| json!({ "type": "string", "description": description, "examples": [example] });
    json!({
        "headers": {
            "type": "object",
            "properties": {
                "webhook-id": header("`id` of the event, the same in every repetition and every replay.", "evt_k7m2qx9bv4w8ruet"),
                "webhook-timestamp": header("Time of this attempt in Unix seconds. Refuse what is older than five minutes.", "1795000000"),
                "webhook-signature": header(
                    "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; two of them, with a space between, while a secret is rotated.",
                    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
                ),
            },
            "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
        },
        "bindings": { "http": { "bindingVersion": "0.3.0" } },
    })
}

fn named(kind: EventType) -> String {
    kind.as_str().to_owned()
}

fn stream() -> Value {
    let refer = |kind: &EventType| (named(*kind), reference(&format!("#/components/messages/{}", kind.as_str())));
    let mut channel = json!({
        "address": "/api/whatsapp/sessions/{companyId}/feed/stream",
        "title": "Events of a line",
        "description": "Server-sent events: `id` is the event's `seq`, `event` its type, `data` the event. The stream ends after five minutes at the latest; resume it with the `id` of the last event in `Last-Event-ID`.",
        "messages": EventType::ALL.iter().map(refer).collect::<Map<_, _>>(),
    });
    add_company(&mut channel);
    channel
}

fn webhook() -> Value {
    let message = |kind: &EventType| {
        let payload = reference(&format!("#/components/messages/{}/payload", kind.as_str()));
        let traits = [reference("#/components/messageTraits/signed")];
        (named(*kind), json!({ "name": kind, "title": kind, "payload": payload, "traits": traits }))
    };
    json!({
        "address": null,
        "title": "Webhooks",
        "description": "A `POST` of each event to the URL of every endpoint that subscribes to it, signed as Standard Webhooks 1.0 says. Answer 2xx within 15 seconds; anything else is tried again.",
        "messages": EventType::ALL.iter().map(message).collect::<Map<_, _>>(),
    })
}

fn operation(channel: &str, (method, schemes): (&str, &[&str]), summary: &str) -> Value {
    let place = format!("#/channels/{channel}");
    let message = |kind: &EventType| reference(&format!("{place}/messages/{}", kind.as_str()));
    json!({
        "action": "send",
        "channel": reference(&place),
        "summary": summary,
        "security": security(schemes),
        "messages": EventType::ALL.iter().map(message).collect::<Vec<_>>(),
        "bindings": { "http": { "method": method, "bindingVersion": "0.3.0" } },
    })
}

fn message(kind: EventType, examples: &[EventDocument]) -> Value {
    let facts = match kind.subject() {
        EventSubject::Message => "MessageFacts",
        EventSubject::Status => "StatusFacts",
        EventSubject::Session => "SessionFacts",
    };
    let own = examples.iter().filter(|example| example.kind == kind);
    let shown = own.map(|example| json!({ "payload": example }));
    json!({
        "name": kind,
        "title": kind,
        "summary": kind.summary(),
        "payload": {
            "allOf": [reference("#/components/schemas/LineEvent")],
            "properties": {
                "type": { "type": "string", "enum": [kind] },
                "data": reference(&format!("#/components/schemas/{facts}")),
            },
        },
        "examples": shown.collect::<Vec<_>>(),
    })
}

/// Schemas of an event and of all that is in one.
fn schemas() -> Map<String, Value> {
    let mut types = vec![(EventDocument::name().into_owned(), <EventDocument as utoipa::PartialSchema>::schema())];
    EventDocument::schemas(&mut types);
    types.into_iter().map(|(name, schema)| (name, json!(schema))).collect()
}
