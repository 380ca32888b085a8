//! `GET /api/dashboard/company-counts?q=…`: how many companies a filter of the list would show.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use linekeeper_domain::ErrorCode;
use linekeeper_domain::session::{Help, StateName};
use linekeeper_ports::CompanyCount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::filter::search_of;
use super::unreachable_before;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Query parameters of the counts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CountsQuery {
    /// Count only what this search finds.
    #[param(max_length = 128)]
    q: Option<String>,
}

/// Numbers of companies; what is not listed has none.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct CompanyCounts {
    /// All of them.
    total: u64,
    /// By state.
    states: BTreeMap<StateName, u64>,
    /// By the code of the park or of the last failure.
    codes: BTreeMap<ErrorCode, u64>,
    /// By what would help.
    groups: BTreeMap<Help, u64>,
}

impl CompanyCounts {
    fn of(counts: &[CompanyCount]) -> Self {
        let mut all = Self::default();
        for CompanyCount { state, code, help, count, .. } in counts {
            all.total += count;
            *all.states.entry(state.unwrap_or(StateName::Idle)).or_default() += count;
            if let Some(code) = code {
                *all.codes.entry(*code).or_default() += count;
            }
            if let Some(help) = help {
                *all.groups.entry(*help).or_default() += count;
            }
        }
        all
    }
}

/// Count companies
///
/// Numbers of companies by state, by code and by what would help.
#[utoipa::path(
    get,
    path = "/api/dashboard/company-counts",
    operation_id = "countCompanies",
    tag = "dashboard",
    params(CountsQuery),
    responses((status = 200, description = "The numbers.", body = CompanyCounts)),
)]
pub(crate) async fn count(
    state: web::Data<ApiState>,
    query: web::Query<CountsQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let search = search_of(query.q.as_deref(), state.region, &correlation)?;
    let now = state.clock.now();
    let counted = state.companies.counts(search, now, unreachable_before(now)).await;
    let counts = counted.map_err(|error| Problem::store(&error, correlation))?;
    Ok(HttpResponse::Ok().json(CompanyCounts::of(&counts)))
}
