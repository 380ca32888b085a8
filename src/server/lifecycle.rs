//! Signals: the first asks for an orderly stop, the second ends the process at once.

use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

/// The exit code of a process that was told twice.
const IMPATIENT: i32 = 130;

/// Returns at the first SIGTERM or SIGINT; from then on a second one exits.
///
/// # Errors
/// When the process may not listen to signals.
pub(crate) async fn asked_to_stop() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    info!("stopping: no new pairings, clients are told, links are closed");
    actix_rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        warn!("told twice, leaving at once");
        std::process::exit(IMPATIENT);
    });
    Ok(())
}
