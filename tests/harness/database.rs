//! Databases for tests: a fresh one on a server that all tests of a process share (`TEST_DATABASE_URL`, else an
//! embedded one), or an embedded PostgreSQL for one test alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use linekeeper_secrets::MasterKeys;
use linekeeper_store::{Source, Store, StoreConfig};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::OnceCell;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, NoTls};

use crate::DEADLINE;
use crate::pooler::Pooler;
use crate::wire::{Target, Wire};

/// Database of one test, with its data directory and keys.
pub struct Database {
    dir: TempDir,
    url: Option<String>,
    /// Master keys under which credentials are sealed.
    master_keys: MasterKeys,
    /// API key with scope `admin`, printed by the first service on this database.
    admin_key: Arc<OnceLock<String>>,
}

/// Well-formed API key that no service knows.
pub(crate) const NO_KEY: &str = "lk_aaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Beginning of the names of the shared servers' directories; the process id follows.
const PREFIX: &str = "linekeeper-tests-";

/// Fixed master key of the shared server: its directory may outlive the process that made it.
const SERVERS_MASTER_KEY: &str = "tests:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

impl Database {
    /// Creates a database on the shared server.
    pub async fn fresh() -> Self {
        static SERVER: OnceCell<String> = OnceCell::const_new();
        let server = SERVER.get_or_init(server).await;
        Self::new(Some(create_on(server).await))
    }

    /// Prepares a data directory for an embedded PostgreSQL, which the service starts itself.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(None)
    }

    /// Uses the database at this address, which need not answer.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self::new(Some(url.to_owned()))
    }

    fn new(url: Option<String>) -> Self {
        let master_keys = MasterKeys::generate("tests".parse().expect("an id"));
        Self { dir: fresh_dir(), url, master_keys, admin_key: Arc::default() }
    }

    /// Master keys given to the services on this database.
    #[must_use]
    pub const fn master_keys(&self) -> &MasterKeys {
        &self.master_keys
    }

    /// Replaces the master keys for services started from now on.
    pub fn set_master_keys(&mut self, keys: MasterKeys) {
        self.master_keys = keys;
    }

    /// API key with scope `admin` once a service has printed one; a well-formed unknown key until then.
    #[must_use]
    pub fn admin_key(&self) -> &str {
        self.admin_key.get().map_or(NO_KEY, String::as_str)
    }

    /// Cell that a service fills with the admin key it prints.
    pub(crate) fn admin_key_cell(&self) -> Arc<OnceLock<String>> {
        self.admin_key.clone()
    }

    /// Temporary directory of this test, for logs and data.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Data directory of an embedded PostgreSQL.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Connection string; `None` if the database is embedded.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Opens a connection that bypasses the service. An embedded database runs only while its service does.
    pub async fn connect(&self) -> Client {
        let socket = self.data_dir().join("run");
        let embedded = || format!("host={} user=linekeeper dbname=linekeeper", socket.display());
        let words = self.url.clone().unwrap_or_else(embedded);
        let (client, connection) = tokio_postgres::connect(&words, NoTls).await.expect("a PostgreSQL");
        tokio::spawn(connection);
        client
    }

    /// Waits until no service process is connected: the server still executes what a killed process had sent, for
    /// example while it closed a link.
    pub async fn until_left(&self) {
        let others =
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'linekeeper'";
        let client = self.connect().await;
        let left = async {
            while !client.query(others, &[]).await.expect("who is connected").is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(DEADLINE, left).await.expect("a killed process is still connected");
    }

    /// Kills the embedded server that all tests of this process share (SIGKILL to all its processes); it is started again
    /// on the same data. Panics if there is none, with `TEST_DATABASE_URL` for example.
    pub async fn kill_server() {
        let file = dir_of(std::process::id()).join("postgres/postmaster.pid");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let server = text.lines().next().expect("a process id").trim().to_owned();
        let listed = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children")).unwrap_or_default();
        let all: Vec<&str> = std::iter::once(server.as_str()).chain(listed.split_whitespace()).collect();
        // One that has ended meanwhile makes the command fail.
        let _told = Command::new("kill").arg("-KILL").args(&all).stderr(Stdio::null()).status().await.expect("kill");
    }

    /// Puts a [`Wire`] between the service and the database.
    pub async fn behind_wire(self) -> (Self, Wire) {
        let url = self.url.as_deref().expect("a database with an address");
        let config: tokio_postgres::Config = url.parse().expect("an address of a PostgreSQL");
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let target = match config.get_hosts().first() {
            Some(Host::Unix(directory)) => Target::Unix(directory.join(format!(".s.PGSQL.{port}"))),
            Some(Host::Tcp(name)) => Target::Tcp(address_of(name, port).await),
            None => panic!("the address names no host"),
        };
        let wire = Wire::to(target).await;
        let through = words(&config, wire.address());
        (Self { url: Some(through), ..self }, wire)
    }

    /// Puts a PgBouncer in transaction mode before the database, with at most `sessions` server connections.
    pub async fn behind_pooler(self, sessions: u32) -> (Self, Pooler) {
        let url = self.url.as_deref().expect("a database with an address");
        let pooler = Pooler::before(&url.parse().expect("an address of a PostgreSQL"), sessions).await;
        (Self { url: Some(pooler.words()), ..self }, pooler)
    }

    /// Environment variables that make a service use this database.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        let data = self.data_dir().to_string_lossy().into_owned();
        let keys = self.master_keys.iter().map(|key| key.to_text().to_string()).collect::<Vec<_>>().join(",");
        let mut settings =
            vec![("LINEKEEPER__STORE__DATA_DIR".to_owned(), data), ("LINEKEEPER_MASTER_KEY".to_owned(), keys)];
        settings.extend(self.url.clone().map(|url| ("DATABASE_URL".to_owned(), url)));
        settings
    }
}

