//! What every socket has whoever sits there: pieces of frames, and whether they are too many or too few are read.

use std::time::Duration;

use actix::{Actor, ActorContext};
use actix_web::error::PayloadError;
use actix_web_actors::ws::{self, ProtocolError, WebsocketContext};
use bytestring::ByteString;
use tokio::time::Instant;

use super::budget::{Budget, Cost, FrameLimits, Verdict};
use super::pieces::{Assembled, Pieces};

/// Why a binary frame is not taken.
pub(super) const NOT_TEXT: &str = "frames are JSON text";
/// How many frames may wait for a browser that does not read, between two of its pongs.
const MAX_UNREAD: u32 = 512;
/// After so many frames the browser is pinged out of turn: one that reads answers long before the bound.
const PING_EVERY: u32 = 64;

/// The accounts of a socket.
pub(super) struct Wire {
    pieces: Pieces,
    unread: u32,
    budget: Budget,
    opened_at: Instant,
    heard_at: Instant,
}

impl Wire {
    pub(super) fn new(limits: FrameLimits) -> Self {
        let (opened_at, heard_at) = (Instant::now(), Instant::now());
        Self { pieces: Pieces::default(), unread: 0, budget: Budget::new(limits), opened_at, heard_at }
    }

    /// Whether the peer may send this now.
    pub(super) fn charge(&mut self, cost: Cost) -> Verdict {
        self.budget.take(cost, self.opened_at.elapsed())
    }

    /// Whether nothing was heard for so long.
    pub(super) fn is_silent(&self, patience: Duration) -> bool {
        self.heard_at.elapsed() > patience
    }
}

/// An actor that is a socket.
pub(super) trait Wired: Actor<Context = WebsocketContext<Self>> {
    /// Its accounts.
    fn wire(&mut self) -> &mut Wire;

    /// A whole text came. It is not charged for yet.
    fn text(&mut self, text: &str, ctx: &mut Self::Context);

    /// What came is no frame of this service.
    fn not_understood(&mut self, why: &str, ctx: &mut Self::Context);

    /// It came too soon, and is not looked at.
    fn too_soon(&mut self, wait: Duration, ctx: &mut Self::Context);

    /// The peer goes on though it was told that it is too much.
    fn flooded(&mut self, ctx: &mut Self::Context);

    /// Something came.
    fn came(&mut self, message: Result<ws::Message, ProtocolError>, ctx: &mut Self::Context) {
        self.wire().heard_at = Instant::now();
        match message {
            Ok(ws::Message::Text(text)) => self.text(&text, ctx),
            Ok(ws::Message::Binary(_)) => self.binary(ctx),
            Ok(ws::Message::Continuation(item)) => self.piece(item, ctx),
            Ok(ws::Message::Ping(bytes)) => self.ping(&bytes, ctx),
            Ok(ws::Message::Pong(_)) => self.pong(ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => close(reason, ctx),
            Err(ProtocolError::Overflow) => too_long(ctx),
            // The upgrade looks at what frames announce; what it says passes through the parser as words.
            Err(ProtocolError::Io(error)) if error.to_string() == PayloadError::Overflow.to_string() => too_long(ctx),
            Err(_) => close(Some(ws::CloseCode::Protocol.into()), ctx),
        }
    }

    /// What the protocol itself sends costs little, and is not answered when there is too much of it.
    fn ping(&mut self, bytes: &[u8], ctx: &mut Self::Context) {
        match self.wire().charge(Cost::Little) {
            Verdict::Taken => ctx.pong(bytes),
            Verdict::Refused { .. } => {}
            Verdict::Flood => self.flooded(ctx),
        }
    }

    /// It says that the browser reads, be it one too many.
    fn pong(&mut self, ctx: &mut Self::Context) {
        self.wire().unread = 0;
        match self.wire().charge(Cost::Little) {
            Verdict::Taken | Verdict::Refused { .. } => {}
            Verdict::Flood => self.flooded(ctx),
        }
    }

    /// Binary frames are none of this service's.
    fn binary(&mut self, ctx: &mut Self::Context) {
        match self.wire().charge(Cost::Frame) {
            Verdict::Taken => self.not_understood(NOT_TEXT, ctx),
            Verdict::Refused { wait } => self.too_soon(wait, ctx),
            Verdict::Flood => self.flooded(ctx),
        }
    }

    /// A piece costs little, the frame it completes costs what any other does.
    fn piece(&mut self, item: actix_http::ws::Item, ctx: &mut Self::Context) {
        match self.wire().charge(Cost::Little) {
            Verdict::Taken => match self.wire().pieces.take(item) {
                Assembled::Nothing => {}
                Assembled::Text(text) => self.text(&text, ctx),
                Assembled::Unusable(why) => self.not_understood(why, ctx),
                Assembled::TooLong => too_long(ctx),
            },
            Verdict::Refused { wait } => {
                self.wire().pieces.drop_all();
                self.too_soon(wait, ctx);
            }
            Verdict::Flood => self.flooded(ctx),
        }
    }

    /// Sends a text; after the last one, which says that the socket is closed, there is no other.
    fn put(&mut self, text: ByteString, ctx: &mut Self::Context) {
        if !ctx.state().alive() {
            return;
        }
        self.wire().unread += 1;
        let unread = self.wire().unread;
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

/// Closes the socket, unless that was done already.
pub(super) fn close<A>(reason: Option<ws::CloseReason>, ctx: &mut WebsocketContext<A>)
where
    A: Actor<Context = WebsocketContext<A>>,
{
    if ctx.state().alive() {
        ctx.close(reason);
        ctx.stop();
    }
}
