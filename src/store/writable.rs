//! Whether the database can write. One whose disk is full answers questions, and so does a standby; what can be written then, and what
//! cannot, is chance. So this writes for good: a table of its own is emptied and filled anew, which takes a new file and some pages of
//! the disk, and gives the old ones back.
//!
//! To empty it wants the table for itself. A dump holds every table for as long as it lasts; then a page is written behind the others,
//! and all of them are given back when the dump is over. Who holds the table to himself says nothing about the disk.

use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{CANNOT_WRITE, CredentialStore as _, StoreError};
use tokio::time::Instant;

use crate::call::Call;
use crate::failure::Trouble;
use crate::statements::Listed;
use crate::store::Store;

/// Empties the table and writes some 32 KiB, which is a few pages.
const PROBE: &str = "TRUNCATE write_probe;
    INSERT INTO write_probe (filler)
        SELECT decode(repeat(md5(n::text), 200), 'hex') FROM generate_series(1, 10) AS n";

/// Writes a page that is new.
const PROBE_BESIDE: &str = "INSERT INTO write_probe (filler) VALUES (decode(repeat(md5('0'), 400), 'hex'))";

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("probe_write", PROBE, "a table of its own is emptied"),
    Listed::by_index("probe_write_beside", PROBE_BESIDE),
];

/// The longest wait for the table's lock. A statement queued behind ours waits as long.
const LOCK_PATIENCE: Duration = Duration::from_millis(200);

/// That it can is good for so long, however many ask.
const GOOD_FOR: Duration = Duration::from_secs(10);

/// That it cannot, where the server said why and that does not pass by itself. Else it is asked again at once.
const BAD_FOR: Duration = Duration::from_secs(1);

/// No disk, no memory, a standby.
const LASTING: [&str; 3] = ["53100", "53200", "25006"];

/// What was found last, and when.
pub(crate) struct Probed {
    at: Instant,
    found: Result<(), StoreError>,
}

/// Answers whether the database can write; whether it answers is asked each time, and whether it can if that was not found out a
/// moment ago.
pub(crate) async fn can_write(store: &Store) -> Result<(), StoreError> {
    // Those who ask meanwhile wait for the answer.
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
    // Whether the probe was written matters to nobody.
    let found = found.map_err(|error| StoreError::new(StoreFailure::Unavailable, in_words(&error)));
    let passing = found.as_ref().is_err_and(|error| !LASTING.iter().any(|code| error.detail.contains(code)));
    *last = (!passing).then(|| Probed { at: Instant::now(), found: found.clone() });
    found.and_then(|()| has_room(store))
}

async fn probe(call: &Call) -> Result<(), Trouble> {
    for sql in [PROBE, PROBE_BESIDE] {
        match call.write_all(sql, LOCK_PATIENCE).await {
            Err(trouble) if trouble.is_lock() => {}
            written => return written,
        }
    }
    // It answers. Other writes will tell what it can.
    Ok(())
}

/// What was written for good may have been little enough; other calls write more.
fn has_room(store: &Store) -> Result<(), StoreError> {
    if store.health().has_no_room() { Err(StoreError::new(StoreFailure::Unavailable, no_room())) } else { Ok(()) }
}

fn no_room() -> String {
    format!("{CANNOT_WRITE}: its disk is full (SQLSTATE 53100)")
}

/// The detail, which begins with [`CANNOT_WRITE`] where the server said why; whoever asks may be a stranger and is told no more.
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
