//! The registry of sockets: who has one open, from where and as whom. It bounds how many there are, and ends those that
//! rest on a key, a visit or a link that counts no more. A socket whose permit is dropped, for whatever reason, has left.

mod actor;
mod handlers;
mod ledger;
mod messages;
mod permit;
#[cfg(test)]
mod tests;

pub use actor::SocketRegistry;
pub use ledger::{SocketLimits, SocketRefusal};
pub use messages::{AccessRevoked, AdmitSocket, CountSockets, EndSockets, LeaveSockets, ProveSocket, SocketId};
pub use permit::SocketPermit;
