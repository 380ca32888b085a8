//! State and handling that every kind of socket shares: fragment assembly, rate limit, heartbeat, and the bound on
//! unread frames.

use std::time::Duration;

use actix::{Actor, ActorContext};
use actix_web::error::PayloadError;
use actix_web_actors::ws::{self, ProtocolError, WebsocketContext};
use bytestring::ByteString;
use tokio::time::Instant;

use super::frame_assembler::{Assembled, FrameAssembler};
use super::frame_rate_limiter::{Cost, FrameLimits, FrameRateLimiter, RateDecision};

/// Detail sent for a binary frame.
pub(super) const NOT_TEXT: &str = "frames are JSON text";
/// Most frames sent without a pong from the browser; beyond that it is not reading and the socket is closed.
const MAX_UNREAD: u32 = 512;
/// Frames after which an extra ping is sent: a browser that reads answers it long before [`MAX_UNREAD`].
const PING_EVERY: u32 = 64;

/// Shared state of one socket.
pub(super) struct SocketState {
    assembler: FrameAssembler,
    unread: u32,
    rate_limiter: FrameRateLimiter,
    opened_at: Instant,
    heard_at: Instant,
}

impl SocketState {
    pub(super) fn new(limits: FrameLimits) -> Self {
        let (opened_at, heard_at) = (Instant::now(), Instant::now());
        Self {
            assembler: FrameAssembler::default(),
            unread: 0,
            rate_limiter: FrameRateLimiter::new(limits),
            opened_at,
            heard_at,
        }
    }

    /// Charges a frame to the rate limit.
    pub(super) fn charge(&mut self, cost: Cost) -> RateDecision {
        self.rate_limiter.take(cost, self.opened_at.elapsed())
    }

    /// Whether nothing was received for longer than `patience`.
    pub(super) fn is_silent(&self, patience: Duration) -> bool {
        self.heard_at.elapsed() > patience
    }
}

/// Actor of a WebSocket.
pub(super) trait WebSocketActor: Actor<Context = WebsocketContext<Self>> {
    /// Shared state of this socket.
    fn socket_state(&mut self) -> &mut SocketState;

    /// Handles a complete text frame; the implementation charges it to the rate limit.
    fn text(&mut self, text: &str, ctx: &mut Self::Context);

    /// Answers a frame that cannot be used, with the reason.
    fn not_understood(&mut self, why: &str, ctx: &mut Self::Context);

    /// Answers a frame above the rate limit, which is not looked at.
    fn too_soon(&mut self, wait: Duration, ctx: &mut Self::Context);

    /// Closes a socket that keeps exceeding the rate limit.
    fn flooded(&mut self, ctx: &mut Self::Context);

    /// Dispatches one WebSocket message.
    fn came(&mut self, message: Result<ws::Message, ProtocolError>, ctx: &mut Self::Context) {
        self.socket_state().heard_at = Instant::now();
        match message {
            Ok(ws::Message::Text(text)) => self.text(&text, ctx),
            Ok(ws::Message::Binary(_)) => self.binary(ctx),
            Ok(ws::Message::Continuation(item)) => self.piece(item, ctx),
            Ok(ws::Message::Ping(bytes)) => self.ping(&bytes, ctx),
            Ok(ws::Message::Pong(_)) => self.pong(ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => close(reason, ctx),
            Err(ProtocolError::Overflow) => too_long(ctx),
            // The size check of the upgrade's payload is wrapped as an I/O error by the parser; only its text
            // identifies it.
            Err(ProtocolError::Io(error)) if error.to_string() == PayloadError::Overflow.to_string() => too_long(ctx),
            Err(_) => close(Some(ws::CloseCode::Protocol.into()), ctx),
        }
    }

    /// Answers a protocol ping. It costs little, and is ignored above the rate limit.
    fn ping(&mut self, bytes: &[u8], ctx: &mut Self::Context) {
        match self.socket_state().charge(Cost::Little) {
            RateDecision::Taken => ctx.pong(bytes),
            RateDecision::Refused { .. } => {}
            RateDecision::Flood => self.flooded(ctx),
        }
    }

    /// Notes that the browser reads, even when the pong exceeds the rate limit.
    fn pong(&mut self, ctx: &mut Self::Context) {
        self.socket_state().unread = 0;
        match self.socket_state().charge(Cost::Little) {
            RateDecision::Taken | RateDecision::Refused { .. } => {}
            RateDecision::Flood => self.flooded(ctx),
        }
    }

    /// Refuses a binary frame: this service has text frames only.
    fn binary(&mut self, ctx: &mut Self::Context) {
        match self.socket_state().charge(Cost::Frame) {
            RateDecision::Taken => self.not_understood(NOT_TEXT, ctx),
            RateDecision::Refused { wait } => self.too_soon(wait, ctx),
            RateDecision::Flood => self.flooded(ctx),
        }
    }

    /// Takes a fragment. It costs little; the frame it completes costs as much as any other.
    fn piece(&mut self, item: actix_http::ws::Item, ctx: &mut Self::Context) {
        match self.socket_state().charge(Cost::Little) {
            RateDecision::Taken => match self.socket_state().assembler.take(item) {
                Assembled::Nothing => {}
                Assembled::Text(text) => self.text(&text, ctx),
                Assembled::Unusable(why) => self.not_understood(why, ctx),
                Assembled::TooLong => too_long(ctx),
            },
            RateDecision::Refused { wait } => {
                self.socket_state().assembler.drop_all();
                self.too_soon(wait, ctx);
            }
            RateDecision::Flood => self.flooded(ctx),
        }
    }

    /// Sends a text frame; does nothing once the socket is being closed.
    fn put(&mut self, text: ByteString, ctx: &mut Self::Context) {
        if !ctx.state().alive() {
            return;
        }
        self.socket_state().unread += 1;
        let unread = self.socket_state().unread;
        if unread > MAX_UNREAD {
            close(Some((ws::CloseCode::Policy, "too slow").into()), ctx);
        } else {
            ctx.text(text);
            if unread.is_multiple_of(PING_EVERY) {
                ctx.ping(b"");
            }
        }
    }
}

fn too_long<A: Actor<Context = WebsocketContext<A>>>(ctx: &mut WebsocketContext<A>) {
    close(Some((ws::CloseCode::Size, "frames are at most 64 KiB").into()), ctx);
}

/// Closes the socket, unless it is closing already.
pub(super) fn close<A>(reason: Option<ws::CloseReason>, ctx: &mut WebsocketContext<A>)
where
    A: Actor<Context = WebsocketContext<A>>,
{
    if ctx.state().alive() {
        ctx.close(reason);
        ctx.stop();
    }
}
