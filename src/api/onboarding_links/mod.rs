//! `POST …/{companyId}/onboarding-links`, `DELETE …/onboarding-links/{linkId}`: creates and revokes onboarding links. A
//! link gives a salon's owner access to the onboarding page of their own company, and nothing else, for a limited time.

pub(crate) mod list;
pub(crate) mod short;

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use actix_web::http::header::HOST;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::SubsecRound as _;
use linekeeper_actors::sockets::EndSockets;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp};
use linekeeper_ports::{StoreError, StoredLink};
use linekeeper_secrets::{OnboardingClaims, ShortCode};
use linekeeper_telemetry::metrics::LinkTally;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{AccessSettings, Caller};
use crate::body::Body;
use crate::correlation::{Correlation, correlation_of};
use crate::journal;
use crate::problem::Problem;
use crate::state::ApiState;

/// Options of a new onboarding link.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = LinkWish)]
pub(crate) struct CreateLinkBody {
    /// Lifetime in seconds, at most a week. When absent, the configured lifetime is used, a day by default.
    #[schema(minimum = 1, maximum = 604_800)]
    ttl_seconds: Option<u64>,
    /// Name of the company, for people: 1 to 128 characters. The link's page shows it, and the company is called so from
    /// now on, as by `PUT /api/whatsapp/companies/{company}`.
    #[schema(min_length = 1, max_length = 128)]
    name: Option<String>,
    /// Page to which the owner goes on once the line is connected: an `https` address of at most 512 characters.
    #[schema(format = "uri", max_length = 512)]
    return_url: Option<String>,
    /// Page on which people help the owner: an `https` address of at most 512 characters.
    #[schema(format = "uri", max_length = 512)]
    support_url: Option<String>,
    /// E-mail address at which people help the owner.
    #[schema(format = Email, max_length = 254)]
    support_email: Option<String>,
}

impl CreateLinkBody {
    /// Lifetime of the link and what its page shows.
    ///
    /// # Errors
    /// A sentence about the first field that cannot be used.
    fn checked(&self, default: Duration) -> Result<(Duration, LinkDetails), String> {
        let lifetime = self.ttl_seconds.map_or(default, Duration::from_secs);
        let longest = AccessSettings::LONGEST_LINK.as_secs();
        if !(1..=longest).contains(&lifetime.as_secs()) {
            return Err(format!("ttlSeconds is from 1 to {longest}"));
        }
        let details = LinkDetails {
            name: parsed("name", self.name.as_deref())?,
            return_url: parsed("returnUrl", self.return_url.as_deref())?,
            support_url: parsed("supportUrl", self.support_url.as_deref())?,
            support_email: parsed("supportEmail", self.support_email.as_deref())?,
        };
        Ok((lifetime, details))
    }
}

fn parsed<T: FromStr<Err: Display>>(field: &str, text: Option<&str>) -> Result<Option<T>, String> {
    text.map(str::parse).transpose().map_err(|error: T::Err| format!("{field}: {error}"))
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
    /// Short address that redirects to `url`, for a QR or to be read out. It is as secret as the token, and returned only
    /// in this response.
    short_url: String,
    /// Time at which the link expires.
    expires_at: Timestamp,
    correlation_id: CorrelationId,
}

/// Create an onboarding link
///
/// For the owner of one company, with a limited lifetime. Its token opens the WebSocket of that company and nothing
/// else. A pairing that is under way when it expires can be finished. The token has the name and the addresses as
/// claims, which the page shows once the service has accepted the token; they win over those of the configuration.
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
    let checked = body.0.checked(access.settings.link_lifetime);
    let (lifetime, details) = checked.map_err(|detail| Problem::senseless(detail, correlation.clone()))?;
    let code = ShortCode::generate();
    // The expiry in a token has a resolution of one second.
    let created_at = state.clock.now().trunc_subsecs(0);
    let link = StoredLink {
        id: AccessId::from_random(rand::random()),
        company: company.into_inner(),
        made_by: caller.principal.to_string(),
        created_at,
        expires_at: created_at + lifetime,
        revoked_at: None,
        short_hash: Some(code.hash(&access.keys)),
        details,
    };
    let kept = keep(&state, &link, (caller, &correlation)).await;
    kept.map_err(|error| Problem::store(&error, correlation.clone()))?;
    state.metrics.onboarding_link(LinkTally::Made);
    let StoredLink { id: link, company, expires_at, details, .. } = link;
    let claims = OnboardingClaims { link, company, expires_at, details };
    let token = claims.sign(&access.keys).to_string();
    let base = base_of(&request, access.settings.public_url.as_deref());
    let (url, short_url) = (format!("{base}/connect#token={token}"), format!("{base}/l/{}", code.reveal()));
    let OnboardingClaims { link: link_id, company: company_id, .. } = claims;
    let correlation_id = correlation;
    let answer = OnboardingLink { link_id, company_id, token, url, short_url, expires_at, correlation_id };
    Ok(HttpResponse::Created().json(answer))
}

/// Revoke an onboarding link
///
/// The link and its short address are not accepted any more, and WebSockets opened with it are closed, whatever is under
/// way.
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
    state.metrics.onboarding_link(LinkTally::Revoked);
    state.sockets.do_send(EndSockets { of: link.clone() });
    let events = [("onboarding_link_revoked", Some(format!("link:{link}")))];
    let noted = journal::note(&state, (&company, &events), (caller, &correlation)).await;
    noted.map_err(|error| Problem::store(&error, correlation))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Stores a new link. Its name becomes the company's: lists and searches find the company by what its owner sees.
async fn keep(state: &ApiState, link: &StoredLink, by: (Caller, &CorrelationId)) -> Result<(), StoreError> {
    let mut events = vec![("onboarding_link_made", Some(format!("link:{}", link.id)))];
    if let Some(name) = &link.details.name {
        state.companies.name_company(&link.company, Some(name.clone())).await?;
        events.push(("company_named", Some(name.to_string())));
    }
    state.access.store.add_onboarding_link(link.clone()).await?;
    journal::note(state, (&link.company, &events), by).await
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
