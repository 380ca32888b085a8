//! State of a soak: all salons, the deeds done to each, and the failures found.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex as Cell;
use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _, stream};
use linekeeper_harness::{Database, Service, ServiceOptions, SimulatorProcess};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use tokio_postgres::Client;

use crate::deeds::{Deed, choose, mending};
use crate::drive::{Hands, LOOK};
use crate::model::{Salon, Standing};

/// Number of concurrent deeds, each on another salon.
pub const WORKERS: usize = 16;

/// Number of recent deeds that a failure report lists.
const TOLD: usize = 8;

/// Number of log lines that a failure report lists.
const LINES: usize = 6;

/// Number of failures at which the run is stopped.
const TOO_MANY: usize = 20;

/// A salon with its history.
pub struct Kept {
    /// Model of the salon.
    pub salon: Salon,
    /// Random numbers for its deeds; its own, so that they do not depend on the speed of others.
    dice: StdRng,
    story: VecDeque<String>,
    /// A failure was found: no further deeds are done.
    pub failed: bool,
}

/// Step to do for a salon.
enum Errand {
    Do(Deed),
    Look,
    Nothing,
}

/// Everything that a soak works with.
pub struct House {
    pub simulator: SimulatorProcess,
    pub database: Database,
    pub options: ServiceOptions,
    /// Connection to the service's database that bypasses the service.
    pub books: Client,
    pub salons: Vec<Mutex<Kept>>,
    pub seed: u64,
    begun: Instant,
    failures: Cell<Vec<String>>,
    tally: Cell<BTreeMap<&'static str, u64>>,
}

impl House {
    /// Starts a service with salons that are not linked.
    pub async fn build(sessions: usize, seed: u64) -> (Self, Service) {
        let database = Database::fresh().await;
        let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
        let settings = [
            // No rate limit of codes: a number is asked in a minute as often as in years.
            ("PAIRING__CODES_PER_HOUR", "100000"),
            ("PAIRING__CODES_PER_DAY", "100000"),
            ("SESSIONS__REPLACED_RETRY_SECONDS", "1"),
            ("LOG__FILTER", "info"),
        ];
        let options = ServiceOptions::with_endpoint(&simulator.endpoint).set_all(&settings);
        let service = Service::start(&database, &options).await;
        let books = database.connect().await;
        let kept = |place: usize| Kept {
            salon: Salon::new(place),
            dice: StdRng::seed_from_u64(seed ^ (place as u64) << 32),
            story: VecDeque::new(),
            failed: false,
        };
        let salons = (1..=sessions).map(kept).map(Mutex::new).collect();
        let (failures, tally) = (Cell::default(), Cell::default());
        let begun = Instant::now();
        (Self { simulator, database, options, books, salons, seed, begun, failures, tally }, service)
    }

    /// Time since the start of the soak.
    pub fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Records and prints a failure.
    pub fn fail(&self, sentence: String) {
        eprintln!("wrong: {sentence}");
        self.failures.lock().expect("no panic meanwhile").push(sentence);
    }

    /// Failures found so far.
    pub fn failures(&self) -> Vec<String> {
        self.failures.lock().expect("no panic meanwhile").clone()
    }

    /// Whether so many failures were found that the run is stopped.
    pub fn is_lost(&self) -> bool {
        self.failures().len() >= TOO_MANY
    }

    /// Counts a deed.
    pub fn count(&self, name: &'static str) {
        *self.tally.lock().expect("no panic meanwhile").entry(name).or_default() += 1;
    }

