//! `GET /api/dashboard/ws`: WebSocket upgrade for dashboards, which receive the state of all sessions.

use actix_http::ws::Codec;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;
use linekeeper_actors::client::{BoardClient, BoardClientArgs, MAX_FRAME_BYTES};
use linekeeper_domain::ErrorCode;

use crate::access::{Caller, SUBPROTOCOL, peer_of};
use crate::announced::Announced;
use crate::carried_out::carried_out;
use crate::correlation::correlation_of;
use crate::problem::Problem;
use crate::state::ApiState;

/// Open the WebSocket of all sessions
///
/// For dashboards: sends the current state of every session, then each change. Frames and close codes are described in
/// [`/asyncapi.json`](/asyncapi.json).
#[utoipa::path(
    get,
    path = "/api/dashboard/ws",
    operation_id = "openBoard",
    tag = "dashboard",
    responses((status = 101, description = "The connection is upgraded to a WebSocket.")),
)]
pub(crate) async fn open(
    state: web::Data<ApiState>,
    request: HttpRequest,
    stream: web::Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |code, detail: String| Problem::new(code, detail, correlation_of(&request));
    let pass = Caller::pass_of(&request).ok_or_else(|| problem(ErrorCode::Unauthorized, "nobody asks".into()))?;
    let args = BoardClientArgs {
        watcher: state.next_watcher(),
        board: state.board.clone(),
        pass,
        tokens: state.access.clone(),
        sockets: state.sockets.clone(),
        address: peer_of(&request, &state.access.settings.trusted_proxies),
        metrics: state.metrics.clone(),
        clock: state.clock.clone(),
        settings: state.actors.clone(),
    };
    let mut response = ws::handshake_with_protocols(&request, &[SUBPROTOCOL])
        .map_err(|error| problem(ErrorCode::BadRequest, error.to_string()))?;
    let codec = Codec::new().max_size(MAX_FRAME_BYTES);
    let actor =
        ws::WebsocketContext::with_codec(BoardClient::new(args), Announced::new(stream, MAX_FRAME_BYTES), codec);
    Ok(response.streaming(carried_out(actor)))
}
