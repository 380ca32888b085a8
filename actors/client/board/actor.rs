//! The actor: a dashboard's socket.

use std::net::IpAddr;
use std::sync::Arc;

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Handler, WrapFuture};
use actix_web_actors::ws;
use linekeeper_domain::ErrorCode;
use linekeeper_ports::{Clock, Pass, TokenCheck};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Counted;
use tracing::debug;

use super::super::farewell::Farewell;
use super::super::frames::ServerFrame;
use super::super::inquiry::{Entry, Inquiry};
use super::super::outgoing::{error_frame, farewell_frame};
use super::super::wire::{Wire, Wired, close};
use super::pace::Pace;
use crate::ActorSettings;
use crate::board::{BoardActor, BoardChanged, ReadBoard, Sheet, UnwatchBoard, WatchBoard};
use crate::session::WatcherId;
use crate::sockets::{AccessRevoked, AdmitSocket, SocketPermit, SocketRegistry};

type Socket = ws::WebsocketContext<BoardClient>;

/// What a dashboard's socket is born with.
pub struct BoardClientBirth {
    /// Its name among watchers.
    pub watcher: WatcherId,
    /// Who knows how all sessions look.
    pub board: Addr<BoardActor>,
    /// What was proved at the upgrade.
    pub pass: Pass,
    /// Who knows whether that still counts.
    pub tokens: Arc<dyn TokenCheck>,
    /// Who knows every socket.
    pub sockets: Addr<SocketRegistry>,
    /// The peer's, or what a proxy that is trusted says it is.
    pub address: IpAddr,
    /// What is counted.
    pub metrics: Metrics,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Paces and bounds.
    pub settings: Arc<ActorSettings>,
}

/// A dashboard's socket.
pub struct BoardClient {
    pub(super) birth: BoardClientBirth,
    pub(super) wire: Wire,
    pub(super) pace: Pace,
    /// Its place among the sockets.
    permit: Option<SocketPermit>,
    _counted: Counted,
}

impl BoardClient {
    /// A client whose socket is being opened.
    #[must_use]
    pub fn new(birth: BoardClientBirth) -> Self {
        let (wire, counted) = (Wire::new(birth.settings.frames), birth.metrics.client_connected());
        Self { birth, wire, pace: Pace::default(), permit: None, _counted: counted }
    }

    pub(super) fn send(&mut self, frame: &ServerFrame<'_>, ctx: &mut Socket) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.put(text.into(), ctx);
        }
    }

    /// Says why and goes.
    pub(super) fn end(&mut self, farewell: Farewell, request_id: Option<String>, ctx: &mut Socket) {
        debug!("a dashboard's socket is closed: {}", farewell.why());
        self.send(&farewell_frame(farewell, request_id), ctx);
        close(Some((farewell.close(), farewell.why()).into()), ctx);
    }

    /// Takes a place among the sockets; nothing is read before it has one.
    fn enter(&mut self, ctx: &mut Socket) {
        let admit = AdmitSocket { address: self.birth.address, revoked: ctx.address().recipient() };
        let entered = Inquiry::of_board(&self.birth).enter(admit, Some(self.birth.pass.clone()));
        ctx.wait(entered.into_actor(self).map(|entry, actor, ctx| actor.entered(entry, ctx)));
    }

    fn entered(&mut self, entry: Entry, ctx: &mut Socket) {
        match entry {
            Ok((permit, _)) => {
                self.permit = Some(permit);
                let (watcher, woken) = (self.birth.watcher, ctx.address().recipient());
                self.birth.board.do_send(WatchBoard { watcher, woken });
                ctx.run_interval(self.birth.settings.recheck, Self::recheck);
            }
            Err(farewell) => self.end(farewell, None, ctx),
        }
    }

    /// A key is revoked by a program of its own, a visit ends on another node perhaps: nobody tells this one.
    fn recheck(&mut self, ctx: &mut Socket) {
        let asked = Inquiry::of_board(&self.birth).look_for_revocation(self.birth.pass.clone());
        ctx.spawn(asked.into_actor(self).map(|is_revoked, actor, ctx| {
            if is_revoked {
                actor.end(Farewell::Revoked, None, ctx);
            }
        }));
    }

    fn beat(&mut self, ctx: &mut Socket) {
        let now = self.birth.clock.now();
        if self.wire.is_silent(self.birth.settings.heartbeat * 3) {
            debug!("a dashboard fell silent");
            ctx.stop();
        } else if self.birth.pass.expires_at.is_some_and(|end| end <= now) {
            self.end(Farewell::Expired, None, ctx);
        } else {
            ctx.ping(b"");
        }
    }

    /// Asks the board for what this dashboard has not read.
    pub(super) fn read_on(&mut self, ctx: &mut Socket) {
        let ask = ReadBoard { read: self.pace.read().cloned() };
        let asked = self.birth.board.send(ask).timeout(self.birth.settings.ask_timeout).into_actor(self);
        ctx.spawn(asked.map(|answer, actor, ctx| match answer {
            Ok(sheet) => actor.tell(&sheet, ctx),
            Err(_) => {
                let why = "the sessions cannot be watched";
                actor.send(&error_frame(ErrorCode::Internal, why, None), ctx);
                close(Some(ws::CloseCode::Again.into()), ctx);
            }
        }));
    }

    fn tell(&mut self, sheet: &Sheet, ctx: &mut Socket) {
        // Who comes back to find that nothing changed wants to hear that, too.
        if sheet.empty && self.pace.has_told() {
            if self.pace.nothing_new() {
                self.read_on(ctx);
            }
            return;
        }
        self.pace.told(sheet.read.clone(), sheet.more);
        self.put(sheet.text.clone(), ctx);
    }
}

impl Actor for BoardClient {
    type Context = Socket;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(self.birth.settings.heartbeat, Self::beat);
        self.enter(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.birth.board.do_send(UnwatchBoard { watcher: self.birth.watcher });
    }
}

impl Handler<BoardChanged> for BoardClient {
    type Result = ();

    fn handle(&mut self, change: BoardChanged, ctx: &mut Self::Context) {
        match change {
            BoardChanged::Rows if self.pace.woken() => self.read_on(ctx),
            BoardChanged::Rows => {}
            BoardChanged::Stopping => close(Some((ws::CloseCode::Restart, "restarting, connect again").into()), ctx),
        }
    }
}

impl Handler<AccessRevoked> for BoardClient {
    type Result = ();

    fn handle(&mut self, _: AccessRevoked, ctx: &mut Self::Context) {
        self.end(Farewell::Revoked, None, ctx);
    }
}
