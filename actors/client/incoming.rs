//! What the browser sends: frames, and whether they are too many.

use std::time::Duration;

use actix::StreamHandler;
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::{ErrorCode, PairingOptions};

use super::actor::ClientActor;
use super::budget::{Cost, Verdict};
use super::farewell::Farewell;
use super::frames::{ClientFrame, Received, ServerFrame};
use super::outgoing::{error_frame, too_soon_frame};
use super::requests::Wish;
use super::wire::{Wire, Wired};

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for ClientActor {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.came(message, ctx);
    }
}

impl Wired for ClientActor {
    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let verdict = self.wire.charge(Cost::Frame);
        let received = Received::parse(text);
        match verdict {
            Verdict::Taken => self.frame(received, ctx),
            Verdict::Refused { wait } => self.send(&too_soon_frame(wait, received.request_id), ctx),
            Verdict::Flood => self.end(Farewell::Flood, received.request_id, ctx),
        }
    }

    fn not_understood(&mut self, why: &str, ctx: &mut WebsocketContext<Self>) {
        self.refuse(why, None, ctx);
    }

    fn too_soon(&mut self, wait: Duration, ctx: &mut WebsocketContext<Self>) {
        self.send(&too_soon_frame(wait, None), ctx);
    }

    fn flooded(&mut self, ctx: &mut WebsocketContext<Self>) {
        self.end(Farewell::Flood, None, ctx);
    }
}

impl ClientActor {
    fn frame(&mut self, received: Received, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, correlation, frame } = received;
        self.frame_correlation = correlation;
        match frame {
            Ok(ClientFrame::RequestPairingCode { phone_number, change_number, override_wait }) => {
                let options = PairingOptions { change_number, override_wait };
                self.ask(Wish::Code(phone_number, options), request_id, ctx);
            }
            Ok(ClientFrame::RequestQr { change_number, override_wait }) => {
                self.ask(Wish::Qr(PairingOptions { change_number, override_wait }), request_id, ctx);
            }
            Ok(ClientFrame::CancelPairing {}) => self.ask(Wish::Cancel, request_id, ctx),
            Ok(ClientFrame::ResetWhatsappCredentials {}) => self.ask(Wish::Reset, request_id, ctx),
            Ok(ClientFrame::Authenticate { token }) => self.authenticate(token, request_id, ctx),
            Ok(ClientFrame::Ping {}) => {
                let server_time = self.birth.clock.now();
                self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => self.refuse(&why, request_id, ctx),
        }
    }

    /// A stranger learns nothing from it but that it has to say who it is.
    fn refuse(&mut self, why: &str, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let stranger = self.standing.is_stranger();
        let code = if stranger { ErrorCode::Unauthorized } else { ErrorCode::BadRequest };
        self.send(&error_frame(code, why, request_id), ctx);
    }
}
