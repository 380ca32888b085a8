//! Supervisor: starts each session on an arbiter, restarts it after a failure, restores the linked sessions at
//! start-up, and stops them all at the end.

mod actor;
mod delivery;
mod exits;
mod handlers;
mod life;
mod media;
mod messages;
mod passkeys;
mod policies;
mod registry;
mod request_journal;
mod restore;
mod sending;
#[cfg(test)]
mod tests;

pub use actor::{Chances, SessionSupervisor};
pub use media::SupervisedLines;
pub use messages::{
    AnswerPasskey, AwaitRestoration, CancelPairing, ConfirmPasskey, CountSessions, DisconnectSession, LineOf,
    ListSessions, MediaLineOf, OrdersWait, ResetSession, RestartSession, RestoreSessions, SendingOf, SessionStatusOf,
    SessionsPage, SetRestartPolicy, ShowPasskey, StartPairing, StopSessions, TellOfEndedLines, Unwatch, Watch,
    WriteJournal,
};
