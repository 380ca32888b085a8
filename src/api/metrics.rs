//! `GET /metrics`: metrics for Prometheus.

use actix_web::{HttpResponse, web};
use linekeeper_telemetry::metrics::CONTENT_TYPE;

use crate::state::ApiState;

/// Get the metrics
///
/// OpenMetrics for Prometheus. Needs no authentication if the service is configured that way.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "getMetrics",
    tag = "operation",
    responses((status = 200, description = "The metrics.", body = String, content_type = "application/openmetrics-text")),
)]
pub(crate) async fn show(state: web::Data<ApiState>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(state.metrics.render())
}
