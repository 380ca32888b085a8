//! What the browser sends: pieces of frames, frames, requests.

use actix::{ActorContext, ActorFutureExt, AsyncContext, StreamHandler, WrapFuture};
use actix_web_actors::ws::{self, WebsocketContext};
use linekeeper_domain::{CorrelationId, ErrorCode, PairingMethod, Phone};
use linekeeper_telemetry::new_correlation_id;

use super::actor::{ClientActor, MAX_FRAME_BYTES};
use super::frames::{ClientFrame, Received, ServerFrame};
use crate::supervisor::{AskPairing, AskReset, GiveUpPairing};

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for ClientActor {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard();
        match message {
            Ok(ws::Message::Text(text)) => self.text(&text, ctx),
            Ok(ws::Message::Continuation(item)) => self.piece(item, ctx),
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_)) => self.unread = 0,
            Ok(ws::Message::Binary(_)) => self.send_error(ErrorCode::BadRequest, "frames are JSON text", None, ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => {
                ctx.close(reason);
                ctx.stop();
            }
            Err(ws::ProtocolError::Overflow) => too_long(ctx),
            Err(_) => {
                ctx.close(Some(ws::CloseCode::Protocol.into()));
                ctx.stop();
            }
        }
    }
}

fn too_long(ctx: &mut WebsocketContext<ClientActor>) {
    ctx.close(Some((ws::CloseCode::Size, "frames are at most 64 KiB").into()));
    ctx.stop();
}

impl ClientActor {
    fn piece(&mut self, item: actix_http::ws::Item, ctx: &mut WebsocketContext<Self>) {
        use actix_http::ws::Item;
        let (bytes, last) = match item {
            Item::FirstText(bytes) => {
                self.partial.clear();
                (bytes, false)
            }
            Item::FirstBinary(_) => {
                self.send_error(ErrorCode::BadRequest, "frames are JSON text", None, ctx);
                return;
            }
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        if self.partial.len() + bytes.len() > MAX_FRAME_BYTES {
            too_long(ctx);
            return;
        }
        self.partial.extend_from_slice(&bytes);
        if last {
            let whole = self.partial.split();
            match std::str::from_utf8(&whole) {
                Ok(text) => self.text(text, ctx),
                Err(_) => self.send_error(ErrorCode::BadRequest, "not UTF-8", None, ctx),
            }
        }
    }

    fn text(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let Received { request_id, frame } = Received::parse(text);
        match frame {
            Ok(ClientFrame::RequestPairingCode { phone_number }) => self.request_code(&phone_number, request_id, ctx),
            Ok(ClientFrame::RequestQr {}) => self.request_pairing(PairingMethod::Qr, None, request_id, ctx),
            Ok(ClientFrame::CancelPairing {}) => self.cancel(request_id, ctx),
            Ok(ClientFrame::ResetWhatsappCredentials {}) => self.reset(request_id, ctx),
            Ok(ClientFrame::Ping {}) => {
                let server_time = self.birth.clock.now();
                self.send(&ServerFrame::Pong { server_time, request_id }, ctx);
            }
            Err(why) => self.send_error(ErrorCode::BadRequest, &why, request_id, ctx),
        }
    }

    fn request_code(&mut self, number: &str, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        match Phone::parse(number, self.birth.region) {
            Ok(phone) => self.request_pairing(PairingMethod::Code, Some(phone), request_id, ctx),
            Err(_) => {
                self.awaiting = request_id;
                self.pairing_failed(ErrorCode::InvalidPhone, &new_correlation_id("pairing"), None, ctx);
            }
        }
    }

    fn request_pairing(
        &mut self,
        method: PairingMethod,
        phone: Option<Phone>,
        request_id: Option<String>,
        ctx: &mut WebsocketContext<Self>,
    ) {
        self.awaiting = request_id;
        let correlation = new_correlation_id("pairing");
        let ask = AskPairing { company: self.birth.company.clone(), method, phone, correlation: correlation.clone() };
        let asked = self.birth.supervisor.send(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                actor.pairing_failed(code, &correlation, None, ctx);
            }
        }));
    }

    fn cancel(&mut self, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let ask = GiveUpPairing { company: self.birth.company.clone(), correlation: new_correlation_id("cancel") };
        let asked = self.birth.supervisor.send(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                actor.send_error(code, "the pairing could not be cancelled", request_id, ctx);
            }
        }));
    }

    fn reset(&mut self, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let correlation = new_correlation_id("reset");
        let ask = AskReset { company: self.birth.company.clone(), correlation: correlation.clone() };
        let asked = self.birth.supervisor.send(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            let result = answer.unwrap_or(Err(ErrorCode::Internal));
            actor.reset_answered(result, &correlation, request_id, ctx);
        }));
    }

    fn reset_answered(
        &mut self,
        result: Result<(), ErrorCode>,
        correlation: &CorrelationId,
        request_id: Option<String>,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let company = self.birth.company.clone();
        let frame = match result {
            Ok(()) => ServerFrame::CredentialsReset {
                success: true,
                message: super::outgoing::RESET_DONE,
                session_id: company.as_str(),
                request_id,
            },
            Err(error) => ServerFrame::ResetError {
                message: error.text(),
                error,
                correlation_id: correlation.as_str(),
                request_id,
            },
        };
        self.send(&frame, ctx);
    }
}
