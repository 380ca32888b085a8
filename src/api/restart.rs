//! `POST /api/whatsapp/sessions/{companyId}/restart`: the session begins anew with the stored credentials, whatever it was
//! parked for; answered when its new life has begun.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::RestartSession;
use linekeeper_domain::{CompanyId, ErrorCode};
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn restart(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = RestartSession { company: company.clone(), correlation: correlation.clone() };
    // A session that does not leave by itself is killed first, which takes longer than other questions.
    let answer = state.ask_within(state.ask_timeout * 3, ask).await.unwrap_or(Err(ErrorCode::Internal));
    answer.map_err(|code| Problem::new(code, "the session was not restarted", correlation.clone()))?;
    Ok(HttpResponse::Ok().json(json!({ "success": true, "sessionId": company, "correlationId": correlation })))
}
