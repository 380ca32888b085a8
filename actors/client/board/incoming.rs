//! Handling of the frames that a dashboard sends.

use std::time::Duration;

use actix::StreamHandler;
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::ErrorCode;

use super::super::close_reason::SocketCloseReason;
use super::super::frame_rate_limiter::{Cost, RateDecision};
use super::super::frames::{Received, ServerFrame};
use super::super::outgoing::{error_frame, too_soon_frame};
use super::super::socket_state::{SocketState, WebSocketActor};
use super::actor::BoardClient;
use super::frames::BoardFrame;
use crate::board::{Position, ReadTo};

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for BoardClient {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.came(message, ctx);
    }
}

impl WebSocketActor for BoardClient {
    fn socket_state(&mut self) -> &mut SocketState {
        &mut self.socket_state
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let decision = self.socket_state.charge(Cost::Frame);
        let received = Received::parse_as(text);
        match decision {
            RateDecision::Taken => self.frame(received, ctx),
            RateDecision::Refused { wait } => self.send(&too_soon_frame(wait, received.request_id), ctx),
            RateDecision::Flood => self.end(SocketCloseReason::Flood, received.request_id, ctx),
        }
    }

    fn not_understood(&mut self, why: &str, ctx: &mut WebsocketContext<Self>) {
        self.send(&error_frame(ErrorCode::BadRequest, why, None), ctx);
    }

    fn too_soon(&mut self, wait: Duration, ctx: &mut WebsocketContext<Self>) {
        self.send(&too_soon_frame(wait, None), ctx);
    }

    fn flooded(&mut self, ctx: &mut WebsocketContext<Self>) {
        self.end(SocketCloseReason::Flood, None, ctx);
    }
}

impl BoardClient {
    fn frame(&mut self, received: Received<BoardFrame>, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, correlation: _, frame } = received;
        let done = match frame {
            Ok(BoardFrame::Watch { epoch, seq }) => {
                let read = epoch.zip(seq).map(|(epoch, number)| ReadTo { epoch, position: Position::at(number) });
                self.pace.watch(read).map(|()| true)
            }
            Ok(BoardFrame::Ack { seq }) => self.pace.acknowledged(seq),
            Ok(BoardFrame::Ping {}) => {
                let server_time = self.args.clock.now();
                return self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => return self.send(&error_frame(ErrorCode::BadRequest, &why, request_id), ctx),
        };
        match done {
            Ok(true) => self.read_on(ctx),
            Ok(false) => {}
            Err(out_of_turn) => {
                self.send(&error_frame(ErrorCode::BadRequest, &out_of_turn.to_string(), request_id), ctx);
            }
        }
    }
}
