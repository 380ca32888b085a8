//! `GET /api/whatsapp/companies?state=…&code=…&group=…&q=…&sort=…&cursor=…&limit=…`: companies from the database, and
//! `GET /api/whatsapp/companies/{companyId}`: one of them.

use actix_web::{HttpResponse, web};
use linekeeper_domain::session::{Help, StateName};
use linekeeper_domain::{CompanyId, ErrorCode};
use linekeeper_ports::{CompanyFilter, CompanyOrder, CompanyPlace, CompanyQuery, ListedCompany};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::filter::{help_of, search_of, states_of};
use super::{Company, unreachable_before};
use crate::correlation::Correlation;
use crate::page::{cut, limit_of, place_of, to_read};
use crate::problem::Problem;
use crate::state::ApiState;

/// Order of a list of companies.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(crate) enum CompanySort {
    /// By company id.
    #[default]
    #[serde(rename = "company")]
    Company,
    /// Longest in trouble, or in its state, first.
    #[serde(rename = "since")]
    Since,
    /// Shortest first.
    #[serde(rename = "-since")]
    Newest,
}

impl From<CompanySort> for CompanyOrder {
    fn from(sort: CompanySort) -> Self {
        match sort {
            CompanySort::Company => Self::Company,
            CompanySort::Since => Self::Oldest,
            CompanySort::Newest => Self::Newest,
        }
    }
}

/// Query parameters of the list of companies.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompaniesQuery {
    /// Return only companies whose session is in one of these states, with commas between.
    #[param(value_type = Option<Vec<StateName>>, explode = false)]
    state: Option<String>,
    /// Return only companies parked with this code, or whose last pairing ended with it.
    code: Option<ErrorCode>,
    /// Return only companies that this would help.
    #[param(value_type = Option<Help>)]
    group: Option<String>,
    /// Return only companies whose id begins with this, whose name has words that begin with these, or that have linked
    /// this number.
    #[param(max_length = 128)]
    q: Option<String>,
    /// Order of the list.
    sort: Option<CompanySort>,
    /// Start of the page: `next` of the page before, which has the same filter and order.
    cursor: Option<String>,
    /// Maximum number of companies in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Page of companies.
#[derive(Serialize, ToSchema)]
pub(crate) struct CompaniesPage {
    /// Companies of the page.
    companies: Vec<Company>,
    /// Value of `cursor` for the next page; null on the last page.
    #[schema(required)]
    next: Option<String>,
}

/// List companies
///
/// All companies that were ever linked, failed to link or were named, with the last outcome of each, from the database:
/// also those whose session is not active.
#[utoipa::path(
    get,
    path = "/api/whatsapp/companies",
    operation_id = "listCompanies",
    tag = "companies",
    params(CompaniesQuery),
    responses((status = 200, description = "A page of companies.", body = CompaniesPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    query: web::Query<CompaniesQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let limit = limit_of(query.limit, &correlation)?;
    let filter = CompanyFilter {
        states: states_of(query.state.as_deref(), &correlation)?,
        code: query.code,
        help: help_of(query.group.as_deref(), &correlation)?,
        search: search_of(query.q.as_deref(), state.region, &correlation)?,
    };
    let after = place_of::<CompanyPlace>(query.cursor.as_deref(), &correlation)?;
    let now = state.clock.now();
    let asked = CompanyQuery {
        filter,
        order: query.sort.unwrap_or_default().into(),
        after,
        limit: to_read(limit),
        unreachable_before: unreachable_before(now),
    };
    let mut listed = state.companies.list(asked).await.map_err(|error| Problem::store(&error, correlation))?;
    let next = cut(&mut listed, limit).map(|last| CompanyPlace::from(last).to_string());
    let companies = listed.into_iter().map(|listed| Company::shown(listed, now)).collect();
    Ok(HttpResponse::Ok().json(CompaniesPage { companies, next }))
}

/// Get a company
///
/// Its name, and its status as it was last recorded. A company of which nothing is recorded is reported as idle.
#[utoipa::path(
    get,
    path = "/api/whatsapp/companies/{company}",
    operation_id = "getCompany",
    tag = "companies",
    responses((status = 200, description = "The company.", body = Company)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let company = company.into_inner();
    let listed = state.companies.company(&company).await.map_err(|error| Problem::store(&error, correlation))?;
    let now = state.clock.now();
    let unknown = || ListedCompany::unknown(company, now);
    Ok(HttpResponse::Ok().json(Company::shown(listed.unwrap_or_else(unknown), now)))
}
