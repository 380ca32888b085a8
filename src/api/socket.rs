//! `GET /api/whatsapp/sessions/{companyId}/ws`: the upgrade to a WebSocket, one client actor each.

use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;
use linekeeper_actors::client::{ClientActor, ClientBirth, MAX_FRAME_BYTES};
use linekeeper_domain::{CompanyId, ErrorCode};

use crate::correlation::{brought_by, correlation_of};
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) async fn open(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    request: HttpRequest,
    stream: web::Payload,
) -> Result<HttpResponse, Problem> {
    let birth = ClientBirth {
        company: company.into_inner(),
        watcher: state.next_watcher(),
        region: state.region,
        supervisor: state.supervisor.clone(),
        correlation: brought_by(&request),
        metrics: state.metrics.clone(),
        clock: state.clock.clone(),
        heartbeat: state.heartbeat,
    };
    ws::WsResponseBuilder::new(ClientActor::new(birth), &request, stream)
        .frame_size(MAX_FRAME_BYTES)
        .start()
        .map_err(|error| Problem::new(ErrorCode::BadRequest, error.to_string(), correlation_of(&request)))
}
