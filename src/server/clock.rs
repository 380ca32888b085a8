//! The service's own clock: the database's, read once and carried on by the machine's monotonic clock. Setting the machine's clock, or
//! the database's, moves nothing that is under way.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_ports::{Clock as _, SteadyClock, StoreError, SystemClock};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use rustix::time::{ClockId, clock_gettime};
use tracing::{debug, warn};

const EVERY: Duration = Duration::from_secs(60);
/// As long as the database has not said what time it is.
const UNTIL_AGREED: Duration = Duration::from_secs(1);
/// Sleep that is worth being made up for.
const WORTH_IT: Duration = Duration::from_secs(2);
/// A difference from the database's clock that is no matter of the way there and back.
const APART: f64 = 10.0;

/// What keeps the service's clock.
#[derive(Clone)]
pub(crate) struct ClockKeeper {
    clock: Arc<SteadyClock>,
    store: Store,
    metrics: Metrics,
    agreed: bool,
    /// How long the machine had slept when the clock was last put right.
    slept: Duration,
    /// It was said that the service's clock and the database's are apart.
    told_apart: bool,
}

impl ClockKeeper {
    /// The keeper of a clock that shows the database's time, or the machine's until the database answers.
    pub(crate) async fn of(clock: Arc<SteadyClock>, store: Store, metrics: Metrics) -> Self {
        let mut keeper = Self { clock, store, metrics, agreed: false, slept: asleep(), told_apart: false };
        keeper.look_and_tell().await;
        keeper
    }

    /// Looks at the database's clock as long as the process lives.
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
                warn!("the machine's clock is {ahead:.0} s ahead of the database's, which counts");
            }
        }
        self.tell_apart((database - self.clock.now()).as_seconds_f64());
        Ok(())
    }

    /// The monotonic clock stands still while the machine sleeps. What the machine's clock or the database's show says nothing about
    /// that: both may have been set, and on one machine they are one clock.
    fn make_up_for_sleep(&mut self) {
        if let Some(slept) = asleep().checked_sub(self.slept).filter(|slept| *slept >= WORTH_IT) {
            self.slept += slept;
            self.clock.put_forward(slept);
            warn!("the machine has slept for {slept:?}: the service's clock is put forward");
        }
    }

    /// Says once that the database's clock has left the service's, which does not follow it.
    fn tell_apart(&mut self, ahead: f64) {
        let apart = ahead.abs() > APART;
        if apart && !self.told_apart {
            warn!(
                "the database's clock is {ahead:.0} s ahead of the service's, which keeps its time until it is started again"
            );
        }
        self.told_apart = apart;
    }
}

/// How long the machine has slept since it was started: `CLOCK_BOOTTIME` counts that and `CLOCK_MONOTONIC` does not, and nobody can set
/// either.
fn asleep() -> Duration {
    let read = |clock| {
        let shown = clock_gettime(clock);
        Duration::new(shown.tv_sec.try_into().unwrap_or(0), shown.tv_nsec.try_into().unwrap_or(0))
    };
    // In this order nothing that passes between the two counts as sleep.
    let boot_time = read(ClockId::Boottime);
    boot_time.saturating_sub(read(ClockId::Monotonic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_that_is_awake_is_not_said_to_sleep() {
        let before = asleep();
        for _ in 0..1_000 {
            assert!(asleep().abs_diff(before) < WORTH_IT);
        }
    }
}
