//! `POST|DELETE /api/whatsapp/sessions/{companyId}/pairing`: begin a pairing, or give it up. What becomes of it is in the
//! session's status and on its WebSocket.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::{AskPairing, GiveUpPairing};
use linekeeper_domain::{CompanyId, ErrorCode, PairingMethod, PairingOptions, Phone};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// How to link a phone.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PairingWish {
    /// By code unless said otherwise.
    method: Option<PairingMethod>,
    /// The number, for a code: national or international, in whatever form people write it. None for a QR.
    #[schema(examples("8 (900) 646-42-63"))]
    phone_number: Option<String>,
    /// The linked number may be replaced by this one, or by that of whichever phone scans the QR. Without it another number than
    /// the linked one is answered `PHONE_MISMATCH`.
    #[serde(default)]
    change_number: bool,
    /// Lift the wait after `REMOVED_AFTER_LINK`, in which no phone is linked.
    #[serde(default)]
    override_wait: bool,
}

/// Begin a pairing
///
/// Answered as soon as it has begun. The code or the QR is on the session's WebSocket, what becomes of it in the session's status.
/// The same number asked again while a code lives leads to the same code; another number ends the pairing under way. A phone that
/// is linked is replaced only with `changeNumber`, unless its credentials are of no use any more.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/pairing",
    operation_id = "beginPairing",
    tag = "sessions",
    request_body = PairingWish,
    responses((status = 202, description = "The pairing has begun.", body = Done)),
)]
pub(crate) async fn begin(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    wish: web::Json<Object<PairingWish>>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let refused = |code, detail: &str| Problem::new(code, detail, correlation.clone());
    let senseless = |detail: &str| Problem::senseless(detail, correlation.clone());
    let PairingWish { method, phone_number, change_number, override_wait } = wish.into_inner().0;
    let (method, phone) = match (method.unwrap_or(PairingMethod::Code), phone_number) {
        (PairingMethod::Qr, None) => (PairingMethod::Qr, None),
        (PairingMethod::Qr, Some(_)) => {
            return Err(senseless("a QR is for whichever phone scans it: there is no phoneNumber"));
        }
        (PairingMethod::Code, None) => return Err(senseless("a code needs a phoneNumber")),
        (PairingMethod::Code, Some(number)) => {
            let phone = Phone::parse(&number, state.region);
            let phone = phone.map_err(|error| refused(ErrorCode::InvalidPhone, &error.to_string()))?;
            (PairingMethod::Code, Some(phone))
        }
    };
    let ask = AskPairing {
        company: company.clone(),
        method,
        phone,
        options: PairingOptions { change_number, override_wait },
        by: caller.asker(),
        correlation: correlation.clone(),
    };
    let answer = state.ask(ask).await.unwrap_or_else(|_| Err(ErrorCode::Internal.into()));
    answer.map_err(|refusal| Problem::pairing(&refusal, correlation.clone()))?;
    Ok(Done::answer(StatusCode::ACCEPTED, company, correlation))
}

/// Give up the pairing under way
///
/// Where none is under way nothing happens.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/pairing",
    operation_id = "giveUpPairing",
    tag = "sessions",
    responses((status = 200, description = "No pairing is under way any more.", body = Done)),
)]
pub(crate) async fn give_up(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = GiveUpPairing { company: company.clone(), by: caller.asker(), correlation: correlation.clone() };
    let answer = state.ask(ask).await.unwrap_or(Err(ErrorCode::Internal));
    answer.map_err(|code| Problem::new(code, "the pairing could not be given up", correlation.clone()))?;
    Ok(Done::answer(StatusCode::OK, company, correlation))
}
