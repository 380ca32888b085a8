//! Database health, as the calls see it. An outage is logged once when it begins and once when it ends, however many
//! calls fail; the line that reports its beginning alerts those on call.
//!
//! There are two kinds of outage. *Silence*: nothing is answered; the next answer ends it. *Inability*: the server
//! answers that it has no disk, no memory or no rights. Some calls succeed nevertheless (a full disk can still be
//! read), so it ends only after [`QUIET`] without such an error. A call that times out while others are answered met a
//! lock or a queue, not an outage.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use linekeeper_domain::{ErrorCode, StoreFailure};
use linekeeper_ports::StoreError;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::StoreOutcome;
use tokio::time::Instant;
use tracing::span::Id;
use tracing::{error, info, warn};

use crate::failure::{ErrorClass, Failed};
use crate::latencies::Latencies;

/// Time without an error of this kind after which an inability has ended.
const QUIET: Duration = Duration::from_secs(60);

/// An outage that begins within this time after the end of the last one is a relapse of it, which is logged but does
/// not alert.
const RELAPSE: Duration = Duration::from_secs(30);

/// Marks a time that has not occurred.
const NEVER: u64 = u64::MAX;

/// Beginning of the error detail that reports a full disk.
const DISK_FULL: &str = "SQLSTATE 53100";

const SILENCE: u8 = 1;
const INABILITY: u8 = 2;

/// Parent span of lines about the whole database: none, so that they do not carry the company whose call met the outage
/// first.
const NOBODYS: Option<Id> = None;

/// Health of the database, as the calls have seen it.
pub(crate) struct Health {
    metrics: Metrics,
    opened: Instant,
    /// Current outages, as a bit set of `SILENCE` and `INABILITY`.
    outages: AtomicU8,
    /// Number of answered calls; shows whether others were answered while a call waited.
    answered: AtomicU64,
    /// Time of the last error of inability, in milliseconds after `opened`.
    unable_at: AtomicU64,
    /// Time of the last error about a full disk, in milliseconds after `opened`, or [`NEVER`].
    full_at: AtomicU64,
    /// End of the last outage, in milliseconds after `opened`, or [`NEVER`].
    over_at: AtomicU64,
    /// Durations of recent answered calls.
    latencies: Latencies,
}

/// Severity of an outage report.
enum Onset {
    /// First sign of an outage: logged as an error, which alerts those on call.
    New,
    /// First sign that an outage which had ended is back: logged as a warning.
    Relapse,
    /// Part of an outage that is known: not logged.
    Known,
}

/// Name and start of a call under way.
pub(crate) struct CallStart {
    call: &'static str,
    at: Instant,
    answered: u64,
}

impl CallStart {
    /// Start time of the call.
    pub(crate) fn at(&self) -> Instant {
        self.at
    }
}

impl Health {
    pub(crate) fn new(metrics: Metrics) -> Self {
        Self {
            metrics,
            opened: Instant::now(),
            outages: AtomicU8::new(0),
            answered: AtomicU64::new(0),
            unable_at: AtomicU64::new(0),
            full_at: AtomicU64::new(NEVER),
            over_at: AtomicU64::new(NEVER),
            latencies: Latencies::default(),
        }
    }

    /// Notes the start of a call; `call` is its name in metrics.
    pub(crate) fn begin(&self, call: &'static str) -> CallStart {
        CallStart { call, at: Instant::now(), answered: self.answered.load(Ordering::Relaxed) }
    }

    /// Notes the end of a call, in metrics and in the database's health.
    pub(crate) fn ended<T>(&self, call: &CallStart, result: &Result<T, Failed>) {
        let Err(failed) = result else {
            let took = call.at.elapsed();
            self.metrics.store_call(call.call, StoreOutcome::Ok, took);
            self.latencies.note(took);
            return self.answers();
        };
        self.refused(call, &failed.error);
        if failed.error.detail.starts_with(DISK_FULL) {
            self.full_at.store(self.now(), Ordering::Relaxed);
        }
        match failed.class {
            ErrorClass::Answers => self.answers(),
            ErrorClass::Silent if self.answered.load(Ordering::Relaxed) == call.answered => {
                self.silent(&failed.error.detail)
            }
            ErrorClass::Silent | ErrorClass::Nothing => {}
            ErrorClass::Unable => self.unable(&failed.error.detail),
        }
    }

