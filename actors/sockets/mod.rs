//! Socket registry: which sockets are open, from which address and as whom. It limits their number, and closes those
//! whose key, dashboard session or link is revoked. Dropping a socket's permit, for whatever reason, removes it.

mod actor;
mod handlers;
mod messages;
mod open_sockets;
mod permit;
#[cfg(test)]
mod tests;

pub use actor::SocketRegistry;
pub use messages::{AccessRevoked, AdmitSocket, CountSockets, EndSockets, ProveSocket};
pub use open_sockets::{SocketId, SocketLimits, SocketRefusal};
pub use permit::{LeaveSockets, SocketPermit};
