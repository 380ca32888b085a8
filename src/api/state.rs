//! What the endpoints share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::Addr;
use linekeeper_actors::session::WatcherId;
use linekeeper_actors::supervisor::SessionSupervisor;
use linekeeper_domain::Region;
use linekeeper_ports::{Clock, CredentialStore};

/// What the endpoints share.
#[derive(Clone)]
pub struct ApiState {
    /// Who knows the sessions.
    pub supervisor: Addr<SessionSupervisor>,
    /// For what is stored of companies without a session.
    pub store: Arc<dyn CredentialStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where national numbers are understood.
    pub region: Region,
    /// The longest an endpoint waits for an actor.
    pub ask_timeout: Duration,
    /// How often a WebSocket is pinged.
    pub heartbeat: Duration,
    watchers: Arc<AtomicU64>,
}

impl ApiState {
    /// The state of a service whose sessions this supervisor knows.
    #[must_use]
    pub fn new(
        supervisor: Addr<SessionSupervisor>,
        store: Arc<dyn CredentialStore>,
        clock: Arc<dyn Clock>,
        region: Region,
    ) -> Self {
        Self {
            supervisor,
            store,
            clock,
            region,
            ask_timeout: Duration::from_secs(20),
            heartbeat: Duration::from_secs(10),
            watchers: Arc::default(),
        }
    }

    pub(crate) fn next_watcher(&self) -> WatcherId {
        WatcherId(self.watchers.fetch_add(1, Ordering::Relaxed))
    }
}
