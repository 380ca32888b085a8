//! `POST …/{companyId}/onboarding-links`, `DELETE …/onboarding-links/{linkId}`: a link by which a salon's owner reaches the
//! onboarding page of their own company, and nothing else, for a short time.

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

/// The longest a link may count, in seconds.
const LONGEST: u64 = 24 * 3600;

/// How long a link counts.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LinkWish {
    /// How long it counts, in seconds, at most a day.
    #[schema(minimum = 1, maximum = 86_400)]
    ttl_seconds: Option<u64>,
}

/// A link by which a salon's owner reaches the onboarding page of their own company.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OnboardingLink {
    link_id: AccessId,
    company_id: CompanyId,
    /// For the WebSocket of this company only.
    token: String,
    /// The onboarding page with the token in the fragment, which browsers send to nobody.
    url: String,
    /// When it stops to count.
    expires_at: Timestamp,
    correlation_id: CorrelationId,
}

/// Make an onboarding link
///
/// For the owner of one company, for a short time. It opens the WebSocket of that company and nothing else.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/onboarding-links",
    operation_id = "makeOnboardingLink",
    tag = "onboarding",
    request_body = Option<LinkWish>,
    responses((status = 201, description = "The link. Its token is told this once.", body = OnboardingLink)),
)]
pub(crate) async fn make(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    wish: Body<LinkWish>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let correlation = correlation_of(&request);
    let access = &state.access;
    let LinkWish { ttl_seconds } = wish.0;
    let lifetime = ttl_seconds.map_or(access.settings.link_lifetime, Duration::from_secs);
    if !(1..=LONGEST).contains(&lifetime.as_secs()) {
        let detail = format!("ttlSeconds is from 1 to {LONGEST}");
        return Err(Problem::senseless(detail, correlation));
    }
    // A token says its end to the second.
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
/// What was opened with it is closed.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/onboarding-links/{link}",
    operation_id = "revokeOnboardingLink",
    tag = "onboarding",
    responses((status = 204, description = "The link counts no more.")),
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

/// Where the service is reached, without a slash at the end. Without a `public_url` it is where the caller reached it: the
/// `Host` of its request and nothing that a header of a proxy says, since whoever is sent the link gives its token to that host.
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
