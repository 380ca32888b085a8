//! Security of operations, from the table of endpoints.

use linekeeper_domain::access::{Need, Scope};
use serde_json::{Value, json};

use crate::access::{COOKIE, CSRF_HEADER};
use crate::routes::Endpoint;

/// Adds the security schemes.
pub(super) fn add_schemes(document: &mut Value) {
    let schemes = json!({
        "apiKey": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "lk_…",
            "description": "An API key.",
        },
        "visit": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "The cookie of a dashboard session. Requests from pages of other origins are refused.",
        },
        "csrfToken": {
            "type": "apiKey",
            "in": "header",
            "name": CSRF_HEADER.as_str(),
            "description": "`csrfToken` of the dashboard session, required beside its cookie for requests that change something.",
        },
        "onboardingToken": {
            "type": "apiKey",
            "in": "header",
            "name": "sec-websocket-protocol",
            "description": "The token of an onboarding link, offered as a subprotocol beside `linekeeper`: `linekeeper, TOKEN`.",
        },
    });
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".into(), schemes);
    }
}

/// `security` of an operation: each item is sufficient by itself.
pub(super) fn security(endpoint: &Endpoint) -> Value {
    let visit =
        if endpoint.method.is_safe() { json!({ "visit": [] }) } else { json!({ "visit": [], "csrfToken": [] }) };
    match endpoint.need {
        Need::Nothing => json!([]),
        Need::AnyOf(_) | Need::Board => json!([{ "apiKey": [] }, visit]),
        Need::DashboardSession => json!([visit]),
        // The empty item means no authentication at the upgrade: the first frame may authenticate.
        Need::Socket => json!([{ "apiKey": [] }, visit, { "onboardingToken": [] }, {}]),
    }
}

/// Scopes of which one is needed; empty where none is.
pub(super) fn scopes(endpoint: &Endpoint) -> Vec<Scope> {
    match endpoint.need {
        Need::Nothing | Need::DashboardSession => Vec::new(),
        Need::AnyOf(scopes) => scopes.to_vec(),
        Need::Socket => vec![Scope::SessionsWrite],
        Need::Board => vec![Scope::SessionsRead],
    }
}