    /// Counts a failed call in metrics only; its failure says nothing about the database.
    pub(crate) fn refused(&self, call: &CallStart, error: &StoreError) {
        self.metrics.store_call(call.call, outcome(error.failure), call.at.elapsed());
    }

    /// Whether a call within [`QUIET`] reported a full disk. Some writes succeed even then.
    pub(crate) fn has_no_room(&self) -> bool {
        match self.full_at.load(Ordering::Relaxed) {
            NEVER => false,
            at => self.now().saturating_sub(at) < millis(QUIET),
        }
    }

    /// Durations of recent answered calls.
    pub(crate) fn latencies(&self) -> &Latencies {
        &self.latencies
    }

    /// Whether the database is in an outage of silence.
    pub(crate) fn is_silent(&self) -> bool {
        self.outages.load(Ordering::Relaxed) & SILENCE != 0
    }

    /// Notes that the database answered.
    pub(crate) fn answers(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
        let quiet = self.now().saturating_sub(self.unable_at.load(Ordering::Relaxed)) >= millis(QUIET);
        let over = if quiet { SILENCE | INABILITY } else { SILENCE };
        let before = self.outages.fetch_and(!over, Ordering::Relaxed);
        if before != 0 && before & !over == 0 {
            self.over_at.store(self.now(), Ordering::Relaxed);
            info!(parent: NOBODYS, "the database answers again");
        }
        self.report();
    }

    /// Notes that the database did not answer.
    pub(crate) fn silent(&self, detail: &str) {
        self.suffers(SILENCE, "the database does not answer", detail);
    }

    fn unable(&self, detail: &str) {
        self.unable_at.store(self.now(), Ordering::Relaxed);
        self.suffers(INABILITY, "the database cannot work", detail);
    }

    /// Notes an outage and logs it if it is new or a relapse.
    fn suffers(&self, outage: u8, what: &str, detail: &str) {
        let onset = self.onset(outage);
        self.report();
        match onset {
            Onset::New => {
                error!(parent: NOBODYS, code = ErrorCode::StoreUnavailable.name(), "{what}: {detail}");
            }
            Onset::Relapse => {
                warn!(parent: NOBODYS, code = ErrorCode::StoreUnavailable.name(), "{what} once more: {detail}");
            }
            Onset::Known => {}
        }
    }

    fn onset(&self, outage: u8) -> Onset {
        if self.outages.fetch_or(outage, Ordering::Relaxed) != 0 {
            return Onset::Known;
        }
        match self.over_at.load(Ordering::Relaxed) {
            NEVER => Onset::New,
            over if self.now().saturating_sub(over) >= millis(RELAPSE) => Onset::New,
            _ => Onset::Relapse,
        }
    }

    /// Sets the gauge from the current state each time, so that of two racing calls the later one corrects it.
    fn report(&self) {
        self.metrics.store_up(self.outages.load(Ordering::Relaxed) == 0);
    }

