//! `GET /openapi.json`: the OpenAPI document, made from the handlers and the types of what they read and answer. What every
//! endpoint has in common (who may call it, how it fails) is added from the table of endpoints.

mod complete;
pub(crate) mod problems;
mod security;

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use utoipa::OpenApi;

use crate::problem::Document;
use crate::routes::endpoints;
use crate::state::ApiState;
use crate::{
    asyncapi, board, credentials_status, disconnect, docs, events, health, metrics, onboarding_links, overview,
    pairing, reset, restart, restart_policy, service, session, sessions, socket, visit,
};

/// What every caller should know.
const DESCRIPTION: &str = include_str!("description.md");

#[derive(OpenApi)]
#[openapi(
    info(title = "Linekeeper", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(
        sessions::list,
        session::show,
        pairing::begin,
        pairing::give_up,
        reset::reset,
        restart::restart,
        disconnect::disconnect,
        events::list,
        credentials_status::show,
        restart_policy::show,
        restart_policy::put,
        restart_policy::delete,
        board::open,
        socket::open,
        onboarding_links::make,
        onboarding_links::revoke,
        visit::sign_in,
        visit::show,
        visit::sign_out,
        overview::show,
        service::show,
        health::alive,
        health::ready,
        metrics::show,
        show,
        asyncapi::show,
        docs::show,
        docs::errors,
        docs::file,
    ),
    components(schemas(Document)),
    tags(
        (name = "sessions", description = "Companies' sessions: their state, pairing, reset, restart, disconnect and journal."),
        (name = "onboarding", description = "Links by which a salon's owner reaches the onboarding page."),
        (name = "dashboard", description = "What the operators' dashboard needs: visits, all sessions, an overview, how the service is."),
        (name = "operation", description = "For those who run the service."),
        (name = "documents", description = "These documents."),
    ),
)]
struct Handlers;

/// The document of a service whose metrics are open or not.
#[must_use]
pub fn openapi(open_metrics: bool) -> Value {
    let mut document = json!(Handlers::openapi());
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        info.insert("description".into(), json!(DESCRIPTION));
    }
    security::add_schemes(&mut document);
    complete::add_components(&mut document);
    for endpoint in endpoints(open_metrics) {
        complete::operation(&mut document, &endpoint);
    }
    document
}

/// Read this document
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "getOpenApi",
    tag = "documents",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object)),
)]
pub(crate) async fn show(state: web::Data<ApiState>) -> HttpResponse {
    static CLOSED: LazyLock<String> = LazyLock::new(|| openapi(false).to_string());
    static OPEN: LazyLock<String> = LazyLock::new(|| openapi(true).to_string());
    let document = if state.access.settings.open_metrics { &OPEN } else { &CLOSED };
    HttpResponse::Ok().content_type("application/json").body(document.as_str())
}
