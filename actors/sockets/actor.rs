//! The actor: the ledger, and where each socket hears of its end.

use std::collections::HashMap;
use std::sync::Arc;

use actix::{Actor, Context, Recipient};
use linekeeper_ports::Clock;
use linekeeper_telemetry::Metrics;

use super::ledger::{Ledger, SocketLimits};
use super::messages::{AccessRevoked, SocketId};
use crate::death::{ActorDeath, DeathBell, bell};

/// The sockets of a process.
pub struct SocketRegistry {
    pub(super) ledger: Ledger,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) metrics: Metrics,
    /// Where each socket hears that what it rests on counts no more.
    pub(super) ears: HashMap<SocketId, Recipient<AccessRevoked>>,
    last_socket: u64,
    bell: Option<DeathBell>,
}

impl SocketRegistry {
    /// A registry without sockets.
    #[must_use]
    pub fn new(limits: SocketLimits, clock: Arc<dyn Clock>, metrics: Metrics) -> Self {
        Self { ledger: Ledger::new(limits), clock, metrics, ears: HashMap::new(), last_socket: 0, bell: None }
    }

    /// What completes when this registry dies of a panic. Ask before it is started; the last one asked for counts.
    pub fn death(&mut self) -> ActorDeath {
        let (bell, death) = bell();
        self.bell = Some(bell);
        death
    }

    pub(super) const fn next_socket(&mut self) -> SocketId {
        self.last_socket += 1;
        SocketId(self.last_socket)
    }
}

impl Actor for SocketRegistry {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Every page connects again after a restart; they wait with `send`, and permits come back by `do_send`.
        ctx.set_mailbox_capacity(4096);
    }
}
