//! WebSocket of a dashboard: all sessions, with flow control by acknowledgements.

mod actor;
mod frames;
mod incoming;
mod pace;
mod schemas;

pub use actor::{BoardClient, BoardClientArgs};
