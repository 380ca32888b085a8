//! Whether the database answers, as its calls see it. It is said once when an outage begins and once when it is over, however
//! many calls suffer from it; the line that says it begins is the one those on call get.
//!
//! There are two kinds of outage. *Silence*: nothing is answered; the next answer ends it. *Inability*: the server answers that
//! it has no disk, no memory, no right to work. Some calls succeed all the same then (a full disk is still read), so it is over
//! only when it has not been heard of for a while. A call that waits in vain while others are answered met a lock or a queue,
//! not an outage.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use linekeeper_domain::{ErrorCode, StoreFailure};
use linekeeper_ports::StoreError;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::StoreOutcome;
use tokio::time::Instant;
use tracing::span::Id;
use tracing::{error, info, warn};

use crate::failure::{Failed, Sign};
use crate::latencies::Latencies;

/// How long an inability must not be heard of to be over.
const QUIET: Duration = Duration::from_secs(60);

/// An outage that begins within this time after the last one was over is a relapse of it.
const RELAPSE: Duration = Duration::from_secs(30);

/// Never yet.
const NEVER: u64 = u64::MAX;

/// How the detail of an error begins that says so.
const DISK_FULL: &str = "SQLSTATE 53100";

const SILENCE: u8 = 1;
const INABILITY: u8 = 2;

/// A line about the whole database, not about the company whose call met it first.
const NOBODYS: Option<Id> = None;

/// What the calls have seen of the database.
pub(crate) struct Health {
    metrics: Metrics,
    opened: Instant,
    /// The outages that last, as bits.
    outages: AtomicU8,
    /// How many calls were answered.
    answered: AtomicU64,
    /// When an inability was last heard of, in milliseconds after `opened`.
    unable_at: AtomicU64,
    /// When a call last heard that the disk is full, in milliseconds after `opened`, or [`NEVER`].
    full_at: AtomicU64,
    /// When the last outage was over, in milliseconds after `opened`, or [`NEVER`].
    over_at: AtomicU64,
    /// How long calls took that were answered.
    latencies: Latencies,
}

/// What a failure is to those on call.
enum Onset {
    /// The first sign of an outage: they are called.
    New,
    /// The first sign that an outage thought to be over is not.
    Relapse,
    /// More of what is known.
    Known,
}

/// A call that has begun.
pub(crate) struct Begun {
    call: &'static str,
    at: Instant,
    answered: u64,
}

impl Begun {
    /// When.
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

    /// A call of this name begins.
    pub(crate) fn begin(&self, call: &'static str) -> Begun {
        Begun { call, at: Instant::now(), answered: self.answered.load(Ordering::Relaxed) }
    }

    /// It ended so.
    pub(crate) fn ended<T>(&self, call: &Begun, result: &Result<T, Failed>) {
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
        match failed.sign {
            Sign::Answers => self.answers(),
            Sign::Silent if self.answered.load(Ordering::Relaxed) == call.answered => self.silent(&failed.error.detail),
            Sign::Silent | Sign::Nothing => {}
            Sign::Unable => self.unable(&failed.error.detail),
        }
    }

    /// It ended so, and that says nothing of the database.
    pub(crate) fn refused(&self, call: &Begun, error: &StoreError) {
        self.metrics.store_call(call.call, outcome(error.failure), call.at.elapsed());
    }

    /// Whether a call has heard of late that the disk is full. Some writes succeed all the same then.
    pub(crate) fn has_no_room(&self) -> bool {
        match self.full_at.load(Ordering::Relaxed) {
            NEVER => false,
            at => self.now().saturating_sub(at) < millis(QUIET),
        }
    }

    /// How long calls took of late that were answered.
    pub(crate) fn latencies(&self) -> &Latencies {
        &self.latencies
    }

    /// Whether the database was last heard to be silent.
    pub(crate) fn is_silent(&self) -> bool {
        self.outages.load(Ordering::Relaxed) & SILENCE != 0
    }

    /// The database answered.
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

    /// The database did not answer.
    pub(crate) fn silent(&self, detail: &str) {
        self.suffers(SILENCE, "the database does not answer", detail);
    }

