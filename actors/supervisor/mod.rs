//! The supervisor: knows every session, starts it on an arbiter, starts it again when it dies, restores the linked ones
//! after a start, and stops them all at the end.

mod actor;
mod audit;
mod delivery;
mod exits;
mod handlers;
mod life;
mod messages;
mod policies;
mod registry;
mod restore;
#[cfg(test)]
mod tests;

pub use actor::{Chances, SessionSupervisor};
pub use messages::{
    AskDisconnect, AskPairing, AskReset, AwaitRestoration, CountSessions, GiveUpPairing, ListSessions, RestartSession,
    RestoreSessions, SessionStatusOf, SessionsPage, SetRestartPolicy, StopSessions, Unwatch, Watch, WriteJournal,
};
