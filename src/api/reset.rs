//! `POST /api/whatsapp/sessions/{companyId}/reset`: removes the connection; answered when nothing of it is left.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::AskReset;
use linekeeper_domain::CompanyId;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Reset a session
///
/// Removes the connection, on the phone too where the line is up; answered when nothing of it is left.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/reset",
    operation_id = "resetSession",
    tag = "sessions",
    responses((status = 200, description = "It is done.", body = Done)),
)]
pub(crate) async fn reset(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = AskReset { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    Done::or_problem(state.ask(ask).await, "the reset did not happen", (company, correlation))
}
