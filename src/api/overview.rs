//! `GET /api/dashboard/overview?hours=…`: statistics of the last hours.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::CountSessions;
use linekeeper_domain::ErrorCode;
use linekeeper_domain::overview::{HOURS, Overview, OverviewRange};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Default length of the period, in hours.
const A_DAY: u16 = 24;

/// Query parameters of the overview.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OverviewQuery {
    /// Length of the period in hours; it ends now.
    #[param(minimum = 1, maximum = 720, default = 24)]
    hours: Option<u16>,
}

/// Get statistics of the last hours
///
/// Sessions by state over time, how far pairings got and how long they took, failures, restarts. Data older than the
/// retention of the journal is missing.
#[utoipa::path(
    get,
    path = "/api/dashboard/overview",
    operation_id = "getOverview",
    tag = "dashboard",
    params(OverviewQuery),
    responses((status = 200, description = "The statistics of the last hours.", body = Overview)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    query: web::Query<OverviewQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let hours = query.hours.unwrap_or(A_DAY);
    if !HOURS.contains(&hours) {
        let detail = format!("hours is from {} to {}", HOURS.start(), HOURS.end());
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation));
    }
    let range = OverviewRange::back_from(state.clock.now(), hours);
    let tallies = state.overviews.tallies(range).await.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let now = state.ask(CountSessions).await;
    let now = now.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation))?;
    Ok(HttpResponse::Ok().json(tallies.shaped(range, now)))
}