    /// Number of deeds by name.
    pub fn tally(&self) -> BTreeMap<&'static str, u64> {
        self.tally.lock().expect("no panic meanwhile").clone()
    }

    /// Models of the salons without a failure.
    pub async fn well(&self) -> Vec<Salon> {
        let mut found = Vec::new();
        for kept in &self.salons {
            let kept = kept.lock().await;
            found.extend((!kept.failed).then(|| kept.salon.clone()));
        }
        found
    }

    /// Models of those that must be connected.
    pub async fn connected(&self) -> Vec<Salon> {
        let well = self.well().await;
        well.into_iter().filter(|salon| salon.standing == Standing::Connected).collect()
    }

    /// Changes the model of each salon without a failure.
    pub async fn each(&self, change: impl Fn(&mut Salon)) {
        for kept in &self.salons {
            let mut kept = kept.lock().await;
            if !kept.failed {
                change(&mut kept.salon);
            }
        }
    }

    /// Executes random deeds for this long.
    pub async fn live(&self, service: &Service, chapter: usize, lasts: Duration) {
        let until = Instant::now() + lasts;
        let dice = |worker: usize| StdRng::seed_from_u64(self.seed ^ ((chapter << 8 | worker) as u64) << 44);
        let workers = 0..WORKERS.min(self.salons.len());
        stream::iter(workers).for_each_concurrent(None, |worker| self.work(service, dice(worker), until)).await;
    }

    async fn work(&self, service: &Service, mut dice: StdRng, until: Instant) {
        while Instant::now() < until && !self.is_lost() {
            let place = dice.random_range(0..self.salons.len());
            match self.salons[place].try_lock() {
                Ok(mut kept) if !kept.failed => {
                    let Kept { salon, dice, .. } = &mut *kept;
                    let deed = choose(salon, self.now(), dice);
                    self.attempt(service, &mut kept, deed).await;
                }
                // Another worker has the salon, or it has failed.
                Ok(_) | Err(_) => sleep(LOOK / 10).await,
            }
        }
    }

    /// Executes a step for each salon without a failure, [`WORKERS`] at a time.
    async fn with_each(&self, service: &Service, what: impl Fn(&Salon) -> Errand + Copy) {
        let all = stream::iter(&self.salons).for_each_concurrent(WORKERS, |kept| async move {
            let mut kept = kept.lock().await;
            if kept.failed || self.is_lost() {
                return;
            }
            match what(&kept.salon) {
                Errand::Do(deed) => self.attempt(service, &mut kept, deed).await,
                Errand::Look => self.look(service, &mut kept).await,
                Errand::Nothing => {}
            }
        });
        all.await;
    }

    /// Makes all salons connected.
    pub async fn make_whole(&self, service: &Service) {
        self.with_each(service, |salon| mending(salon).map_or(Errand::Nothing, Errand::Do)).await;
    }

    /// Sends a text to each salon, so that each device has a session with its customer.
    pub async fn write_to_all(&self, service: &Service) {
        self.with_each(service, |_| Errand::Do(Deed::Texts(1))).await;
    }

    /// Checks each salon against its model.
    pub async fn look_at_all(&self, service: &Service) {
        self.with_each(service, |_| Errand::Look).await;
    }

    async fn look(&self, service: &Service, kept: &mut Kept) {
        let salon = kept.salon.clone();
        let looked = Hands::new(service, &self.simulator, &salon);
        if let Err(seen) = caught(looked.agrees(self.now())).await {
            self.went_wrong(service, kept, &seen);
        }
    }

    async fn attempt(&self, service: &Service, kept: &mut Kept, deed: Deed) {
        let before = kept.salon.clone();
        if kept.story.len() == TOLD {
            kept.story.pop_front();
        }
        kept.story.push_back(format!("{:.1} s {}", self.now().as_secs_f64(), deed.name()));
        let work = async {
            let done = Hands::new(service, &self.simulator, &before).carry_out(deed).await;
            let after = before.clone().after(deed, done, self.now());
            Hands::new(service, &self.simulator, &after).agrees(self.now()).await;
            after
        };
        match caught(work).await {
            Ok(after) => {
                kept.salon = after;
                self.count(deed.name());
            }
            Err(seen) => self.went_wrong(service, kept, &seen),
        }
    }

    fn went_wrong(&self, service: &Service, kept: &mut Kept, seen: &str) {
        kept.failed = true;
        let company = kept.salon.company();
        let story = kept.story.iter().cloned().collect::<Vec<_>>().join(", ");
        let log = service.whole_log();
        let about: Vec<&str> = log.lines().filter(|line| line.contains(&company)).collect();
        let about = about[about.len().saturating_sub(LINES)..].join("\n    ");
        let (at, seed) = (self.now().as_secs_f64(), self.seed);
        self.fail(format!("{company} at {at:.1} s, seed {seed}: {seen}\n  done: {story}\n  log:\n    {about}"));
    }
}

thread_local! {
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Stores panic messages instead of printing them; a failure report contains them.
pub fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| SAID.with_borrow_mut(|said| *said = panic.to_string())));
}

/// Runs the work; a panic becomes an error with its message.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let caught = AssertUnwindSafe(work).catch_unwind().await;
    caught.map_err(|_| SAID.with_borrow_mut(std::mem::take))
}
