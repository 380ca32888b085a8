//! `GET /api/whatsapp/sessions/{companyId}/events?cursor=…&limit=…`: journal of a session, newest first.

use actix_web::{HttpResponse, web};
use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp, TriggeredBy};
use linekeeper_ports::{JournalFilter, KeptEntry};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::correlation::Correlation;
use crate::page::{cut, limit_of, place_of, to_read};
use crate::problem::Problem;
use crate::state::ApiState;

/// Most entries of one request that are returned.
const OF_REQUEST: u32 = 100;

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
    /// Return only entries of this event.
    #[param(max_length = 64)]
    event: Option<String>,
    /// Return only entries that this kind of actor caused.
    actor: Option<TriggeredBy>,
}

/// Query parameters of the journal of a request.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RequestQuery {
    /// Correlation id of the request, as people are told it.
    correlation_id: CorrelationId,
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
    /// Label of the API key that the caller used or was signed in with.
    #[schema(required, examples("Aigul"))]
    principal_label: Option<&'a str>,
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

/// Journal entry of some company.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventOfCompany<'a> {
    company_id: &'a CompanyId,
    #[serde(flatten)]
    event: Event<'a>,
}

/// What the journal says of one request.
#[derive(Serialize, ToSchema)]
pub(crate) struct RequestEvents<'a> {
    /// Entries of all companies, newest first, at most 100.
    #[schema(max_items = 100)]
    events: Vec<EventOfCompany<'a>>,
}

impl<'a> From<&'a KeptEntry> for EventOfCompany<'a> {
    fn from(entry: &'a KeptEntry) -> Self {
        Self { company_id: &entry.company, event: entry.into() }
    }
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
            principal_label: entry.principal_label.as_deref(),
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
    let EventsQuery { cursor, limit, event, actor } = query.into_inner();
    let limit = limit_of(limit, &correlation)?;
    let before = place_of(cursor.as_deref(), &correlation)?;
    // The database knows no text with a zero byte, so no event has it.
    if event.as_ref().is_some_and(|event| event.contains('\0')) {
        return Err(Problem::new(ErrorCode::BadRequest, "no event has such a name", correlation));
    }
    let filter = JournalFilter { event, actor };
    let read = state.journal.entries(&company, &filter, (before, to_read(limit))).await;
    let mut entries = read.map_err(|error| Problem::store(&error, correlation))?;
    let next = cut(&mut entries, limit).map(|entry| entry.id.to_string());
    let events = entries.iter().map(Event::from).collect();
    Ok(HttpResponse::Ok().json(EventsPage { events, next }))
}

/// Find the journal entries of a request
///
/// Everything with this correlation id, of whatever company; newest first.
#[utoipa::path(
    get,
    path = "/api/whatsapp/events",
    operation_id = "findEvents",
    tag = "sessions",
    params(RequestQuery),
    responses((status = 200, description = "The newest entries, at most 100.", body = RequestEvents)),
)]
pub(crate) async fn of_request(
    state: web::Data<ApiState>,
    query: web::Query<RequestQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let read = state.journal.entries_of_request(&query.correlation_id, OF_REQUEST).await;
    let entries = read.map_err(|error| Problem::store(&error, correlation))?;
    let events = entries.iter().map(EventOfCompany::from).collect();
    Ok(HttpResponse::Ok().json(RequestEvents { events }))
}
