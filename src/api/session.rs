//! `GET /api/whatsapp/sessions/{companyId}`: one session's status. A company without a session actor is `idle`.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::SessionStatusOf;
use linekeeper_domain::session::{Session, SessionPolicy, Status};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let status = status_of(&state, company.into_inner(), correlation.0).await?;
    Ok(HttpResponse::Ok().json(status.as_ref()))
}

async fn status_of(state: &ApiState, company: CompanyId, correlation: CorrelationId) -> Result<Arc<Status>, Problem> {
    let asked = state.supervisor.send(SessionStatusOf { company: company.clone() }).timeout(state.ask_timeout).await;
    let status = asked.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation.clone()))?;
    Ok(status.unwrap_or_else(|| {
        let now = state.clock.now();
        let (session, _) = Session::new(company, SessionPolicy::default(), correlation, now);
        Arc::new(session.status(now))
    }))
}
