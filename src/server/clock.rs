//! The service's own clock: the database's, read once and carried on by the machine's monotonic clock. Setting the machine's clock, or
//! the database's, moves nothing that is under way.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::expiry::overslept;
use linekeeper_ports::{Clock as _, SteadyClock, StoreError, SystemClock};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use tracing::{debug, warn};

const EVERY: Duration = Duration::from_secs(60);

/// What keeps the service's clock.
#[derive(Clone)]
pub(crate) struct ClockKeeper {
    clock: Arc<SteadyClock>,
    store: Store,
    metrics: Metrics,
    agreed: bool,
}

impl ClockKeeper {
    /// The keeper of a clock that shows the database's time, or the machine's until the database answers.
    pub(crate) async fn of(clock: Arc<SteadyClock>, store: Store, metrics: Metrics) -> Self {
        let mut keeper = Self { clock, store, metrics, agreed: false };
        keeper.look_and_tell().await;
        keeper
    }

    /// Looks at the database's clock as long as the process lives.
    pub(crate) async fn keep(mut self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.look_and_tell().await;
        }
    }

    async fn look_and_tell(&mut self) {
        if let Err(error) = self.look().await {
            debug!(%error, "the database's clock cannot be read");
        }
    }

    async fn look(&mut self) -> Result<(), StoreError> {
        let (database, _) = self.store.look_at_clock().await?;
        let machine = SystemClock.now();
        let ahead = (machine - database).as_seconds_f64();
        self.metrics.clock_offset(ahead);
        if !self.agreed {
            self.agreed = true;
            self.clock.agree(database);
            if ahead.abs() > 10.0 {
                warn!("the machine's clock is {ahead:.0} s ahead of the database's, which counts");
            }
        } else if let Some(slept) = overslept(self.clock.now(), database, machine) {
            self.clock.put_forward(slept);
            warn!("the service's clock stood still for {slept:?}, as if the machine had slept, and is put forward");
        }
        Ok(())
    }
}
