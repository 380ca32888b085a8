//! Proof of messages: lines under load, while the service, PostgreSQL and the receiver of webhooks are killed with
//! SIGKILL, at random and at named points. In the end what the phones sent, what the logs hold and what the receiver took
//! are compared.
//!
//! All are real processes: the service as it is operated, PostgreSQL with fsync, the simulator of WhatsApp. A seed
//! repeats the load and the order of the kills; what is under way at a kill depends on the machine.

mod compare;
mod holds;
mod kills;
mod load;
mod plan;
mod records;
mod report;
mod sends;
mod settle;
mod spoil;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use linekeeper_harness::{DEADLINE, Receiver, Service};
use linekeeper_load::stopping::unless_terminated;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use kills::{Killer, Tally};
use load::Load;
use report::Outcome;
use sends::Callers;
use spoil::Spoil;
use world::World;

/// Kills between two lines of progress.
const PROGRESS: usize = 10;

/// Lines under load while everything is killed; then the records of all sides are compared.
#[derive(Parser)]
struct Options {
    /// Number of kills.
    #[arg(long, default_value_t = 1_000)]
    kills: usize,
    /// Number of lines.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..1_000))]
    lines: u16,
    /// Messages per second, of all phones together.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..1_000))]
    rate: u32,
    /// Messages per second that callers order, over all lines together.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..1_000))]
    sends: u32,
    /// Seed that repeats a run; random when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// Compares the logs only: no webhooks.
    #[arg(long)]
    feed_only: bool,
    /// Does this damage on purpose: the run has to fail.
    #[arg(long, value_enum)]
    spoil: Option<Spoil>,
    /// File that all records are written to, as JSON.
    #[arg(long)]
    records: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let seed = options.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    println!("{} lines, {} kills, {} messages a second, seed {seed}", options.lines, options.kills, options.rate);
    let outcome = match unless_terminated(prove(&options, seed)).await {
        Ok(outcome) => outcome,
        Err(terminated) => return terminated,
    };
    println!("{}", outcome.table());
    if outcome.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn prove(options: &Options, seed: u64) -> Outcome {
    let dir = tempfile::tempdir().expect("a directory");
    let failures = seed.to_string();
    let mut words = vec!["--seed", failures.as_str()];
    words.extend((options.spoil == Some(Spoil::SilentReceiver)).then_some("--silent"));
    let receiver = (!options.feed_only).then(|| Receiver::prepare(dir.path(), &words));
    let began = Instant::now();
    let (world, service) = World::start(usize::from(options.lines), receiver).await;
    println!("{:>7.1} s  {} lines are linked", began.elapsed().as_secs_f64(), world.lines.len());
    let load = Load::prepare(&world.simulator, (&world.lines, seed), &world.ordered).await;
    let people = world.people(&load.people()).await;
    let mut killer = Killer::new(&world, service, seed);
    let plan = plan::kills(options.kills, seed, world.receiver.is_some());
    let (callers, stop) = (Callers::new(&world, seed), CancellationToken::new());
    let killed = async {
        tokio::select! {
            () = load.run(options.rate) => {}
            () = kill_all(&mut killer, &plan, (&world, began)) => {}
        }
        stop.cancel();
    };
    tokio::join!(callers.run(options.sends, &stop), killed);
    let (service, tally) = killer.finish();
    println!("{:>7.1} s  no more kills; what is missing comes", began.elapsed().as_secs_f64());
    let service = restarted(&world, service).await;
    let mut records = settle::settle(&world, &service, (&people, callers.finish())).await;
    if let Some(spoil) = options.spoil {
        spoil.apply(&mut records);
    }
    if let Some(path) = &options.records {
        let text = serde_json::to_string(&records).expect("JSON");
        std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    report(&records, tally, (seed, began))
}

async fn kill_all(killer: &mut Killer<'_>, plan: &[plan::Point], (world, began): (&World, Instant)) {
    for (number, point) in plan.iter().enumerate() {
        if number > 0 && number % PROGRESS == 0 {
            let (seconds, sent) = (began.elapsed().as_secs_f64(), world.ordered());
            println!("{seconds:>7.1} s  {number} kills, {sent} messages");
        }
        killer.kill(*point).await;
    }
}

/// Starts the service once more in order: what was not acknowledged comes again at a connection only.
async fn restarted(world: &World, service: Service) -> Service {
    let stopped = tokio::time::timeout(DEADLINE, service.stop()).await;
    assert!(stopped.is_ok(), "an orderly stop does not end");
    let service = world.start_again().await;
    world.all_are_back().await;
    service
}

fn report(records: &settle::Records, tally: Tally, (seed, began): (u64, Instant)) -> Outcome {
    let (log, receiver) = records.findings();
    let sum = |lengths: &mut dyn Iterator<Item = usize>| lengths.sum::<usize>();
    Outcome {
        seed,
        seconds: began.elapsed().as_secs_f64(),
        kills: tally,
        sent: sum(&mut records.sent.values().map(Vec::len)),
        logged: sum(&mut records.logged.values().map(Vec::len)),
        received: records.received.as_ref().map_or(0, |received| sum(&mut received.values().map(Vec::len))),
        asked: sum(&mut records.asked.values().map(Vec::len)),
        sends: records.findings_of_sends(),
        log,
        receiver,
        unreadable: records.unreadable.clone(),
        unacknowledged: records.unacknowledged,
        unsigned: records.unsigned,
    }
}
