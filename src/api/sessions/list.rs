//! `GET /api/whatsapp/sessions?state=…&cursor=…&limit=…`: list of sessions, ordered by company id.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::ListSessions;
use linekeeper_domain::ErrorCode;
use linekeeper_domain::session::{StateName, Status};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::correlation::Correlation;
use crate::page::{limit_of, place_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Query parameters of the list of sessions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Return only sessions in this state.
    state: Option<StateName>,
    /// Start of the page: `next` of the page before. Without it the list starts at the first company.
    cursor: Option<String>,
    /// Maximum number of sessions in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Page of sessions, ordered by company id.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsPage<'a> {
    /// Status of each session in the page.
    sessions: Vec<&'a Status>,
    /// Value of `cursor` for the next page; null on the last page.
    #[schema(required)]
    next: Option<String>,
}

/// List sessions
///
/// Lists the sessions that are active in the service: those of linked companies, and those with a pairing under way or
/// a WebSocket open.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions",
    operation_id = "listSessions",
    tag = "sessions",
    params(SessionsQuery),
    responses((status = 200, description = "A page of sessions.", body = SessionsPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    query: web::Query<SessionsQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let SessionsQuery { state: wanted, cursor, limit } = query.into_inner();
    let limit = limit_of(limit, &correlation)?.into();
    let after = place_of(cursor.as_deref(), &correlation)?;
    let page = state.ask(ListSessions { states: wanted.into_iter().collect(), after, limit }).await;
    let page = page.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation))?;
    let sessions = page.sessions.iter().map(Arc::as_ref).collect();
    let next = page.next.map(String::from);
    Ok(HttpResponse::Ok().json(SessionsPage { sessions, next }))
}
