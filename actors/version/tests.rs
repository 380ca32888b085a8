//! Tests of the keeper and of the look-ups with a paused clock.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_domain::client_version::{ClientVersion, FoundVersion, VersionSource};
use linekeeper_ports::fake::{FakeVersions, FixedChance, LookupAnswer, RuntimeClock};
use linekeeper_ports::{ClientVersions as _, Clock};
use linekeeper_telemetry::Metrics;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::*;
use crate::gate::BreakerReport;
use crate::testing::{at, quiet, seconds};

const BUILT_IN: ClientVersion = ClientVersion::new(2, 3000, 1_040_000_000);
const NEW: ClientVersion = ClientVersion::new(2, 3000, 1_040_050_000);
const NEWEST: ClientVersion = ClientVersion::new(2, 3000, 1_040_100_000);
const DAY: u64 = 86_400;

/// Process with a running task.
struct Process {
    keeper: Arc<VersionKeeper>,
    breaker: watch::Sender<BreakerReport>,
    metrics: Metrics,
    clock: Arc<dyn Clock>,
    task: JoinHandle<()>,
}

impl Process {
    fn start(versions: &Arc<FakeVersions>, clock: &Arc<dyn Clock>) -> Self {
        Self::start_with(versions, clock, None)
    }

    fn start_with(versions: &Arc<FakeVersions>, clock: &Arc<dyn Clock>, stored: Option<FoundVersion>) -> Self {
        let metrics = Metrics::new();
        let keeper = VersionKeeper::new(None, BUILT_IN, (clock.clone(), metrics.clone()));
        if let Some(found) = stored {
            keeper.found(found).unwrap();
        }
        let (breaker, reports) = watch::channel(BreakerReport::default());
        let lookups = VersionLookups {
            keeper: keeper.clone(),
            store: versions.clone(),
            lookup: versions.clone(),
            clock: clock.clone(),
            metrics: metrics.clone(),
        };
        let task = tokio::spawn(lookups.run(reports, Box::new(FixedChance(0.5))));
        Self { keeper, breaker, metrics, clock: clock.clone(), task }
    }

    fn announced(&self) -> (ClientVersion, VersionSource) {
        (self.keeper.status().version, self.keeper.status().source)
    }

    /// Reports a refusal; the probe follows after this time.
    fn refuse(&self, refusals: u64, probe: Duration) {
        let next_probe = Some(self.clock.now() + probe);
        self.breaker.send_replace(BreakerReport { open: true, refusals, next_probe });
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(RuntimeClock::starting_at(at(0)))
}

fn row(version: ClientVersion, seconds: i64) -> FoundVersion {
    FoundVersion { version, since: at(seconds), looked_up_at: at(seconds) }
}

fn lookups(versions: &FakeVersions) -> usize {
    *versions.lookups().borrow()
}

#[tokio::test(start_paused = true)]
async fn version_is_looked_up_at_start_and_daily_with_jitter() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW), LookupAnswer::Version(NEWEST)]));
    let process = Process::start(&versions, &clock());
    assert_eq!(process.announced(), (BUILT_IN, VersionSource::BuiltIn), "links do not wait for it");
    quiet().await;
    assert_eq!((process.announced(), lookups(&versions)), ((NEW, VersionSource::LookedUp), 1));
    assert_eq!(versions.row(), Some(row(NEW, 0)));
    tokio::time::sleep(seconds(DAY)).await;
    assert_eq!(lookups(&versions), 1);
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 2));
    assert!(process.metrics.render().contains("linekeeper_client_version_lookups_total{outcome=\"found\"} 2"));
}

#[tokio::test(start_paused = true)]
async fn fresh_stored_version_is_not_looked_up_again() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEWEST)]));
    versions.set_row(row(NEW, -3600));
    let process = Process::start_with(&versions, &clock(), versions.row());
    assert_eq!(process.announced(), (NEW, VersionSource::LookedUp), "at once");
    tokio::time::sleep(seconds(DAY - 3601)).await;
    assert_eq!(lookups(&versions), 0);
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 1));
}

