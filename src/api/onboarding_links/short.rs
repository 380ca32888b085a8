//! `GET /l/{code}`: the short address of an onboarding link, which can be read out, typed and drawn as a small QR.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use actix_web::{HttpResponse, web};
use linekeeper_domain::ErrorCode;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_ports::StoredLink;
use linekeeper_secrets::{OnboardingClaims, ShortCode};
use linekeeper_telemetry::metrics::LinkTally;

use crate::correlation::Correlation;
use crate::html::{LINK_EXPIRED, LINK_REVOKED, LINK_UNAVAILABLE, LINK_UNKNOWN, Words};
use crate::problem::Problem;
use crate::state::ApiState;

/// Open an onboarding link by its short address
///
/// Redirects to the onboarding page with the token of the link in the fragment. The code is the credential: it is
/// returned once, as a part of `shortUrl`, and the service keeps a keyed hash of it. A browser gets a page that says
/// what has become of a link that is not valid.
#[utoipa::path(
    get,
    path = "/l/{code}",
    operation_id = "openShortLink",
    tag = "onboarding",
    responses((
        status = 302,
        description = "The link is valid; the onboarding page is elsewhere.",
        headers(("location" = String, description = "The onboarding page, with the token in the fragment.")),
    )),
)]
pub(crate) async fn open(
    state: web::Data<ApiState>,
    code: web::Path<String>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let refuse = |tally, status, (words, details): (&'static Words, LinkDetails)| {
        state.metrics.onboarding_link(tally);
        let problem = Problem::new(ErrorCode::NotFound, "the link is not valid", correlation.clone());
        problem.with_status(status).of_link(words, details)
    };
    let unknown = || refuse(LinkTally::Unknown, StatusCode::NOT_FOUND, (&LINK_UNKNOWN, LinkDetails::default()));
    let code: ShortCode = code.parse().map_err(|_| unknown())?;
    let access = &state.access;
    let found = access.store.onboarding_link_by_code(code.hashes(&access.keys)).await.map_err(|error| {
        Problem::store(&error, correlation.clone()).of_link(&LINK_UNAVAILABLE, LinkDetails::default())
    })?;
    let link = found.ok_or_else(unknown)?;
    if let Some(words) = why_closed(&link, &state) {
        return Err(refuse(LinkTally::OpenedTooLate, StatusCode::GONE, (words, link.details)));
    }
    state.metrics.onboarding_link(LinkTally::Opened);
    let StoredLink { id: link, company, expires_at, details, .. } = link;
    let token = OnboardingClaims { link, company, expires_at, details }.sign(&access.keys);
    // Relative, so that it leads to whichever host the person has opened, through any proxy.
    // With the code: a person who goes on at another screen takes the short address there.
    let page = format!("/connect#token={}&short={}", token.as_str(), code.reveal());
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, page)).insert_header((CACHE_CONTROL, "no-store"));
    Ok(response.insert_header((REFERRER_POLICY, "no-referrer")).finish())
}

/// What to say about a link that is not valid any more.
fn why_closed(link: &StoredLink, state: &ApiState) -> Option<&'static Words> {
    if link.revoked_at.is_some() {
        Some(&LINK_REVOKED)
    } else {
        (link.expires_at <= state.clock.now()).then_some(&LINK_EXPIRED)
    }
}
