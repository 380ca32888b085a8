//! Signals: the first starts an orderly stop, the second ends the process at once.

use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

/// Exit code after a second signal.
const IMPATIENT: i32 = 130;

/// Returns at the first SIGTERM or SIGINT; a second one exits the process.
///
/// # Errors
/// When signal handlers cannot be installed.
pub(crate) async fn asked_to_stop() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    info!("shutting down: new pairings are refused, clients are notified, links are closed");
    actix_rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        warn!("second signal received: exiting at once");
        std::process::exit(IMPATIENT);
    });
    Ok(())
}
