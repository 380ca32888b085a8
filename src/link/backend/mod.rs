//! Implements the library's storage traits on the company's credentials.
//!
//! Each trait has a file; all of them end in the same fenced credentials ([`LinkCredentials`]). This file decides how
//! they are used: a write is one batch; read, change and write back happen under one lock; the first failure is
//! recorded as that of the link; and after [`Backend::seal`] nothing of the link is written any more.

mod app_sync;
mod buffer;
mod codec;
mod contacts;
mod device;
mod inbound;
mod keys;
mod listing;
mod msg_secret;
mod pairing_cache;
#[cfg(test)]
mod pairing_cache_tests;
mod protocol;
mod signal;
#[cfg(test)]
mod storage_tests;
#[cfg(test)]
mod tests;

pub(crate) use self::device::{decoded as decoded_device, encoded as encoded_device, phone_of};
pub(crate) use self::inbound::{Receipts, Received};
pub(crate) use self::keys::{hex, joined};
pub(crate) use self::listing::SyncVersion;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use linekeeper_domain::StoreFailure;
use linekeeper_ports::{
    Batch, Clock, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkCredentials, LinkPurpose, StoreError, Written,
};
use tokio::sync::{Mutex, RwLock, watch};
use wacore::store::Device;
use wacore::store::error::StoreError as LibraryError;
use whatsapp_rust::store::persistence_manager::PersistenceManager;

use self::pairing_cache::{Left, PairingCache};
use crate::health::Health;

/// Result of the library's storage calls.
type Answer<T> = Result<T, LibraryError>;

/// Company's credentials as the library sees them, for one link.
pub(crate) struct Backend {
    credentials: Arc<dyn LinkCredentials>,
    clock: Arc<dyn Clock>,
    health: Arc<Health>,
    /// Held for reading by each call under way; acquired for writing by `seal`.
    under_way: RwLock<()>,
    sealed: AtomicBool,
    /// Held while a row is read, changed and written back.
    change: Mutex<()>,
    /// Held while the device is written, so that an older state never overwrites a newer one.
    saving: Mutex<device::Stored>,
    /// Rows known without a query, during a pairing.
    cache: PairingCache,
    /// Held during a write that the cache has to record, so that it records writes in their order.
    learning: Mutex<()>,
    /// Nothing of this pairing has been written yet; stored rows belong to an earlier attempt.
    unborn: AtomicBool,
    /// The device being linked is not stored yet: [`Backend::commit_linked`] must be the first to store it.
    unlinked: AtomicBool,
    /// Device read before the library asked for it. It stays valid as long as the link exists: a wipe closes the link
    /// first.
    ///
    /// Boxed: the library takes it at once, and the space would remain as long as the link.
    found: Mutex<Option<Box<Device>>>,
    /// Time that calls may still take once the connection is over; none while it stands.
    line_over: OnceLock<watch::Receiver<Option<Duration>>>,
    manager: OnceLock<Weak<PersistenceManager>>,
    /// Buffer of received messages.
    inbound: inbound::Inbound,
}

impl Backend {
    /// Creates a backend on the fenced credentials `door`. A pairing starts as if nothing were stored, whatever an
    /// earlier attempt has left.
    pub(crate) fn new(credentials: Arc<dyn LinkCredentials>, clock: Arc<dyn Clock>, purpose: LinkPurpose) -> Self {
        Self {
            credentials,
            clock,
            health: Arc::new(Health::default()),
            under_way: RwLock::new(()),
            sealed: AtomicBool::new(false),
            change: Mutex::new(()),
            saving: Mutex::default(),
            cache: PairingCache::for_purpose(purpose),
            learning: Mutex::new(()),
            unborn: AtomicBool::new(purpose == LinkPurpose::Register),
            unlinked: AtomicBool::new(purpose == LinkPurpose::Register),
            found: Mutex::new(None),
            line_over: OnceLock::new(),
            manager: OnceLock::new(),
            inbound: inbound::Inbound::default(),
        }
    }

