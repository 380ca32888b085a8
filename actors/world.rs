//! What every actor is given: the adapters, the clock, the settings.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::session::SessionPolicy;
use linekeeper_ports::{Clock, CredentialStore, Journal, LinkFactory};

/// The paces and bounds of the actors.
#[derive(Debug, Clone)]
pub struct ActorSettings {
    /// The sessions' budgets.
    pub session: SessionPolicy,
    /// How many messages a mailbox holds before senders wait or are refused.
    pub mailbox: usize,
    /// How long a session with nothing to do and nobody watching stays.
    pub rest: Duration,
    /// The longest a question between actors may take.
    pub ask_timeout: Duration,
    /// How many sessions are restored per second after a start.
    pub restore_per_second: u32,
    /// How often a WebSocket is pinged; without an answer for three times as long it is closed.
    pub heartbeat: Duration,
}

impl Default for ActorSettings {
    fn default() -> Self {
        Self {
            session: SessionPolicy::default(),
            mailbox: 256,
            rest: Duration::from_secs(60),
            ask_timeout: Duration::from_secs(15),
            restore_per_second: 50,
            heartbeat: Duration::from_secs(10),
        }
    }
}

/// The world as the actors see it.
#[derive(Clone)]
pub struct World {
    /// Where credentials are kept.
    pub store: Arc<dyn CredentialStore>,
    /// How WhatsApp is reached.
    pub links: Arc<dyn LinkFactory>,
    /// Where history is kept.
    pub journal: Arc<dyn Journal>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Paces and bounds.
    pub settings: Arc<ActorSettings>,
}