    fn unable(&self, detail: &str) {
        self.unable_at.store(self.now(), Ordering::Relaxed);
        self.suffers(INABILITY, "the database cannot work", detail);
    }

    /// Notes an outage and says what is new of it.
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

    /// Each call sets the gauge anew: of two that race the later one puts it right.
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

    /// The lines that were said, each with its level, its company and its code before it.
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

    fn fails(health: &Health, sign: Sign, detail: &str) {
        let failed = Failed { error: StoreError::new(StoreFailure::Unavailable, detail), sign };
        health.ended::<()>(&health.begin("write"), &Err(failed));
    }

    fn succeeds(health: &Health) {
        health.ended(&health.begin("keys"), &Ok(()));
    }

    fn is_up(metrics: &Metrics) -> bool {
        metrics.render().lines().any(|line| line == "linekeeper_store_up 1")
    }

    #[test]
    fn an_outage_is_said_once_when_it_begins_and_once_when_it_is_over_and_belongs_to_no_company() {
        let lines = lines_of(|health, metrics| {
            succeeds(health);
            for _ in 0..10 {
                fails(health, Sign::Silent, "connection refused");
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
    fn an_outage_soon_after_another_calls_nobody_and_a_later_one_does() {
        let lines = lines_of(|health, metrics| {
            fails(health, Sign::Silent, "connection reset");
            succeeds(health);
            fails(health, Sign::Silent, "connection refused");
            assert!(!is_up(metrics), "the gauge follows a relapse too");
            succeeds(health);
            tokio::runtime::Handle::current().block_on(tokio::time::advance(RELAPSE));
            fails(health, Sign::Silent, "another day");
        });
        let levels: Vec<_> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(levels, ["ERROR", "INFO", "WARN", "INFO", "ERROR"], "{lines:?}");
    }

    #[test]
    fn a_full_disk_is_one_outage_though_reads_succeed_between_the_writes_that_fail() {
        let lines = lines_of(|health, metrics| {
            for _ in 0..20 {
                fails(health, Sign::Unable, "SQLSTATE 53100");
                succeeds(health);
            }
            assert!(!is_up(metrics));
        });
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("the database cannot work: SQLSTATE 53100"), "{lines:?}");
    }

    #[test]
    fn a_refusal_is_an_answer_and_a_call_that_waits_alone_is_no_outage() {
        let lines = lines_of(|health, metrics| {
            let waiting = health.begin("wipe");
            fails(health, Sign::Answers, "the fence is not the company's any more");
            let error = StoreError::new(StoreFailure::UnknownOutcome, "no answer within the call timeout");
            health.ended::<()>(&waiting, &Err(Failed { error, sign: Sign::Silent }));
            fails(health, Sign::Nothing, "closed");
            assert!(is_up(metrics));
            assert!(metrics.render().contains("{call=\"wipe\",outcome=\"unknown_outcome\"} 1"), "{}", metrics.render());
        });
        assert_eq!(lines, Vec::<String>::new());
    }

    #[tokio::test(start_paused = true)]
    async fn full_disk_is_remembered_while_it_is_heard_of() {
        let health = Health::new(Metrics::new());
        fails(&health, Sign::Unable, "SQLSTATE 53200: out of memory");
        assert!(!health.has_no_room());
        fails(&health, Sign::Unable, "SQLSTATE 53100: could not extend file");
        succeeds(&health);
        assert!(health.has_no_room(), "a full disk is still read");
        tokio::time::advance(QUIET).await;
        assert!(!health.has_no_room());
    }

    #[tokio::test(start_paused = true)]
    async fn an_inability_is_over_when_it_was_not_heard_of_for_a_while() {
        let metrics = Metrics::new();
        let health = Health::new(metrics.clone());
        fails(&health, Sign::Unable, "SQLSTATE 53100");
        tokio::time::advance(QUIET - Duration::from_secs(1)).await;
        succeeds(&health);
        assert!(!is_up(&metrics));
        tokio::time::advance(Duration::from_secs(1)).await;
        succeeds(&health);
        assert!(is_up(&metrics));
    }
}
