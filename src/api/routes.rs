//! Table of all endpoints with the access each needs. What is not in this table does not exist.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route};
use linekeeper_domain::access::{Need, Scope};

use crate::access::{BodyTime, guarded};
use crate::body::json_up_to;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::{
    asyncapi, board, commands, companies, dashboard_session, feed, health, home, media, messages, metrics,
    onboarding_links, openapi, overview, pairing, passkey, restart_policy, service, sessions, socket, webhooks,
};

const READ: Need = Need::AnyOf(&[Scope::SessionsRead]);
const WRITE: Need = Need::AnyOf(&[Scope::SessionsWrite]);
const READ_OR_WRITE: Need = Need::AnyOf(&[Scope::SessionsRead, Scope::SessionsWrite]);
const ONBOARD: Need = Need::AnyOf(&[Scope::OnboardingCreate]);
const WEBHOOKS: Need = Need::AnyOf(&[Scope::WebhooksWrite]);
const READ_MESSAGES: Need = Need::AnyOf(&[Scope::MessagesRead]);
const WRITE_MESSAGES: Need = Need::AnyOf(&[Scope::MessagesWrite]);
/// How a line sends, without what it sends.
const READ_OUTBOX: Need = Need::AnyOf(&[Scope::SessionsRead, Scope::MessagesRead]);
const READ_OR_ONBOARD: Need = Need::AnyOf(&[Scope::SessionsRead, Scope::OnboardingCreate]);

/// Method, path and access rule of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// HTTP method.
    pub method: Method,
    /// Path with the parameters `{company}`, `{link}`, `{media}`, `{message}`, `{webhook}` and `{code}`.
    pub path: &'static str,
    /// Authentication and scopes that the endpoint needs.
    pub need: Need,
    /// Whether the endpoint supports `Idempotency-Key`.
    pub idempotent: bool,
}

/// Lists every endpoint, in the order of the table. `open_metrics` makes `/metrics` public.
#[must_use]
pub fn endpoints(open_metrics: bool) -> Vec<Endpoint> {
    let of = |path: Path| path.entries.into_iter().map(move |entry| entry.endpoint(path.path)).collect::<Vec<_>>();
    table(open_metrics).into_iter().flat_map(of).collect()
}

/// Registers every endpoint with its guard; other methods of a known path get 405.
pub(crate) fn add_to(config: &mut ServiceConfig, open_metrics: bool) {
    for Path { path, entries } in table(open_metrics) {
        let allow = entries.iter().map(|entry| entry.method.as_str()).collect::<Vec<_>>().join(", ");
        let wrong_method = move |request: HttpRequest| {
            std::future::ready(Err::<HttpResponse, _>(Problem::wrong_method(&request, allow.clone())))
        };
        let mut resource = web::resource(path).default_service(web::to(wrong_method));
        if let Some(most_bytes) = entries.iter().filter_map(|entry| entry.most_bytes).max() {
            resource = resource.app_data(json_up_to(most_bytes));
        }
        for RouteEntry { need, route, idempotent, body, .. } in entries {
            let route = if idempotent { route.wrap(from_fn(once)) } else { route };
            let guard = from_fn(move |request, next| guarded((need, body), request, next));
            resource = resource.route(route.wrap(guard));
        }
        config.service(resource);
    }
}

struct Path {
    path: &'static str,
    entries: Vec<RouteEntry>,
}

struct RouteEntry {
    method: Method,
    need: Need,
    route: Route,
    idempotent: bool,
    most_bytes: Option<usize>,
    body: BodyTime,
}

impl RouteEntry {
    /// Enables `Idempotency-Key` for the route.
    fn idempotent(self) -> Self {
        Self { idempotent: true, ..self }
    }

    /// Takes bodies of up to this many bytes.
    fn up_to(self, bytes: usize) -> Self {
        Self { most_bytes: Some(bytes), ..self }
    }

    /// Leaves it to the endpoint how long the body may take.
    fn streamed(self) -> Self {
        Self { body: BodyTime::OfEndpoint, ..self }
    }

