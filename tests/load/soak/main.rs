//! Soak: a thousand salons that are paired, reset, dropped, written to and restarted at random, for any duration. In
//! the end every session agrees with the model, nothing is lost, and the service uses the same resources as at first.
//!
//! The real service and the real simulator run as processes. A seed repeats the order of what happens to each salon;
//! how much fits into the time depends on the machine.

mod checks;
mod deeds;
mod drive;
mod house;
mod measure;
mod model;
mod plan;
mod told;
mod upheavals;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::Parser;
use linekeeper_harness::Service;
use linekeeper_load::stopping::unless_terminated;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::time::{Instant, interval};

use house::{House, caught};
use measure::Measure;
use plan::chapters;
use told::{Summary, mib};

/// Interval of the progress lines.
const PROGRESS: Duration = Duration::from_secs(10);

/// Interval of the mailbox checks.
const GLANCE: Duration = Duration::from_secs(1);

/// Random deeds on many salons, for any duration.
#[derive(Parser)]
struct Options {
    /// Duration of the deeds in minutes.
    #[arg(long, default_value_t = 20.0, conflicts_with = "seconds")]
    minutes: f64,
    /// Duration of the deeds in seconds.
    #[arg(long)]
    seconds: Option<f64>,
    /// Number of sessions.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..100_000))]
    sessions: u32,
    /// Seed that repeats a run; random when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// Path of the results as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    house::keep_panics();
    let seed = options.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    let lasts = Duration::from_secs_f64(options.seconds.unwrap_or(options.minutes * 60.0).max(1.0));
    println!("{} sessions, {:.0} s of deeds, seed {seed}", options.sessions, lasts.as_secs_f64());
    let summary = match unless_terminated(caught(soak(options.sessions as usize, lasts, seed))).await {
        Ok(Ok(summary)) => summary,
        Ok(Err(seen)) => {
            eprintln!("seed {seed}: {seen}");
            return ExitCode::FAILURE;
        }
        Err(terminated) => return terminated,
    };
    println!("{}", summary.table());
    if let Some(path) = options.json {
        let text = serde_json::to_string_pretty(&summary).expect("JSON");
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    for failure in &summary.failures {
        println!("wrong: {failure}\n");
    }
    println!("{} things are wrong, seed {seed}", summary.failures.len());
    if summary.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn soak(sessions: usize, lasts: Duration, seed: u64) -> Summary {
    let (house, mut service) = House::build(sessions, seed).await;
    house.make_whole(&service).await;
    println!("{:>7.1} s  {sessions} salons are linked", house.now().as_secs_f64());
    let most = AtomicU64::new(0);
    let mut first = None;
    for (number, chapter) in chapters(lasts, &mut StdRng::seed_from_u64(seed)).into_iter().enumerate() {
        tokio::select! {
            () = house.live(&service, number, chapter.lasts) => {}
            () = progress(&house, &service, &most) => {}
        }
        let Some(upheaval) = chapter.then.filter(|_| !house.is_lost()) else { break };
        println!("{:>7.1} s  {}", house.now().as_secs_f64(), upheaval.name());
        service = house.undergo(service, upheaval).await;
        if upheaval == plan::Upheaval::Stop {
            // This process lives to the end: it is measured before any deed is done in it.
            first = Some(house.settle(&service).await);
        }
    }
    conclude(&house, &service, Conclusion { lasts, most: most.into_inner(), first }).await
}

/// Data of a run before its final checks.
struct Conclusion {
    lasts: Duration,
    most: u64,
    first: Option<Measure>,
}

async fn conclude(house: &House, service: &Service, known: Conclusion) -> Summary {
    let Conclusion { lasts, most, first } = known;
    house.look_at_all(service).await;
    house.journal_tells_all().await;
    let last = house.settle(service).await;
    let first = first.unwrap_or_else(|| last.clone());
    for sentence in checks::growth(&first, &last).into_iter().chain(checks::loss(&first, &last)) {
        house.fail(sentence);
    }
    let texts = house.well().await.iter().map(|salon| salon.taken).sum();
    let stats = house.simulator.stats().await;
    let stat = |name: &str| stats[name].as_u64().unwrap_or(0);
    if stat("messagesTaken") < texts || stat("givenUp") + stat("undecryptable") > 0 {
        house.fail(format!("{texts} texts had to be taken, nothing given up, everything readable: {stats}"));
    }
    let seconds = lasts.as_secs_f64();
    let (deeds, failures, seed, sessions) = (house.tally(), house.failures(), house.seed, house.salons.len());
    Summary { seed, sessions, seconds, deeds, most_waiting: most, texts, first, last, failures }
}

/// Prints progress lines until it is dropped.
async fn progress(house: &House, service: &Service, most: &AtomicU64) {
    let mut glances = interval(GLANCE);
    let mut told = Instant::now();
    loop {
        glances.tick().await;
        let held = Measure::quick(service).await;
        let most = most.fetch_max(held.mailboxes, Ordering::Relaxed).max(held.mailboxes);
        if told.elapsed() < PROGRESS {
            continue;
        }
        told = Instant::now();
        let deeds: u64 = house.tally().values().sum();
        println!(
            "{:>7.1} s  {deeds} deeds, {} connected, {}, {} descriptors, {} messages waiting ({most} at most), {} wrong",
            house.now().as_secs_f64(),
            held.connected,
            mib(held.memory),
            held.descriptors,
            held.mailboxes,
            house.failures().len(),
        );
    }
}
