//! The supervisor: knows every session, starts it on an arbiter, starts it again when it dies, restores the linked ones
//! after a start, and stops them all at the end.

mod actor;
mod death;
mod delivery;
mod handlers;
mod messages;
mod registry;
mod restore;
#[cfg(test)]
mod tests;

pub use actor::{Chances, SessionSupervisor};
pub use death::SupervisorDeath;
pub use messages::{
    AskPairing, AskReset, GiveUpPairing, ListSessions, RestoreSessions, SessionStatusOf, SessionsPage, StopSessions,
    Unwatch, Watch,
};