    /// Record of failures of the store.
    pub(crate) fn health(&self) -> Arc<Health> {
        Arc::clone(&self.health)
    }

    /// Sets the signal that the connection is over.
    pub(crate) fn hurry_after(&self, line_over: watch::Receiver<Option<Duration>>) {
        // Set once, when the link is built.
        let _ = self.line_over.set(line_over);
    }

    /// Blocks further calls of the store. Returns when none is under way, or after `patience`.
    pub(crate) async fn seal(&self, patience: Duration) {
        self.sealed.store(true, Ordering::SeqCst);
        // On timeout a call hangs in the store itself; then the fencing token keeps it out.
        let _ = tokio::time::timeout(patience, self.under_way.write()).await;
    }

    /// Ends the pairing phase after the first log-in: drops the pairing cache and stores what was not urgent.
    pub(crate) async fn pairing_is_over(&self) {
        self.cache.forget();
        self.save_the_rest().await;
    }

    /// Stores what was not urgent, if anything. This must not cost the link: a failed write would end it, so while the
    /// database does not answer a read, the write is left to the next change.
    pub(crate) async fn save_the_rest(&self) {
        if self.health.failure().is_none()
            && self.is_behind().await
            && self.asked(self.credentials.credentials()).await.is_ok()
        {
            // A failure is recorded as the link's by the call itself.
            let _ = self.save_now().await;
        }
    }

    async fn read(&self, key_type: &'static str, select: KeySelect) -> Answer<Vec<KeyRow>> {
        let _under_way = self.enter().await?;
        let query = KeyQuery { key_type, select };
        match self.cache.select(&query) {
            Some(known) => Ok(known),
            None => self.asked(self.credentials.keys(query)).await.map_err(|error| self.failed(&error)),
        }
    }

    async fn read_one(&self, key_type: &'static str, key_id: String) -> Answer<Option<Bytes>> {
        let rows = self.read(key_type, KeySelect::Ids(vec![key_id])).await?;
        Ok(rows.into_iter().next().map(|row| row.value))
    }

    async fn write(&self, batch: Batch) -> Answer<Written> {
        let _under_way = self.enter().await?;
        if !self.cache.knows() && !self.unborn.load(Ordering::SeqCst) {
            return self.commit(batch).await;
        }
        let _learning = self.learning.lock().await;
        let batch = match self.cache.left_of(batch) {
            Left::Nothing(written) => return Ok(written),
            Left::Batch(batch) => batch,
        };
        let written = if self.unborn.load(Ordering::SeqCst) {
            self.commit_first(batch.clone()).await
        } else {
            self.commit(batch.clone()).await
        };
        match &written {
            Ok(_) => self.cache.apply(batch),
            // The stored state is unknown now.
            Err(_) => self.cache.forget(),
        }
        written
    }

    /// Makes the first write of a pairing, which also deletes every row left by an earlier attempt with other keys.
    async fn commit_first(&self, batch: Batch) -> Answer<Written> {
        let leftovers = keys::ALL.map(|key_type| KeyDelete::Prefix { key_type, prefix: String::new() });
        self.commit(Batch { deletes: [leftovers.to_vec(), batch.deletes].concat(), ..batch }).await?;
        self.unborn.store(false, Ordering::SeqCst);
        // The pairing had no rows of its own to delete.
        Ok(Written::default())
    }

    async fn commit(&self, batch: Batch) -> Answer<Written> {
        self.asked(self.credentials.write(batch)).await.map_err(|error| self.failed(&error))
    }

    async fn put(&self, puts: Vec<KeyPut>) -> Answer<()> {
        if puts.is_empty() {
            return Ok(());
        }
        self.write(Batch { puts, ..Batch::default() }).await.map(drop)
    }