    fn now(&self) -> u64 {
        millis(self.opened.elapsed())
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn outcome(failure: StoreFailure) -> StoreOutcome {
    match failure {
        StoreFailure::Unavailable => StoreOutcome::Unavailable,
        StoreFailure::UnknownOutcome => StoreOutcome::UnknownOutcome,
        StoreFailure::Fenced | StoreFailure::PhoneInUse | StoreFailure::Corrupt => StoreOutcome::Refused,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::sync::{Arc, Mutex};

    use linekeeper_telemetry::testing::heard_by;
    use tracing::field::{Field, Visit};
    use tracing::{Event, Subscriber};
    use tracing_subscriber::Layer;
    use tracing_subscriber::layer::{Context, SubscriberExt};

    use super::*;

    /// Collects log lines, each with its level, the number of its spans and its fields.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<String>>>);

    impl<S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>> Layer<S> for Lines {
        fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
            let spans = context.event_scope(event).map_or(0, Iterator::count);
            let mut line = format!("{} in {spans} spans", event.metadata().level());
            event.record(&mut Words(&mut line));
            self.0.lock().unwrap().push(line);
        }
    }

    struct Words<'a>(&'a mut String);

    impl Visit for Words<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            write!(self.0, " {}={value:?}", field.name()).unwrap();
        }
    }

    fn lines_of(story: impl FnOnce(&Health, &Metrics)) -> Vec<String> {
        let lines = Lines::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let _entered = runtime.enter();
        heard_by(tracing_subscriber::registry().with(lines.clone()), || {
            let metrics = Metrics::new();
            let _span = tracing::info_span!("a company's call").entered();
            story(&Health::new(metrics.clone()), &metrics);
        });
        let lines = lines.0.lock().unwrap();
        lines.clone()
    }

    fn fails(health: &Health, class: ErrorClass, detail: &str) {
        let failed = Failed { error: StoreError::new(StoreFailure::Unavailable, detail), class };
        health.ended::<()>(&health.begin("write"), &Err(failed));
    }

    fn succeeds(health: &Health) {
        health.ended(&health.begin("keys"), &Ok(()));
    }

    fn is_up(metrics: &Metrics) -> bool {
        metrics.render().lines().any(|line| line == "linekeeper_store_up 1")
    }

    #[test]
    fn outage_is_logged_once_at_start_and_end_without_company() {
        let lines = lines_of(|health, metrics| {
            succeeds(health);
            for _ in 0..10 {
                fails(health, ErrorClass::Silent, "connection refused");
            }
            assert!(!is_up(metrics));
            succeeds(health);
            succeeds(health);
            assert!(is_up(metrics));
        });
        assert_eq!(
            lines,
            [
                "ERROR in 0 spans message=the database does not answer: connection refused code=\"STORE_UNAVAILABLE\"",
                "INFO in 0 spans message=the database answers again",
            ]
        );
    }

    #[test]
    fn relapse_of_outage_warns_and_later_outage_alerts() {
        let lines = lines_of(|health, metrics| {
            fails(health, ErrorClass::Silent, "connection reset");
            succeeds(health);
            fails(health, ErrorClass::Silent, "connection refused");
            assert!(!is_up(metrics), "the gauge follows a relapse too");
            succeeds(health);
            tokio::runtime::Handle::current().block_on(tokio::time::advance(RELAPSE));
            fails(health, ErrorClass::Silent, "another day");
        });
        let levels: Vec<_> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(levels, ["ERROR", "INFO", "WARN", "INFO", "ERROR"], "{lines:?}");
    }

    #[test]
    fn full_disk_is_one_outage_while_reads_succeed() {
        let lines = lines_of(|health, metrics| {
            for _ in 0..20 {
                fails(health, ErrorClass::Unable, "SQLSTATE 53100");
                succeeds(health);
            }
            assert!(!is_up(metrics));
        });
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("the database cannot work: SQLSTATE 53100"), "{lines:?}");
    }

    #[test]
    fn refusal_or_single_timed_out_call_is_no_outage() {
        let lines = lines_of(|health, metrics| {
            let waiting = health.begin("wipe");
            fails(health, ErrorClass::Answers, "the fencing token is outdated");
            let error = StoreError::new(StoreFailure::UnknownOutcome, "no answer within the call timeout");
            health.ended::<()>(&waiting, &Err(Failed { error, class: ErrorClass::Silent }));
            fails(health, ErrorClass::Nothing, "closed");
            assert!(is_up(metrics));
            assert!(metrics.render().contains("{call=\"wipe\",outcome=\"unknown_outcome\"} 1"), "{}", metrics.render());
        });
        assert_eq!(lines, Vec::<String>::new());
    }

    #[tokio::test(start_paused = true)]
    async fn full_disk_is_remembered_until_quiet_period_ends() {
        let health = Health::new(Metrics::new());
        fails(&health, ErrorClass::Unable, "SQLSTATE 53200: out of memory");
        assert!(!health.has_no_room());
        fails(&health, ErrorClass::Unable, "SQLSTATE 53100: could not extend file");
        succeeds(&health);
        assert!(health.has_no_room(), "a full disk is still read");
        tokio::time::advance(QUIET).await;
        assert!(!health.has_no_room());
    }

    #[tokio::test(start_paused = true)]
    async fn inability_ends_after_quiet_period() {
        let metrics = Metrics::new();
        let health = Health::new(metrics.clone());
        fails(&health, ErrorClass::Unable, "SQLSTATE 53100");
        tokio::time::advance(QUIET - Duration::from_secs(1)).await;
        succeeds(&health);
        assert!(!is_up(&metrics));
        tokio::time::advance(Duration::from_secs(1)).await;
        succeeds(&health);
        assert!(is_up(&metrics));
    }
}
