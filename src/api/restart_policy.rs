//! `GET|PUT|DELETE /api/whatsapp/sessions/{companyId}/restart-policy`: how the company's session is restarted when it dies.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::SetRestartPolicy;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{CompanyId, ErrorCode};
use serde::Serialize;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PolicyShown {
    company_id: CompanyId,
    policy: RestartPolicy,
    /// Whether the company has none of its own.
    is_default: bool,
}

impl PolicyShown {
    fn answer(state: &ApiState, company_id: CompanyId, own: Option<RestartPolicy>) -> HttpResponse {
        let policy = own.unwrap_or(state.default_policy);
        HttpResponse::Ok().json(Self { company_id, policy, is_default: own.is_none() })
    }
}

pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let company = company.into_inner();
    let own = state.policies.restart_policy(&company).await.map_err(|error| Problem::store(&error, correlation.0))?;
    Ok(PolicyShown::answer(&state, company, own))
}

pub(crate) async fn put(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    policy: web::Json<RestartPolicy>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let refused = |error| Problem::new(ErrorCode::BadRequest, format!("{error}"), correlation.0.clone());
    let policy = policy.into_inner().checked().map_err(refused)?;
    set(&state, company.into_inner(), Some(policy), correlation).await
}

pub(crate) async fn delete(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    set(&state, company.into_inner(), None, correlation).await
}

async fn set(
    state: &ApiState,
    company: CompanyId,
    policy: Option<RestartPolicy>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let answer = state.ask(SetRestartPolicy { company: company.clone(), policy }).await;
    let written = answer.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation.0.clone()))?;
    written.map_err(|error| Problem::store(&error, correlation.0))?;
    Ok(PolicyShown::answer(state, company, policy))
}
