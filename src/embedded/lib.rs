//! Embedded server, the default: real PostgreSQL as a private child process, so that the service runs without a
//! database set up beforehand. It listens on a Unix socket that only this user can open, keeps fsync on, is restarted
//! after a crash, and survives `kill -9` of this process, of the server, or of both.

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
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tracing::info;

pub use error::EmbeddedError;

use self::binaries::Binaries;
use self::directory::DataDirectory;
use self::keeper::{Condition, Keeper, Plan};
use self::spawn::Launcher;

/// Connections the server allows beyond our pool: for migrations, and for a person with `psql`.
pub const SPARE_CONNECTIONS: usize = 12;

/// Name of the service's database.
const DATABASE: &str = "linekeeper";

/// Consecutive failed starts after which starting is given up.
const MAX_FAILURES: u32 = 4;

/// Pause between two checks of a starting server, and the timeout of one check.
const READY_PAUSE: Duration = Duration::from_millis(25);
const ANSWER_PATIENCE: Duration = Duration::from_secs(5);

/// Settings of the embedded server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Directory of the cluster, the socket and the lock; created if it is absent.
    pub data_dir: PathBuf,
    /// Directory of `postgres` and `initdb` that is looked into first.
    pub bin_dir: Option<PathBuf>,
    /// Connections that the server allows.
    pub max_connections: usize,
    /// Longest time from the start of the server to its first answer.
    pub start_patience: Duration,
}

/// A running server. Dropping it tells the server to stop; [`Embedded::stop`] also waits until it has.
#[derive(Debug)]
pub struct Embedded {
    keeper: Keeper,
    socket_directory: PathBuf,
}

impl Embedded {
    /// Makes the cluster if there is none, starts the server, and returns when it answers.
    ///
    /// # Errors
    /// [`EmbeddedError`]; nothing is left running then.
    pub async fn start(settings: Settings) -> Result<Self, EmbeddedError> {
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

    /// Configuration for connecting to the service's database on this server.
    #[must_use]
    pub fn config(&self) -> Config {
        config(&self.socket_directory, DATABASE)
    }

    /// Connection string for other processes; only the server's own user can use it.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.socket_directory)
    }

    /// Stops the server and returns when it has ended; at most 20 s.
    pub async fn stop(self) {
        self.keeper.stop().await;
    }

    async fn until_ready(&self, patience: Duration) -> Result<(), EmbeddedError> {
        let config = config(&self.socket_directory, "postgres");
        let deadline = Instant::now() + patience;
        loop {
            let condition = *self.keeper.condition.borrow();
            let words = match condition {
                Condition::Down { failures: MAX_FAILURES.. } => {
                    return Err(EmbeddedError::StartFailed { words: self.keeper.tail.words() });
                }
                // An answer in this state could only come from an old server.
                Condition::Down { .. } | Condition::Stopped => "it is not running".to_owned(),
                Condition::Up => match timeout(ANSWER_PATIENCE, config.connect(NoTls)).await {
                    Ok(Ok((client, connection))) => {
                        // It ends with the client.
                        tokio::spawn(connection);
                        return make_database(&client).await;
                    }
                    Ok(Err(error)) => reason(&error),
                    Err(_) => "no answer".to_owned(),
                },
            };
            if Instant::now() >= deadline {
                return Err(EmbeddedError::StartTimedOut { seconds: patience.as_secs(), words });
            }
            sleep(READY_PAUSE).await;
        }
    }
}

/// Connection string of the server that another process has started on this data directory.
///
/// # Errors
/// [`EmbeddedError`] if the directory cannot be used.
pub fn address_of_running(data_dir: &Path) -> Result<String, EmbeddedError> {
    Ok(address(&DataDirectory::prepare(data_dir)?.socket_directory()?))
}

fn config(socket_directory: &Path, database: &str) -> Config {
    let mut config = Config::new();
    config.host_path(socket_directory).user(cluster::SUPERUSER).dbname(database).ssl_mode(SslMode::Disable);
    config
}

/// Message of an error of the driver or of the server.
fn reason(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(db), _) => format!("SQLSTATE {}: {}", db.code().code(), db.message()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

fn address(socket_directory: &Path) -> String {
    format!("host={} user={} dbname={DATABASE}", socket_directory.display(), cluster::SUPERUSER)
}

/// Prepares the directory and the cluster and starts the supervising thread. Blocks.
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

async fn make_database(client: &Client) -> Result<(), EmbeddedError> {
    let failed = |error: tokio_postgres::Error| EmbeddedError::StartFailed { words: reason(&error) };
    let sql = format!("SELECT FROM pg_database WHERE datname = '{DATABASE}'");
    if client.query_typed(&sql, &[]).await.map_err(failed)?.is_empty() {
        client.batch_execute(&format!("CREATE DATABASE {DATABASE} TEMPLATE template0")).await.map_err(failed)?;
    }
    Ok(())
}
