//! `POST /api/whatsapp/sessions/{companyId}/restart`: the session begins anew with the stored credentials, whatever it was
//! parked for; answered when its new life has begun.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::RestartSession;
use linekeeper_domain::CompanyId;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Restart a session
///
/// It begins anew with the stored credentials, whatever it was parked for; answered when its new life has begun.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/restart",
    operation_id = "restartSession",
    tag = "sessions",
    responses((status = 200, description = "It is done.", body = Done)),
)]
pub(crate) async fn restart(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = RestartSession { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    // A session that does not leave by itself is killed first, which takes longer than other questions.
    Done::or_problem(
        state.ask_within(state.ask_timeout * 3, ask).await,
        "the session was not restarted",
        (company, correlation),
    )
}