    fn endpoint(self, path: &'static str) -> Endpoint {
        Endpoint { method: self.method, path, need: self.need, idempotent: self.idempotent }
    }
}

fn table(open_metrics: bool) -> Vec<Path> {
    let mut all = vec![
        path("/", [get(Need::Nothing, home::show)]),
        path("/l/{code}", [get(Need::Nothing, onboarding_links::short::open)]),
        path("/healthz", [get(Need::Nothing, health::alive)]),
        path("/readyz", [get(Need::Nothing, health::ready)]),
        path("/metrics", [get(if open_metrics { Need::Nothing } else { READ }, metrics::show)]),
        path("/openapi.json", [get(Need::Nothing, openapi::show)]),
        path("/asyncapi.json", [get(Need::Nothing, asyncapi::show)]),
        path(
            "/api/dashboard/visit",
            [
                entry(Method::POST, Need::Nothing, dashboard_session::sign_in),
                get(Need::DashboardSession, dashboard_session::show),
                entry(Method::DELETE, Need::DashboardSession, dashboard_session::sign_out),
            ],
        ),
        path("/api/dashboard/overview", [get(READ, overview::show)]),
        path("/api/dashboard/service", [get(READ, service::show)]),
    ];
    all.push(path("/api/dashboard/company-counts", [get(READ, companies::counts::count)]));
    all.push(path("/api/dashboard/attention", [get(READ, companies::attention::show)]));
    all.push(path("/api/dashboard/ws", [get(Need::Board, board::open)]));
    all.extend(companies_table());
    all.extend(sessions_table());
    all.extend(messages_table());
    all.extend(webhooks_table());
    all
}

fn companies_table() -> Vec<Path> {
    vec![
        path("/api/whatsapp/companies", [get(READ, companies::list::list)]),
        path(
            "/api/whatsapp/companies/{company}",
            [get(READ, companies::list::show), entry(Method::PUT, WRITE, companies::notes::name)],
        ),
        path(
            "/api/whatsapp/companies/{company}/acknowledgement",
            [
                entry(Method::PUT, WRITE, companies::notes::acknowledge),
                entry(Method::DELETE, WRITE, companies::notes::take_back),
            ],
        ),
        path("/api/whatsapp/events", [get(READ, sessions::events::of_request)]),
    ]
}