    async fn delete(&self, deletes: Vec<KeyDelete>) -> Answer<u32> {
        if deletes.is_empty() {
            return Ok(0);
        }
        let written = self.write(Batch { deletes, ..Batch::default() }).await?;
        Ok(u32::try_from(written.deleted).unwrap_or(u32::MAX))
    }

    /// Awaits an answer of the store. It may wait long while the database is unavailable; the library holds its locks
    /// meanwhile, so that nothing is read from the line that could not be stored. Once the connection is over that
    /// gains nothing and keeps the library from ending: then the caller gets an error, while a write keeps its place in
    /// the queue.
    async fn asked<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        tokio::select! {
            biased;
            answer = call => answer,
            () = self.in_vain() => Err(StoreError::new(StoreFailure::Unavailable, "not answered before the link ended")),
        }
    }

    /// Waits for something other than the store, in the same way.
    ///
    /// # Errors
    /// The connection is over.
    pub(crate) async fn until(&self, condition: impl Future<Output = ()>) -> Answer<()> {
        let over = |error: StoreError| LibraryError::Database(Box::new(error.failure));
        self.asked(async {
            condition.await;
            Ok(())
        })
        .await
        .map_err(over)
    }

    /// Returns when the connection has been over for longer than calls may still take.
    async fn in_vain(&self) {
        let Some(mut over) = self.line_over.get().cloned() else { return std::future::pending().await };
        loop {
            let grace = *over.borrow_and_update();
            // The next connection of the same link may begin, and a close shortens the time.
            let changed = match grace {
                Some(grace) => match tokio::time::timeout(grace, over.changed()).await {
                    Ok(changed) => changed,
                    Err(_) => return,
                },
                None => over.changed().await,
            };
            if changed.is_err() {
                return std::future::pending().await;
            }
        }
    }

    async fn enter(&self) -> Answer<tokio::sync::RwLockReadGuard<'_, ()>> {
        let under_way = self.under_way.read().await;
        // Checked while holding the lock: `seal` sets the flag first and acquires the lock then.
        if self.sealed.load(Ordering::SeqCst) {
            return Err(LibraryError::Database(Box::new(Sealed)));
        }
        Ok(under_way)
    }

    /// Converts an error for the library and records it as the link's failure if it is the first. The detail stays out
    /// of the library's logs.
    fn failed(&self, error: &StoreError) -> LibraryError {
        if self.health.failure().is_none() {
            match error.failure {
                // The store logs an outage once for all links.
                StoreFailure::Unavailable => tracing::debug!(
                    detail = error.detail,
                    "a credential call of a link failed: the database is unavailable"
                ),
                StoreFailure::UnknownOutcome
                | StoreFailure::Fenced
                | StoreFailure::PhoneInUse
                | StoreFailure::Corrupt => {
                    tracing::warn!(failure = %error.failure, detail = error.detail, "a credential call of a link failed");
                }
            }
        }
        self.health.fail(error.failure);
        LibraryError::Database(Box::new(error.failure))
    }

    /// Records an unreadable row that cannot be fetched again: the link cannot go on.
    fn corrupt(&self, what: &'static str) -> LibraryError {
        self.failed(&StoreError::new(StoreFailure::Corrupt, what))
    }

    /// Current time in Unix seconds.
    fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }
}

/// Error of a call after [`Backend::seal`].
#[derive(Debug, thiserror::Error)]
#[error("the link is closed")]
struct Sealed;

fn put(key_type: &'static str, key_id: String, value: impl Into<Bytes>) -> KeyPut {
    KeyPut { key_type, row: KeyRow { key_id, value: value.into(), stamp: None } }
}

fn stamped(mut put: KeyPut, stamp: i64) -> KeyPut {
    put.row.stamp = Some(stamp);
    put
}

fn without(key_type: &'static str, key_id: String) -> KeyDelete {
    KeyDelete::Id { key_type, key_id }
}
