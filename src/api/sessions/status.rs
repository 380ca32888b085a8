//! `GET /api/whatsapp/sessions/{companyId}`: status of one session. Without a session actor the status is derived from
//! what is stored: `idle`, or parked for the stored reason.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::SessionStatusOf;
use linekeeper_domain::session::{CompanySession, Event, Input, SessionPolicy, Slot, Status, Stored};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Moment};
use linekeeper_ports::StoredCompany;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Get the status of a session
///
/// A company that is not known to the service is reported as `idle`.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}",
    operation_id = "getSession",
    tag = "sessions",
    responses((status = 200, description = "The current status of the session.", body = Status)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let status = status_of(&state, company.into_inner(), correlation.0).await?;
    Ok(HttpResponse::Ok().json(status.as_ref()))
}

async fn status_of(state: &ApiState, company: CompanyId, correlation: CorrelationId) -> Result<Arc<Status>, Problem> {
    let asked = state.ask(SessionStatusOf { company: company.clone() }).await;
    let status = asked.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation.clone()))?;
    if let Some(status) = status {
        return Ok(status);
    }
    let stored = state.store.peek(&company).await.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let recorded = state.store.recorded(&company).await.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let moment = Moment { now: state.clock.now(), monotonic: state.clock.monotonic(), chance: 0.0 };
    let (session, _) = CompanySession::new(company, SessionPolicy::default(), correlation, moment.now);
    let stored = Stored { recorded: recorded.map(Box::new), ..stored.map(as_stored).unwrap_or_default() };
    let loaded = session.clone().on(Input::In(Slot::Current, Event::Loaded(stored)), moment);
    let session = loaded.map_or(session, |outcome| outcome.session);
    Ok(Arc::new(session.status(moment.now)))
}

/// Converts the stored company to what a session actor would read when it starts.
fn as_stored(stored: StoredCompany) -> Stored {
    Stored {
        has_credentials: stored.has_credentials,
        requested_phone: stored.phone.clone(),
        phone: stored.phone,
        paired_at: stored.paired_at,
        last_connected_at: stored.last_connected_at,
        parked: stored.parked,
        since_removal: None,
        log_out_ordered: false,
        recorded: None,
    }
}
