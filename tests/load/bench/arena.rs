//! Environment of a measurement: a simulator for each subject, and one interface to all subjects.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use futures::{FutureExt as _, StreamExt as _, stream};
use linekeeper_harness::{Database, Salon, ServiceOptions, SimulatorProcess, program};
use linekeeper_load::report::Subject;
use linekeeper_load::rivals::Rival;
use tokio::process::Command;

use crate::linekeeper::Linekeeper;
use crate::rival::Contender;

/// Number of linkings under way at once while many salons are linked.
const AT_ONCE: usize = 50;

/// A subject of the measurements: a program that keeps WhatsApp sessions.
#[async_trait]
pub trait Party: Send + Sync {
    /// Process id of the program.
    fn pid(&self) -> u32;
    /// Requests a pairing code for a salon without a session and cancels the pairing; returns the time until the code.
    async fn code(&self, simulator: &SimulatorProcess, salon: &Salon) -> Duration;
    /// Links a salon by code and waits until it is connected.
    async fn pair(&self, simulator: &SimulatorProcess, salon: &Salon);
    /// Links a salon by QR and waits until it is connected.
    async fn link(&self, simulator: &SimulatorProcess, salon: &Salon);
    /// Closes all connections, starts again from the stored credentials and waits until all sessions are connected;
    /// returns the time from the start. With the gate open, or with its default.
    async fn restore(&mut self, sessions: usize, gate: Gate) -> Duration;
    /// Has each of these many lines send texts to a number, and returns once all are ordered or sent. The rivals send
    /// with every line that they have.
    async fn send(&self, lines: usize, number: &str, times: u16);
    /// Waits until it has recorded that all texts were sent, if it records that.
    async fn recorded(&self, texts: u64);
    /// Rows and bytes in its database, if it has one.
    async fn stored(&self) -> Option<Stored>;
    /// Number of messages in the logs of all lines, if it keeps them.
    async fn logged(&self) -> Option<u64>;
}

/// Result of a subject's work; `None` if Baileys fails, which is printed and does not end the run of the others.
pub async fn finished<T>(subject: Subject, work: impl Future<Output = T>) -> Option<T> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(done) => Some(done),
        Err(_) if matches!(subject, Subject::Baileys6 | Subject::Baileys7) => {
            eprintln!("  {subject:?} did not come to the end");
            None
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// Rate limit of connections during a restoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// No limit.
    Open,
    /// Default settings; no limit for a subject without a gate.
    Default,
}

/// Size of stored data.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    /// Rows of keys.
    pub rows: f64,
    /// Size of tables and indexes, in bytes.
    pub bytes: f64,
}

/// A subject with its simulator.
pub struct Arena {
    /// Simulator of WhatsApp.
    pub simulator: SimulatorProcess,
    /// Subject that is measured.
    pub party: Box<dyn Party>,
    /// Directory of the logs, and the database of the run.
    _database: Option<Database>,
}

impl Arena {
    /// Starts this subject with a new simulator and database.
    pub async fn of(subject: Subject) -> Self {
        Self::with(subject, &[]).await
    }

    /// Does what [`Self::of`] does; `settings` are those of Linekeeper, name and value.
    pub async fn with(subject: Subject, settings: &[(&str, &str)]) -> Self {
        let database = Database::fresh().await;
        let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
        if subject == Subject::Linekeeper {
            let options = ServiceOptions::with_endpoint(&simulator.endpoint).set_all(settings);
            let party = Linekeeper::start(database, options).await;
            return Self { simulator, party: Box::new(party), _database: None };
        }
        let rival = Rival::start(command(subject, &simulator), &database.dir().join("rival.log"));
        Self { simulator, party: Box::new(Contender::new(rival)), _database: Some(database) }
    }

    /// Links these salons, `AT_ONCE` at a time.
    pub async fn link(&self, places: std::ops::Range<usize>) {
        let linking = stream::iter(places.map(Salon::nth)).map(|salon| async move {
            self.named(&salon).await;
            self.party.link(&self.simulator, &salon).await;
        });
        linking.buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// Names the salon's account: one with a business name logs in without the client's slow path.
    pub async fn named(&self, salon: &Salon) {
        self.simulator.name(&salon.number, "Salon Anna").await;
    }
}

fn command(subject: Subject, simulator: &SimulatorProcess) -> Command {
    let release = match subject {
        Subject::Linekeeper | Subject::Bare => {
            let mut command = Command::new(program("linekeeper-bare"));
            command.arg(&simulator.endpoint);
            return command;
        }
        Subject::Baileys6 => "baileys6",
        Subject::Baileys7 => "baileys7",
    };
    let mut command = Command::new("node");
    command.arg(baileys().join("rival.mjs")).args([release, &simulator.endpoint, &simulator.root]);
    command
}

/// Directory of the Node.js program and its packages.
fn baileys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("baileys")
}
