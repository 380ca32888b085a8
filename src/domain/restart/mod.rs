//! Restarts: how long to wait before the next attempt, and when there are no more attempts.
//!
//! [`Backoff`] paces both a session that reconnects and one whose actor died. A [`RestartPolicy`] is about the latter only:
//! which ends call for another life, how many lives within a window, and how long to wait between them. A broken line is
//! no death, so a network that is away for an hour parks nobody.

mod backoff;
mod history;
mod policy;

pub use backoff::{Backoff, BackoffKind};
pub use history::{AfterExit, Exit, ExitKind, RestartHistory};
pub use policy::{InvalidRestartPolicy, RestartKind, RestartPolicy};
