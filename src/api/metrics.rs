//! `GET /metrics`: what is counted, for Prometheus.

use actix_web::{HttpResponse, web};
use linekeeper_telemetry::metrics::CONTENT_TYPE;

use crate::state::ApiState;

pub(crate) async fn show(state: web::Data<ApiState>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(state.metrics.render())
}
