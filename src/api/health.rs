//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work, that is, the database answers too. A shut gate is
//! shown and does not make it red: WhatsApp refusing our version is not mended by sending callers to another instance.

use actix_web::{HttpResponse, web};
use linekeeper_actors::gate::GateStatusOf;
use linekeeper_domain::ErrorCode;
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

pub(crate) async fn ready(state: web::Data<ApiState>, correlation: Correlation) -> Result<HttpResponse, Problem> {
    state.store.ping().await.map_err(|error| Problem::store(&error, correlation.0.clone()))?;
    let gate = state.gate_status.send(GateStatusOf).timeout(state.ask_timeout).await;
    let gate = gate.map_err(|gone| Problem::new(ErrorCode::Internal, format!("the gate: {gone}"), correlation.0))?;
    let whatsapp = if gate.shut { "client_outdated" } else { "accepted" };
    Ok(HttpResponse::Ok().json(json!({
        "status": "ready",
        "store": "up",
        "whatsapp": whatsapp,
        "gate": { "waiting": gate.waiting, "connecting": gate.connecting },
    })))
}
