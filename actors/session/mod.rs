//! The session actor: one company's WhatsApp session. It feeds the machine of `linekeeper_domain::session` with what people
//! ask, what the link says and what the clock brings, and carries out the effects.

mod actor;
mod chores;
mod effects;
mod handlers;
mod history;
mod messages;
#[cfg(test)]
mod tests;
mod watchers;

pub use actor::{SessionActor, SessionBirth};
pub use messages::{
    CancelPairing, ExitReason, LiveItems, RequestPairing, ResetSession, RetireSession, SessionExited, SessionNews,
    StatusChanged, StopSession, UnwatchSession, WatchSession, WatcherId,
};
