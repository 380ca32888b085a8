//! `GET /api/whatsapp/sessions?state=…&cursor=…&limit=…`: the sessions, by company id.

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

/// Which sessions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Only those in this state.
    state: Option<StateName>,
    /// Where the page begins: `next` of the page before.
    cursor: Option<String>,
    /// Sessions in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// A page of sessions, by company id.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsPage<'a> {
    /// The sessions.
    sessions: Vec<&'a Status>,
    /// The `cursor` of the next page; null when this is the last one.
    #[schema(required)]
    next: Option<String>,
}

/// List sessions
///
/// Those that have a session actor: linked companies, and those somebody is pairing or watching.
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
