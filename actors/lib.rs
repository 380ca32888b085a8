//! The actors: one supervisor, one gate, one board and one registry of sockets, one session and one credential actor per company, one
//! client actor per WebSocket.
//!
//! Thin shells: they feed the machine of `linekeeper-domain` and carry out its effects. What they promise (order, stop,
//! panic, restart, bounds) is written in this folder's README.

pub mod board;
pub mod client;
mod counted;
pub mod credentials;
mod death;
mod failures;
pub mod gate;
pub mod session;
pub mod sockets;
pub mod supervisor;
#[cfg(test)]
mod testing;
mod world;

pub use death::ActorDeath;
pub use world::{ActorSettings, World};
