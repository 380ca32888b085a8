//! Commands to a session without a body: `POST …/reset`, `POST …/restart`, `POST …/disconnect` and `DELETE …/pairing`
//! below `/api/whatsapp/sessions/{companyId}`. Each is answered once it is carried out.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::{CancelPairing, DisconnectSession, ResetSession, RestartSession};
use linekeeper_domain::CompanyId;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Reset a session
///
/// Removes the connection and its credentials; if the session is connected, the device is also removed from the phone's
/// list of linked devices. The response is sent once nothing is left.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/reset",
    operation_id = "resetSession",
    tag = "sessions",
    responses((status = 200, description = "The session is reset: its connection and credentials are removed.", body = Done)),
)]
pub(crate) async fn reset(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = ResetSession { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    Done::or_problem(state.ask(ask).await, "the reset did not happen", (company, correlation))
}

/// Restart a session
///
/// Starts the session again from the stored credentials, also if it is parked (state `error` or `passkey_required`) or
/// was disconnected. The response is sent once the session has started again, not when it is connected.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/restart",
    operation_id = "restartSession",
    tag = "sessions",
    responses((status = 200, description = "The session has started again.", body = Done)),
)]
pub(crate) async fn restart(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = RestartSession { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    // A session that does not exit by itself is killed first, which takes longer than other requests.
    Done::or_problem(
        state.ask_within(state.ask_timeout * 3, ask).await,
        "the session was not restarted",
        (company, correlation),
    )
}

/// Disconnect a session
///
/// Closes the connection to WhatsApp and keeps the credentials: the device stays in the phone's list of linked devices.
/// The session does not reconnect by itself, not even after a restart of the service, until it is restarted (`POST
/// …/restart`) or a pairing is requested. A pairing under way is cancelled. The response is sent once the database has
/// stored this; if the database is unavailable the response is 503 and the connection stays as it is. If nothing is
/// linked there is nothing to disconnect, and the response is 200 as well.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/disconnect",
    operation_id = "disconnectSession",
    tag = "sessions",
    responses((status = 200, description = "The session is disconnected, or nothing is linked.", body = Done)),
)]
pub(crate) async fn disconnect(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = DisconnectSession { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    Done::or_problem(state.ask(ask).await, "the session was not disconnected", (company, correlation))
}

/// Cancel the pairing under way
///
/// Does nothing if no pairing is under way.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/pairing",
    operation_id = "giveUpPairing",
    tag = "sessions",
    responses((status = 200, description = "No pairing is under way.", body = Done)),
)]
pub(crate) async fn cancel_pairing(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = CancelPairing { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    Done::or_problem(state.ask(ask).await, "the pairing could not be given up", (company, correlation))
}
