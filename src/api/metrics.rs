//! `GET /metrics`: what is counted, for Prometheus.

use actix_web::{HttpResponse, web};
use linekeeper_telemetry::metrics::CONTENT_TYPE;

use crate::state::ApiState;

/// Read what is counted
///
/// For Prometheus. Open to everybody where the service is configured so.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "getMetrics",
    tag = "operation",
    responses((status = 200, description = "Metrics.", body = String, content_type = "application/openmetrics-text")),
)]
pub(crate) async fn show(state: web::Data<ApiState>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(state.metrics.render())
}
