//! `POST|DELETE /api/whatsapp/sessions/{companyId}/pairing`: begin a pairing, or give it up. What becomes of it is in the
//! session's status and on its WebSocket.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::{AskPairing, GiveUpPairing};
use linekeeper_domain::{Actor, CompanyId, CorrelationId, ErrorCode, PairingMethod, Phone};
use serde::Deserialize;
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wish {
    /// By code unless said otherwise.
    method: Option<PairingMethod>,
    /// The number, for a code.
    phone_number: Option<String>,
}

pub(crate) async fn begin(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    wish: web::Json<Wish>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let refused = |code, detail: &str| Problem::new(code, detail, correlation.clone());
    let Wish { method, phone_number } = wish.into_inner();
    let (method, phone) = match (method.unwrap_or(PairingMethod::Code), phone_number) {
        (PairingMethod::Qr, None) => (PairingMethod::Qr, None),
        (PairingMethod::Qr, Some(_)) => {
            return Err(refused(ErrorCode::BadRequest, "a QR is for whichever phone scans it"));
        }
        (PairingMethod::Code, None) => return Err(refused(ErrorCode::BadRequest, "a code needs a phoneNumber")),
        (PairingMethod::Code, Some(number)) => {
            let phone = Phone::parse(&number, state.region);
            let phone = phone.map_err(|error| refused(ErrorCode::InvalidPhone, &error.to_string()))?;
            (PairingMethod::Code, Some(phone))
        }
    };
    let ask = AskPairing { company: company.clone(), method, phone, by: Actor::Api, correlation: correlation.clone() };
    let answer = state.ask(ask).await.unwrap_or(Err(ErrorCode::Internal));
    answer.map_err(|code| refused(code, "the pairing did not begin"))?;
    Ok(HttpResponse::Accepted().json(done(&company, &correlation)))
}

pub(crate) async fn give_up(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let (company, Correlation(correlation)) = (company.into_inner(), correlation);
    let ask = GiveUpPairing { company: company.clone(), by: Actor::Api, correlation: correlation.clone() };
    let answer = state.ask(ask).await.unwrap_or(Err(ErrorCode::Internal));
    answer.map_err(|code| Problem::new(code, "the pairing could not be given up", correlation.clone()))?;
    Ok(HttpResponse::Ok().json(done(&company, &correlation)))
}

fn done(company: &CompanyId, correlation: &CorrelationId) -> serde_json::Value {
    json!({ "success": true, "sessionId": company, "correlationId": correlation })
}
