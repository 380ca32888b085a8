//! `GET /openapi.json`: OpenAPI document, generated from the handlers and from the types of their requests and
//! responses. What every endpoint has in common (who may call it, how it fails) is added from the table of endpoints.

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
    asyncapi, board, commands, companies, dashboard_session, feed, health, home, media, messages, metrics,
    onboarding_links, overview, pairing, passkey, restart_policy, service, sessions, socket, webhooks,
};

/// Introduction of the document.
const DESCRIPTION: &str = include_str!("description.md");

#[derive(OpenApi)]
#[openapi(
    info(title = "Linekeeper", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(
        companies::list::list,
        companies::list::show,
        companies::counts::count,
        companies::notes::name,
        companies::notes::acknowledge,
        companies::notes::take_back,
        companies::attention::show,
        sessions::list::list,
        sessions::status::show,
        pairing::begin,
        commands::cancel_pairing,
        passkey::show,
        passkey::answer,
        passkey::confirm,
        commands::reset,
        commands::restart,
        commands::disconnect,
        sessions::events::list,
        sessions::events::of_request,
        sessions::credentials_status::show,
        feed::pages::read,
        feed::stream::follow,
        feed::erase::erase,
        messages::send::send,
        messages::sent::list,
        messages::sent::show,
        messages::outbox::show,
        messages::chats::read,
        messages::chats::typing,
        messages::numbers::check,
        media::upload::put,
        media::download::get,
        restart_policy::show,
        restart_policy::put,
        restart_policy::delete,
        board::open,
        socket::open,
        onboarding_links::list::list,
        onboarding_links::make,
        onboarding_links::revoke,
        onboarding_links::short::open,
        webhooks::manage::add,
        webhooks::manage::list,
        webhooks::manage::show,
        webhooks::manage::change,
        webhooks::manage::delete,
        webhooks::manage::disable,
        webhooks::manage::enable,
        webhooks::secrets::rotate,
        webhooks::secrets::test,
        webhooks::deliveries::list,
        webhooks::replay::replay,
        dashboard_session::sign_in,
        dashboard_session::show,
        dashboard_session::sign_out,
        overview::show,
        service::show,
        health::alive,
        health::ready,
        metrics::show,
        home::show,
        show,
        asyncapi::show,
    ),
    components(schemas(Document, companies::list::CompanySort, webhooks::deliveries::ListedState)),
    tags(
        (name = "companies", description = "All companies as people look for them: lists, names, and what operators have noted."),
        (name = "sessions", description = "Companies' sessions: their state, pairing, reset, restart, disconnect and journal."),
        (name = "messages", description = "What people write to the lines and lines write to people, where `[messages]` is enabled: the feed of events, and messages to send."),
        (name = "onboarding", description = "Links that give a salon's owner access to the onboarding page."),
        (name = "webhooks", description = "Endpoints of receivers that get the lines' events, signed as Standard Webhooks 1.0 says."),
        (name = "dashboard", description = "Endpoints of the operators' dashboard: signing in, all sessions, statistics, the status of the service."),
        (name = "operation", description = "Health checks and metrics for operators."),
        (name = "documents", description = "The documents of the HTTP API and the WebSockets."),
    ),
)]
struct Handlers;

/// Builds the document; `open_metrics` tells whether `/metrics` is public.
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

/// Get the OpenAPI document of the HTTP API
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
