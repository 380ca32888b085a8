//! The journal's writer: one queue and one task for all sessions. The supervisor creates and drains it; sessions and the
//! supervisor add entries without waiting.

mod thinning;
mod writer;

pub(crate) use writer::{JournalWriter, TransitionRecord};
