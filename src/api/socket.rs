//! `GET /api/whatsapp/sessions/{companyId}/ws`: WebSocket upgrade, one client actor each. The client authenticates by
//! an API key, a dashboard session's cookie, a token among the subprotocols, or its first frame.

use actix_http::ws::Codec;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;
use linekeeper_actors::client::{ClientActor, ClientArgs, MAX_FRAME_BYTES};
use linekeeper_domain::{CompanyId, ErrorCode};

use crate::access::{Caller, SUBPROTOCOL, peer_of};
use crate::announced::Announced;
use crate::carried_out::carried_out;
use crate::correlation::{brought_by, correlation_of};
use crate::problem::Problem;
use crate::state::ApiState;

/// Open the WebSocket of a company
///
/// Frames and close codes are described in [`/asyncapi.json`](/asyncapi.json). The client authenticates by an API key,
/// by the cookie of a dashboard session, by the token of an onboarding link offered as a subprotocol beside
/// `linekeeper`, or by its first frame (`authenticate`).
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/ws",
    operation_id = "openSocket",
    tag = "sessions",
    responses((status = 101, description = "The connection is upgraded to a WebSocket.")),
)]
pub(crate) async fn open(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    request: HttpRequest,
    stream: web::Payload,
) -> Result<HttpResponse, Problem> {
    let args = ClientArgs {
        company: company.into_inner(),
        watcher: state.next_watcher(),
        region: state.region,
        supervisor: state.supervisor.clone(),
        correlation: brought_by(&request),
        metrics: state.metrics.clone(),
        clock: state.clock.clone(),
        settings: state.actors.clone(),
        pass: Caller::pass_of(&request),
        tokens: state.access.clone(),
        sockets: state.sockets.clone(),
        address: peer_of(&request, &state.access.settings.trusted_proxies),
    };
    let mut response = ws::handshake_with_protocols(&request, &[SUBPROTOCOL])
        .map_err(|error| Problem::new(ErrorCode::BadRequest, error.to_string(), correlation_of(&request)))?;
    let codec = Codec::new().max_size(MAX_FRAME_BYTES);
    let actor =
        ws::WebsocketContext::with_codec(ClientActor::new(args), Announced::new(stream, MAX_FRAME_BYTES), codec);
    Ok(response.streaming(carried_out(actor)))
}
