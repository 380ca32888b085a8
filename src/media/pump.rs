//! Hands a file out at the pace of its taker, within limits of time.

use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream;
use linekeeper_ports::{FileBytes, MediaError};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, timeout_at};

use crate::rules::MediaRules;
use crate::sealing::Opener;

/// Starts a task that opens the file ahead by a piece. It ends, and gives its place to another, when the taker is gone or
/// takes nothing for too long.
pub(crate) fn pumped(
    mut opener: Opener,
    (place, rules): (OwnedSemaphorePermit, &Arc<MediaRules>),
    runtime: &Handle,
) -> FileBytes {
    let (taker, pieces) = mpsc::channel::<Result<Bytes, MediaError>>(1);
    let rules = Arc::clone(rules);
    drop(runtime.spawn(async move {
        let _place = place;
        let end = Instant::now() + rules.transfer;
        loop {
            let piece = match opener.next().await {
                Ok(Some(piece)) => Ok(piece),
                Ok(None) => return,
                Err(error) => Err(error),
            };
            let is_over = piece.is_err();
            let by = (Instant::now() + rules.idle).min(end);
            let taken = timeout_at(by, taker.send(piece)).await;
            if is_over || !matches!(taken, Ok(Ok(()))) {
                // The channel ends before the file does: the answer is shorter than its head has said.
                return;
            }
        }
    }));
    stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) }).boxed()
}
