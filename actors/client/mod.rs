//! The client actor: one browser's WebSocket. It turns frames into requests to the supervisor, and a session's news into
//! frames, once it knows who sits there. The session does not depend on it: a socket may come and go in the middle of
//! anything.

mod access;
mod actor;
mod board;
mod budget;
mod document;
mod farewell;
mod frames;
mod handlers;
mod incoming;
mod inquiry;
mod outgoing;
mod pending;
mod pieces;
mod requests;
mod schemas;
mod standing;
#[cfg(test)]
mod tests;
mod wire;

pub use actor::{ClientActor, ClientBirth, MAX_FRAME_BYTES};
pub use board::{BoardClient, BoardClientBirth};
pub use budget::FrameLimits;
pub use schemas::{FrameSchema, FrameSchemas};
