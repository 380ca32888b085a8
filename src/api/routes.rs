//! Every endpoint there is, with what it needs of its caller. What is not in this table does not exist.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route};
use linekeeper_domain::access::{Need, Scope};

use crate::access::guarded;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::{
    asyncapi, board, credentials_status, disconnect, docs, events, health, metrics, onboarding_links, openapi,
    overview, pairing, reset, restart, restart_policy, service, session, sessions, socket, visit,
};

const READ: Need = Need::AnyOf(&[Scope::SessionsRead]);
const WRITE: Need = Need::AnyOf(&[Scope::SessionsWrite]);
const READ_OR_WRITE: Need = Need::AnyOf(&[Scope::SessionsRead, Scope::SessionsWrite]);
const ONBOARD: Need = Need::AnyOf(&[Scope::OnboardingCreate]);

/// An endpoint, without what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path; `{company}`, `{link}` and `{file}` stand for what varies.
    pub path: &'static str,
    /// What it needs of its caller.
    pub need: Need,
    /// Whether a request with an idempotency key is answered once.
    pub idempotent: bool,
}

/// Every endpoint, in the order of the table.
#[must_use]
pub fn endpoints(open_metrics: bool) -> Vec<Endpoint> {
    let of = |path: Path| path.ways.into_iter().map(move |way| way.endpoint(path.path)).collect::<Vec<_>>();
    table(open_metrics).into_iter().flat_map(of).collect()
}

/// Adds every endpoint.
pub(crate) fn add_to(config: &mut ServiceConfig, open_metrics: bool) {
    for Path { path, ways } in table(open_metrics) {
        let allow = ways.iter().map(|way| way.method.as_str()).collect::<Vec<_>>().join(", ");
        let wrong_method = move |request: HttpRequest| {
            std::future::ready(Err::<HttpResponse, _>(Problem::wrong_method(&request, allow.clone())))
        };
        let mut resource = web::resource(path).default_service(web::to(wrong_method));
        for Way { need, route, idempotent, .. } in ways {
            let route = if idempotent { route.wrap(from_fn(once)) } else { route };
            let guard = from_fn(move |request, next| guarded(need, request, next));
            resource = resource.route(route.wrap(guard));
        }
        config.service(resource);
    }
}

struct Path {
    path: &'static str,
    ways: Vec<Way>,
}

struct Way {
    method: Method,
    need: Need,
    route: Route,
    idempotent: bool,
}

impl Way {
    /// The same, answered once under an idempotency key.
    fn once(self) -> Self {
        Self { idempotent: true, ..self }
    }

    fn endpoint(self, path: &'static str) -> Endpoint {
        Endpoint { method: self.method, path, need: self.need, idempotent: self.idempotent }
    }
}

fn table(open_metrics: bool) -> Vec<Path> {
    let mut all = vec![
        path("/healthz", [get(Need::Nothing, health::alive)]),
        path("/readyz", [get(Need::Nothing, health::ready)]),
        path("/metrics", [get(if open_metrics { Need::Nothing } else { READ }, metrics::show)]),
        path("/openapi.json", [get(Need::Nothing, openapi::show)]),
        path("/asyncapi.json", [get(Need::Nothing, asyncapi::show)]),
        path("/docs", [get(Need::Nothing, docs::show)]),
        path("/docs/errors", [get(Need::Nothing, docs::errors)]),
        path("/docs/{file}", [get(Need::Nothing, docs::file)]),
        path(
            "/api/dashboard/visit",
            [
                way(Method::POST, Need::Nothing, visit::sign_in),
                get(Need::Visit, visit::show),
                way(Method::DELETE, Need::Visit, visit::sign_out),
            ],
        ),
        path("/api/dashboard/overview", [get(READ, overview::show)]),
        path("/api/dashboard/service", [get(READ, service::show)]),
    ];
    all.push(path("/api/dashboard/ws", [get(Need::Board, board::open)]));
    all.extend(sessions_table());
    all
}

fn sessions_table() -> Vec<Path> {
    vec![
        path("/api/whatsapp/sessions", [get(READ, sessions::list)]),
        path("/api/whatsapp/sessions/{company}", [get(READ, session::show)]),
        path("/api/whatsapp/sessions/{company}/ws", [get(Need::Socket, socket::open)]),
        path("/api/whatsapp/sessions/{company}/reset", [way(Method::POST, WRITE, reset::reset).once()]),
        path("/api/whatsapp/sessions/{company}/restart", [way(Method::POST, WRITE, restart::restart)]),
        path("/api/whatsapp/sessions/{company}/disconnect", [way(Method::POST, WRITE, disconnect::disconnect)]),
        path("/api/whatsapp/sessions/{company}/events", [get(READ, events::list)]),
        path(
            "/api/whatsapp/sessions/{company}/pairing",
            [way(Method::POST, WRITE, pairing::begin).once(), way(Method::DELETE, WRITE, pairing::give_up)],
        ),
        path(
            "/api/whatsapp/sessions/{company}/restart-policy",
            [
                get(READ, restart_policy::show),
                way(Method::PUT, WRITE, restart_policy::put),
                way(Method::DELETE, WRITE, restart_policy::delete),
            ],
        ),
        path("/api/whatsapp/sessions/{company}/credentials/status", [get(READ_OR_WRITE, credentials_status::show)]),
        path("/api/whatsapp/sessions/{company}/onboarding-links", [way(Method::POST, ONBOARD, onboarding_links::make)]),
        path(
            "/api/whatsapp/sessions/{company}/onboarding-links/{link}",
            [way(Method::DELETE, ONBOARD, onboarding_links::revoke)],
        ),
    ]
}

fn path<const N: usize>(path: &'static str, ways: [Way; N]) -> Path {
    Path { path, ways: ways.into() }
}

fn get<F, Args>(need: Need, handler: F) -> Way
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    way(Method::GET, need, handler)
}

fn way<F, Args>(method: Method, need: Need, handler: F) -> Way
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Way { route: web::method(method.clone()).to(handler), method, need, idempotent: false }
}
