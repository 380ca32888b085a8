//! `GET /api/whatsapp/sessions?state=…&after=…&limit=…`: the sessions, by company id.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::ListSessions;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, ErrorCode};
use serde::Deserialize;
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Sessions in a page: by default, and at most.
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only this state.
    state: Option<StateName>,
    /// After this company, as `next` of the page before says.
    after: Option<CompanyId>,
    /// Sessions in the page.
    limit: Option<usize>,
}

pub(crate) async fn list(
    state: web::Data<ApiState>,
    filter: web::Query<Filter>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let Filter { state: wanted, after, limit } = filter.into_inner();
    let limit = limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let detail = format!("limit is from 1 to {LARGEST_PAGE}");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation.0));
    }
    let ask = ListSessions { states: wanted.into_iter().collect(), after, limit };
    let page = state.ask(ask).await;
    let page = page.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation.0))?;
    let sessions: Vec<_> = page.sessions.iter().map(AsRef::as_ref).collect();
    Ok(HttpResponse::Ok().json(json!({ "sessions": sessions, "next": page.next })))
}
