//! What went wrong under a link: the first failure of its credential store, told to whoever waits for it. The line is cut in the
//! same breath, because the library would answer for what it could not do (it refuses a message it cannot decrypt, and
//! WhatsApp never delivers that again).

use std::sync::OnceLock;

use linekeeper_domain::StoreFailure;
use tokio_util::sync::CancellationToken;

/// The health of one link's store. The first failure counts; what fails afterwards only follows from it.
#[derive(Debug, Default)]
pub(crate) struct Health {
    first: OnceLock<StoreFailure>,
    failed: CancellationToken,
    line: OnceLock<CancellationToken>,
}

impl Health {
    /// Names what cuts the line.
    pub(crate) fn cuts(&self, line: CancellationToken) {
        // Set once, when the link is built.
        let _ = self.line.set(line);
    }

    /// Notes a failure.
    pub(crate) fn fail(&self, failure: StoreFailure) {
        // Only the first one is kept.
        self.first.get_or_init(|| failure);
        // Nothing is on its way that the phone must still hear: a device of another company's phone was never confirmed.
        if let Some(line) = self.line.get() {
            line.cancel();
        }
        self.failed.cancel();
    }

    /// The first failure, if there was one.
    pub(crate) fn failure(&self) -> Option<StoreFailure> {
        self.first.get().copied()
    }

    /// Returns once something has failed.
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
