//! What the database keeps of all sessions: their statuses, and their events in the logs of companies that keep messages.
//! One task each for all sessions. The supervisor creates and drains them.

mod latest;
mod recorder;
mod session_events;

pub(crate) use recorder::StatusRecorder;
pub(crate) use session_events::SessionEventWriter;
