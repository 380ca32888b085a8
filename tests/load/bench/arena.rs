//! Where they meet: a simulator of their own for each, and one way to ask any of them for the same work.

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

/// Links under way at once while a crowd is linked.
const AT_ONCE: usize = 50;

/// Somebody who keeps WhatsApp sessions.
#[async_trait]
pub trait Party: Send + Sync {
    /// The process that does the work.
    fn pid(&self) -> u32;
    /// Obtains a pairing code for a salon nobody has asked about, and gives it up: how long the code took.
    async fn code(&self, simulator: &SimulatorProcess, salon: &Salon) -> Duration;
    /// Links a salon by code, until it is connected.
    async fn pair(&self, simulator: &SimulatorProcess, salon: &Salon);
    /// Links a salon by QR, until it is connected.
    async fn link(&self, simulator: &SimulatorProcess, salon: &Salon);
    /// Gives up all connections, begins again from what is stored and waits until all these are connected: how long from
    /// the beginning to the end. With the gate open, or as it is by default.
    async fn restore(&mut self, sessions: usize, gate: Gate) -> Duration;
    /// Rows and bytes it keeps in a database, if it has one.
    async fn stored(&self) -> Option<Stored>;
}

/// What came of a subject's work. Baileys that gives up says so, leaves its fields empty and does not end the run of the others.
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

/// How fast a restoration may connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// As fast as it can.
    Open,
    /// As it is when nothing is set; who has no gate has none to be slow at.
    Default,
}

/// What lies in a database.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    /// Rows of keys.
    pub rows: f64,
    /// Bytes of tables and indexes.
    pub bytes: f64,
}

/// A simulator and one who uses it.
pub struct Arena {
    /// WhatsApp.
    pub simulator: SimulatorProcess,
    /// Who is measured.
    pub party: Box<dyn Party>,
    /// Logs, and whatever else belongs to the run.
    _database: Option<Database>,
}

impl Arena {
    /// For this subject, all fresh.
    pub async fn of(subject: Subject) -> Self {
        let database = Database::fresh().await;
        let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
        if subject == Subject::Linekeeper {
            let party = Linekeeper::start(database, ServiceOptions::with_endpoint(&simulator.endpoint)).await;
            return Self { simulator, party: Box::new(party), _database: None };
        }
        let rival = Rival::start(command(subject, &simulator), &database.dir().join("rival.log"));
        Self { simulator, party: Box::new(Contender::new(rival)), _database: Some(database) }
    }

    /// Links these salons, many at once.
    pub async fn link(&self, places: std::ops::Range<usize>) {
        let linking = stream::iter(places.map(Salon::nth)).map(|salon| async move {
            self.named(&salon).await;
            self.party.link(&self.simulator, &salon).await;
        });
        linking.buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// An account with a business name logs in without the client's slow path.
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

/// The Node.js program and what it has installed.
fn baileys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("baileys")
}
