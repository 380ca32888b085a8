//! `GET /api/whatsapp/sessions/{companyId}/events?before=…&limit=…`: the journal, newest first.

use actix_web::{HttpResponse, web};
use linekeeper_domain::{CompanyId, ErrorCode, Timestamp};
use linekeeper_ports::KeptEntry;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Events in a page: by default, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Before this event, as `next` of the page before says.
    before: Option<i64>,
    /// Events in the page.
    limit: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    id: i64,
    at: Timestamp,
    event: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    reason: Option<&'a str>,
    code: Option<&'a str>,
    actor: &'a str,
    correlation_id: Option<&'a str>,
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
            correlation_id: entry.correlation.as_deref(),
        }
    }
}

pub(crate) async fn list(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    page: web::Query<Page>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let Page { before, limit } = page.into_inner();
    let limit = limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let detail = format!("limit is from 1 to {LARGEST_PAGE}");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation.0));
    }
    // One more than is shown tells whether there is another page.
    let read = state.journal.entries(&company, before, limit + 1).await;
    let mut entries = read.map_err(|error| Problem::store(&error, correlation.0))?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let next = entries.last().filter(|_| more).map(|entry| entry.id);
    let events: Vec<_> = entries.iter().map(Event::from).collect();
    Ok(HttpResponse::Ok().json(json!({ "events": events, "next": next })))
}
