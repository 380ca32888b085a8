//! Task that looks the client version up: one per process. It asks once a day, when WhatsApp refuses the version, and
//! before the probe that follows; all processes on a database share one answer.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::client_version::{FoundVersion, Implausible};
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::{
    Chance, ClientVersions as _, Clock, LookupPauses, VersionLookup, VersionLookupError, VersionStore,
};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{debug, error, warn};

use super::keeper::VersionKeeper;
use crate::gate::BreakerReport;

/// Age from which a stored answer is looked up again.
const DAY: Duration = Duration::from_secs(86_400);
/// Longest time added to [`DAY`], so that processes which started together do not ask together.
const JITTER: Duration = Duration::from_secs(3600);
/// Pause after the first failure; it doubles with each further one, [`MOST_DOUBLINGS`] times at most.
const RETRY: Duration = Duration::from_secs(60);
const MOST_DOUBLINGS: u32 = 6;
/// Longest look-up, whatever the adapter does.
const PATIENCE: Duration = Duration::from_secs(20);
/// Pauses between the requests of all processes together. One that asks in vain asks for the others, too.
const PAUSES: LookupPauses = LookupPauses { answered: Duration::from_secs(2), unanswered: PATIENCE };
/// Pause between two looks at the row while another process asks.
const LOOK: Duration = Duration::from_secs(1);
/// Time before a probe at which its version is looked up: longer than a look-up takes.
const BEFORE_PROBE: Duration = Duration::from_secs(30);

/// Stored answers that make a look-up unnecessary.
#[derive(Clone, Copy)]
enum Wanted {
    /// One that was looked up since then.
    Since(Timestamp),
    /// One that was looked up since a refusal at this time, or names a version that could be announced instead.
    InsteadOfRefused(Timestamp),
}

