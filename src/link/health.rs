//! Health of a link's credential store: keeps the first failure and notifies the driver. The line is cut at the same
//! time, because the library would otherwise answer for what it could not do: it refuses a message that it cannot
//! decrypt, and WhatsApp never delivers that message again.

use std::sync::OnceLock;

use linekeeper_domain::StoreFailure;
use tokio_util::sync::CancellationToken;

/// Health of one link's store. The first failure counts; later ones are consequences of it.
#[derive(Debug, Default)]
pub(crate) struct Health {
    first: OnceLock<StoreFailure>,
    failed: CancellationToken,
    line: OnceLock<CancellationToken>,
}

impl Health {
    /// Sets the token whose cancellation cuts the line.
    pub(crate) fn cuts(&self, line: CancellationToken) {
        // Set once, when the link is built.
        let _ = self.line.set(line);
    }

    /// Records a failure, cuts the line, then notifies [`Self::failed`].
    pub(crate) fn fail(&self, failure: StoreFailure) {
        // Only the first failure is kept.
        self.first.get_or_init(|| failure);
        // Cutting loses nothing that the phone still has to receive: a device that could not be stored was never
        // confirmed to it.
        if let Some(line) = self.line.get() {
            line.cancel();
        }
        self.failed.cancel();
    }

    /// First failure; none while the store works.
    pub(crate) fn failure(&self) -> Option<StoreFailure> {
        self.first.get().copied()
    }

    /// Returns once the store has failed.
    pub(crate) async fn failed(&self) {
        self.failed.cancelled().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_cut_before_the_failure_is_told() {
        let failures = [
            StoreFailure::Unavailable,
            StoreFailure::UnknownOutcome,
            StoreFailure::Fenced,
            StoreFailure::Corrupt,
            StoreFailure::PhoneInUse,
        ];
        for failure in failures {
            let (health, line) = (Health::default(), CancellationToken::new());
            health.cuts(line.clone());
            health.fail(failure);
            assert_eq!((line.is_cancelled(), health.failure()), (true, Some(failure)));
        }
    }
}
