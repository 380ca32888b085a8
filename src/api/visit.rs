//! `POST|GET|DELETE /api/dashboard/visit`: sign in to the dashboard with an API key, look, sign out. The visit is kept here;
//! the browser has a cookie that no script can read.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use linekeeper_actors::sockets::EndSockets;
use linekeeper_domain::access::{AccessId, Principal, Scope};
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::StoredVisit;
use linekeeper_secrets::{ApiKey, VisitCookie};
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::{COOKIE, Caller, peer_of};
use crate::body::Object;
use crate::correlation::{Correlation, correlation_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// An API key with the scope `admin`.
    #[schema(value_type = String, format = Password)]
    key: Zeroizing<String>,
}

/// What the dashboard's page knows of its visit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Visit {
    /// The key's public name.
    key: AccessId,
    /// What it is good for.
    scopes: Vec<Scope>,
    /// To be sent as `x-csrf-token` with whatever changes something.
    csrf_token: String,
    /// When the visit is over whatever is done.
    expires_at: Timestamp,
}

/// Sign in to the dashboard
///
/// With an API key that has the scope `admin`. Failed tries of one address are slowed down.
#[utoipa::path(
    post,
    path = "/api/dashboard/visit",
    operation_id = "signIn",
    tag = "dashboard",
    request_body = SignIn,
    responses((status = 200, description = "The visit has begun.", body = Visit, headers(("set-cookie" = String, description = "`__Host-linekeeper`, which no script can read.")))),
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
            // It was not the key.
            access.sign_ins.succeeded(address, name.clone());
        }
        refused(error.0, error.1)
    })?;
    if !key.scopes.allow(Scope::Admin) {
        return Err(refused(ErrorCode::Forbidden, "the dashboard needs a key with the scope admin"));
    }
    access.sign_ins.succeeded(address, name);
    let cookie = VisitCookie::generate();
    let id = AccessId::from_random(rand::random());
    let visit = StoredVisit { id, hash: cookie.hash(), key, began_at: now, seen_at: now };
    let added = access.store.add_visit(visit.clone()).await;
    added.map_err(|error| Problem::store(&error, correlation_of(&request)))?;
    info!(visit = %visit.id, key = %visit.key.id, "somebody signed in to the dashboard");
    let answer = Visit {
        scopes: visit.key.scopes.iter().collect(),
        csrf_token: cookie.csrf_token(),
        expires_at: access.ends_at(now, &visit.key),
        key: visit.key.id,
    };
    Ok(HttpResponse::Ok().cookie(kept(cookie.reveal())).json(answer))
}

/// Look at the own visit
///
/// What its page needs to know.
#[utoipa::path(
    get,
    path = "/api/dashboard/visit",
    operation_id = "getVisit",
    tag = "dashboard",
    responses((status = 200, description = "The visit.", body = Visit)),
)]
pub(crate) async fn show(caller: Caller, correlation: Correlation) -> Result<HttpResponse, Problem> {
    let nobody = || Problem::new(ErrorCode::Unauthorized, "there is no visit", correlation.0.clone());
    let (Principal::Visit { key, scopes, .. }, Some(csrf_token), Some(expires_at)) =
        (caller.principal, caller.csrf_token, caller.expires_at)
    else {
        return Err(nobody());
    };
    Ok(HttpResponse::Ok().json(Visit { key, scopes: scopes.iter().collect(), csrf_token, expires_at }))
}

/// Sign out of the dashboard
///
/// Its WebSockets are closed too.
#[utoipa::path(
    delete,
    path = "/api/dashboard/visit",
    operation_id = "signOut",
    tag = "dashboard",
    responses((status = 204, description = "The visit is over.", headers(("set-cookie" = String, description = "`__Host-linekeeper`, which no script can read.")))),
)]
pub(crate) async fn sign_out(
    state: web::Data<ApiState>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    if let Principal::Visit { id, .. } = &caller.principal {
        let ended = state.access.store.end_visit(id).await;
        ended.map_err(|error| Problem::store(&error, correlation.0))?;
        state.sockets.do_send(EndSockets { of: id.clone() });
        info!(visit = %id, "somebody signed out of the dashboard");
    }
    let mut gone = kept("");
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

fn kept(value: &str) -> Cookie<'_> {
    Cookie::build(COOKIE, value).path("/").http_only(true).secure(true).same_site(SameSite::Strict).finish()
}
