//! `GET /asyncapi.json`: AsyncAPI document of all that is sent as it happens: the frames of the WebSockets ([`sockets`]),
//! and the events of lines ([`events`]). Both are described by the types that are parsed and sent.

mod events;
mod examples;
mod sockets;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use linekeeper_domain::CompanyId;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use crate::access::{COOKIE, SUBPROTOCOL};

/// Introduction of the document.
const DESCRIPTION: &str = include_str!("description.md");

/// What a group of channels adds to the document, each by its name.
struct Part {
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    messages: Map<String, Value>,
    schemas: Map<String, Value>,
}

impl Part {
    fn with(mut self, other: Self) -> Self {
        self.channels.extend(other.channels);
        self.operations.extend(other.operations);
        self.messages.extend(other.messages);
        self.schemas.extend(other.schemas);
        self
    }
}

/// Builds the AsyncAPI document.
#[must_use]
pub fn asyncapi() -> Value {
    let Part { channels, operations, messages, schemas } = sockets::part().with(events::part());
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Linekeeper: WebSockets and events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": messages,
            "messageTraits": { "signed": events::signed() },
            "schemas": schemas,
            "securitySchemes": security_schemes(),
        },
    })
}

/// Adds the company in the address of a channel.
fn add_company(channel: &mut Value) {
    let company = json!({ "description": "Id of the company, as in the HTTP API.", "examples": ["997441"] });
    if let Some(channel) = channel.as_object_mut() {
        channel.insert("parameters".into(), json!({ "companyId": company }));
        channel.insert("x-company-id".into(), json!(CompanyId::schema()));
    }
}

fn security_schemes() -> Value {
    json!({
        "apiKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `sessions:write`." },
        "readingKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `sessions:read`." },
        "messagesKey": { "type": "http", "scheme": "bearer", "description": "An API key with the scope `messages:read`." },
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

/// References to security schemes.
fn security(schemes: &[&str]) -> Vec<Value> {
    schemes.iter().map(|scheme| reference(&format!("#/components/securitySchemes/{scheme}"))).collect()
}

/// Get the AsyncAPI document of the WebSockets and the events
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
