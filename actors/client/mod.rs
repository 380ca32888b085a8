//! The client actor: one browser's WebSocket. It turns frames into requests to the supervisor, and a session's news into
//! frames. The session does not depend on it: a socket may come and go in the middle of anything.

mod actor;
mod frames;
mod handlers;
mod incoming;
mod outgoing;
mod pending;
mod pieces;
#[cfg(test)]
mod tests;

pub use actor::{ClientActor, ClientBirth, MAX_FRAME_BYTES};
