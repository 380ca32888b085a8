//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work, that is, the database answers too.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

pub(crate) async fn ready(state: web::Data<ApiState>, correlation: Correlation) -> Result<HttpResponse, Problem> {
    state.store.ping().await.map_err(|error| Problem::store(&error, correlation.0))?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ready" })))
}
