//! `GET /api/whatsapp/sessions/{companyId}/events?cursor=…&limit=…`: journal of a session, newest first.

use actix_web::{HttpResponse, web};
use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp, TriggeredBy};
use linekeeper_ports::KeptEntry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::correlation::Correlation;
use crate::page::{limit_of, place_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Query parameters of the journal.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Start of the page: `next` of the page before. Without it the newest entries are returned.
    cursor: Option<String>,
    /// Maximum number of entries in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Journal entry of a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    /// Number of the entry; later entries have larger numbers.
    id: i64,
    /// Time of the event.
    at: Timestamp,
    /// Name of the event: the state that was entered (`connected`), or what was requested or done
    /// (`pairing_requested`).
    event: &'a str,
    /// State before the transition; null if the entry is not a transition.
    #[schema(required, value_type = Option<StateName>)]
    from: Option<&'a str>,
    /// State after the transition; null if the entry is not a transition.
    #[schema(required, value_type = Option<StateName>)]
    to: Option<&'a str>,
    /// Cause of the event, in a few words; null if there is nothing to add.
    #[schema(required)]
    reason: Option<&'a str>,
    #[schema(required, value_type = Option<ErrorCode>)]
    code: Option<&'a str>,
    /// Kind of actor that caused the event.
    #[schema(value_type = TriggeredBy)]
    actor: &'a str,
    /// Identity of the caller that caused the event: `key:` with the key's id, `visit:` with the ids of the dashboard
    /// session and its key, or `link:` with the id of the onboarding link. Null if no caller had to authenticate.
    #[schema(required, examples("key:k3m9p2q8r7s6t5u4"))]
    principal: Option<&'a str>,
    #[schema(required, value_type = Option<CorrelationId>)]
    correlation_id: Option<&'a str>,
}

/// Page of a session's journal, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventsPage<'a> {
    /// Entries of the page, newest first.
    events: Vec<Event<'a>>,
    /// Value of `cursor` for the next page; null on the last page.
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

/// List the journal of a session
///
/// Every state transition and every request concerning the session, with the cause, the actor that caused it and the
/// correlation id; newest first.
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
    // One more than is returned tells whether there is another page.
    let read = state.journal.entries(&company, before, u32::from(limit) + 1).await;
    let mut entries = read.map_err(|error| Problem::store(&error, correlation))?;
    let more = entries.len() > usize::from(limit);
    entries.truncate(limit.into());
    let next = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
    let events = entries.iter().map(Event::from).collect();
    Ok(HttpResponse::Ok().json(EventsPage { events, next }))
}
