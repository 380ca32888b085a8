//! The embedded default: real PostgreSQL as a private child process, so that the service runs where nobody set up a
//! database. It listens on a Unix socket that only this user can open, keeps fsync on, starts again after a crash, and
//! survives the worst that can happen to us: `kill -9` of this process, of the server, or of both.

mod account;
mod binaries;
mod cluster;
mod directory;
mod error;
mod keeper;
mod orphan;
mod output;
mod spawn;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::Client;
use tracing::info;

pub use error::EmbeddedError;

use self::binaries::Binaries;
use self::directory::DataDirectory;
use self::keeper::{Condition, Keeper, Plan};
use self::spawn::Launcher;
use crate::failure::describe;
use crate::open_error::StoreOpenError;
use crate::target::Target;

/// Connections the server allows beyond our pool's: for migrations, and for a person with `psql`.
pub(crate) const SPARE_CONNECTIONS: usize = 12;

/// The database of the service.
const DATABASE: &str = "linekeeper";

/// A server that ends so often in a row while it is started will not start.
const MAX_FAILURES: u32 = 4;

/// The pause between two looks at a starting server, and how long it may take to answer one.
const READY_PAUSE: Duration = Duration::from_millis(25);
const ANSWER_PATIENCE: Duration = Duration::from_secs(5);

/// What the embedded server must be told.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) data_dir: PathBuf,
    pub(crate) bin_dir: Option<PathBuf>,
    pub(crate) max_connections: usize,
    pub(crate) start_patience: Duration,
}

/// A running server. Dropped, it is told to stop; [`Embedded::stop`] also waits until it has.
#[derive(Debug)]
pub(crate) struct Embedded {
    keeper: Keeper,
    socket_directory: PathBuf,
}

impl Embedded {
    /// Makes the cluster if there is none, starts the server, and returns when it answers.
    pub(crate) async fn start(settings: Settings) -> Result<Self, StoreOpenError> {
        let patience = settings.start_patience;
        let started = tokio::task::spawn_blocking(move || launch(&settings)).await;
        let started = started
            .unwrap_or_else(|_| Err(EmbeddedError::StartFailed { words: "this process is shutting down".to_owned() }));
        let server = started?;
        match server.until_ready(patience).await {
            Ok(()) => Ok(server),
            Err(error) => {
                server.stop().await;
                Err(error)
            }
        }
    }

    /// How to reach it.
    pub(crate) fn target(&self, connect_timeout: Duration) -> Target {
        Target::from_socket(&self.socket_directory, (cluster::SUPERUSER, DATABASE), connect_timeout)
    }

    /// The same for people and programs that are not of this process; only the server's own user can use it.
    pub(crate) fn address(&self) -> String {
        address(&self.socket_directory)
    }

    /// Stops the server and returns when it has ended; at most 20 s.
    pub(crate) async fn stop(self) {
        self.keeper.stop().await;
    }

    async fn until_ready(&self, patience: Duration) -> Result<(), StoreOpenError> {
        let target = Target::from_socket(&self.socket_directory, (cluster::SUPERUSER, "postgres"), ANSWER_PATIENCE);
        let deadline = Instant::now() + patience;
        loop {
            let condition = *self.keeper.condition.borrow();
            let words = match condition {
                Condition::Down { failures: MAX_FAILURES.. } => {
                    return Err(EmbeddedError::StartFailed { words: self.keeper.tail.words() }.into());
                }
                // Whoever answers now is an old server.
                Condition::Down { .. } | Condition::Stopped => "it is not running".to_owned(),
                Condition::Up => match timeout(ANSWER_PATIENCE, target.connect()).await {
                    Ok(Ok(client)) => return make_database(&client).await,
                    Ok(Err(error)) => describe(&error),
                    Err(_) => "no answer".to_owned(),
                },
            };
            if Instant::now() >= deadline {
                return Err(EmbeddedError::StartTimedOut { seconds: patience.as_secs(), words }.into());
            }
            sleep(READY_PAUSE).await;
        }
    }
}

/// How to reach the server that another process has started on this data directory.
pub(crate) fn address_of_running(data_dir: &Path) -> Result<String, EmbeddedError> {
    Ok(address(&DataDirectory::prepare(data_dir)?.socket_directory()?))
}

fn address(socket_directory: &Path) -> String {
    format!("host={} user={} dbname={DATABASE}", socket_directory.display(), cluster::SUPERUSER)
}

/// Everything before the server runs. Blocks.
fn launch(settings: &Settings) -> Result<Embedded, EmbeddedError> {
    let directory = DataDirectory::prepare(&settings.data_dir)?;
    let lock = directory.lock()?;
    cluster::remove_leftovers(&directory)?;
    let major = cluster::major(&directory)?;
    let binaries = Binaries::find(settings.bin_dir.as_deref(), major)?;
    if let Some(closed) = directory.account.kept_out_by(&binaries.directory) {
        let user = directory.account.name.clone();
        return Err(EmbeddedError::OutOfReach { user, path: binaries.directory, closed });
    }
    let launcher = Launcher::new(directory.account.clone());
    if major.is_none() {
        cluster::make(&directory, &binaries, &launcher)?;
    }
    let socket_directory = directory.socket_directory()?;
    let (root, socket) = (directory.root.display(), socket_directory.display());
    info!("starting PostgreSQL {} in {root}; to look inside: psql -h {socket} -U linekeeper", binaries.major);
    let plan = Plan {
        launcher,
        program: binaries.postgres(),
        socket_directory: socket_directory.clone(),
        max_connections: settings.max_connections,
        directory,
    };
    Ok(Embedded { keeper: Keeper::start(plan, lock)?, socket_directory })
}

async fn make_database(client: &Client) -> Result<(), StoreOpenError> {
    let failed = |error: tokio_postgres::Error| EmbeddedError::StartFailed { words: describe(&error) };
    let sql = format!("SELECT FROM pg_database WHERE datname = '{DATABASE}'");
    if client.query_typed(&sql, &[]).await.map_err(failed)?.is_empty() {
        client.batch_execute(&format!("CREATE DATABASE {DATABASE} TEMPLATE template0")).await.map_err(failed)?;
    }
    Ok(())
}
