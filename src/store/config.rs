//! What the store must be told: where the database is, and the bounds of its calls.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use linekeeper_secrets::MasterKeys;
use linekeeper_telemetry::Metrics;

/// A connection string. It may hold a password and never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Takes a connection string, a URL (`postgres://…`) or words (`host=… user=…`). It is read by [`crate::Store::open`].
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

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A server that somebody else runs.
    Url(DatabaseUrl),
    /// A server of our own: a child process of this one.
    Embedded {
        /// The directory that holds the database cluster, its lock and its socket; made when it is not there.
        data_dir: PathBuf,
        /// Where `postgres` and `initdb` are, when not in one of the usual places.
        bin_dir: Option<PathBuf>,
    },
}

/// Whether statements are kept on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statements {
    /// Each is sent whole and forgotten, so that a pooler may hand each transaction to another connection of the server.
    Unnamed,
    /// Each is parsed once on every connection, and planned once where the server finds that planning for the values at hand is
    /// not worth it, which is about half of its work. Parsed and planned anew now and then, see `plans`. The embedded server
    /// always has it so. Behind a pooler, which lends sessions by the transaction, statements are sent whole all the same.
    Named,
}

/// The store's settings.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Where the database is.
    pub source: Source,
    /// What the data keys of companies are wrapped with; the first is the current one.
    pub master_keys: MasterKeys,
    /// Whether statements are kept on the server, where it is not the embedded one.
    pub statements: Statements,
    /// The most connections at once.
    pub pool_size: usize,
    /// How long one call may take: waiting for a connection, its statements and its commit together.
    pub call_timeout: Duration,
    /// How long [`crate::Store::open`] keeps trying a server that does not answer.
    pub connect_patience: Duration,
    /// How long [`crate::Store::open`] waits while another process applies migrations.
    pub migration_patience: Duration,
    /// How long the embedded server may take to start; after a crash it first replays its log.
    pub start_patience: Duration,
    /// Where calls are counted.
    pub metrics: Metrics,
    /// Whether values are stored as they are, for the benchmark.
    #[cfg(feature = "bench-unsealed")]
    pub unsealed: bool,
}

impl StoreConfig {
    /// The default settings for this source and these keys: unnamed statements, 8 connections, 5 s for a call, 15 s to connect, 60 s for migrations and for
    /// the start of the embedded server. Calls are counted in metrics of the store's own until others are given.
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
    fn neither_a_password_nor_a_key_prints() {
        let keys = MasterKeys::generate("a".parse().unwrap());
        let secret = keys.current().to_text();
        let config = StoreConfig::new(Source::Url(DatabaseUrl::new("postgres://app:hunter2@db.example/app")), keys);
        let printed = format!("{config:?}");
        assert!(!printed.contains("hunter2") && !printed.contains(secret.as_str()), "{printed}");
    }
}
