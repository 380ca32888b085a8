//! Termination of a long run, with all processes it has started.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

/// Exit code that a shell reports for a process ended by SIGTERM.
const TERMINATED: u8 = 128 + 15;

/// Runs the work until it is done or SIGTERM comes: then the work is dropped, and its processes with it.
///
/// # Errors
/// The exit code, after SIGTERM.
///
/// # Panics
/// If the signal handler cannot be installed.
pub async fn unless_terminated<T>(work: impl Future<Output = T>) -> Result<T, ExitCode> {
    let mut terminate = signal(SignalKind::terminate()).expect("signals of this process");
    tokio::select! {
        biased;
        _ = terminate.recv() => {
            eprintln!("terminated");
            Err(ExitCode::from(TERMINATED))
        }
        done = work => Ok(done),
    }
}