/// Error of one look-up.
#[derive(Debug, thiserror::Error)]
enum LookupError {
    #[error(transparent)]
    Failed(#[from] VersionLookupError),
    #[error("no answer within {PATIENCE:?}")]
    Late,
    #[error(transparent)]
    Implausible(#[from] Implausible),
    #[error("another process asks and finds nothing")]
    OfAnother,
    #[error("it panicked")]
    Panicked,
}

/// Services of the task.
#[derive(Clone)]
pub struct VersionLookups {
    /// Keeper of the announced version.
    pub keeper: Arc<VersionKeeper>,
    /// Row that all processes share.
    pub store: Arc<dyn VersionStore>,
    /// Where the version is looked up.
    pub lookup: Arc<dyn VersionLookup>,
    /// Clock of the service.
    pub clock: Arc<dyn Clock>,
    /// Metrics of the process.
    pub metrics: Metrics,
}

/// Times at which the task looks.
struct Schedule {
    next: Instant,
    before_probe: Option<Instant>,
    failures: u32,
    refusals: u64,
}

impl VersionLookups {
    /// Looks the version up as long as the process lives.
    pub async fn run(self, mut breaker: watch::Receiver<BreakerReport>, mut chance: Box<dyn Chance>) {
        let mut schedule =
            Schedule { next: self.next_of_day(chance.roll()), before_probe: None, failures: 0, refusals: 0 };
        loop {
            let wanted = tokio::select! {
                report = changed(&mut breaker) => match self.refusal(report, &mut schedule) {
                    true => Wanted::InsteadOfRefused(self.clock.now()),
                    false => continue,
                },
                () = at(schedule.before_probe) => {
                    schedule.before_probe = None;
                    Wanted::Since(self.clock.now())
                }
                () = sleep_until(schedule.next) => Wanted::Since(before(self.clock.now(), DAY)),
            };
            schedule.failures = if self.look(wanted).await { 0 } else { schedule.failures + 1 };
            schedule.next = match schedule.failures {
                0 => self.next_of_day(chance.roll()),
                failures => {
                    let pause = RETRY * 2_u32.pow(failures.saturating_sub(1).min(MOST_DOUBLINGS));
                    Instant::now() + pause.mul_f64(0.75 + chance.roll() / 2.0)
                }
            };
        }
    }

    /// Handles a report of the gate. Returns whether WhatsApp has refused the announced version.
    fn refusal(&self, report: BreakerReport, schedule: &mut Schedule) -> bool {
        if !report.open {
            schedule.before_probe = None;
            self.keeper.accepted();
            return false;
        }
        if report.refusals == schedule.refusals {
            return false;
        }
        schedule.refusals = report.refusals;
        self.keeper.refused();
        // A probe that follows soon announces what is found now.
        let wait = report.next_probe.map(|probe| (probe - self.clock.now()).to_std().unwrap_or_default());
        let wait = wait.and_then(|wait| wait.checked_sub(BEFORE_PROBE)).filter(|wait| *wait > BEFORE_PROBE);
        schedule.before_probe = wait.map(|wait| Instant::now() + wait);
        true
    }

    /// Time of the next daily look-up: at once if nothing was looked up within a day.
    fn next_of_day(&self, chance: f64) -> Instant {
        let now = self.clock.now();
        let age = self.keeper.status().looked_up_at.map(|looked| (now - looked).to_std().unwrap_or_default());
        match age {
            Some(age) if age < DAY => Instant::now() + (DAY - age) + JITTER.mul_f64(chance),
            Some(_) | None => Instant::now(),
        }
    }

    /// Looks once, unless a stored answer will do. Returns whether it succeeded. In a task of its own, so that a panic
    /// ends nothing else.
    async fn look(&self, wanted: Wanted) -> bool {
        let round = self.clone();
        let outcome = tokio::spawn(async move { round.round(wanted).await }).await;
        let outcome = outcome.unwrap_or_else(|panic| {
            let code = ErrorCode::Internal;
            error!(code = %code, error = %panic, "the look-up of the client version panicked");
            self.metrics.task_panicked(Task::ClientVersion);
            self.metrics.count_alert(code);
            Err(LookupError::Panicked)
        });
        let Err(error) = outcome else { return true };
        self.keeper.not_found();
        let version = self.keeper.status().version;
        warn!(%error, "the client version could not be looked up: links announce {version}");
        false
    }

    async fn round(self, wanted: Wanted) -> Result<(), LookupError> {
        let deadline = Instant::now() + PATIENCE + LOOK;
        loop {
            // One that is not believed is looked up again.
            if let Some(found) = self.stored(wanted).await
                && self.keeper.found(found).is_ok()
            {
                return Ok(());
            }
            if self.claims().await {
                return self.ask().await;
            }
            if Instant::now() >= deadline {
                return Err(LookupError::OfAnother);
            }
            sleep(LOOK).await;
        }
    }

    async fn ask(&self) -> Result<(), LookupError> {
        let answer = timeout(PATIENCE, self.lookup.latest()).await.map_err(|_| LookupError::Late);
        let answer = answer.and_then(|answer| Ok(answer?));
        let now = self.clock.now();
        let found = |version| FoundVersion { version, since: now, looked_up_at: now };
        let kept = answer.and_then(|version| Ok(self.keeper.found(found(version))?));
        self.metrics.version_looked_up(kept.is_ok());
        match self.store.keep_version(kept?, now).await {
            // Another process may have found it earlier.
            Ok(found) => drop(self.keeper.found(found)),
            Err(error) => debug!(%error, "the client version was found and could not be kept"),
        }
        Ok(())
    }

    /// Stored answer that will do. One from the future was stored while a clock was ahead.
    async fn stored(&self, wanted: Wanted) -> Option<FoundVersion> {
        let found = self.store.found_version().await.ok().flatten()?;
        let will_do = match wanted {
            Wanted::Since(since) => found.looked_up_at >= since,
            Wanted::InsteadOfRefused(at) => found.looked_up_at >= at || self.keeper.is_alternative(found.version),
        };
        (will_do && found.looked_up_at <= self.clock.now()).then_some(found)
    }

    /// Whether this process may ask. Without a database it may: it asks rarely.
    async fn claims(&self) -> bool {
        self.store.claim_version_lookup(self.clock.now(), PAUSES).await.unwrap_or(true)
    }
}

fn before(now: Timestamp, age: Duration) -> Timestamp {
    let age = TimeDelta::from_std(age).unwrap_or(TimeDelta::MAX);
    now.checked_sub_signed(age).unwrap_or(Timestamp::MIN_UTC)
}

/// Next report of the gate. Never returns once the gate is gone: the process stops then.
async fn changed(breaker: &mut watch::Receiver<BreakerReport>) -> BreakerReport {
    match breaker.changed().await {
        Ok(()) => *breaker.borrow_and_update(),
        Err(_) => std::future::pending().await,
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
