//! Section `[store]`.

use std::path::PathBuf;
use std::time::Duration;

use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_secrets::MasterKeys;
use serde::Deserialize;

use super::Secret;
use super::range::{MOST_DAYS, MOST_SECONDS, within};

/// Database, master keys and retention.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreSection {
    /// URL of a PostgreSQL to use (`DATABASE_URL` wins). Without one, an embedded PostgreSQL is started in `data_dir`.
    pub(crate) url: Option<Secret>,
    /// Data directory of the embedded PostgreSQL.
    pub(crate) data_dir: PathBuf,
    /// Folder of the embedded PostgreSQL's binaries, if not in the usual places (`LINEKEEPER_PG_BIN` wins).
    pub(crate) pg_bin: Option<PathBuf>,
    /// Master keys that seal the credentials: `id:base64` each, the current one first (`LINEKEEPER_MASTER_KEY` wins,
    /// and either wins over the file).
    pub(crate) master_key: Option<Secret>,
    /// File with the master keys, an entry per line, which only its owner may read.
    pub(crate) master_key_file: Option<PathBuf>,
    /// Whether statements are prepared by name at the database at `url`, which saves it about half of its work. Not
    /// used behind a pooler. The embedded PostgreSQL always uses it.
    pub(crate) named_statements: bool,
    /// Size of the connection pool.
    pub(crate) pool_size: usize,
    /// Timeout of one store call, in seconds.
    pub(crate) call_timeout_seconds: u64,
    /// Longest time that reads and writes of connected sessions wait out a database outage, in seconds. After it the
    /// sessions end their connections, and connect again when the database is back. Zero disables the waiting.
    pub(crate) outage_patience_seconds: u64,
    /// Days after which unused credentials are deleted, by the database's clock, if their owner was warned in time and
    /// no process runs the company's session.
    pub(crate) expire_after_days: u32,
    /// Days before the deletion at which the journal and the log warn of it.
    pub(crate) warn_before_days: u32,
    /// Days for which journal entries and session counts are kept.
    pub(crate) keep_events_days: u32,
}

impl Default for StoreSection {
    fn default() -> Self {
        Self {
            url: None,
            data_dir: PathBuf::from("/var/lib/linekeeper"),
            pg_bin: None,
            master_key: None,
            master_key_file: None,
            named_statements: false,
            pool_size: 16,
            call_timeout_seconds: 5,
            outage_patience_seconds: 600,
            expire_after_days: 90,
            warn_before_days: 7,
            keep_events_days: 30,
        }
    }
}

/// One day, in seconds.
const LONGEST_OUTAGE_PATIENCE: u64 = 86_400;

/// Advice when no master key is configured.
const NO_MASTER_KEY: &str = "there is no master key to seal credentials under; make one with: \
    (umask 077; linekeeper keys new-master > master.key), then name that file in store.master_key_file, or set \
    LINEKEEPER_MASTER_KEY to what is in it; keep a copy apart from the database's backups, which are worthless without it";

impl StoreSection {
    /// Reads the ring of master keys from the setting or the file.
    ///
    /// # Errors
    /// A sentence that says what is wrong, or how to make a key.
    pub(crate) fn master_keys(&self) -> Result<MasterKeys, String> {
        if let Some(text) = &self.master_key {
            return text.expose().parse().map_err(|error| format!("LINEKEEPER_MASTER_KEY: {error}"));
        }
        let file = self.master_key_file.as_deref().ok_or(NO_MASTER_KEY)?;
        MasterKeys::from_file(file).map_err(|error| format!("store.master_key_file: {error}"))
    }

    /// Rule by which unused credentials expire.
    pub(crate) fn expiry(&self) -> ExpiryRule {
        ExpiryRule { unused_for: days(self.expire_after_days), warned_for: days(self.warn_before_days) }
    }

    /// Retention of journal entries.
    pub(crate) fn events_kept(&self) -> Duration {
        days(self.keep_events_days)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=1000).contains(&self.pool_size) {
            return Err("store.pool_size is from 1 to 1000".to_owned());
        }
        if self.data_dir.as_os_str().is_empty() {
            return Err("store.data_dir is empty".to_owned());
        }
        if self.master_key_file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err("store.master_key_file is empty".to_owned());
        }
        within("store.call_timeout_seconds", self.call_timeout_seconds, 1..=MOST_SECONDS)?;
        within("store.expire_after_days", self.expire_after_days, 1..=MOST_DAYS)?;
        within("store.warn_before_days", self.warn_before_days, 0..=MOST_DAYS)?;
        within("store.keep_events_days", self.keep_events_days, 1..=MOST_DAYS)?;
        if self.outage_patience_seconds > LONGEST_OUTAGE_PATIENCE {
            return Err("store.outage_patience_seconds is at most a day, 86400".to_owned());
        }
        if self.warn_before_days >= self.expire_after_days {
            return Err("store.warn_before_days is less than store.expire_after_days".to_owned());
        }
        Ok(())
    }
}

fn days(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 86_400)
}