#[tokio::test(start_paused = true)]
async fn twenty_processes_ask_once_a_day() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW), LookupAnswer::Version(NEWEST)]));
    let clock = clock();
    let processes: Vec<_> = (0..20).map(|_| Process::start(&versions, &clock)).collect();
    tokio::time::sleep(seconds(60)).await;
    assert!(processes.iter().all(|process| process.announced().0 == NEW));
    assert_eq!(lookups(&versions), 1);
    tokio::time::sleep(seconds(DAY + 3600)).await;
    assert!(processes.iter().all(|process| process.announced().0 == NEWEST));
    assert_eq!(lookups(&versions), 2);
}

#[tokio::test(start_paused = true)]
async fn thousand_links_read_the_version_of_one_lookup() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW)]));
    let process = Process::start(&versions, &clock());
    quiet().await;
    assert!((0..1000).all(|_| process.keeper.status().version == NEW));
    quiet().await;
    assert_eq!(lookups(&versions), 1);
}

#[tokio::test(start_paused = true)]
async fn failed_lookup_leaves_the_version_and_is_repeated_less_often() {
    for answer in [LookupAnswer::Refused, LookupAnswer::Silence, LookupAnswer::Version(ClientVersion::new(2, 3000, 7))]
    {
        let versions = Arc::new(FakeVersions::answering(&[answer]));
        let process = Process::start(&versions, &clock());
        tokio::time::sleep(seconds(DAY)).await;
        assert_eq!(process.announced(), (BUILT_IN, VersionSource::BuiltIn), "{answer:?}");
        let asked = lookups(&versions);
        assert!((24..40).contains(&asked), "{answer:?}: {asked}");
        assert!(process.metrics.render().contains("linekeeper_client_version_lookups_total{outcome=\"found\"} 0"));
        versions.answer(LookupAnswer::Version(NEW));
        tokio::time::sleep(seconds(2 * 3600)).await;
        assert_eq!((process.announced().0, versions.row().map(|row| row.version)), (NEW, Some(NEW)), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn panic_of_a_lookup_is_counted_and_ends_nothing() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Panic, LookupAnswer::Version(NEW)]));
    let process = Process::start(&versions, &clock());
    quiet().await;
    assert_eq!(process.announced().0, BUILT_IN);
    let shown = process.metrics.render();
    assert!(shown.contains("linekeeper_task_panics_total{task=\"client_version\"} 1"), "{shown}");
    tokio::time::sleep(seconds(120)).await;
    assert_eq!(process.announced().0, NEW);
}

#[tokio::test(start_paused = true)]
async fn dead_database_prevents_no_lookup() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW)]));
    versions.set_down(true);
    let process = Process::start(&versions, &clock());
    quiet().await;
    assert_eq!((process.announced().0, versions.row()), (NEW, None));
}

#[tokio::test(start_paused = true)]
async fn refusal_is_looked_up_at_once_and_again_before_the_probe() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW)]));
    let process = Process::start(&versions, &clock());
    tokio::time::sleep(seconds(60)).await;
    process.refuse(1, seconds(300));
    quiet().await;
    assert_eq!(lookups(&versions), 2, "nothing newer is found");
    assert_eq!(process.announced().0, BUILT_IN, "the refused one is not announced again");
    versions.answer(LookupAnswer::Version(NEWEST));
    tokio::time::sleep(seconds(269)).await;
    assert_eq!(lookups(&versions), 2);
    tokio::time::sleep(seconds(2)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 3), "before the probe");
    // The same report of the gate, and its end, ask nothing.
    process.breaker.send_replace(BreakerReport { open: true, refusals: 1, next_probe: None });
    process.breaker.send_replace(BreakerReport { open: false, refusals: 1, next_probe: None });
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!(lookups(&versions), 3);
}

