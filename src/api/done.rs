//! Response to a request that changes a session.

use actix::MailboxError;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Confirmation that the request was carried out or, with status 202, that it has started.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Done {
    /// Always true; a failure is a problem document.
    success: bool,
    /// Id of the company whose session it is.
    session_id: CompanyId,
    /// Correlation id of this request, as in the journal and the log.
    correlation_id: CorrelationId,
}

impl Done {
    /// Response to a request that was carried out, or the problem that explains why it was not.
    pub(crate) fn or_problem(
        outcome: Result<Result<(), ErrorCode>, MailboxError>,
        refusal: &'static str,
        (company, correlation): (CompanyId, CorrelationId),
    ) -> Result<HttpResponse, Problem> {
        Self::or_problem_with(StatusCode::OK, outcome, refusal, (company, correlation))
    }

    /// Same as [`Self::or_problem`] with another status.
    pub(crate) fn or_problem_with(
        status: StatusCode,
        outcome: Result<Result<(), ErrorCode>, MailboxError>,
        refusal: &'static str,
        (company, correlation): (CompanyId, CorrelationId),
    ) -> Result<HttpResponse, Problem> {
        let outcome = outcome.unwrap_or(Err(ErrorCode::Internal));
        outcome.map_err(|code| Problem::new(code, refusal, correlation.clone()))?;
        Ok(Self::answer(status, company, correlation))
    }

    pub(crate) fn answer(status: StatusCode, session_id: CompanyId, correlation_id: CorrelationId) -> HttpResponse {
        HttpResponse::build(status).json(Self { success: true, session_id, correlation_id })
    }
}
