//! `GET /api/whatsapp/sessions/{companyId}/events?cursor=…&limit=…`: the journal, newest first.

use actix_web::{HttpResponse, web};
use linekeeper_domain::session::StateName;
use linekeeper_domain::{Actor, CompanyId, CorrelationId, ErrorCode, Timestamp};
use linekeeper_ports::KeptEntry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::correlation::Correlation;
use crate::page::{limit_of, place_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Which events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Where the page begins: `next` of the page before.
    cursor: Option<String>,
    /// Events in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Something that happened to a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    /// Its number; later ones are larger.
    id: i64,
    /// When.
    at: Timestamp,
    /// What, for example `pairing_requested`.
    event: &'a str,
    /// The state before, where it changed.
    #[schema(required, value_type = Option<StateName>)]
    from: Option<&'a str>,
    /// The state after, where it changed.
    #[schema(required, value_type = Option<StateName>)]
    to: Option<&'a str>,
    /// Why.
    #[schema(required)]
    reason: Option<&'a str>,
    #[schema(required, value_type = Option<ErrorCode>)]
    code: Option<&'a str>,
    /// Who made it happen.
    #[schema(value_type = Actor)]
    actor: &'a str,
    /// As whom: a key, a visit or a link.
    #[schema(required, examples("key:k3m9p2q8r7s6t5u4"))]
    principal: Option<&'a str>,
    #[schema(required, value_type = Option<CorrelationId>)]
    correlation_id: Option<&'a str>,
}

/// A page of a journal, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventsPage<'a> {
    /// The events.
    events: Vec<Event<'a>>,
    /// The `cursor` of the next page; null when this is the last one.
    #[schema(required)]
    next: Option<String>,
}

impl<'a> From<&'a KeptEntry> for Event<'a> {
    fn from(entry: &'a KeptEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            event: &entry.event,
            from: entry.from.as_deref(),
            to: entry.to.as_deref(),
            reason: entry.reason.as_deref(),
            code: entry.code.as_deref(),
            actor: &entry.actor,
            principal: entry.principal.as_deref(),
            correlation_id: entry.correlation.as_deref(),
        }
    }
}

/// Read a session's journal
///
/// Every transition with its reason, who made it happen and under which correlation id; newest first.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/events",
    operation_id = "listEvents",
    tag = "sessions",
    params(EventsQuery),
    responses((status = 200, description = "A page of the journal.", body = EventsPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    query: web::Query<EventsQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let EventsQuery { cursor, limit } = query.into_inner();
    let limit = limit_of(limit, &correlation)?;
    let before = place_of(cursor.as_deref(), &correlation)?;
    // One more than is shown tells whether there is another page.
    let read = state.journal.entries(&company, before, u32::from(limit) + 1).await;
    let mut entries = read.map_err(|error| Problem::store(&error, correlation))?;
    let more = entries.len() > usize::from(limit);
    entries.truncate(limit.into());
    let next = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
    let events = entries.iter().map(Event::from).collect();
    Ok(HttpResponse::Ok().json(EventsPage { events, next }))
}
