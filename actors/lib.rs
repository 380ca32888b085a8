//! Actors: one supervisor, gate, board, socket registry and delivery worker per process; one session and one credential actor per
//! company; one client actor per WebSocket.
//!
//! Thin shells: they drive the state machines of `linekeeper-domain` and carry out their effects. Their guarantees
//! (order, stop, panic, restart, bounds) are in this folder's README.

pub mod board;
pub mod client;
mod counted;
pub mod credentials;
pub mod deliveries;
mod failures;
pub mod gate;
mod journal;
mod panic_signal;
mod records;
mod services;
pub mod session;
pub mod sockets;
pub mod supervisor;
#[cfg(test)]
mod testing;
pub mod version;

pub use panic_signal::ActorDeath;
pub use services::{ActorSettings, SessionServices};
