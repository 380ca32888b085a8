//! Counting what waits in a mailbox.

use std::future::Future;

use linekeeper_telemetry::metrics::Queued;

/// Waits for an answer; the question counts as long as that takes.
pub(crate) async fn counted<F: Future>(queued: Queued, asked: F) -> F::Output {
    let _until_answered = queued;
    asked.await
}
