//! Socket registry: which sockets are open, from which address and as whom. It limits their number, and closes those
//! whose key, dashboard session or link is revoked. Dropping a socket's permit, for whatever reason, removes it.

mod actor;
mod handlers;
mod ledger;
mod messages;
mod permit;
#[cfg(test)]
mod tests;

pub use actor::SocketRegistry;
pub use ledger::{SocketId, SocketLimits, SocketRefusal};
pub use messages::{AccessRevoked, AdmitSocket, CountSockets, EndSockets, ProveSocket};
pub use permit::{LeaveSockets, SocketPermit};
