//! Socket registry actor: the open_sockets, and the recipients that learn of a revocation.

use std::collections::HashMap;
use std::sync::Arc;

use actix::{Actor, Context, Recipient};
use linekeeper_ports::Clock;
use linekeeper_telemetry::Metrics;

use super::messages::AccessRevoked;
use super::open_sockets::{OpenSockets, SocketId, SocketLimits};
use crate::panic_signal::{ActorDeath, PanicSignal, panic_signal};

/// Registry of the process's open sockets.
pub struct SocketRegistry {
    pub(super) open_sockets: OpenSockets,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) metrics: Metrics,
    /// Recipients that close a socket when its access is revoked.
    pub(super) recipients: HashMap<SocketId, Recipient<AccessRevoked>>,
    last_socket: u64,
    panic_signal: Option<PanicSignal>,
}

impl SocketRegistry {
    /// Creates a registry without sockets.
    #[must_use]
    pub fn new(limits: SocketLimits, clock: Arc<dyn Clock>, metrics: Metrics) -> Self {
        Self {
            open_sockets: OpenSockets::new(limits),
            clock,
            metrics,
            recipients: HashMap::new(),
            last_socket: 0,
            panic_signal: None,
        }
    }

    /// Returns a future that completes when this registry panics. Call it before the registry is started; a second call
    /// replaces the first one's future.
    pub fn death(&mut self) -> ActorDeath {
        let (panic_signal, death) = panic_signal();
        self.panic_signal = Some(panic_signal);
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
        // After a restart every page connects again; they wait with `send`, and permits are returned by `do_send`.
        ctx.set_mailbox_capacity(4096);
    }
}
