//! The session actor: one company's WhatsApp session. It feeds the machine of `linekeeper_domain::session` with what people
//! ask, what the link says and what the clock brings, and carries out the effects.

mod actor;
mod admission;
mod askers;
mod chores;
mod effects;
mod handlers;
pub(crate) mod history;
mod messages;
mod pulse;
mod questions;
#[cfg(test)]
pub(crate) mod tests;
mod thinning;
mod watchers;

pub use actor::{SessionActor, SessionBirth};
pub use messages::{
    CancelPairing, DisconnectSession, ExitReason, LeaveForRestart, LiveItems, RequestPairing, ResetSession,
    RetireSession, SessionExited, SessionNews, StatusChanged, StopSession, UnwatchSession, WatchSession, WatcherId,
};
pub use pulse::Pulse;
