//! Adds to each operation what operations have in common.

use linekeeper_domain::CompanyId;
use linekeeper_domain::access::AccessId;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use super::problems::{self, Reads};
use super::security;
use crate::routes::Endpoint;

/// Adds the parameters and headers that operations refer to.
pub(super) fn add_components(document: &mut Value) {
    let in_path = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema });
    let in_header = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    let text = || json!({ "type": "string" });
    let correlation = json!({ "$ref": "#/components/schemas/CorrelationId" });
    let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
    let parameters = json!({
        "company": in_path("company", "Id of the company.", json!(CompanyId::schema())),
        "link": in_path("link", "Public id of the link, `linkId`.", json!(AccessId::schema())),
        "media": in_path("media", "Id of the file, `mediaId` of a message or `id` of an upload.", json!({ "type": "string", "pattern": "^med_[a-z0-9]{16}$" })),
        "message": in_path("message", "Id of the message, `id` of an order's answer.", json!({ "type": "string", "pattern": "^msg_[a-z0-9]{16}$" })),
        "webhook": in_path("webhook", "Id of the webhook endpoint, `webhookId`.", json!(AccessId::schema())),
        "code": in_path("code", "Code of a link's short address, the end of `shortUrl`. Dashes and capitals do not matter.", text()),
        "correlationId": in_header("x-correlation-id", "Correlation id of the request, for the journal and the log.", correlation.clone()),
        "idempotencyKey": in_header("Idempotency-Key", "A request repeated with the same key and body within 24 hours gets the first response.", key),
    });
    let headers = json!({
        "CorrelationId": { "description": "Correlation id of this request.", "required": true, "schema": correlation },
        "RetryAfter": {
            "description": "Seconds after which a retry makes sense.",
            "schema": { "type": "integer", "minimum": 0 },
        },
        "Authenticate": { "description": "How to authenticate.", "schema": text() },
        "IdempotentReplayed": {
            "description": "The response is the stored response of an earlier request with the same `Idempotency-Key`.",
            "schema": { "type": "string", "const": "true" },
        },
    });
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("parameters".into(), parameters);
        components.insert("headers".into(), headers);
    }
}

/// Completes the operation of an endpoint: security, scopes, parameters, headers and failures.
pub(super) fn operation(document: &mut Value, endpoint: &Endpoint) {
    let place = endpoint.path.replace('~', "~0").replace('/', "~1");
    let place = format!("/paths/{place}/{}", endpoint.method.as_str().to_lowercase());
    let Some(operation) = document.pointer_mut(&place).and_then(Value::as_object_mut) else { return };
    operation.insert("security".into(), security::security(endpoint));
    operation.insert("x-required-scopes".into(), json!(security::scopes(endpoint)));
    let read = add_parameters(operation, endpoint);
    // A file is no document: how it fails is its operation's own.
    let is_document = |body: &Value| body.pointer("/content/application~1json").is_some();
    let reads = Reads { body: operation.get("requestBody").is_some_and(is_document), parameters: read };
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let failures = problems::responses(endpoint, &id, &reads);
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.values_mut().for_each(|response| add_headers(response, endpoint));
        responses.extend(failures);
    }
}

/// Adds the parameters of the path and the common headers. Returns whether any parameter can be invalid.
fn add_parameters(operation: &mut Map<String, Value>, endpoint: &Endpoint) -> bool {
    let own = operation.remove("parameters").and_then(|own| own.as_array().cloned()).unwrap_or_default();
    let varies = |name: &&str| endpoint.path.contains(&format!("{{{name}}}"));
    let mut names: Vec<&str> =
        ["company", "link", "media", "message", "webhook", "code", "file"].into_iter().filter(varies).collect();
    let may_be_wrong = !own.is_empty() || names.iter().any(|name| !["code", "file"].contains(name));
    names.push("correlationId");
    if endpoint.idempotent {
        names.push("idempotencyKey");
    }
    let named = names.into_iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    operation.insert("parameters".into(), named.chain(own).collect());
    may_be_wrong
}

/// Adds the headers of successful responses.
fn add_headers(response: &mut Value, endpoint: &Endpoint) {
    let Some(response) = response.as_object_mut() else { return };
    let headers = response.entry("headers").or_insert_with(|| json!({}));
    if let Some(headers) = headers.as_object_mut() {
        headers.insert("x-correlation-id".into(), json!({ "$ref": "#/components/headers/CorrelationId" }));
        if endpoint.idempotent {
            headers.insert("idempotent-replayed".into(), json!({ "$ref": "#/components/headers/IdempotentReplayed" }));
        }
    }
}
