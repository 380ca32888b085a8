//! A long run that is told to stop takes everything down that it has started.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

/// What a shell makes of a process that SIGTERM ended.
const TERMINATED: u8 = 128 + 15;

/// Works to the end, or until SIGTERM: then the work is dropped, and with it its processes.
///
/// # Errors
/// The code to exit with.
///
/// # Panics
/// When signals cannot be listened to.
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
