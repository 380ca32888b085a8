//! Clock of the service: starts at the database's time and advances with the machine's monotonic clock. Setting the
//! machine's or the database's clock later does not affect what is in progress.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_ports::{Clock as _, SteadyClock, StoreError, SystemClock};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use rustix::time::{ClockId, clock_gettime};
use tracing::{debug, warn};

const EVERY: Duration = Duration::from_secs(60);
/// Interval of the readings until the database's clock was read once.
const UNTIL_AGREED: Duration = Duration::from_secs(1);
/// Shortest sleep of the machine that is added to the clock.
const WORTH_IT: Duration = Duration::from_secs(2);
/// Difference in seconds from the database's clock beyond what the round trip explains.
const APART: f64 = 10.0;

/// Task that keeps the service's clock and compares it with the database's.
#[derive(Clone)]
pub(crate) struct ClockKeeper {
    clock: Arc<SteadyClock>,
    store: Store,
    metrics: Metrics,
    agreed: bool,
    /// Total sleep of the machine that the clock includes already.
    slept: Duration,
    /// Whether the present difference between the service's clock and the database's was logged.
    told_apart: bool,
}

impl ClockKeeper {
    /// Creates the keeper of a clock that shows the database's time, or the machine's until the database answers.
    pub(crate) async fn of(clock: Arc<SteadyClock>, store: Store, metrics: Metrics) -> Self {
        let mut keeper = Self { clock, store, metrics, agreed: false, slept: asleep(), told_apart: false };
        keeper.look_and_tell().await;
        keeper
    }

    /// Reads the database's clock periodically, as long as the process lives.
    pub(crate) async fn keep(mut self) {
        loop {
            tokio::time::sleep(if self.agreed { EVERY } else { UNTIL_AGREED }).await;
            self.make_up_for_sleep();
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
            self.slept = asleep();
            self.clock.agree(database);
            if ahead.abs() > APART {
                warn!(
                    "the machine's clock is {ahead:.0} s ahead of the database's; the service uses the database's time"
                );
            }
        }
        self.tell_apart((database - self.clock.now()).as_seconds_f64());
        Ok(())
    }

    /// Adds time during which the machine slept: the monotonic clock stands still then. The machine's or the database's
    /// wall clock cannot tell that sleep, because both may have been set, and on one machine they are the same clock.
    fn make_up_for_sleep(&mut self) {
        if let Some(slept) = asleep().checked_sub(self.slept).filter(|slept| *slept >= WORTH_IT) {
            self.slept += slept;
            self.clock.put_forward(slept);
            warn!("the machine slept for {slept:?}: the service's clock was advanced by that");
        }
    }

    /// Logs once that the database's clock differs from the service's, which does not follow it.
    fn tell_apart(&mut self, ahead: f64) {
        let apart = ahead.abs() > APART;
        if apart && !self.told_apart {
            warn!(
                "the database's clock is {ahead:.0} s ahead of the service's, which is not corrected before the next restart"
            );
        }
        self.told_apart = apart;
    }
}

/// Total sleep of the machine since it booted: `CLOCK_BOOTTIME` counts it and `CLOCK_MONOTONIC` does not, and neither
/// can be set.
fn asleep() -> Duration {
    let read = |clock| {
        let shown = clock_gettime(clock);
        Duration::new(shown.tv_sec.try_into().unwrap_or(0), shown.tv_nsec.try_into().unwrap_or(0))
    };
    // Read in this order, the time between the two reads does not count as sleep.
    let boot_time = read(ClockId::Boottime);
    boot_time.saturating_sub(read(ClockId::Monotonic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awake_machine_reports_no_sleep() {
        let before = asleep();
        for _ in 0..1_000 {
            assert!(asleep().abs_diff(before) < WORTH_IT);
        }
    }
}