#[tokio::test(start_paused = true)]
async fn refusal_in_twenty_processes_asks_once() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW), LookupAnswer::Version(NEWEST)]));
    let clock = clock();
    let processes: Vec<_> = (0..20).map(|_| Process::start(&versions, &clock)).collect();
    tokio::time::sleep(seconds(60)).await;
    for process in &processes {
        process.refuse(1, seconds(30));
    }
    tokio::time::sleep(seconds(2)).await;
    assert!(processes.iter().all(|process| process.announced().0 == NEWEST));
    assert_eq!(lookups(&versions), 2);
}

#[tokio::test(start_paused = true)]
async fn refusal_right_after_a_lookup_is_looked_up_again() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW), LookupAnswer::Version(NEWEST)]));
    let process = Process::start(&versions, &clock());
    tokio::time::sleep(Duration::from_millis(500)).await;
    process.refuse(1, seconds(4));
    tokio::time::sleep(seconds(3)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 2), "before the probe");
}

#[tokio::test(start_paused = true)]
async fn refused_process_takes_what_another_one_has_found() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW)]));
    let process = Process::start(&versions, &clock());
    tokio::time::sleep(seconds(3600)).await;
    versions.set_row(row(NEWEST, 1800));
    process.refuse(1, seconds(30));
    quiet().await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 1));
}

#[tokio::test(start_paused = true)]
async fn look_up_waits_for_another_process_and_not_for_ever() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEWEST)]));
    versions.set_asked(at(0));
    let process = Process::start(&versions, &clock());
    tokio::time::sleep(seconds(3)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (BUILT_IN, 0));
    versions.set_row(row(NEW, 3));
    tokio::time::sleep(seconds(2)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEW, 0), "its answer");

    // One that died while it asked.
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEWEST)]));
    let now = process.clock.now();
    versions.set_asked(now);
    let process = Process::start(&versions, &process.clock);
    tokio::time::sleep(seconds(120)).await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEWEST, 1));
}

#[tokio::test(start_paused = true)]
async fn end_of_the_version_is_measured_and_cleared_by_a_newer_one() {
    let (clock, metrics) = (clock(), Metrics::new());
    let keeper = VersionKeeper::new(None, BUILT_IN, (clock.clone(), metrics.clone()));
    let end: Timestamp = at(30 * 86_400);
    let gauge = |value: &str| {
        let sample = format!("linekeeper_client_version_end_time_seconds {value}\n");
        assert!(metrics.render().contains(&sample), "{}", metrics.render());
    };
    gauge("0.0");
    for written in ["soon", "", "-5", "9223372036854775807"] {
        keeper.ends(BUILT_IN, written);
    }
    gauge("0.0");
    for _ in 0..1000 {
        keeper.ends(BUILT_IN, &end.timestamp().to_string());
    }
    assert_eq!(keeper.status().expires_at, Some(end));
    gauge(&format!("{}.0", end.timestamp()));
    let alerts = |count: u32| format!("linekeeper_news_total{{code=\"CLIENT_OUTDATED\"}} {count}\n");
    assert!(metrics.render().contains(&alerts(0)), "it is a month away");
    tokio::time::sleep(seconds(20 * DAY)).await;
    for _ in 0..1000 {
        keeper.ends(BUILT_IN, &end.timestamp().to_string());
    }
    assert!(metrics.render().contains(&alerts(1)), "one alert a day and version");
    keeper.found(FoundVersion { version: NEW, since: clock.now(), looked_up_at: clock.now() }).unwrap();
    assert_eq!(keeper.status().expires_at, None);
    gauge("0.0");
    keeper.ends(BUILT_IN, &end.timestamp().to_string());
    gauge("0.0");
}

#[tokio::test(start_paused = true)]
async fn stored_nonsense_is_not_announced_and_looked_up_again() {
    let versions = Arc::new(FakeVersions::answering(&[LookupAnswer::Version(NEW)]));
    versions.set_row(row(ClientVersion::new(2, 3000, 7), -60));
    let process = Process::start(&versions, &clock());
    quiet().await;
    assert_eq!((process.announced().0, lookups(&versions)), (NEW, 1));
}
