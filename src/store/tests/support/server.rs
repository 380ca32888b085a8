//! Databases for tests: made in the server of `TEST_DATABASE_URL`, or in an embedded server shared by the tests of a
//! process. Making a cluster takes seconds, so one is made per machine and copied.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use linekeeper_store::{Source, Store, StoreConfig};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio_postgres::config::Host;

use super::{admin, master_keys};

/// Database of one test.
pub(crate) struct Database {
    host: String,
    port: u16,
    user: String,
    password: Option<String>,
    name: String,
    /// Shared embedded server; absent with an external server.
    server: Option<Arc<Server>>,
}

/// Embedded server shared by the tests of this process that run at the same time.
struct Server {
    store: Store,
    directory: TempDir,
}

/// The running server, if any. Starting and stopping it requires this lock.
static SHARED: Mutex<Weak<Server>> = Mutex::const_new(Weak::new());

impl Server {
    async fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().await;
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let directory = prepared_directory().await;
        let mut settings = embedded(directory.path());
        // Enough connections for the pools of all tests.
        settings.pool_size = 300;
        let server = Arc::new(Self { store: Store::open(settings).await.unwrap(), directory });
        *shared = Arc::downgrade(&server);
        server
    }

    async fn release(self: Arc<Self>) {
        let _shared = SHARED.lock().await;
        if let Some(last) = Arc::into_inner(self) {
            last.store.close().await;
        }
    }
}

impl Database {
    /// Makes an empty database.
    pub(crate) async fn fresh() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("linekeeper_test_{}_{count}", std::process::id());
        let database = match std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
            Some(url) => Self::named_by(&url, name),
            None => Self::in_shared_server(name).await,
        };
        let admin = admin(&database.words_for("postgres")).await;
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", database.name)).await.unwrap();
        let make = format!("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", database.name);
        admin.batch_execute(&make).await.unwrap();
        database
    }

    fn named_by(url: &str, name: String) -> Self {
        let config: tokio_postgres::Config = url.parse().unwrap();
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            Some(Host::Unix(path)) => path.display().to_string(),
            None => "127.0.0.1".to_owned(),
        };
        Self {
            host,
            port: config.get_ports().first().copied().unwrap_or(5432),
            user: config.get_user().unwrap_or("postgres").to_owned(),
            password: config.get_password().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap()),
            name,
            server: None,
        }
    }

    async fn in_shared_server(name: String) -> Self {
        let server = Server::shared().await;
        Self {
            host: server.directory.path().join("run").display().to_string(),
            port: 5432,
            user: "linekeeper".to_owned(),
            password: None,
            name,
            server: Some(server),
        }
    }

    /// Connection string of the database.
    pub(crate) fn words(&self) -> String {
        self.words_for(&self.name)
    }

    /// Connection string of another database of the server.
    pub(crate) fn words_for(&self, database: &str) -> String {
        self.words_by(&self.host, self.port, database)
    }

    /// Connection string of the database by way of a proxy.
    pub(crate) fn words_through(&self, port: u16) -> String {
        self.words_by("127.0.0.1", port, &self.name)
    }

    fn words_by(&self, host: &str, port: u16, database: &str) -> String {
        let password = self.password.as_ref().map(|word| format!(" password={word}")).unwrap_or_default();
        format!("host={host} port={port} user={}{password} dbname={database}", self.user)
    }

    /// Endpoint of the server: a host or the directory of its socket, and its port.
    pub(crate) fn endpoint(&self) -> (String, u16) {
        (self.host.clone(), self.port)
    }

    /// Drops the database, and stops the shared server if no other test uses it.
    pub(crate) async fn remove(self) {
        let admin = admin(&self.words_for("postgres")).await;
        admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await.unwrap();
        if let Some(server) = self.server {
            server.release().await;
        }
    }
}

/// Settings that make the server start fast; durability is not affected, since the launcher's settings override these.
const THRIFT: &str = "shared_buffers = '8MB'\nautovacuum = off\n";

/// Settings of an embedded server in this directory.
pub(crate) fn embedded(data_dir: &Path) -> StoreConfig {
    let bin_dir = std::env::var_os("LINEKEEPER_PG_BIN").map(PathBuf::from);
    StoreConfig::new(Source::Embedded { data_dir: data_dir.to_owned(), bin_dir }, master_keys())
}

/// Makes an empty directory that the server's user can reach.
pub(crate) fn empty_directory() -> TempDir {
    let directory = tempfile::Builder::new().prefix("lk-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

/// Makes a data directory with a cluster whose migrations are applied, and no server running.
pub(crate) async fn prepared_directory() -> TempDir {
    let template = template().await;
    let directory = empty_directory();
    let copied = Command::new("cp").arg("-a").arg(template.join("postgres")).arg(directory.path()).status().unwrap();
    assert!(copied.success());
    directory
}

/// The cluster to copy; made by the first test that needs it.
async fn template() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (THRIFT, std::env::var_os("LINEKEEPER_PG_BIN"), env!("CARGO_MANIFEST_DIR"), rustix::process::geteuid().as_raw())
        .hash(&mut hasher);
    hash_migrations(&mut hasher);
    let place = Path::new("/tmp").join(format!("linekeeper-store-tests-{:016x}", hasher.finish()));
    fs::create_dir_all(&place).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    let lock = fs::File::create(place.join("tests.lock")).unwrap();
    lock.lock().unwrap();
    let ready = place.join("ready");
    if !ready.exists() {
        for entry in fs::read_dir(&place).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            fs::remove_dir_all(entry.path()).unwrap();
        }
        Store::open(embedded(&place)).await.unwrap().close().await;
        let settings = place.join("postgres/postgresql.auto.conf");
        let mut settings = fs::OpenOptions::new().append(true).open(settings).unwrap();
        settings.write_all(THRIFT.as_bytes()).unwrap();
        fs::write(ready, "").unwrap();
    }
    place
}

/// Hashes the migrations: a cluster made from other migrations would be refused, so it is a different template.
fn hash_migrations(hasher: &mut DefaultHasher) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        (&file, fs::read(&file).unwrap()).hash(hasher);
    }
}
