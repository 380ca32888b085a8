//! What the endpoints share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Addr, Context, Handler, MailboxError, Message, Recipient};
use linekeeper_actors::board::BoardActor;
use linekeeper_actors::gate::GateStatusOf;
use linekeeper_actors::session::WatcherId;
use linekeeper_actors::sockets::SocketRegistry;
use linekeeper_actors::supervisor::SessionSupervisor;
use linekeeper_actors::{ActorSettings, World};
use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{Region, Timestamp};
use linekeeper_ports::{Clock, CredentialStore, IdempotencyKeys, Journal, Overviews, RestartPolicies, StoreVitals};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Mailbox;

use crate::access::Access;

/// What the endpoints share.
#[derive(Clone)]
pub struct ApiState {
    /// Who knows the sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// Whether WhatsApp takes our client version, and how many wait.
    pub gate_status: Recipient<GateStatusOf>,
    /// For what is stored of companies without a session.
    pub store: Arc<dyn CredentialStore>,
    /// What happened to sessions.
    pub journal: Arc<dyn Journal>,
    /// Companies' own restart policies.
    pub policies: Arc<dyn RestartPolicies>,
    /// The policy of companies without one of their own.
    pub default_policy: RestartPolicy,
    /// What is counted.
    pub metrics: Metrics,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where national numbers are understood.
    pub region: Region,
    /// The longest an endpoint waits for an actor.
    pub ask_timeout: Duration,
    /// Paces and bounds of the actors.
    pub actors: Arc<ActorSettings>,
    /// Credentials unused for so long are deleted.
    pub expire_after: Duration,
    /// At least so long before that their owner is warned.
    pub warn_before: Duration,
    /// Who calls, and whether they may.
    pub access: Arc<Access>,
    /// Who knows how all sessions look.
    pub board: Addr<BoardActor>,
    /// Who knows the open WebSockets.
    pub sockets: Addr<SocketRegistry>,
    /// What was answered to requests that may be sent again.
    pub idempotency: Arc<dyn IdempotencyKeys>,
    /// What happened, counted.
    pub overviews: Arc<dyn Overviews>,
    /// How the database is.
    pub vitals: Arc<dyn StoreVitals>,
    /// When the process started.
    pub started_at: Timestamp,
    watchers: Arc<AtomicU64>,
}

/// Who knows sessions, sockets, callers, what they were answered, and what the dashboard shows.
pub struct KnownBy {
    /// Sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// How all sessions look.
    pub board: Addr<BoardActor>,
    /// WebSockets.
    pub sockets: Addr<SocketRegistry>,
    /// Callers.
    pub access: Arc<Access>,
    /// What was answered to requests that may be sent again.
    pub idempotency: Arc<dyn IdempotencyKeys>,
    /// What happened, counted.
    pub overviews: Arc<dyn Overviews>,
    /// How the database is.
    pub vitals: Arc<dyn StoreVitals>,
    /// When the process started.
    pub started_at: Timestamp,
}

impl ApiState {
    /// The state of a service whose sessions and sockets these know.
    #[must_use]
    pub fn new(known_by: KnownBy, world: &World, region: Region) -> Self {
        let KnownBy { supervisor, board, sockets, access, idempotency, overviews, vitals, started_at } = known_by;
        Self {
            supervisor,
            board,
            sockets,
            access,
            idempotency,
            overviews,
            vitals,
            started_at,
            gate_status: world.gate_status.clone(),
            store: world.store.clone(),
            journal: world.journal.clone(),
            policies: world.policies.clone(),
            default_policy: world.settings.restart,
            metrics: world.metrics.clone(),
            clock: world.clock.clone(),
            region,
            ask_timeout: Duration::from_secs(20),
            actors: world.settings.clone(),
            expire_after: ExpiryRule::default().unused_for,
            warn_before: ExpiryRule::default().warned_for,
            watchers: Arc::default(),
        }
    }

    /// Asks the supervisor; what waits for its answer is counted.
    pub(crate) async fn ask<M>(&self, message: M) -> Result<M::Result, MailboxError>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        self.ask_within(self.ask_timeout, message).await
    }

    /// The same, for what may take longer.
    pub(crate) async fn ask_within<M>(&self, patience: Duration, message: M) -> Result<M::Result, MailboxError>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        let _until_answered = self.metrics.queued(Mailbox::Supervisor);
        self.supervisor.send(message).timeout(patience).await
    }

    pub(crate) fn next_watcher(&self) -> WatcherId {
        WatcherId(self.watchers.fetch_add(1, Ordering::Relaxed))
    }
}