fn sessions_table() -> Vec<Path> {
    vec![
        path("/api/whatsapp/sessions", [get(READ, sessions::list::list)]),
        path("/api/whatsapp/sessions/{company}", [get(READ, sessions::status::show)]),
        path("/api/whatsapp/sessions/{company}/ws", [get(Need::Socket, socket::open)]),
        path("/api/whatsapp/sessions/{company}/reset", [entry(Method::POST, WRITE, commands::reset).idempotent()]),
        path("/api/whatsapp/sessions/{company}/restart", [entry(Method::POST, WRITE, commands::restart)]),
        path("/api/whatsapp/sessions/{company}/disconnect", [entry(Method::POST, WRITE, commands::disconnect)]),
        path("/api/whatsapp/sessions/{company}/events", [get(READ, sessions::events::list)]),
        path(
            "/api/whatsapp/sessions/{company}/pairing",
            [
                entry(Method::POST, WRITE, pairing::begin).idempotent(),
                entry(Method::DELETE, WRITE, commands::cancel_pairing),
            ],
        ),
        path(
            "/api/whatsapp/sessions/{company}/pairing/passkey",
            [get(WRITE, passkey::show), entry(Method::POST, WRITE, passkey::answer)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/pairing/passkey/confirm",
            [entry(Method::POST, WRITE, passkey::confirm)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/restart-policy",
            [
                get(READ, restart_policy::show),
                entry(Method::PUT, WRITE, restart_policy::put),
                entry(Method::DELETE, WRITE, restart_policy::delete),
            ],
        ),
        path(
            "/api/whatsapp/sessions/{company}/credentials/status",
            [get(READ_OR_WRITE, sessions::credentials_status::show)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/onboarding-links",
            [get(READ_OR_ONBOARD, onboarding_links::list::list), entry(Method::POST, ONBOARD, onboarding_links::make)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/onboarding-links/{link}",
            [entry(Method::DELETE, ONBOARD, onboarding_links::revoke)],
        ),
    ]
}

fn messages_table() -> Vec<Path> {
    vec![
        path(
            "/api/whatsapp/sessions/{company}/feed",
            [get(READ_MESSAGES, feed::pages::read), entry(Method::DELETE, WRITE_MESSAGES, feed::erase::erase)],
        ),
        path("/api/whatsapp/sessions/{company}/feed/stream", [get(READ_MESSAGES, feed::stream::follow)]),
        path(
            "/api/whatsapp/sessions/{company}/media",
            [entry(Method::PUT, WRITE_MESSAGES, media::upload::put).streamed()],
        ),
        path("/api/whatsapp/sessions/{company}/media/{media}", [get(READ_MESSAGES, media::download::get)]),
        path(
            "/api/whatsapp/sessions/{company}/messages",
            [
                get(READ_MESSAGES, messages::sent::list),
                entry(Method::POST, WRITE_MESSAGES, messages::send::send).up_to(messages::send::MOST_BYTES),
            ],
        ),
        path("/api/whatsapp/sessions/{company}/messages/{message}", [get(READ_MESSAGES, messages::sent::show)]),
        path("/api/whatsapp/sessions/{company}/outbox", [get(READ_OUTBOX, messages::outbox::show)]),
        path(
            "/api/whatsapp/sessions/{company}/chats/read",
            [entry(Method::POST, WRITE_MESSAGES, messages::chats::read)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/chats/typing",
            [entry(Method::POST, WRITE_MESSAGES, messages::chats::typing)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/numbers/check",
            [entry(Method::POST, WRITE_MESSAGES, messages::numbers::check)],
        ),
    ]
}

fn webhooks_table() -> Vec<Path> {
    vec![
        path(
            "/api/whatsapp/webhooks",
            [get(WEBHOOKS, webhooks::manage::list), entry(Method::POST, WEBHOOKS, webhooks::manage::add)],
        ),
        path(
            "/api/whatsapp/webhooks/{webhook}",
            [
                get(WEBHOOKS, webhooks::manage::show),
                entry(Method::PATCH, WEBHOOKS, webhooks::manage::change),
                entry(Method::DELETE, WEBHOOKS, webhooks::manage::delete),
            ],
        ),
        path("/api/whatsapp/webhooks/{webhook}/rotate", [entry(Method::POST, WEBHOOKS, webhooks::secrets::rotate)]),
        path("/api/whatsapp/webhooks/{webhook}/test", [entry(Method::POST, WEBHOOKS, webhooks::secrets::test)]),
        path("/api/whatsapp/webhooks/{webhook}/disable", [entry(Method::POST, WEBHOOKS, webhooks::manage::disable)]),
        path("/api/whatsapp/webhooks/{webhook}/enable", [entry(Method::POST, WEBHOOKS, webhooks::manage::enable)]),
        path("/api/whatsapp/webhooks/{webhook}/deliveries", [get(WEBHOOKS, webhooks::deliveries::list)]),
        path(
            "/api/whatsapp/webhooks/{webhook}/replay",
            [entry(Method::POST, WEBHOOKS, webhooks::replay::replay).idempotent()],
        ),
    ]
}

fn path<const N: usize>(path: &'static str, entries: [RouteEntry; N]) -> Path {
    Path { path, entries: entries.into() }
}

fn get<F, Args>(need: Need, handler: F) -> RouteEntry
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    entry(Method::GET, need, handler)
}

fn entry<F, Args>(method: Method, need: Need, handler: F) -> RouteEntry
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    RouteEntry {
        route: web::method(method.clone()).to(handler),
        method,
        need,
        idempotent: false,
        most_bytes: None,
        body: BodyTime::Short,
    }
}
