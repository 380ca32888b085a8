//! `POST …/{companyId}/onboarding-links`, `DELETE …/onboarding-links/{linkId}`: creates and revokes onboarding links. A
//! link gives a salon's owner access to the onboarding page of their own company, and nothing else, for a short time.

use std::time::Duration;

use actix_web::http::header::HOST;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::SubsecRound as _;
use linekeeper_actors::sockets::EndSockets;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp};
use linekeeper_ports::{JournalEntry, StoreError, StoredLink};
use linekeeper_secrets::OnboardingClaims;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::Body;
use crate::correlation::{Correlation, correlation_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Longest lifetime of a link, in seconds.
const LONGEST: u64 = 24 * 3600;

/// Options of a new onboarding link.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = LinkWish)]
pub(crate) struct CreateLinkBody {
    /// Lifetime in seconds, at most a day. When absent, the configured lifetime is used, 15 minutes by default.
    #[schema(minimum = 1, maximum = 86_400)]
    ttl_seconds: Option<u64>,
}

/// Onboarding link: gives a salon's owner access to the onboarding page of their own company.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OnboardingLink {
    link_id: AccessId,
    company_id: CompanyId,
    /// Token that authenticates on the WebSocket of this company, and nowhere else. Returned only in this response.
    token: String,
    /// URL of the onboarding page with the token in the fragment, which browsers do not send to any server.
    url: String,
    /// Time at which the link expires.
    expires_at: Timestamp,
    correlation_id: CorrelationId,
}

/// Create an onboarding link
///
/// For the owner of one company, with a limited lifetime. Its token opens the WebSocket of that company and nothing
/// else.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/onboarding-links",
    operation_id = "makeOnboardingLink",
    tag = "onboarding",
    request_body = Option<CreateLinkBody>,
    responses((status = 201, description = "The link was created. Its token is returned only in this response.", body = OnboardingLink)),
)]
pub(crate) async fn make(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: Body<CreateLinkBody>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let correlation = correlation_of(&request);
    let access = &state.access;
    let CreateLinkBody { ttl_seconds } = body.0;
    let lifetime = ttl_seconds.map_or(access.settings.link_lifetime, Duration::from_secs);
    if !(1..=LONGEST).contains(&lifetime.as_secs()) {
        let detail = format!("ttlSeconds is from 1 to {LONGEST}");
        return Err(Problem::senseless(detail, correlation));
    }
    // The expiry in a token has a resolution of one second.
    let created_at = state.clock.now().trunc_subsecs(0);
    let link = StoredLink {
        id: AccessId::from_random(rand::random()),
        company: company.into_inner(),
        made_by: caller.principal.to_string(),
        created_at,
        expires_at: created_at + lifetime,
        revoked_at: None,
    };
    let made = access.store.add_onboarding_link(link.clone()).await;
    made.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let noted = note(&state, (&link.company, "onboarding_link_made", &link.id), (caller, &correlation)).await;
    noted.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let claims = OnboardingClaims { link: link.id, company: link.company, expires_at: link.expires_at };
    let token = claims.sign(&access.keys).to_string();
    let url = format!("{}/connect#token={token}", base_of(&request, access.settings.public_url.as_deref()));
    let OnboardingClaims { link: link_id, company: company_id, expires_at } = claims;
    let answer = OnboardingLink { link_id, company_id, token, url, expires_at, correlation_id: correlation };
    Ok(HttpResponse::Created().json(answer))
}

/// Revoke an onboarding link
///
/// The link is not accepted any more, and WebSockets opened with it are closed.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/onboarding-links/{link}",
    operation_id = "revokeOnboardingLink",
    tag = "onboarding",
    responses((status = 204, description = "The link is revoked.")),
)]
pub(crate) async fn revoke(
    state: web::Data<ApiState>,
    path: web::Path<(CompanyId, AccessId)>,
    caller: Caller,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, link) = path.into_inner();
    let revoked = state.access.store.revoke_onboarding_link(&company, &link, state.clock.now()).await;
    if !revoked.map_err(|error| Problem::store(&error, correlation.clone()))? {
        return Err(Problem::new(ErrorCode::NotFound, "the company has no such link", correlation));
    }
    state.sockets.do_send(EndSockets { of: link.clone() });
    let noted = note(&state, (&company, "onboarding_link_revoked", &link), (caller, &correlation)).await;
    noted.map_err(|error| Problem::store(&error, correlation))?;
    Ok(HttpResponse::NoContent().finish())
}

async fn note(
    state: &ApiState,
    (company, event, link): (&CompanyId, &str, &AccessId),
    (caller, correlation): (Caller, &CorrelationId),
) -> Result<(), StoreError> {
    let asker = caller.asker();
    let entry = JournalEntry {
        company: company.clone(),
        at: state.clock.now(),
        event: event.to_owned(),
        transition: None,
        reason: Some(format!("link:{link}")),
        code: None,
        actor: asker.actor,
        principal: asker.principal,
        correlation: Some(correlation.clone()),
    };
    state.journal.append(vec![entry]).await
}

/// Base URL of the service, without a trailing slash. Without a `public_url` it is built from the `Host` header of the
/// request. Headers set by a proxy are ignored: the person who gets the link gives its token to that host, so it must
/// not be forgeable.
fn base_of(request: &HttpRequest, public_url: Option<&str>) -> String {
    if let Some(url) = public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let host = host.filter(|host| !host.is_empty() && host.bytes().all(allowed)).unwrap_or("localhost");
    let scheme = if request.app_config().secure() { "https" } else { "http" };
    format!("{scheme}://{host}")
}
