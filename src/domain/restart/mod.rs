//! Restarts: pauses between attempts, and the limit of attempts.
//!
//! [`Backoff`] paces both a session that reconnects and one whose actor died. A [`RestartPolicy`] concerns the latter
//! only: which exits lead to a restart, how many restarts within a window, and the pauses before them. A lost
//! connection is no exit, so an hour without network parks no session.

mod backoff;
mod history;
mod policy;

pub use backoff::{Backoff, BackoffKind};
pub use history::{AfterExit, Exit, ExitKind, RestartHistory};
pub use policy::{InvalidRestartPolicy, RestartKind, RestartPolicy};
