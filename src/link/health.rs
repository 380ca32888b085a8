//! What went wrong under a link: the first failure of its credential store, told to whoever waits for it.

use std::sync::OnceLock;

use linekeeper_domain::StoreFailure;
use tokio_util::sync::CancellationToken;

/// The health of one link's store. The first failure counts; what fails afterwards only follows from it.
#[derive(Debug, Default)]
pub(crate) struct Health {
    first: OnceLock<StoreFailure>,
    failed: CancellationToken,
}

impl Health {
    /// Notes a failure.
    pub(crate) fn fail(&self, failure: StoreFailure) {
        // Only the first one is kept.
        let _ = self.first.set(failure);
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
