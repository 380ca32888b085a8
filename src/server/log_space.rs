//! Keeps the logs of messages within their quota: measures them, and says whether they take more.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use linekeeper_domain::messages::{Fullness, LogQuota};
use linekeeper_ports::{LogSpace, MessageLog, StoreError};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tracing::{error, info, warn};

use crate::guarded::guarded;

/// Time between two measurements. What comes meanwhile may go beyond the quota.
const EVERY: Duration = Duration::from_secs(3);

/// Measures the logs.
#[derive(Clone)]
pub(crate) struct SpaceKeeper {
    store: Store,
    space: LogSpace,
    quota: LogQuota,
    metrics: Metrics,
    fullness: Rc<Cell<Fullness>>,
}

impl SpaceKeeper {
    /// Creates a keeper of this quota, which says through `space` whether there is any left.
    pub(crate) fn new(store: Store, (space, quota): (LogSpace, LogQuota), metrics: Metrics) -> Self {
        Self { store, space, quota, metrics, fullness: Rc::default() }
    }

    /// Measures as long as the process lives. While the database does not answer, what was said last holds.
    pub(crate) async fn keep(self) {
        loop {
            guarded(Task::MessageLog, &self.metrics, self.clone().measure()).await;
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn measure(self) -> Result<(), StoreError> {
        let (used, quota) = (self.store.used_bytes().await?, self.quota.get());
        let before = self.fullness.get();
        let now = self.quota.fullness(used, before);
        self.fullness.set(now);
        self.space.set(now != Fullness::Full);
        self.metrics.message_log(used, quota, now == Fullness::Full);
        match now {
            _ if now == before => {}
            Fullness::Full => error!(
                used,
                quota, "the events of messages take all of messages.quota_mb: no message is taken until there is space"
            ),
            Fullness::Low => warn!(used, quota, "the events of messages take much of messages.quota_mb"),
            Fullness::Ample => info!(used, quota, "the events of messages take less than their quota"),
        }
        Ok(())
    }
}
