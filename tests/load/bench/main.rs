//! `make bench`: costs of Linekeeper, beside the bare client library and Baileys with the same work on the same
//! machine.
//!
//! Each chapter starts its own processes and measures one thing; all subjects use the same simulator, so that its cost
//! is the same for all.

mod arena;
mod codes;
mod fanout;
mod linekeeper;
mod messages;
mod pairings;
mod rival;
mod sends;
mod sessions;
mod texts;
mod writes;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use linekeeper_harness::Database;
use linekeeper_load::machine::Machine;
use linekeeper_load::report::{Report, Row, Subject};
use linekeeper_load::stopping::unless_terminated;

/// Measures Linekeeper and its rivals.
#[derive(Debug, Parser)]
#[command(name = "linekeeper-bench", version)]
struct Arguments {
    /// Chapters to measure; all when absent.
    #[arg(long, value_delimiter = ',')]
    chapters: Vec<Chapter>,
    /// Subjects to measure; all when absent.
    #[arg(long, value_delimiter = ',')]
    subjects: Vec<Who>,
    /// Numbers of sessions at which memory, idle CPU and restoring are measured, in ascending order.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1_000, 5_000, 10_000])]
    sizes: Vec<usize>,
    /// Maximum number of sessions for Baileys.
    #[arg(long, default_value_t = 1_000)]
    baileys_up_to: usize,
    /// Path of the report as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Path of the table, which is also printed on standard output.
    #[arg(long)]
    table: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chapter {
    Codes,
    Pairings,
    Sessions,
    Writes,
    Fanout,
    Texts,
    Messages,
    Sends,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Who {
    Linekeeper,
    Bare,
    Baileys6,
    Baileys7,
}

impl Who {
    const fn subject(self) -> Subject {
        match self {
            Self::Linekeeper => Subject::Linekeeper,
            Self::Bare => Subject::Bare,
            Self::Baileys6 => Subject::Baileys6,
            Self::Baileys7 => Subject::Baileys7,
        }
    }
}

/// Parameters of a run.
struct Plan {
    subjects: Vec<Subject>,
    sizes: Vec<usize>,
    baileys_up_to: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    unless_terminated(run(arguments)).await.map_or_else(|code| code, |()| ExitCode::SUCCESS)
}

async fn run(arguments: Arguments) {
    let named = |all: &[Who]| all.iter().map(|who| who.subject()).collect();
    let subjects = if arguments.subjects.is_empty() { Subject::ALL.to_vec() } else { named(&arguments.subjects) };
    let plan = Plan { subjects, sizes: arguments.sizes, baileys_up_to: arguments.baileys_up_to };
    let chapters = if arguments.chapters.is_empty() { Chapter::value_variants() } else { &arguments.chapters };
    let machine = Machine::here(version_of_postgres().await);
    eprintln!("{}", machine.line());
    let mut report = Report { machine, date: today(), rows: Vec::new() };
    for chapter in chapters {
        eprintln!("{chapter:?}");
        report.rows.extend(measured(*chapter, &plan).await);
        // Written after each chapter, so that a long run that ends early keeps its results.
        written(&arguments.json, &report.json());
        written(&arguments.table, &report.table());
    }
    println!("{}", report.table());
    for row in report.missed() {
        eprintln!("missed: {}, {}: {:?}", row.chapter, row.figure, row.values);
    }
}

async fn measured(chapter: Chapter, plan: &Plan) -> Vec<Row> {
    match chapter {
        Chapter::Codes => codes::measure(plan).await,
        Chapter::Pairings => pairings::measure(plan).await,
        Chapter::Sessions => sessions::measure(plan).await,
        Chapter::Writes => writes::measure().await,
        Chapter::Fanout => fanout::measure().await,
        Chapter::Texts => texts::measure(plan).await,
        Chapter::Messages => messages::measure(plan).await,
        Chapter::Sends => sends::measure(plan).await,
    }
}

async fn version_of_postgres() -> String {
    let client = Database::fresh().await.connect().await;
    client.query_one("SHOW server_version", &[]).await.expect("a version").get(0)
}

#[expect(clippy::disallowed_methods, reason = "the day on which figures were taken is told with them")]
fn today() -> String {
    chrono::Utc::now().format("%Y-%m-%d").to_string()
}

fn written(path: &Option<PathBuf>, text: &str) {
    if let Some(path) = path {
        std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
