//! State shared by the endpoints.

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
use linekeeper_actors::{ActorSettings, SessionServices};
use linekeeper_domain::branding::Branding;
use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{Region, Timestamp};
use linekeeper_ports::{
    ClientVersions, Clock, Companies, CredentialStore, IdempotencyKeys, Journal, LogSpace, MediaFiles, MessageLog,
    Overviews, RestartPolicies, StoreVitals,
};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Mailbox;
use tokio::sync::Semaphore;

use crate::access::Access;
use crate::messages::SendServices;
use crate::webhooks::WebhookServices;

/// State shared by the endpoints.
#[derive(Clone)]
pub struct ApiState {
    /// Supervisor of the sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// Source of the gate's status: whether WhatsApp accepts our client version, and how many sessions wait.
    pub gate_status: Recipient<GateStatusOf>,
    /// Credential store, for companies without a session actor and for readiness.
    pub store: Arc<dyn CredentialStore>,
    /// Journal of the sessions.
    pub journal: Arc<dyn Journal>,
    /// Companies as people look for them.
    pub companies: Arc<dyn Companies>,
    /// Restart policies set for single companies.
    pub policies: Arc<dyn RestartPolicies>,
    /// Restart policy of companies without one of their own.
    pub default_policy: RestartPolicy,
    /// Metrics of the process.
    pub metrics: Metrics,
    /// Clock of the service.
    pub clock: Arc<dyn Clock>,
    /// Region by which national phone numbers are parsed.
    pub region: Region,
    /// Timeout for requests to actors.
    pub ask_timeout: Duration,
    /// Intervals and limits of the actors.
    pub actors: Arc<ActorSettings>,
    /// Time after which unused credentials are deleted.
    pub expire_after: Duration,
    /// Minimum time between the warning to their owner and that deletion.
    pub warn_before: Duration,
    /// Authentication, authorisation and rate limits of callers.
    pub access: Arc<Access>,
    /// Actor that has the current state of all sessions, for dashboards.
    pub board: Addr<BoardActor>,
    /// Registry of the open WebSockets.
    pub sockets: Addr<SocketRegistry>,
    /// Stored responses to requests with an idempotency key.
    pub idempotency: Arc<dyn IdempotencyKeys>,
    /// Source of the statistics in the overview.
    pub overviews: Arc<dyn Overviews>,
    /// Source of the database's health report.
    pub vitals: Arc<dyn StoreVitals>,
    /// Client version that links announce.
    pub versions: Arc<dyn ClientVersions>,
    /// Time at which the process started.
    pub started_at: Timestamp,
    /// Services of webhooks; `None` where messages are not kept.
    pub webhooks: Option<WebhookServices>,
    /// Services of messages that are sent; `None` where messages are not kept.
    pub sends: Option<SendServices>,
    /// What pages for owners show of the marketplace.
    pub branding: Arc<Branding>,
    /// Log of messages; `None` where messages are not kept.
    pub message_log: Option<Arc<dyn MessageLog>>,
    /// Files; `None` where messages are not kept.
    pub media: Option<Arc<dyn MediaFiles>>,
    /// Whether the logs of messages take more.
    pub log_space: LogSpace,
    /// Event streams that may still be opened.
    pub streams: Arc<Semaphore>,
    watchers: Arc<AtomicU64>,
}

/// Services that the endpoints use besides those of the sessions.
pub struct ApiServices {
    /// Supervisor of the sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// Actor that has the current state of all sessions, for dashboards.
    pub board: Addr<BoardActor>,
    /// Registry of the open WebSockets.
    pub sockets: Addr<SocketRegistry>,
    /// Authentication, authorisation and rate limits of callers.
    pub access: Arc<Access>,
    /// Stored responses to requests with an idempotency key.
    pub idempotency: Arc<dyn IdempotencyKeys>,
    /// Source of the statistics in the overview.
    pub overviews: Arc<dyn Overviews>,
    /// Source of the database's health report.
    pub vitals: Arc<dyn StoreVitals>,
    /// Client version that links announce.
    pub versions: Arc<dyn ClientVersions>,
    /// Time at which the process started.
    pub started_at: Timestamp,
    /// Log of messages; `None` where messages are not kept.
    pub message_log: Option<Arc<dyn MessageLog>>,
    /// Files; `None` where messages are not kept.
    pub media: Option<Arc<dyn MediaFiles>>,
    /// Whether the logs of messages take more.
    pub log_space: LogSpace,
    /// Services of webhooks; `None` where messages are not kept.
    pub webhooks: Option<WebhookServices>,
    /// Services of messages that are sent; `None` where messages are not kept.
    pub sends: Option<SendServices>,
}

impl ApiState {
    /// Builds the state from the services of the API and those of the sessions. `ask_timeout` is 20 s, `expire_after`
    /// and `warn_before` those of the default [`ExpiryRule`], there are 200 `streams`, and there is no branding.
    #[must_use]
    pub fn new(services: ApiServices, sessions: &SessionServices, region: Region) -> Self {
        let ApiServices {
            supervisor,
            board,
            sockets,
            access,
            idempotency,
            overviews,
            vitals,
            versions,
            started_at,
            message_log,
            media,
            log_space,
            webhooks,
            sends,
        } = services;
        Self {
            supervisor,
            board,
            sockets,
            access,
            idempotency,
            overviews,
            vitals,
            versions,
            started_at,
            streams: Arc::new(Semaphore::new(200)),
            log_space,
            webhooks,
            sends,
            gate_status: sessions.gate_status.clone(),
            store: sessions.store.clone(),
            journal: sessions.journal.clone(),
            companies: sessions.companies.clone(),
            policies: sessions.policies.clone(),
            default_policy: sessions.settings.restart,
            metrics: sessions.metrics.clone(),
            clock: sessions.clock.clone(),
            region,
            ask_timeout: Duration::from_secs(20),
            actors: sessions.settings.clone(),
            expire_after: ExpiryRule::default().unused_for,
            warn_before: ExpiryRule::default().warned_for,
            branding: Arc::default(),
            message_log,
            media,
            watchers: Arc::default(),
        }
    }

    /// Sends a request to the supervisor with `ask_timeout`; requests under way are counted in the metrics.
    pub(crate) async fn ask<M>(&self, message: M) -> Result<M::Result, MailboxError>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        self.ask_within(self.ask_timeout, message).await
    }

    /// Same as [`Self::ask`] with another timeout.
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
