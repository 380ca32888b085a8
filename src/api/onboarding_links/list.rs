//! `GET …/{companyId}/onboarding-links?cursor=…&limit=…`: links of a company, newest first.

use actix_web::{HttpResponse, web};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{LinkPlace, ListedLink};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::correlation::Correlation;
use crate::page::{cut, limit_of, place_of, to_read};
use crate::problem::Problem;
use crate::state::ApiState;

/// Query parameters of the list of links.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinksQuery {
    /// Start of the page: `next` of the page before. Without it the newest links are returned.
    cursor: Option<String>,
    /// Maximum number of links in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Onboarding link of a company, without its token and its short address, which are not kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KnownLink<'a> {
    link_id: &'a AccessId,
    company_id: &'a CompanyId,
    /// Name of the company that the link's page shows; null if none was given.
    #[schema(required)]
    name: Option<&'a str>,
    /// Time at which the link was created.
    created_at: Timestamp,
    /// Time at which the link expires, or has expired.
    expires_at: Timestamp,
    /// Time at which the link was revoked; null if it was not.
    #[schema(required)]
    revoked_at: Option<Timestamp>,
    /// Identity of the caller that created it, as in the journal: `key:` with the key's id, or `visit:` with the ids of
    /// the dashboard session and its key.
    #[schema(examples("key:k3m9p2q8r7s6t5u4"))]
    made_by: &'a str,
    /// Label of the API key it was created with; null if there was none.
    #[schema(required)]
    made_by_label: Option<&'a str>,
}

/// Page of a company's onboarding links, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinksPage<'a> {
    /// Links of the page, newest first. Expired ones are listed for a day.
    links: Vec<KnownLink<'a>>,
    /// Value of `cursor` for the next page; null on the last page.
    #[schema(required)]
    next: Option<String>,
}

impl<'a> From<&'a ListedLink> for KnownLink<'a> {
    fn from(ListedLink { link, made_by_label }: &'a ListedLink) -> Self {
        Self {
            link_id: &link.id,
            company_id: &link.company,
            name: link.details.name.as_ref().map(|name| name.as_str()),
            created_at: link.created_at,
            expires_at: link.expires_at,
            revoked_at: link.revoked_at,
            made_by: &link.made_by,
            made_by_label: made_by_label.as_deref(),
        }
    }
}

/// List onboarding links of a company
///
/// Valid, expired and revoked links with their creators, newest first.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/onboarding-links",
    operation_id = "listOnboardingLinks",
    tag = "onboarding",
    params(LinksQuery),
    responses((status = 200, description = "A page of links.", body = LinksPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    query: web::Query<LinksQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let LinksQuery { cursor, limit } = query.into_inner();
    let limit = limit_of(limit, &correlation)?;
    let after = place_of::<LinkPlace>(cursor.as_deref(), &correlation)?;
    let read = state.access.store.onboarding_links(&company, after, to_read(limit)).await;
    let mut listed = read.map_err(|error| Problem::store(&error, correlation))?;
    let next = cut(&mut listed, limit).map(|last| LinkPlace::from(&last.link).to_string());
    let links = listed.iter().map(KnownLink::from).collect();
    Ok(HttpResponse::Ok().json(LinksPage { links, next }))
}
