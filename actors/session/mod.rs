//! Session actor: one company's WhatsApp session. It feeds the state machine of `linekeeper_domain::session` with
//! requests, link events and timers, and carries out the effects.

mod actor;
mod admission;
mod askers;
mod attaching;
mod effects;
mod handlers;
mod liveness;
mod messages;
mod old_devices;
mod prechecks;
mod promotion;
mod sending;
mod serial_tasks;
mod slot_work;
mod store_tasks;
#[cfg(test)]
pub(crate) mod tests;
mod watchers;

pub use actor::{SessionActor, SessionArgs};
pub use liveness::Liveness;
pub use messages::{
    AnswerPasskey, CancelPairing, ConfirmPasskey, DisconnectSession, ExitReason, LeaveForRestart, LineOf, LiveItems,
    MediaLine, OrdersWait, ResetSession, RetireSession, SendingNow, SendingOf, SessionExited, SessionUpdate,
    ShowPasskey, StartPairing, StatusChanged, StopSession, UnwatchSession, WatchSession, WatcherId,
};
