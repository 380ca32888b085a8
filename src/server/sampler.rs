//! Once a minute it is written down how many sessions are in which state: the journal tells changes only.

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

/// A supervisor that is slower than this is asked again in the next minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes samples as long as the process lives, once every linked session is there to be counted. What cannot be written down is
/// a gap.
pub(crate) async fn sample(sampler: Sampler, metrics: Metrics) {
    // An error means that the supervisor is gone: there is nothing to count.
    let _gone = sampler.supervisor.send(AwaitRestoration).await;
    loop {
        guarded(Task::Sampling, &metrics, sampler.clone().keep_counts()).await;
        tokio::time::sleep(next_sample(sampler.clock.now())).await;
    }
}

/// What counts sessions.
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
            debug!(%error, "a count of sessions was not kept");
        }
        Ok(())
    }
}
