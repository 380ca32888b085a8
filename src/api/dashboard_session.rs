//! `POST|GET|DELETE /api/dashboard/visit`: signs in to the dashboard with an API key, returns the dashboard session,
//! signs out. The session is stored on the server; the browser gets a cookie that scripts cannot read.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use linekeeper_actors::sockets::EndSockets;
use linekeeper_domain::access::{AccessId, Principal, Scope};
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::StoredDashboardSession;
use linekeeper_secrets::{ApiKey, DashboardCookie};
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::{COOKIE, Caller, peer_of};
use crate::body::Object;
use crate::correlation::{Correlation, correlation_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Credentials for signing in to the dashboard.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// API key with the scope `admin`.
    #[schema(value_type = String, format = Password)]
    key: Zeroizing<String>,
}

/// Session of an operator in the dashboard.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Visit)]
pub(crate) struct DashboardSession {
    /// Public id of the API key that was used to sign in.
    key: AccessId,
    /// Label of that key: what people call whoever signs in with it.
    label: String,
    /// Scopes of that key.
    scopes: Vec<Scope>,
    /// Whether messages are kept here (`[messages] enabled`): without them there are no webhooks.
    messages_kept: bool,
    /// Token to send as `x-csrf-token` with every request that changes something.
    csrf_token: String,
    /// Time at which the session ends at the latest, even if it is in use.
    expires_at: Timestamp,
}

/// Sign in to the dashboard
///
/// Needs an API key with the scope `admin`; sets the cookie of the dashboard session. Repeated failures with the same
/// key from one network (an IPv4 address, or a /64 of IPv6) are answered 429 with a growing `Retry-After`.
#[utoipa::path(
    post,
    path = "/api/dashboard/visit",
    operation_id = "signIn",
    tag = "dashboard",
    request_body = SignIn,
    responses((status = 200, description = "The dashboard session has started.", body = DashboardSession, headers(("set-cookie" = String, description = "The cookie `__Host-linekeeper`, which scripts cannot read.")))),
)]
pub(crate) async fn sign_in(
    state: web::Data<ApiState>,
    web::Json(Object(wanted)): web::Json<Object<SignIn>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let access = &state.access;
    let refused = |code, detail: &str| Problem::new(code, detail, correlation_of(&request));
    let (address, now) = (peer_of(&request, &access.settings.trusted_proxies), state.clock.now());
    let name = wanted.key.parse::<ApiKey>().ok().map(|key| key.id().clone());
    let begun = access.sign_ins.begin(address, name.clone(), state.clock.monotonic());
    begun.map_err(|wait| Problem::too_many(wait, correlation_of(&request)))?;
    let key = access.counting_key(&wanted.key).await.map_err(|error| {
        if error.0 != ErrorCode::Unauthorized {
            // The store failed, not the key: the attempt does not count as a failure.
            access.sign_ins.succeeded(address, name.clone());
        }
        refused(error.0, error.1)
    })?;
    if !key.scopes.allow(Scope::Admin) {
        return Err(refused(ErrorCode::Forbidden, "the dashboard needs a key with the scope admin"));
    }
    access.sign_ins.succeeded(address, name);
    let cookie = DashboardCookie::generate();
    let id = AccessId::from_random(rand::random());
    let visit = StoredDashboardSession { id, hash: cookie.hash(), key, began_at: now, seen_at: now };
    let added = access.store.add_visit(visit.clone()).await;
    added.map_err(|error| Problem::store(&error, correlation_of(&request)))?;
    info!(visit = %visit.id, key = %visit.key.id, "signed in to the dashboard");
    let answer = DashboardSession {
        scopes: visit.key.scopes.iter().collect(),
        messages_kept: state.message_log.is_some(),
        csrf_token: cookie.csrf_token(),
        expires_at: access.ends_at(now, &visit.key),
        label: visit.key.label,
        key: visit.key.id,
    };
    Ok(HttpResponse::Ok().cookie(kept(cookie.reveal())).json(answer))
}

/// Get the current dashboard session
///
/// For the dashboard's own page, which needs the scopes and the CSRF token.
#[utoipa::path(
    get,
    path = "/api/dashboard/visit",
    operation_id = "getVisit",
    tag = "dashboard",
    responses((status = 200, description = "The current dashboard session.", body = DashboardSession)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let nobody = || Problem::new(ErrorCode::Unauthorized, "there is no visit", correlation.0.clone());
    let (Principal::DashboardSession { key, scopes, .. }, Some(csrf_token), Some(expires_at)) =
        (caller.principal, caller.csrf_token, caller.expires_at)
    else {
        return Err(nobody());
    };
    let stored = state.access.store.api_key(&key).await;
    let stored = stored.map_err(|error| Problem::store(&error, correlation.0.clone()))?.ok_or_else(nobody)?;
    let (label, scopes, messages_kept) = (stored.label, scopes.iter().collect(), state.message_log.is_some());
    Ok(HttpResponse::Ok().json(DashboardSession { key, label, scopes, messages_kept, csrf_token, expires_at }))
}

/// Sign out of the dashboard
///
/// Ends the dashboard session, closes its WebSockets and removes the cookie.
#[utoipa::path(
    delete,
    path = "/api/dashboard/visit",
    operation_id = "signOut",
    tag = "dashboard",
    responses((status = 204, description = "The dashboard session has ended.", headers(("set-cookie" = String, description = "The cookie `__Host-linekeeper`, which scripts cannot read.")))),
)]
pub(crate) async fn sign_out(
    state: web::Data<ApiState>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    if let Principal::DashboardSession { id, .. } = &caller.principal {
        let ended = state.access.store.end_visit(id).await;
        ended.map_err(|error| Problem::store(&error, correlation.0))?;
        state.sockets.do_send(EndSockets { of: id.clone() });
        info!(visit = %id, "signed out of the dashboard");
    }
    let mut gone = kept("");
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

fn kept(value: &str) -> Cookie<'_> {
    Cookie::build(COOKIE, value).path("/").http_only(true).secure(true).same_site(SameSite::Strict).finish()
}
