//! The answer to what was asked of a session.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use linekeeper_domain::{CompanyId, CorrelationId};
use serde::Serialize;
use utoipa::ToSchema;

/// What was asked for was done, or begun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Done {
    /// Always true: a failure is a problem document.
    success: bool,
    /// The company whose session it is.
    session_id: CompanyId,
    /// Of this request; it is in the journal and in the log.
    correlation_id: CorrelationId,
}

impl Done {
    pub(crate) fn answer(status: StatusCode, session_id: CompanyId, correlation_id: CorrelationId) -> HttpResponse {
        HttpResponse::build(status).json(Self { success: true, session_id, correlation_id })
    }
}
