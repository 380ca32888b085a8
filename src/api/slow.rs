//! Timeout for receiving request bodies, against clients that send them byte by byte.

use std::io;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

/// Timeout for a body, from its first byte to its last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Wraps a body so that it fails with an error when it takes longer than the timeout.
pub(crate) fn in_time(payload: Payload) -> Payload {
    if matches!(payload, Payload::None) {
        return payload;
    }
    let deadline = Instant::now() + PATIENCE;
    let pieces = stream::unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        match timeout_at(deadline, payload.next()).await {
            Ok(piece) => Some((piece?, Some(payload))),
            Err(_) => Some((Err(too_slow()), None)),
        }
    });
    Payload::Stream { payload: Box::pin(pieces) }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::Error::new(io::ErrorKind::TimedOut, "the body took too long"))
}

/// Whether a body failed because of the timeout.
pub(crate) fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;

    use super::*;

    async fn read(pieces: Vec<(u64, &'static str)>) -> Result<String, PayloadError> {
        let pieces = stream::iter(pieces).then(|(seconds, text)| async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(Bytes::from_static(text.as_bytes()))
        });
        let mut body = in_time(Payload::Stream { payload: Box::pin(pieces) });
        let mut whole = String::new();
        while let Some(piece) = body.next().await {
            whole += std::str::from_utf8(&piece?).unwrap();
        }
        Ok(whole)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_in_time_is_whole() {
        assert_eq!(read(vec![(1, "a"), (8, "b"), (0, "c")]).await.unwrap(), "abc");
    }

    #[tokio::test(start_paused = true)]
    async fn body_that_is_too_slow_fails_with_a_timeout() {
        let error = read((0..20).map(|_| (1, "a")).collect()).await.unwrap_err();
        assert!(is_too_slow(&error), "{error}");
    }
}
