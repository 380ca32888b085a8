//! [`Wire`]: a TCP proxy with injectable faults, between the service and its PostgreSQL or WhatsApp. A [`Mode`] says
//! what happens to the bytes of every connection; a trigger changes the mode when certain bytes are seen.

mod relay;
mod statements;
#[cfg(test)]
mod tests;
mod triggers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::DEADLINE;
pub use statements::{RoundTrip, Statements};
use triggers::{Moment, Trigger, Triggers};

/// Server the proxy connects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// TCP address.
    Tcp(SocketAddr),
    /// Unix socket.
    Unix(PathBuf),
}

/// Treatment of bytes and connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Bytes pass.
    Pass,
    /// Open connections are closed, and new ones as soon as they are accepted.
    Cut,
    /// Like [`Mode::Cut`], with a TCP reset (RST) instead of an orderly close.
    Reset,
    /// Nothing passes in either direction and nothing closes. Held bytes flow on when bytes pass again.
    Stall,
    /// Bytes pass at this rate, for each connection and direction.
    Slow {
        /// At least 1.
        bytes_per_second: u64,
    },
}

/// Sender of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// Proxy between clients and a target. Listens until it is dropped, which closes its connections.
pub struct Wire {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

/// State shared by the proxy and its connections.
struct Shared {
    target: Target,
    mode: watch::Sender<Mode>,
    open: watch::Sender<usize>,
    triggers: Mutex<Triggers>,
    /// Statements sent by clients; recorded from the first call of [`Wire::statements`].
    statements: OnceLock<Statements>,
}

impl Wire {
    /// Starts a proxy to this target, on a free loopback port.
    pub async fn to(target: Target) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared {
            target,
            mode: watch::Sender::new(Mode::Pass),
            open: watch::Sender::new(0),
            triggers: Mutex::default(),
            statements: OnceLock::new(),
        });
        let listening = tokio::spawn(relay::listen(listener, shared.clone()));
        Self { address, shared, listening }
    }

    /// Address for clients.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the mode of open connections and new ones.
    pub fn set(&self, mode: Mode) {
        self.shared.mode.send_replace(mode);
    }

    /// Current mode.
    #[must_use]
    pub fn mode(&self) -> Mode {
        *self.shared.mode.borrow()
    }

    /// Sets the mode, once, when a client sends these bytes, before the target gets any of them.
    pub fn when_client_sends(&self, needle: &[u8], mode: Mode) {
        self.arm(Side::Client, needle, Trigger { mode, moment: Moment::Before });
    }

    /// Sets the mode, once, when the target sends these bytes, before the client gets any of them.
    pub fn when_server_sends(&self, needle: &[u8], mode: Mode) {
        self.arm(Side::Server, needle, Trigger { mode, moment: Moment::Before });
    }

    /// Sets the mode, once, right after these bytes of a client were passed on: no answer to them comes through.
    pub fn after_client_sent(&self, needle: &[u8], mode: Mode) {
        self.arm(Side::Client, needle, Trigger { mode, moment: Moment::After });
    }

    /// Sets the mode, once, right after these bytes of the target were passed on.
    pub fn after_server_sent(&self, needle: &[u8], mode: Mode) {
        self.arm(Side::Server, needle, Trigger { mode, moment: Moment::After });
    }

    /// Starts to record the statements of new connections to a PostgreSQL, which must not be encrypted.
    #[must_use]
    pub fn statements(&self) -> Statements {
        self.shared.statements.get_or_init(Statements::none_yet).clone()
    }

    /// Number of open connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        *self.shared.open.borrow()
    }

    /// Waits until the number of open connections fits.
    pub async fn until_connections(&self, fits: impl Fn(usize) -> bool) -> usize {
        let mut open = self.shared.open.subscribe();
        let waited = tokio::time::timeout(DEADLINE, open.wait_for(|open| fits(*open))).await;
        let found = waited.unwrap_or_else(|_| panic!("there are {} connections", self.connections()));
        *found.expect("the line lives")
    }

    /// Waits until a trigger has set this mode.
    pub async fn until_mode(&self, wanted: Mode) {
        let mut mode = self.shared.mode.subscribe();
        let waited = tokio::time::timeout(DEADLINE, mode.wait_for(|mode| *mode == wanted)).await;
        let _reached = waited.unwrap_or_else(|_| panic!("still in {:?} instead of {wanted:?}", self.mode()));
    }

    fn arm(&self, side: Side, needle: &[u8], trigger: Trigger) {
        self.shared.triggers().arm(side, needle, trigger);
    }
}

impl Shared {
    fn triggers(&self) -> MutexGuard<'_, Triggers> {
        self.triggers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