async fn address_of(host: &str, port: u16) -> SocketAddr {
    let mut found = tokio::net::lookup_host((host, port)).await.expect("the address of the PostgreSQL");
    found.next().expect("an address")
}

/// Connection string for the same user and database at another address.
fn words(config: &tokio_postgres::Config, address: SocketAddr) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
    let mut words = format!("host={} port={}", address.ip(), address.port());
    for (key, value) in [("user", config.get_user()), ("dbname", config.get_dbname())] {
        words.extend(value.map(|value| format!(" {key}={}", quoted(value))));
    }
    let password = config.get_password().map(String::from_utf8_lossy);
    words.extend(password.map(|password| format!(" password={}", quoted(&password))));
    words
}

/// Creates a directory that a server running as another user can enter.
fn fresh_dir() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::Builder::new().prefix("linekeeper-").tempdir().expect("a directory");
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    dir
}

/// Starts or finds the shared server. An embedded one ends with the test process.
async fn server() -> String {
    if let Some(url) = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        return url;
    }
    let (told, address) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let data_dir = dir_of_this_process();
            let bin_dir = std::env::var_os("LINEKEEPER_PG_BIN").map(PathBuf::from);
            // Enough for the pools of all services that run at a time, and of those killed a moment ago.
            let keys = SERVERS_MASTER_KEY.parse().expect("a master key");
            let source = Source::Embedded { data_dir, bin_dir };
            let config = StoreConfig { pool_size: 200, ..StoreConfig::new(source, keys) };
            let store = Store::open(config).await;
            let store = store.unwrap_or_else(|error| panic!("{error}"));
            let _asked = told.send(store.embedded_address().expect("an embedded server"));
            std::future::pending::<()>().await;
        });
    });
    address.await.expect("an embedded PostgreSQL")
}

/// Directory named after this process's id. Directories of processes that have ended are deleted.
fn dir_of_this_process() -> PathBuf {
    let all = std::env::temp_dir();
    for entry in std::fs::read_dir(&all).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let gone = name.strip_prefix(PREFIX).is_some_and(|pid| !Path::new("/proc").join(pid).exists());
        if gone {
            // Another process may be deleting it too.
            let _swept = std::fs::remove_dir_all(entry.path());
        }
    }
    dir_of(std::process::id())
}

/// Directory of the shared server of a process.
fn dir_of(process: u32) -> PathBuf {
    std::env::temp_dir().join(format!("{PREFIX}{process}"))
}

async fn create_on(server: &str) -> String {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.expect("a PostgreSQL");
    let driven = tokio::spawn(connection);
    let name = format!("linekeeper_{}", uuid::Uuid::new_v4().simple());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    drop(client);
    driven.await.expect("the connection's end").expect("a clean end");
    renamed(server, &name)
}

/// Connection string of another database on the same server.
fn renamed(server: &str, name: &str) -> String {
    if let Some((base, _)) = server.strip_prefix("postgres").and(server.rsplit_once('/')) {
        return format!("{base}/{name}");
    }
    let kept = server.split_whitespace().filter(|word| !word.starts_with("dbname="));
    kept.chain([format!("dbname={name}").as_str()]).collect::<Vec<_>>().join(" ")
}
