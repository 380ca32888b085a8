//! Write probe: checks whether the database can write. A server with a full disk still answers reads, as does a
//! standby, and which writes succeed then is chance. So the probe really writes: it empties a table of its own and
//! fills it again, which allocates a new file and some pages and frees the old ones.
//!
//! Emptying needs an exclusive lock of the table. A dump holds a lock on every table while it runs; then a page is
//! appended instead, and all appended pages are freed when the dump is over. A held lock says nothing about the disk.

use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{CANNOT_WRITE, CredentialStore as _, StoreError};
use tokio::time::Instant;

use crate::call::Call;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Empties the table and writes some 32 KiB, which is a few pages.
const PROBE: &str = "TRUNCATE write_probe;
    INSERT INTO write_probe (filler)
        SELECT decode(repeat(md5(n::text), 200), 'hex') FROM generate_series(1, 10) AS n";

/// Appends a new page.
const PROBE_BESIDE: &str = "INSERT INTO write_probe (filler) VALUES (decode(repeat(md5('0'), 400), 'hex'))";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("probe_write", PROBE, "empties the small table of the probe"),
    Listed::by_index("probe_write_beside", PROBE_BESIDE),
];

/// Longest wait for the table's lock. Statements queued behind the probe wait as long.
const LOCK_PATIENCE: Duration = Duration::from_millis(200);

/// Time for which a successful probe is reused.
const GOOD_FOR: Duration = Duration::from_secs(10);

/// Time for which a failed probe is reused if its cause is a lasting one. After any other failure the next call probes
/// again.
const BAD_FOR: Duration = Duration::from_secs(1);

/// SQLSTATEs of lasting causes: no disk, no memory, read-only standby.
const LASTING: [&str; 3] = ["53100", "53200", "25006"];

/// Result of the last probe, and its time.
pub(crate) struct Probed {
    at: Instant,
    found: Result<(), StoreError>,
}

/// Checks whether the database can write. Whether it answers is checked each time; the probe runs only if there is no
/// recent result.
pub(crate) async fn can_write(store: &Store) -> Result<(), StoreError> {
    // Concurrent callers wait for the probe's result instead of probing themselves.
    let mut last = store.probed().lock().await;
    match last.as_ref() {
        Some(Probed { at, found: Ok(()) }) if at.elapsed() < GOOD_FOR => {
            drop(last);
            store.ping().await?;
            return has_room(store);
        }
        Some(Probed { at, found: Err(error) }) if at.elapsed() < BAD_FOR => return Err(error.clone()),
        Some(_) | None => {}
    }
    let found = store.call("probe_write", |call| Box::pin(async move { probe(call).await })).await;
    // An unknown outcome is reported as unavailable: it does not matter whether the probe was written.
    let found = found.map_err(|error| StoreError::new(StoreFailure::Unavailable, in_words(&error)));
    let passing = found.as_ref().is_err_and(|error| !LASTING.iter().any(|code| error.detail.contains(code)));
    *last = (!passing).then(|| Probed { at: Instant::now(), found: found.clone() });
    found.and_then(|()| has_room(store))
}

async fn probe(call: &Call) -> Result<(), QueryError> {
    for sql in [PROBE, PROBE_BESIDE] {
        match call.write_all(sql, LOCK_PATIENCE).await {
            Err(error) if error.is_lock() => {}
            written => return written,
        }
    }
    // The server answers, but the table is locked. Other writes will show whether it can write.
    Ok(())
}

/// Checks for recent full-disk errors: the probe writes little and may succeed where larger writes fail.
fn has_room(store: &Store) -> Result<(), StoreError> {
    if store.health().has_no_room() { Err(StoreError::new(StoreFailure::Unavailable, no_room())) } else { Ok(()) }
}

fn no_room() -> String {
    format!("{CANNOT_WRITE}: its disk is full (SQLSTATE 53100)")
}

/// Converts the error detail; it begins with [`CANNOT_WRITE`] where the server gave a code. The caller may show it to
/// strangers, so it says no more.
fn in_words(error: &StoreError) -> String {
    let code = error.detail.strip_prefix("SQLSTATE ").and_then(|rest| rest.get(..5));
    match code {
        Some("53100") => no_room(),
        Some("53200") => format!("{CANNOT_WRITE}: it has no memory left (SQLSTATE 53200)"),
        Some("25006") => format!("{CANNOT_WRITE}: it may only be read (SQLSTATE 25006)"),
        Some(code) if error.failure != StoreFailure::UnknownOutcome => format!("{CANNOT_WRITE} (SQLSTATE {code})"),
        Some(_) | None => error.detail.clone(),
    }
}
