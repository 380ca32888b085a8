//! The actor: a socket's life.

use std::net::IpAddr;
use std::sync::Arc;

use actix::dev::ToEnvelope;
use actix::{
    Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler, MailboxError, Message, SpawnHandle,
    WrapFuture,
};
use actix_web_actors::ws;
use linekeeper_domain::session::Notice;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Region};
use linekeeper_ports::{Clock, Pass, TokenCheck};
use linekeeper_telemetry::metrics::{Counted, Mailbox};
use linekeeper_telemetry::{Metrics, new_correlation_id};
use tokio::sync::oneshot;
use tracing::debug;

use super::farewell::Farewell;
use super::frames::ServerFrame;
use super::outgoing::error_frame;
use super::pending::Pending;
use super::standing::Standing;
use super::wire::{Wire, Wired, close};
use crate::ActorSettings;
use crate::counted::counted;
use crate::session::WatcherId;
use crate::sockets::{SocketPermit, SocketRegistry};
use crate::supervisor::{SessionSupervisor, Unwatch, Watch};

/// The longest frame a client may send, in bytes; a longer one closes the socket.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;

/// What a client actor is born with.
pub struct ClientBirth {
    /// Whose session it watches.
    pub company: CompanyId,
    /// Its name among watchers.
    pub watcher: WatcherId,
    /// Where national numbers are understood.
    pub region: Region,
    /// Who knows the sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// The correlation id the socket was opened with.
    pub correlation: Option<CorrelationId>,
    /// What is counted.
    pub metrics: Metrics,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Paces and bounds.
    pub settings: Arc<ActorSettings>,
    /// What was proved at the upgrade; without it the client is a stranger until a token is taken.
    pub pass: Option<Pass>,
    /// Who knows what a token is worth.
    pub tokens: Arc<dyn TokenCheck>,
    /// Who knows every socket.
    pub sockets: Addr<SocketRegistry>,
    /// The peer's, or what a proxy that is trusted says it is.
    pub address: IpAddr,
}

/// One WebSocket.
pub struct ClientActor {
    pub(super) birth: ClientBirth,
    /// What it has as any socket has.
    pub(super) wire: Wire,
    /// The pairing request whose code or error is still to come.
    pub(super) pending: Pending,
    /// The last notice it was told.
    pub(super) told: Option<Notice>,
    /// Who it is.
    pub(super) standing: Standing,
    /// Its place among the sockets.
    pub(super) permit: Option<SocketPermit>,
    /// When its pass is looked at again.
    pub(super) expiry: Option<SpawnHandle>,
    /// The correlation id of the frame that is being handled, if it bears one.
    pub(super) frame_correlation: Option<CorrelationId>,
    /// How many requests were given an id.
    requests: u32,
    _counted: Counted,
}

impl ClientActor {
    /// A client whose socket is being opened.
    #[must_use]
    pub fn new(birth: ClientBirth) -> Self {
        let counted = birth.metrics.client_connected();
        Self {
            _counted: counted,
            frame_correlation: None,
            requests: 0,
            standing: Standing::default(),
            permit: None,
            expiry: None,
            wire: Wire::new(birth.settings.frames),
            birth,
            pending: Pending::default(),
            told: None,
        }
    }

    /// The correlation id of a request: the frame's own, else the socket's (numbered from the second request on, so that
    /// two requests can be told apart), else a new one.
    pub(super) fn correlation(&mut self, kind: &str) -> CorrelationId {
        if let Some(own) = self.frame_correlation.take() {
            return own;
        }
        self.requests = self.requests.saturating_add(1);
        let opened_with = self.birth.correlation.as_ref();
        let numbered = opened_with.map(|id| match self.requests {
            1 => Ok(id.clone()),
            number => format!("{id}.{number}").parse(),
        });
        numbered.and_then(Result::ok).unwrap_or_else(|| new_correlation_id(kind))
    }

    /// Asks the supervisor; what waits for its answer is counted.
    pub(super) fn ask_supervisor<M>(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>> + use<M>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        counted(self.birth.metrics.queued(Mailbox::Supervisor), self.birth.supervisor.send(message))
    }

    /// Asks what is to be carried out even if this client goes at once: a message whose asker is gone is skipped.
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
            // The client has gone: it is done all the same.
            let _gone = answer.send(asked.await);
        });
        async move { answered.await.unwrap_or(Err(MailboxError::Closed)) }
    }

    fn beat(&mut self, ctx: &mut ws::WebsocketContext<Self>) {
        if self.wire.is_silent(self.birth.settings.heartbeat * 3) {
            debug!(company.id = %self.birth.company, "a client of company {} fell silent", self.birth.company);
            ctx.stop();
        } else if self.standing.is_over(self.birth.clock.now()) {
            // Its timer would have said so, had nobody set the clock.
            self.end(Farewell::Expired, None, ctx);
        } else {
            ctx.ping(b"");
        }
    }

    /// Sends a frame.
    pub(super) fn send(&mut self, frame: &ServerFrame<'_>, ctx: &mut ws::WebsocketContext<Self>) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.put(text.into(), ctx);
        }
    }
}

impl ClientActor {
    /// Asks for the session's news, which begin with the present picture.
    pub(super) fn watch(&mut self, ctx: &mut ws::WebsocketContext<Self>) {
        let watch =
            Watch { company: self.birth.company.clone(), watcher: self.birth.watcher, news: ctx.address().recipient() };
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
        ctx.run_interval(self.birth.settings.heartbeat, Self::beat);
        self.enter(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if !self.standing.is_stranger() {
            self.birth.supervisor.do_send(Unwatch { company: self.birth.company.clone(), watcher: self.birth.watcher });
        }
    }
}
