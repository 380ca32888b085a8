//! Client actor: one browser's WebSocket. Once the client is authenticated it turns frames into requests to the
//! supervisor, and the session's updates into frames. The session does not depend on it: a socket may open and close at
//! any moment.

mod access;
mod access_checks;
mod actor;
mod auth_state;
mod board;
mod close_reason;
mod document;
mod frame_assembler;
mod frame_rate_limiter;
mod frames;
mod handlers;
mod incoming;
mod outgoing;
mod overtime;
mod pending;
mod requests;
mod schemas;
mod socket_state;
#[cfg(test)]
mod tests;

pub use actor::{ClientActor, ClientArgs};
pub use board::{BoardClient, BoardClientArgs};
pub use frame_assembler::MAX_FRAME_BYTES;
pub use frame_rate_limiter::FrameLimits;
pub use schemas::{FrameSchema, FrameSchemas};
