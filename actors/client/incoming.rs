//! What the browser sends: pieces of frames, frames, requests.

use actix::{ActorContext, ActorFutureExt, AsyncContext, StreamHandler, WrapFuture};
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::{Actor, ErrorCode, PairingMethod, Phone};

use super::actor::ClientActor;
use super::frames::{ClientFrame, Received, ServerFrame};
use super::outgoing::{error_frame, pairing_error, reset_frame};
use super::pieces::Assembled;
use crate::supervisor::{AskPairing, AskReset, GiveUpPairing};

/// Why a binary frame is not taken.
pub(super) const NOT_TEXT: &str = "frames are JSON text";

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for ClientActor {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard();
        match message {
            Ok(ws::Message::Text(text)) => self.text(&text, ctx),
            Ok(ws::Message::Continuation(item)) => self.piece(item, ctx),
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_)) => self.unread = 0,
            Ok(ws::Message::Binary(_)) => self.send(&error_frame(ErrorCode::BadRequest, NOT_TEXT, None), ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => close(reason, ctx),
            Err(ws::ProtocolError::Overflow) => too_long(ctx),
            Err(_) => close(Some(ws::CloseCode::Protocol.into()), ctx),
        }
    }
}

fn too_long(ctx: &mut WebsocketContext<ClientActor>) {
    close(Some((ws::CloseCode::Size, "frames are at most 64 KiB").into()), ctx);
}

/// Says why and goes.
pub(super) fn close(reason: Option<ws::CloseReason>, ctx: &mut WebsocketContext<ClientActor>) {
    ctx.close(reason);
    ctx.stop();
}

impl ClientActor {
    fn piece(&mut self, item: actix_http::ws::Item, ctx: &mut WebsocketContext<Self>) {
        match self.pieces.take(item) {
            Assembled::Nothing => {}
            Assembled::Text(text) => self.text(&text, ctx),
            Assembled::Unusable(why) => self.send(&error_frame(ErrorCode::BadRequest, why, None), ctx),
            Assembled::TooLong => too_long(ctx),
        }
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, correlation, frame } = Received::parse(text);
        self.frame_correlation = correlation;
        match frame {
            Ok(ClientFrame::RequestPairingCode { phone_number }) => self.request_code(&phone_number, request_id, ctx),
            Ok(ClientFrame::RequestQr {}) => self.request_pairing(None, request_id, ctx),
            Ok(ClientFrame::CancelPairing {}) => self.cancel(request_id, ctx),
            Ok(ClientFrame::ResetWhatsappCredentials {}) => self.reset(request_id, ctx),
            Ok(ClientFrame::Ping {}) => {
                let server_time = self.birth.clock.now();
                self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => self.send(&error_frame(ErrorCode::BadRequest, &why, request_id), ctx),
        }
    }

    fn request_code(&mut self, number: &str, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        match Phone::parse(number, self.birth.region) {
            Ok(phone) => self.request_pairing(Some(phone), request_id, ctx),
            Err(_) => {
                let correlation = self.correlation("pairing");
                self.send(&pairing_error(ErrorCode::InvalidPhone, &correlation, None, request_id), ctx);
            }
        }
    }

    /// By code when there is a number, else by QR.
    fn request_pairing(&mut self, phone: Option<Phone>, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let correlation = self.correlation("pairing");
        self.pending.ask(request_id, phone.clone(), correlation.clone());
        let method = if phone.is_some() { PairingMethod::Code } else { PairingMethod::Qr };
        let (company, by) = (self.birth.company.clone(), Actor::Client);
        let ask = AskPairing { company, method, phone, by, correlation: correlation.clone() };
        let asked = self.ask_supervisor(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                let request_id = actor.pending.refused(&correlation);
                actor.send(&pairing_error(code, &correlation, None, request_id), ctx);
            }
        }));
    }

    fn cancel(&mut self, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let (company, by) = (self.birth.company.clone(), Actor::Client);
        let ask = GiveUpPairing { company, by, correlation: self.correlation("cancel") };
        let asked = self.ask_supervisor(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                actor.send(&error_frame(code, "the pairing could not be cancelled", request_id), ctx);
            }
        }));
    }

    fn reset(&mut self, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let correlation = self.correlation("reset");
        let (company, by) = (self.birth.company.clone(), Actor::Client);
        let ask = AskReset { company, by, correlation: correlation.clone() };
        let asked = self.ask_supervisor(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            let company = actor.birth.company.clone();
            let result = answer.unwrap_or(Err(ErrorCode::Internal));
            actor.send(&reset_frame(result, &company, &correlation, request_id), ctx);
        }));
    }
}
