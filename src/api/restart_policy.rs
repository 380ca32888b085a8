//! `GET|PUT|DELETE /api/whatsapp/sessions/{companyId}/restart-policy`: how a company's session is restarted when its
//! actor dies.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::SetRestartPolicy;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{CompanyId, ErrorCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Restart policy of a company's session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyShown {
    company_id: CompanyId,
    /// Policy in effect: the company's own, or the default.
    policy: RestartPolicy,
    /// Whether the default is in effect because the company has no policy of its own.
    is_default: bool,
}

impl PolicyShown {
    fn answer(state: &ApiState, company_id: CompanyId, own: Option<RestartPolicy>) -> HttpResponse {
        let policy = own.unwrap_or(state.default_policy);
        HttpResponse::Ok().json(Self { company_id, policy, is_default: own.is_none() })
    }
}

/// Get the restart policy of a company
///
/// The policy decides whether, how often and with which pauses the session is restarted after its actor dies (for
/// example in a crash).
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/restart-policy",
    operation_id = "getRestartPolicy",
    tag = "sessions",
    responses((status = 200, description = "The policy in effect.", body = PolicyShown)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let company = company.into_inner();
    let own = state.policies.restart_policy(&company).await.map_err(|error| Problem::store(&error, correlation.0))?;
    Ok(PolicyShown::answer(&state, company, own))
}

/// Set a restart policy for a company
///
/// Replaces the default for this company. It applies from the next time its session actor dies.
#[utoipa::path(
    put,
    path = "/api/whatsapp/sessions/{company}/restart-policy",
    operation_id = "putRestartPolicy",
    tag = "sessions",
    request_body = RestartPolicy,
    responses((status = 200, description = "The policy in effect.", body = PolicyShown)),
)]
pub(crate) async fn put(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    policy: web::Json<Object<RestartPolicy>>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let refused = |error| Problem::senseless(format!("{error}"), correlation.0.clone());
    let policy = policy.into_inner().0.checked().map_err(refused)?;
    set(&state, company.into_inner(), Some(policy), (caller, correlation)).await
}

/// Remove the restart policy of a company
///
/// The default policy applies again.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/restart-policy",
    operation_id = "deleteRestartPolicy",
    tag = "sessions",
    responses((status = 200, description = "The policy in effect.", body = PolicyShown)),
)]
pub(crate) async fn delete(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    set(&state, company.into_inner(), None, (caller, correlation)).await
}

async fn set(
    state: &ApiState,
    company: CompanyId,
    policy: Option<RestartPolicy>,
    (caller, Correlation(correlation)): (Caller, Correlation),
) -> Result<HttpResponse, Problem> {
    let ask =
        SetRestartPolicy { company: company.clone(), policy, by: caller.asker(), correlation: correlation.clone() };
    let answer = state.ask(ask).await;
    let written = answer.map_err(|gone| Problem::new(ErrorCode::Internal, gone.to_string(), correlation.clone()))?;
    written.map_err(|error| Problem::store(&error, correlation))?;
    Ok(PolicyShown::answer(state, company, policy))
}
