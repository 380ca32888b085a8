//! Client actor: one company's WebSocket from open to close.

use std::net::IpAddr;
use std::sync::Arc;

use actix::dev::ToEnvelope;
use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler, MailboxError, Message, SpawnHandle,
    WrapFuture,
};
use actix_web_actors::ws;
use linekeeper_domain::session::SessionNotification;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Region};
use linekeeper_ports::{Clock, Pass, TokenCheck};
use linekeeper_telemetry::metrics::{Counted, Mailbox};
use linekeeper_telemetry::{Metrics, new_correlation_id};
use tokio::sync::oneshot;
use tracing::debug;

use super::auth_state::AuthState;
use super::frames::ServerFrame;
use super::outgoing::error_frame;
use super::overtime::Overtime;
use super::pending::Pending;
use super::socket_state::{SocketState, WebSocketActor, close};
use crate::ActorSettings;
use crate::counted::counted;
use crate::session::WatcherId;
use crate::sockets::{SocketPermit, SocketRegistry};
use crate::supervisor::{SessionSupervisor, Unwatch, Watch};

/// Everything a client actor is created with.
pub struct ClientArgs {
    /// Company whose session it watches.
    pub company: CompanyId,
    /// Its name among the watchers.
    pub watcher: WatcherId,
    /// Region in which national phone numbers are parsed.
    pub region: Region,
    /// Supervisor of all sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// Correlation id of the upgrade request, if it carried one.
    pub correlation: Option<CorrelationId>,
    /// Metrics it reports to.
    pub metrics: Metrics,
    /// Clock for frames' server time and for expiries.
    pub clock: Arc<dyn Clock>,
    /// Intervals, timeouts and limits.
    pub settings: Arc<ActorSettings>,
    /// Pass proved at the upgrade; without one the client is unauthenticated until a token is accepted.
    pub pass: Option<Pass>,
    /// Service that checks tokens.
    pub tokens: Arc<dyn TokenCheck>,
    /// Registry of all open sockets.
    pub sockets: Addr<SocketRegistry>,
    /// Address of the peer, or the one that a trusted proxy reports.
    pub address: IpAddr,
}

/// Actor of one browser's WebSocket.
pub struct ClientActor {
    pub(super) args: ClientArgs,
    /// State that every kind of socket has.
    pub(super) socket_state: SocketState,
    /// Pairing request whose code or error is still to come.
    pub(super) pending: Pending,
    /// Last notification sent; the same one is not sent twice.
    pub(super) told: Option<SessionNotification>,
    /// Whether the client is authenticated, and as whom.
    pub(super) auth_state: AuthState,
    /// Place in the socket registry; dropped with the actor.
    pub(super) permit: Option<SocketPermit>,
    /// Timer that fires when the pass expires, or the longest overtime is over.
    pub(super) expiry: Option<SpawnHandle>,
    /// Whether an expired pass lets the socket stay for the pairing under way.
    pub(super) overtime: Overtime,
    /// `correlationId` of the frame being handled, if it has one.
    pub(super) frame_correlation: Option<CorrelationId>,
    /// Requests that got a correlation id derived from the socket's, so far.
    requests: u32,
    _counted: Counted,
}

impl ClientActor {
    /// Creates the actor of a socket that is being opened.
    #[must_use]
    pub fn new(args: ClientArgs) -> Self {
        let counted = args.metrics.client_connected();
        Self {
            _counted: counted,
            frame_correlation: None,
            requests: 0,
            auth_state: AuthState::default(),
            permit: None,
            expiry: None,
            overtime: Overtime::default(),
            socket_state: SocketState::new(args.settings.frames),
            args,
            pending: Pending::default(),
            told: None,
        }
    }

    /// Returns the correlation id of a request: the frame's own; else the socket's, numbered from the second request on
    /// so that two requests can be told apart; else a new one.
    pub(super) fn correlation(&mut self) -> CorrelationId {
        if let Some(own) = self.frame_correlation.take() {
            return own;
        }
        self.requests = self.requests.saturating_add(1);
        let opened_with = self.args.correlation.as_ref();
        let numbered = opened_with.map(|id| match self.requests {
            1 => Ok(id.clone()),
            number => format!("{id}.{number}").parse(),
        });
        numbered.and_then(Result::ok).unwrap_or_else(new_correlation_id)
    }

    /// Sends a message to the supervisor; counted in its mailbox metric until answered.
    pub(super) fn ask_supervisor<M>(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>> + use<M>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        counted(self.args.metrics.queued(Mailbox::Supervisor), self.args.supervisor.send(message))
    }

    /// Sends a request that is carried out even if this client disappears at once. It is sent from a task of its own,
    /// because actix skips a message whose sender dropped the response.
    pub(super) fn request<M>(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>> + use<M>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        let (answer, answered) = oneshot::channel();
        let asked = self.ask_supervisor(message);
        actix::spawn(async move {
            // The client is gone; the request was carried out all the same.
            let _gone = answer.send(asked.await);
        });
        async move { answered.await.unwrap_or(Err(MailboxError::Closed)) }
    }

    fn beat(&mut self, ctx: &mut ws::WebsocketContext<Self>) {
        if self.socket_state.is_silent(self.args.settings.heartbeat * 3) {
            debug!(company.id = %self.args.company, "a WebSocket of company {} timed out: nothing received for three heartbeats", self.args.company);
            ctx.stop();
        } else if !self.ends_when_expired(ctx) {
            ctx.ping(b"");
        }
    }

    pub(super) fn send(&mut self, frame: &ServerFrame<'_>, ctx: &mut ws::WebsocketContext<Self>) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.put(text.into(), ctx);
        }
    }
}

impl ClientActor {
    /// Subscribes to the session's updates; the first one is its current status.
    pub(super) fn watch(&mut self, ctx: &mut ws::WebsocketContext<Self>) {
        let watch = Watch {
            company: self.args.company.clone(),
            watcher: self.args.watcher,
            updates: ctx.address().recipient(),
        };
        let watching = self.ask_supervisor(watch).into_actor(self);
        ctx.spawn(watching.map(|answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                actor.send(&error_frame(code, "the session cannot be watched", None), ctx);
                close(Some(ws::CloseCode::Again.into()), ctx);
            }
        }));
    }
}

impl Actor for ClientActor {
    type Context = ws::WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(self.args.settings.heartbeat, Self::beat);
        self.enter(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if !self.auth_state.is_stranger() {
            self.args.supervisor.do_send(Unwatch { company: self.args.company.clone(), watcher: self.args.watcher });
        }
    }
}
