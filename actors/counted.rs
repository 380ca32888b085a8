//! Metric of the requests that wait in a mailbox.

use std::future::Future;

use linekeeper_telemetry::metrics::Queued;

/// Awaits an answer; the request counts as queued until it arrives.
pub(crate) async fn counted<F: Future>(queued: Queued, asked: F) -> F::Output {
    let _until_answered = queued;
    asked.await
}
