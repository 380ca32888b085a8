//! Actor of a dashboard's WebSocket.

use std::net::IpAddr;
use std::sync::Arc;

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Handler, WrapFuture};
use actix_web_actors::ws;
use linekeeper_domain::ErrorCode;
use linekeeper_ports::{Clock, Pass, TokenCheck};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Counted;
use tracing::debug;

use super::super::access_checks::{AccessChecks, Entry};
use super::super::close_reason::SocketCloseReason;
use super::super::frames::ServerFrame;
use super::super::outgoing::{close_frame, error_frame};
use super::super::socket_state::{SocketState, WebSocketActor, close};
use super::pace::Pace;
use crate::ActorSettings;
use crate::board::{BoardActor, BoardChanged, BoardFrame, ReadBoard, UnwatchBoard, WatchBoard};
use crate::session::WatcherId;
use crate::sockets::{AccessRevoked, AdmitSocket, SocketPermit, SocketRegistry};

type Socket = ws::WebsocketContext<BoardClient>;

/// Everything a dashboard's socket actor is created with.
pub struct BoardClientArgs {
    /// Its name among the board's watchers.
    pub watcher: WatcherId,
    /// Board with the rows of all sessions.
    pub board: Addr<BoardActor>,
    /// Pass proved at the upgrade.
    pub pass: Pass,
    /// Service that says whether the pass was revoked.
    pub tokens: Arc<dyn TokenCheck>,
    /// Registry of all open sockets.
    pub sockets: Addr<SocketRegistry>,
    /// Address of the peer, or the one that a trusted proxy reports.
    pub address: IpAddr,
    /// Metrics it reports to.
    pub metrics: Metrics,
    /// Clock for frames' server time and for the pass's expiry.
    pub clock: Arc<dyn Clock>,
    /// Intervals, timeouts and limits.
    pub settings: Arc<ActorSettings>,
}

/// Actor of one dashboard's WebSocket.
pub struct BoardClient {
    pub(super) args: BoardClientArgs,
    pub(super) socket_state: SocketState,
    pub(super) pace: Pace,
    /// Place in the socket registry; dropped with the actor.
    permit: Option<SocketPermit>,
    _counted: Counted,
}

impl BoardClient {
    /// Creates the actor of a socket that is being opened.
    #[must_use]
    pub fn new(args: BoardClientArgs) -> Self {
        let (socket_state, counted) = (SocketState::new(args.settings.frames), args.metrics.client_connected());
        Self { args, socket_state, pace: Pace::default(), permit: None, _counted: counted }
    }

    pub(super) fn send(&mut self, frame: &ServerFrame<'_>, ctx: &mut Socket) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.put(text.into(), ctx);
        }
    }

    /// Sends an error frame with the reason and closes the socket.
    pub(super) fn end(&mut self, close_reason: SocketCloseReason, request_id: Option<String>, ctx: &mut Socket) {
        debug!("closing a dashboard WebSocket: {}", close_reason.why());
        self.send(&close_frame(close_reason, request_id), ctx);
        close(Some((close_reason.close(), close_reason.why()).into()), ctx);
    }

    /// Requests a place in the socket registry; no frame is read before it has one.
    fn enter(&mut self, ctx: &mut Socket) {
        let admit = AdmitSocket { address: self.args.address, revoked: ctx.address().recipient() };
        let entered = AccessChecks::of_board(&self.args).enter(admit, Some(self.args.pass.clone()));
        ctx.wait(entered.into_actor(self).map(|entry, actor, ctx| actor.entered(entry, ctx)));
    }

    fn entered(&mut self, entry: Entry, ctx: &mut Socket) {
        match entry {
            Ok((permit, _)) => {
                self.permit = Some(permit);
                let (watcher, woken) = (self.args.watcher, ctx.address().recipient());
                self.args.board.do_send(WatchBoard { watcher, woken });
                ctx.run_interval(self.args.settings.recheck, Self::recheck);
            }
            Err(close_reason) => self.end(close_reason, None, ctx),
        }
    }

    /// Checks for revocation at intervals: a key may be revoked by another process, a dashboard session end on another
    /// node, and no message tells this one.
    fn recheck(&mut self, ctx: &mut Socket) {
        let asked = AccessChecks::of_board(&self.args).look_for_revocation(self.args.pass.clone());
        ctx.spawn(asked.into_actor(self).map(|is_revoked, actor, ctx| {
            if is_revoked {
                actor.end(SocketCloseReason::Revoked, None, ctx);
            }
        }));
    }

    fn beat(&mut self, ctx: &mut Socket) {
        let now = self.args.clock.now();
        if self.socket_state.is_silent(self.args.settings.heartbeat * 3) {
            debug!("a dashboard WebSocket timed out: nothing received for three heartbeats");
            ctx.stop();
        } else if self.args.pass.expires_at.is_some_and(|end| end <= now) {
            self.end(SocketCloseReason::Expired, None, ctx);
        } else {
            ctx.ping(b"");
        }
    }

    /// Reads from the board what this dashboard has not read yet.
    pub(super) fn read_on(&mut self, ctx: &mut Socket) {
        let ask = ReadBoard { read: self.pace.read().cloned() };
        let asked = self.args.board.send(ask).timeout(self.args.settings.ask_timeout).into_actor(self);
        ctx.spawn(asked.map(|answer, actor, ctx| match answer {
            Ok(frame) => actor.tell(&frame, ctx),
            Err(_) => {
                let why = "the sessions cannot be watched";
                actor.send(&error_frame(ErrorCode::Internal, why, None), ctx);
                close(Some(ws::CloseCode::Again.into()), ctx);
            }
        }));
    }

    fn tell(&mut self, frame: &BoardFrame, ctx: &mut Socket) {
        // An empty frame is sent only as the first one, so that a dashboard that comes back learns that nothing
        // changed.
        if frame.empty && self.pace.has_told() {
            if self.pace.nothing_new() {
                self.read_on(ctx);
            }
            return;
        }
        self.pace.told(frame.read.clone(), frame.more);
        self.put(frame.text.clone(), ctx);
    }
}

impl Actor for BoardClient {
    type Context = Socket;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(self.args.settings.heartbeat, Self::beat);
        self.enter(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.args.board.do_send(UnwatchBoard { watcher: self.args.watcher });
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
        self.end(SocketCloseReason::Revoked, None, ctx);
    }
}
