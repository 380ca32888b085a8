//! How the end of a transfer is counted.

use linekeeper_ports::{LinkMediaError, MediaError};
use linekeeper_telemetry::metrics::MediaOutcome;

/// Outcome of a transfer into the store.
pub(crate) const fn outcome_of<T>(ended: &Result<T, MediaError>) -> MediaOutcome {
    let Err(error) = ended else { return MediaOutcome::Kept };
    match error {
        MediaError::NotFound
        | MediaError::TooLarge { .. }
        | MediaError::Empty
        | MediaError::Differs
        | MediaError::BrokenOff
        | MediaError::Slow => MediaOutcome::Caller,
        MediaError::Link(LinkMediaError::Offline) => MediaOutcome::Offline,
        MediaError::Link(LinkMediaError::Gone | LinkMediaError::PhoneSilent) => MediaOutcome::Gone,
        MediaError::Link(LinkMediaError::Unavailable(_) | LinkMediaError::Damaged) => MediaOutcome::WhatsApp,
        MediaError::Full => MediaOutcome::Full,
        MediaError::Busy => MediaOutcome::Busy,
        MediaError::Link(LinkMediaError::Local(_))
        | MediaError::Store(_)
        | MediaError::Blobs(_)
        | MediaError::Unreadable => MediaOutcome::Store,
    }
}
