//! What the browser sends: pieces of frames, frames, and whether they are too many.

use actix::{ActorContext, StreamHandler};
use actix_web::error::PayloadError;
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::ErrorCode;

use super::actor::ClientActor;
use super::budget::{Cost, Verdict};
use super::farewell::Farewell;
use super::frames::{ClientFrame, Received, ServerFrame};
use super::outgoing::{error_frame, too_soon_frame};
use super::pieces::Assembled;
use super::requests::Wish;

/// Why a binary frame is not taken.
pub(super) const NOT_TEXT: &str = "frames are JSON text";

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for ClientActor {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard();
        match message {
            Ok(ws::Message::Text(text)) => self.text(&text, ctx),
            Ok(ws::Message::Binary(_)) => self.binary(ctx),
            Ok(ws::Message::Continuation(item)) => self.piece(item, ctx),
            Ok(ws::Message::Ping(bytes)) => self.ping(&bytes, ctx),
            Ok(ws::Message::Pong(_)) => self.pong(ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => close(reason, ctx),
            Err(ws::ProtocolError::Overflow) => too_long(ctx),
            // The upgrade looks at what frames announce; what it says passes through the parser as words.
            Err(ws::ProtocolError::Io(error)) if error.to_string() == PayloadError::Overflow.to_string() => {
                too_long(ctx)
            }
            Err(_) => close(Some(ws::CloseCode::Protocol.into()), ctx),
        }
    }
}

fn too_long(ctx: &mut WebsocketContext<ClientActor>) {
    close(Some((ws::CloseCode::Size, "frames are at most 64 KiB").into()), ctx);
}

/// Closes the socket, unless that was done already.
pub(super) fn close(reason: Option<ws::CloseReason>, ctx: &mut WebsocketContext<ClientActor>) {
    if ctx.state().alive() {
        ctx.close(reason);
        ctx.stop();
    }
}

impl ClientActor {
    /// What the protocol itself sends costs little, and is not answered when there is too much of it.
    fn ping(&mut self, bytes: &[u8], ctx: &mut WebsocketContext<Self>) {
        match self.charge(Cost::Little) {
            Verdict::Taken => ctx.pong(bytes),
            Verdict::Refused { .. } => {}
            Verdict::Flood => self.end(Farewell::Flood, None, ctx),
        }
    }

    /// It says that the browser reads, be it one too many.
    fn pong(&mut self, ctx: &mut WebsocketContext<Self>) {
        self.unread = 0;
        match self.charge(Cost::Little) {
            Verdict::Taken | Verdict::Refused { .. } => {}
            Verdict::Flood => self.end(Farewell::Flood, None, ctx),
        }
    }

    fn binary(&mut self, ctx: &mut WebsocketContext<Self>) {
        match self.charge(Cost::Frame) {
            Verdict::Taken => self.not_understood(NOT_TEXT, None, ctx),
            Verdict::Refused { wait } => self.send(&too_soon_frame(wait, None), ctx),
            Verdict::Flood => self.end(Farewell::Flood, None, ctx),
        }
    }

    /// A piece costs little, the frame it completes costs what any other does.
    fn piece(&mut self, item: actix_http::ws::Item, ctx: &mut WebsocketContext<Self>) {
        match self.charge(Cost::Little) {
            Verdict::Taken => match self.pieces.take(item) {
                Assembled::Nothing => {}
                Assembled::Text(text) => self.text(&text, ctx),
                Assembled::Unusable(why) => self.not_understood(why, None, ctx),
                Assembled::TooLong => too_long(ctx),
            },
            Verdict::Refused { wait } => {
                self.pieces.drop_all();
                self.send(&too_soon_frame(wait, None), ctx);
            }
            Verdict::Flood => self.end(Farewell::Flood, None, ctx),
        }
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let verdict = self.charge(Cost::Frame);
        let received = Received::parse(text);
        match verdict {
            Verdict::Taken => self.frame(received, ctx),
            Verdict::Refused { wait } => self.send(&too_soon_frame(wait, received.request_id), ctx),
            Verdict::Flood => self.end(Farewell::Flood, received.request_id, ctx),
        }
    }

    fn frame(&mut self, received: Received, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, correlation, frame } = received;
        self.frame_correlation = correlation;
        match frame {
            Ok(ClientFrame::RequestPairingCode { phone_number }) => self.ask(Wish::Code(phone_number), request_id, ctx),
            Ok(ClientFrame::RequestQr {}) => self.ask(Wish::Qr, request_id, ctx),
            Ok(ClientFrame::CancelPairing {}) => self.ask(Wish::Cancel, request_id, ctx),
            Ok(ClientFrame::ResetWhatsappCredentials {}) => self.ask(Wish::Reset, request_id, ctx),
            Ok(ClientFrame::Authenticate { token }) => self.authenticate(token, request_id, ctx),
            Ok(ClientFrame::Ping {}) => {
                let server_time = self.birth.clock.now();
                self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => self.not_understood(&why, request_id, ctx),
        }
    }

    /// A stranger learns nothing from it but that it has to say who it is.
    fn not_understood(&mut self, why: &str, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let stranger = self.standing.is_stranger();
        let code = if stranger { ErrorCode::Unauthorized } else { ErrorCode::BadRequest };
        self.send(&error_frame(code, why, request_id), ctx);
    }
}
