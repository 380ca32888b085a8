//! Sampling: stores every minute how many sessions are in which state, because the journal has changes only.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use linekeeper_actors::supervisor::{AwaitRestoration, CountSessions, SessionSupervisor};
use linekeeper_domain::overview::{next_sample, sampled_at};
use linekeeper_ports::{Clock, Overviews, StoreError};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tracing::debug;

use crate::guarded::guarded;

/// Timeout of the supervisor's answer; a slower one leaves out this minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// Samples every minute as long as the process lives, starting when every linked session was restored. A sample that
/// cannot be stored is a gap.
pub(crate) async fn sample(sampler: Sampler, metrics: Metrics) {
    // An error means that the supervisor is gone: there is nothing to count.
    let _gone = sampler.supervisor.send(AwaitRestoration).await;
    loop {
        guarded(Task::Sampling, &metrics, sampler.clone().keep_counts()).await;
        tokio::time::sleep(next_sample(sampler.clock.now())).await;
    }
}

/// Counts sessions and stores the counts.
#[derive(Clone)]
pub(crate) struct Sampler {
    pub(crate) supervisor: Addr<SessionSupervisor>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Sampler {
    async fn keep_counts(self) -> Result<(), StoreError> {
        let now = self.clock.now();
        if let Ok(counts) = self.supervisor.send(CountSessions).timeout(PATIENCE).await
            && let Err(error) = self.store.keep_counts(sampled_at(now), counts).await
        {
            debug!(%error, "a sample of the session counts was not stored");
        }
        Ok(())
    }
}
