//! Guard in front of every endpoint: rate limit of the address, authentication, authorisation, and rate limits of the
//! credential and the company.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use linekeeper_domain::access::{AccessId, Need, Principal};
use linekeeper_domain::{CompanyId, ErrorCode};

use super::address::peer_of;
use super::proof::{CSRF_HEADER, Found, Proof};
use super::verify::Refused;
use super::{Access, origin};
use crate::correlation::correlation_of;
use crate::problem::Problem;
use crate::slow::in_time;
use crate::state::ApiState;

/// How long a body may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyTime {
    /// As long as a small document takes.
    Short,
    /// As long as the endpoint says: a file takes its time.
    OfEndpoint,
}

/// Middleware: passes a request to its endpoint or answers with the [`Problem`] that explains the refusal. That is a
/// normal response, not an error, so that it is counted and gets its headers. The request is not taken apart, because
/// actix forbids that while the request is referenced elsewhere.
///
/// # Errors
/// Those of the endpoint.
pub(crate) async fn guarded<B: MessageBody>(
    (need, body): (Need, BodyTime),
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let found = match known(need, request.request()).await {
        Ok(found) => found,
        Err(problem) => return Ok(request.error_response(problem).map_into_right_body()),
    };
    if let Some(found) = found {
        request.extensions_mut().insert(found);
    }
    // The payload of a WebSocket is its frames: no timeout.
    if !need.is_socket() && body == BodyTime::Short {
        let payload = in_time(request.take_payload());
        request.set_payload(payload);
    }
    Ok(next.call(request).await?.map_into_left_body())
}

async fn known(need: Need, request: &HttpRequest) -> Result<Option<Found>, Problem> {
    let state = request.app_data::<web::Data<ApiState>>().cloned();
    let state = state.ok_or_else(|| Problem::new(ErrorCode::Internal, "no state", correlation_of(request)))?;
    let_in(&state.access, need, request).await
}

async fn let_in(access: &Access, need: Need, request: &HttpRequest) -> Result<Option<Found>, Problem> {
    let correlation = || correlation_of(request);
    let bounded = |bound: Result<(), Duration>| bound.map_err(|wait| Problem::too_many(wait, correlation()));
    let address: IpAddr = peer_of(request, &access.settings.trusted_proxies);
    bounded(access.limits.address(address))?;
    if need == Need::Nothing {
        return Ok(None);
    }
    let company = request.match_info().get("company").and_then(|company| company.parse::<CompanyId>().ok());
    let proof = Proof::of(request, need);
    let verified = match access.verify(&proof, company.as_ref()).await {
        // A browser also sends the cookie of an expired dashboard session with a salon's page, whose token comes in the
        // first frame.
        Err(Refused(ErrorCode::Unauthorized, _)) if need == Need::Socket && matches!(proof, Proof::Cookie(_)) => {
            Ok(None)
        }
        verified => verified,
    };
    let found = verified.map_err(|Refused(code, detail)| Problem::new(code, detail, correlation()))?;
    let allowed = allowed(need, found.as_ref(), company.as_ref())
        .and_then(|()| from_a_welcome_page(access, (need, request), found.as_ref()));
    allowed.map_err(|Refused(code, detail)| Problem::new(code, detail, correlation()))?;
    // Limits count only authenticated callers: an unknown client that knows a company's id must not use up its rate
    // limit.
    if let Some(found) = &found {
        bounded(access.limits.credential(id_of(&found.pass.principal)))?;
        if let Some(company) = &company {
            bounded(access.limits.company(company))?;
        }
    }
    Ok(found)
}

/// Authorises the caller. A WebSocket may also authenticate by its first frame.
fn allowed(need: Need, found: Option<&Found>, company: Option<&CompanyId>) -> Result<(), Refused> {
    match found {
        None if need == Need::Socket => Ok(()),
        None => Err(Refused(ErrorCode::Unauthorized, "an API key is needed: Authorization: Bearer lk_…")),
        Some(found) if found.pass.principal.may(need, company) => Ok(()),
        Some(_) => Err(Refused(ErrorCode::Forbidden, "this is not among what you may do")),
    }
}

/// Checks origin and CSRF token: a browser attaches cookies to requests of any page, and opens WebSockets for any page.
fn from_a_welcome_page(
    access: &Access,
    (need, request): (Need, &HttpRequest),
    found: Option<&Found>,
) -> Result<(), Refused> {
    let csrf_token = found.and_then(|found| found.csrf_token.as_deref());
    let by_cookie = csrf_token.is_some();
    let settings = &access.settings;
    if (by_cookie || need.is_socket())
        && !origin::is_welcome(request, &settings.origins, settings.public_url.as_deref())
    {
        return Err(Refused(ErrorCode::Forbidden, "pages of this origin are not welcome"));
    }
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let sent = request.headers().get(CSRF_HEADER).map(actix_web::http::header::HeaderValue::as_bytes);
    match csrf_token {
        Some(token) if !is_safe && sent != Some(token.as_bytes()) => {
            Err(Refused(ErrorCode::Forbidden, "x-csrf-token is missing or another visit's"))
        }
        Some(_) | None => Ok(()),
    }
}

fn id_of(principal: &Principal) -> &AccessId {
    match principal {
        Principal::Key { id, .. } | Principal::DashboardSession { id, .. } => id,
        Principal::Onboarding { link, .. } => link,
    }
}
