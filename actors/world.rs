//! What every actor is given: the adapters, the gate, the clock, the settings.

use std::sync::Arc;
use std::time::Duration;

use actix::Recipient;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::session::SessionPolicy;
use linekeeper_ports::{Clock, CredentialStore, Journal, LinkFactory, NumberLedgers, RestartPolicies};
use linekeeper_telemetry::Metrics;

use crate::board::BoardNews;
use crate::client::FrameLimits;
use crate::gate::{AskAdmission, GateStatusOf};
use crate::sockets::SocketLimits;

/// The paces and bounds of the actors.
#[derive(Debug, Clone)]
pub struct ActorSettings {
    /// The sessions' budgets.
    pub session: SessionPolicy,
    /// How sessions are restarted whose company has no policy of its own.
    pub restart: RestartPolicy,
    /// How many messages a mailbox holds before senders wait or are refused.
    pub mailbox: usize,
    /// How long a session with nothing to do and nobody watching stays.
    pub rest: Duration,
    /// The longest a question between actors may take.
    pub ask_timeout: Duration,
    /// How long what a connected session reads and writes waits for a database that does not answer. Then its link ends.
    pub outage_patience: Duration,
    /// How many sessions begin to live per second after a start; the gate paces their connections.
    pub restore_per_second: u32,
    /// How often a session shows that it lives.
    pub pulse: Duration,
    /// A session that has not shown it for so long is frozen: it is killed and started again.
    pub frozen_after: Duration,
    /// How often a WebSocket is pinged; without an answer for three times as long it is closed.
    pub heartbeat: Duration,
    /// How long a WebSocket may stay that has not said who it is.
    pub authenticate_within: Duration,
    /// How often it is asked whether what a WebSocket rests on was not revoked, here or on another node.
    pub recheck: Duration,
    /// How many WebSockets may be open.
    pub sockets: SocketLimits,
    /// How many frames one of them may send.
    pub frames: FrameLimits,
    /// How often dashboards are told what changed.
    pub board_pace: Duration,
}

impl Default for ActorSettings {
    fn default() -> Self {
        Self {
            session: SessionPolicy::default(),
            restart: RestartPolicy::default(),
            mailbox: 256,
            rest: Duration::from_secs(60),
            ask_timeout: Duration::from_secs(15),
            outage_patience: Duration::from_secs(600),
            restore_per_second: 50,
            pulse: Duration::from_secs(5),
            frozen_after: Duration::from_secs(30),
            heartbeat: Duration::from_secs(10),
            authenticate_within: Duration::from_secs(5),
            recheck: Duration::from_secs(30),
            sockets: SocketLimits::default(),
            frames: FrameLimits::default(),
            board_pace: Duration::from_millis(250),
        }
    }
}

/// The world as the actors see it.
#[derive(Clone)]
pub struct World {
    /// Where credentials are kept.
    pub store: Arc<dyn CredentialStore>,
    /// How often each number was asked a code for.
    pub numbers: Arc<dyn NumberLedgers>,
    /// Where companies' own restart policies are kept.
    pub policies: Arc<dyn RestartPolicies>,
    /// How WhatsApp is reached.
    pub links: Arc<dyn LinkFactory>,
    /// Where history is kept.
    pub journal: Arc<dyn Journal>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub metrics: Metrics,
    /// The gate, for those who want to connect.
    pub gate: Recipient<AskAdmission>,
    /// The gate, for those who want to know whether it is shut.
    pub gate_status: Recipient<GateStatusOf>,
    /// Who is told how sessions look.
    pub board: Recipient<BoardNews>,
    /// Paces and bounds.
    pub settings: Arc<ActorSettings>,
}
