//! Settings of the store: where the database is, and the timeouts and bounds of its calls.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use linekeeper_secrets::MasterKeys;
use linekeeper_telemetry::Metrics;

/// Connection string. It may hold a password, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Wraps a connection string, a URL (`postgres://…`) or keywords (`host=… user=…`). [`crate::Store::open`] parses
    /// it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(hidden)")
    }
}

/// Location of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// External server.
    Url(DatabaseUrl),
    /// Embedded server: a child process of this one.
    Embedded {
        /// Directory of the database cluster, its lock and its socket; made if absent.
        data_dir: PathBuf,
        /// Directory of `postgres` and `initdb`, if it is not one of the usual places.
        bin_dir: Option<PathBuf>,
    },
}

/// Whether statements are prepared and kept on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statements {
    /// Each statement is sent whole and forgotten, so that a pooler may hand each transaction to another server
    /// connection.
    Unnamed,
    /// Each statement is parsed once per connection, and planned once where the server finds a generic plan good
    /// enough, which saves about half of its work. Prepared again now and then, see `plans`. The embedded server always
    /// uses this mode. Behind a pooler, which lends sessions per transaction, statements are sent whole nevertheless.
    Named,
}

/// Settings of the store.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Location of the database.
    pub source: Source,
    /// Master keys that wrap the companies' data keys; the first is the current one.
    pub master_keys: MasterKeys,
    /// Whether statements are prepared on an external server.
    pub statements: Statements,
    /// Most connections of the pool.
    pub pool_size: usize,
    /// Timeout of one call: waiting for a connection, its statements and its commit together.
    pub call_timeout: Duration,
    /// Time for which [`crate::Store::open`] retries a server that does not answer.
    pub connect_patience: Duration,
    /// Time for which [`crate::Store::open`] waits while another process applies migrations.
    pub migration_patience: Duration,
    /// Time the embedded server may take to start; after a crash it first replays its log.
    pub start_patience: Duration,
    /// Metrics in which calls are counted.
    pub metrics: Metrics,
    /// Whether values are stored unsealed, for the benchmark.
    #[cfg(feature = "bench-unsealed")]
    pub unsealed: bool,
}

impl StoreConfig {
    /// Makes the default settings for this source and these keys: unnamed statements, 8 connections, 5 s for a call, 15
    /// s to connect, 60 s for migrations and 60 s for the start of the embedded server. Calls are counted in metrics of
    /// the store's own until others are set.
    #[must_use]
    pub fn new(source: Source, master_keys: MasterKeys) -> Self {
        Self {
            source,
            master_keys,
            statements: Statements::Unnamed,
            pool_size: 8,
            call_timeout: Duration::from_secs(5),
            connect_patience: Duration::from_secs(15),
            migration_patience: Duration::from_secs(60),
            start_patience: Duration::from_secs(60),
            metrics: Metrics::new(),
            #[cfg(feature = "bench-unsealed")]
            unsealed: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_neither_password_nor_key() {
        let keys = MasterKeys::generate("a".parse().unwrap());
        let secret = keys.current().to_text();
        let config = StoreConfig::new(Source::Url(DatabaseUrl::new("postgres://app:hunter2@db.example/app")), keys);
        let printed = format!("{config:?}");
        assert!(!printed.contains("hunter2") && !printed.contains(secret.as_str()), "{printed}");
    }
}
