//! PgBouncer in front of a database, in transaction pooling mode.

use std::fmt::Write as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio_postgres::config::Host;

use crate::DEADLINE;
use crate::process::tail;

/// Port number in the name of the Unix socket; no TCP port is opened.
const PORT: u16 = 6432;

/// User id of `nobody`, under which PgBouncer runs if the server has no Unix socket whose owner could be used.
const NOBODY: u32 = 65_534;

/// A running PgBouncer. Killed when dropped.
pub struct Pooler {
    dir: TempDir,
    _child: Child,
}

impl Pooler {
    /// Starts one in front of the server at this address, with at most `sessions` server connections.
    pub(crate) async fn before(config: &tokio_postgres::Config, sessions: u32) -> Self {
        let dir = tempfile::Builder::new().prefix("linekeeper-pooler-").tempdir().expect("a directory");
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).expect("permissions");
        let settings = dir.path().join("pgbouncer.ini");
        std::fs::write(&settings, ini(config, dir.path(), sessions)).expect("a file");
        let log = dir.path().join("pgbouncer.log");
        let logged = std::fs::File::create(&log).expect("a log file");
        let mut command = Command::new(program());
        command.arg(&settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(logged).kill_on_drop(true);
        // PgBouncer refuses to run as root, and the server's socket admits its owner only.
        let ours = std::fs::metadata(dir.path()).expect("a directory").uid();
        if ours == 0 {
            command.uid(owner_of_socket(config).unwrap_or(NOBODY));
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let pooler = Self { dir, _child: child };
        pooler.until_it_listens(&log).await;
        pooler
    }

    /// Connection string through PgBouncer.
    pub(crate) fn words(&self) -> String {
        // `pooled` is the alias in PgBouncer's own settings, which hold the real database, user and password.
        format!("host={} port={PORT} user=pooled dbname=pooled", self.dir.path().display())
    }

    async fn until_it_listens(&self, log: &Path) {
        let socket = self.dir.path().join(format!(".s.PGSQL.{PORT}"));
        let listens = async {
            while UnixStream::connect(&socket).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(DEADLINE, listens).await;
        waited.unwrap_or_else(|_| panic!("PgBouncer does not listen:\n{}", tail(log)));
    }
}

fn program() -> PathBuf {
    let named = std::env::var_os("LINEKEEPER_PGBOUNCER").map(PathBuf::from);
    let path = named.unwrap_or_else(|| PathBuf::from("/usr/sbin/pgbouncer"));
    assert!(path.is_file(), "there is no PgBouncer: eval \"$(tests/harness/install-pgbouncer)\"");
    path
}

fn ini(config: &tokio_postgres::Config, dir: &Path, sessions: u32) -> String {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let host = match config.get_hosts().first() {
        Some(Host::Unix(directory)) => directory.display().to_string(),
        Some(Host::Tcp(name)) => name.clone(),
        None => panic!("the address names no host"),
    };
    let mut server = format!("pooled = host={host} port={port}");
    for (key, value) in [("user", config.get_user()), ("dbname", config.get_dbname())] {
        server.extend(value.map(|value| format!(" {key}={value}")));
    }
    server.extend(config.get_password().map(|word| format!(" password={}", String::from_utf8_lossy(word))));
    let mut ini = format!("[databases]\n{server}\n[pgbouncer]\n");
    let _written = write!(
        ini,
        "unix_socket_dir = {}\nlisten_port = {PORT}\nauth_type = any\npool_mode = transaction\n\
         default_pool_size = {sessions}\nmax_client_conn = 200\n",
        dir.display()
    );
    ini
}

fn owner_of_socket(config: &tokio_postgres::Config) -> Option<u32> {
    let Some(Host::Unix(directory)) = config.get_hosts().first() else { return None };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    std::fs::metadata(directory.join(format!(".s.PGSQL.{port}"))).ok().map(|socket| socket.uid())
}
