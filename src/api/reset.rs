//! `POST /api/whatsapp/sessions/{companyId}/reset`: removes the connection; answered when nothing of it is left.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::AskReset;
use linekeeper_domain::{Actor, CompanyId, ErrorCode};
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn reset(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = AskReset { company: company.clone(), by: Actor::Api, correlation: correlation.clone() };
    let answer = state.ask(ask).await.unwrap_or(Err(ErrorCode::Internal));
    answer.map_err(|code| Problem::new(code, "the reset did not happen", correlation.clone()))?;
    Ok(HttpResponse::Ok().json(json!({ "success": true, "sessionId": company, "correlationId": correlation })))
}
