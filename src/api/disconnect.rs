//! `POST /api/whatsapp/sessions/{companyId}/disconnect`: closes the line on purpose and keeps the credentials; answered when
//! it is kept that nothing connects again by itself.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::AskDisconnect;
use linekeeper_domain::CompanyId;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Disconnect a session
///
/// Closes the line and keeps the credentials: the device stays on the phone's list. Nothing connects again by itself, not even
/// after a restart of the service, until the session is restarted or a pairing is asked for. A pairing that is under way is
/// given up. Answered when the database keeps it, and 503 when it does not: then the line stays as it is. Where nothing is
/// linked there is nothing to do.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/disconnect",
    operation_id = "disconnectSession",
    tag = "sessions",
    responses((status = 200, description = "It is done.", body = Done)),
)]
pub(crate) async fn disconnect(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = AskDisconnect { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    Done::or_problem(state.ask(ask).await, "the session was not disconnected", (company, correlation))
}
