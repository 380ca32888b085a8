//! `POST /api/whatsapp/sessions/{companyId}/pairing`: starts a pairing (`DELETE` is in [`commands`](crate::commands)). Its progress is shown in the
//! session's status and on its WebSocket.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::StartPairing;
use linekeeper_domain::{CompanyId, ErrorCode, PairingMethod, PairingOptions, Phone};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Options of a pairing.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PairingWish)]
pub(crate) struct StartPairingBody {
    /// Pairing by code or by QR; by code when absent.
    method: Option<PairingMethod>,
    /// Phone number to link; required for a code, not allowed for a QR. National or international, with any spaces and
    /// punctuation.
    #[schema(examples("8 (900) 646-42-63"))]
    phone_number: Option<String>,
    /// Consent to change the linked number: to this number or, with a QR, to that of the phone that scans it. The linked
    /// phone stays connected until the new one is; the status shows the change beside it (`change`). Without the consent
    /// a number other than the linked one is refused with `PHONE_MISMATCH`, unless the stored credentials are of no use
    /// any more.
    #[serde(default)]
    change_number: bool,
    /// Skip the waiting time after `REMOVED_AFTER_LINK`, during which no phone is linked.
    #[serde(default)]
    override_wait: bool,
}

/// Start a pairing
///
/// The response is sent as soon as the pairing has started. The code or the QR is sent on the session's WebSocket;
/// progress and outcome are in the session's status. Repeating the request for the same number while its code is valid
/// returns to that code; a request for another number ends the pairing under way. A linked phone is changed only with
/// `changeNumber`, unless its credentials are of no use any more; it works until the new phone is connected.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/pairing",
    operation_id = "beginPairing",
    tag = "sessions",
    request_body = StartPairingBody,
    responses((status = 202, description = "The pairing has started.", body = Done)),
)]
pub(crate) async fn begin(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: web::Json<Object<StartPairingBody>>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let refused = |code, detail: &str| Problem::new(code, detail, correlation.clone());
    let senseless = |detail: &str| Problem::senseless(detail, correlation.clone());
    let StartPairingBody { method, phone_number, change_number, override_wait } = body.into_inner().0;
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
    let ask = StartPairing {
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
