//! Shared services of the actors: adapters, gate, clock and settings.

use std::sync::Arc;
use std::time::Duration;

use actix::Recipient;
use linekeeper_domain::messages::PaceRule;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::session::SessionPolicy;
use linekeeper_ports::{
    Clock, Companies, CredentialStore, Journal, LinkFactory, MediaFiles, NextSlots, NumberUsages, Outbox, Redials,
    RestartPolicies, SessionLog,
};
use linekeeper_telemetry::Metrics;

use crate::board::BoardUpdate;
use crate::client::FrameLimits;
use crate::gate::{AskAdmission, GateStatusOf};
use crate::sockets::SocketLimits;

/// Intervals, timeouts and limits of the actors.
#[derive(Debug, Clone)]
pub struct ActorSettings {
    /// Timeouts and limits of the session state machine, which all sessions share.
    pub session: Arc<SessionPolicy>,
    /// Restart policy for companies that have none of their own.
    pub restart: RestartPolicy,
    /// How fast a line sends.
    pub pace: PaceRule,
    /// Mailbox capacity: messages that wait before senders wait or are refused.
    pub mailbox: usize,
    /// Time that a session without work and watchers stays before it is stopped.
    pub rest: Duration,
    /// Timeout of a request from one actor to another.
    pub ask_timeout: Duration,
    /// How long reads and writes of a connected session wait for a database that does not answer. Then its link ends.
    pub outage_patience: Duration,
    /// Sessions restored per second after a start; the gate limits their connections separately.
    pub restore_per_second: u32,
    /// Interval at which a session updates its liveness and the supervisor checks it.
    pub pulse: Duration,
    /// Age of a session's liveness after which it counts as frozen: it is killed and started again.
    pub frozen_after: Duration,
    /// Interval of WebSocket pings; a socket that sent nothing for three intervals is closed.
    pub heartbeat: Duration,
    /// Time a WebSocket may stay open without being authenticated.
    pub authenticate_within: Duration,
    /// Interval at which an open WebSocket's access is checked for revocation, here or on another node.
    pub recheck: Duration,
    /// Limits on the number of open WebSockets.
    pub sockets: SocketLimits,
    /// Rate limit for the frames of one WebSocket.
    pub frames: FrameLimits,
    /// Shortest interval between two wake-ups of the dashboards.
    pub board_pace: Duration,
}

impl Default for ActorSettings {
    fn default() -> Self {
        Self {
            session: Arc::default(),
            restart: RestartPolicy::default(),
            pace: PaceRule::default(),
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

/// Adapters and services that session actors use. All of them share the supervisor's: a copy each would be half a
/// kilobyte per session.
#[derive(Clone)]
pub struct SessionServices {
    /// Store of the credentials of the lines.
    pub store: Arc<dyn CredentialStore>,
    /// Store of the next slots, in which another phone is linked beside a line.
    pub next: Arc<dyn NextSlots>,
    /// Store of code usage: how often a code was requested for each number.
    pub numbers: Arc<dyn NumberUsages>,
    /// Store of companies' own restart policies.
    pub policies: Arc<dyn RestartPolicies>,
    /// Factory of the links to WhatsApp.
    pub links: Arc<dyn LinkFactory>,
    /// Store of the journal.
    pub journal: Arc<dyn Journal>,
    /// Store of what people see of companies.
    pub companies: Arc<dyn Companies>,
    /// Logs that receivers are told of sessions by; `None` where messages are not kept.
    pub session_log: Option<Arc<dyn SessionLog>>,
    /// Messages that are sent; `None` where messages are not kept.
    pub outbox: Option<Arc<dyn Outbox>>,
    /// Files that are sent; `None` where messages are not kept.
    pub media: Option<Arc<dyn MediaFiles>>,
    /// Clock, for the time of day and monotonic time.
    pub clock: Arc<dyn Clock>,
    /// Metrics that actors report to.
    pub metrics: Metrics,
    /// Gate, to ask for admission.
    pub gate: Recipient<AskAdmission>,
    /// Gate, for a connection that only logs a replaced device out.
    pub redials: Arc<dyn Redials>,
    /// Gate, to ask whether it is shut.
    pub gate_status: Recipient<GateStatusOf>,
    /// Board, which learns of each change of a session's status.
    pub board: Recipient<BoardUpdate>,
    /// Intervals, timeouts and limits.
    pub settings: Arc<ActorSettings>,
}
