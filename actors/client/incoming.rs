//! Handling of the frames that a browser sends, with their rate limit.

use std::time::Duration;

use actix::StreamHandler;
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::{ErrorCode, PairingOptions};

use super::actor::ClientActor;
use super::close_reason::SocketCloseReason;
use super::frame_rate_limiter::{Cost, RateDecision};
use super::frames::{ClientFrame, Received, ServerFrame};
use super::outgoing::{error_frame, too_soon_frame};
use super::requests::ClientRequest;
use super::socket_state::{SocketState, WebSocketActor};

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for ClientActor {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.came(message, ctx);
    }
}

impl WebSocketActor for ClientActor {
    fn socket_state(&mut self) -> &mut SocketState {
        &mut self.socket_state
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let decision = self.socket_state.charge(Cost::Frame);
        let received = Received::parse(text);
        match decision {
            RateDecision::Taken => self.frame(received, ctx),
            RateDecision::Refused { wait } => self.send(&too_soon_frame(wait, received.request_id), ctx),
            RateDecision::Flood => self.end(SocketCloseReason::Flood, received.request_id, ctx),
        }
    }

    fn not_understood(&mut self, why: &str, ctx: &mut WebsocketContext<Self>) {
        self.refuse(why, None, ctx);
    }

    fn too_soon(&mut self, wait: Duration, ctx: &mut WebsocketContext<Self>) {
        self.send(&too_soon_frame(wait, None), ctx);
    }

    fn flooded(&mut self, ctx: &mut WebsocketContext<Self>) {
        self.end(SocketCloseReason::Flood, None, ctx);
    }
}

impl ClientActor {
    fn frame(&mut self, received: Received, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, correlation, frame } = received;
        self.frame_correlation = correlation;
        match frame {
            Ok(ClientFrame::RequestPairingCode { phone_number, change_number, override_wait }) => {
                let options = PairingOptions { change_number, override_wait };
                self.ask(ClientRequest::Code(phone_number, options), request_id, ctx);
            }
            Ok(ClientFrame::RequestQr { change_number, override_wait }) => {
                self.ask(ClientRequest::Qr(PairingOptions { change_number, override_wait }), request_id, ctx);
            }
            Ok(ClientFrame::AnswerPasskey { challenge_id, assertion }) => {
                self.ask(ClientRequest::Passkey(challenge_id, assertion.answer()), request_id, ctx);
            }
            Ok(ClientFrame::ConfirmPasskey { challenge_id }) => {
                self.ask(ClientRequest::PasskeyCompared(challenge_id), request_id, ctx);
            }
            Ok(ClientFrame::CancelPairing {}) => self.ask(ClientRequest::Cancel, request_id, ctx),
            Ok(ClientFrame::ResetWhatsappCredentials {}) => self.ask(ClientRequest::Reset, request_id, ctx),
            Ok(ClientFrame::Authenticate { token }) => self.authenticate(token, request_id, ctx),
            Ok(ClientFrame::Ping {}) => {
                let server_time = self.args.clock.now();
                self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => self.refuse(&why, request_id, ctx),
        }
    }

    /// Answers a frame that could not be parsed. An unauthenticated client learns only that it must authenticate.
    fn refuse(&mut self, why: &str, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let stranger = self.auth_state.is_stranger();
        let code = if stranger { ErrorCode::Unauthorized } else { ErrorCode::BadRequest };
        self.send(&error_frame(code, why, request_id), ctx);
    }
}
