//! The library's storage traits, answered by the company's credentials.
//!
//! Each trait has a file; all of them end in the same door. This one decides how the door is used: a write is one batch,
//! reading, changing and writing back happens under one lock, a failure is remembered as the link's first, and after
//! [`Backend::seal`] nothing of the link is written any more.

mod app_sync;
mod codec;
mod contacts;
mod device;
#[cfg(test)]
mod door_tests;
mod early;
#[cfg(test)]
mod early_tests;
mod keys;
mod msg_secret;
mod protocol;
mod signal;
#[cfg(test)]
mod tests;

pub(crate) use self::device::phone_of;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use linekeeper_domain::StoreFailure;
use linekeeper_ports::{
    Batch, Clock, CredentialDoor, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkPurpose, StoreError, Written,
};
use tokio::sync::{Mutex, RwLock, watch};
use wacore::store::Device;
use wacore::store::error::StoreError as LibraryError;
use whatsapp_rust::store::persistence_manager::PersistenceManager;

use self::early::{Early, Left};
use crate::health::Health;

/// What the library's storage calls return.
type Answer<T> = Result<T, LibraryError>;

/// A company's credentials as the library sees them, for one link.
pub(crate) struct Backend {
    door: Arc<dyn CredentialDoor>,
    clock: Arc<dyn Clock>,
    health: Arc<Health>,
    /// Held for reading by each call under way; taken for writing by `seal`.
    under_way: RwLock<()>,
    sealed: AtomicBool,
    /// Held while a row is read, changed and written back.
    change: Mutex<()>,
    /// Held while the device is written, so that an older state never overtakes a newer one.
    saving: Mutex<device::Stored>,
    /// What is known without asking.
    early: Early,
    /// Held while something is written that `early` has to know of, so that it learns of writes in their order.
    learning: Mutex<()>,
    /// Nothing of this pairing has been written yet; what is stored belongs to an earlier attempt.
    unborn: AtomicBool,
    /// The device being linked is stored by [`Backend::commit_linked`] first, and by nobody before.
    unlinked: AtomicBool,
    /// The device that was found before the library asked for it. It is there as long as the link is: who wipes it closes the link
    /// before.
    found: Mutex<Option<Device>>,
    /// How long calls may still take, once the connection is over.
    line_over: OnceLock<watch::Receiver<Option<Duration>>>,
    manager: OnceLock<Weak<PersistenceManager>>,
}

impl Backend {
    /// The credentials behind `door`. A pairing begins without any, whatever an earlier attempt has left.
    pub(crate) fn new(door: Arc<dyn CredentialDoor>, clock: Arc<dyn Clock>, purpose: LinkPurpose) -> Self {
        Self {
            door,
            clock,
            health: Arc::new(Health::default()),
            under_way: RwLock::new(()),
            sealed: AtomicBool::new(false),
            change: Mutex::new(()),
            saving: Mutex::default(),
            early: Early::for_purpose(purpose),
            learning: Mutex::new(()),
            unborn: AtomicBool::new(purpose == LinkPurpose::Register),
            unlinked: AtomicBool::new(purpose == LinkPurpose::Register),
            found: Mutex::new(None),
            line_over: OnceLock::new(),
            manager: OnceLock::new(),
        }
    }

    /// Where failures are noted.
    pub(crate) fn health(&self) -> Arc<Health> {
        Arc::clone(&self.health)
    }

    /// Names what tells that the connection is over.
    pub(crate) fn hurry_after(&self, line_over: watch::Receiver<Option<Duration>>) {
        // Set once, when the link is built.
        let _ = self.line_over.set(line_over);
    }

    /// From now on no call reaches the door. Returns when none is under way, or after `patience`.
    pub(crate) async fn seal(&self, patience: Duration) {
        self.sealed.store(true, Ordering::SeqCst);
        // Without success a call is stuck in the door itself; the fence is what holds it back then.
        let _ = tokio::time::timeout(patience, self.under_way.write()).await;
    }

    /// The first linking and log-in are over: what is kept to answer them fast is given up, and what was not urgent is stored.
    pub(crate) async fn grown_up(&self) {
        self.early.forget();
        self.save_the_rest().await;
    }

    /// Stores what was not urgent, if anything. It is not worth a link: while the database does not answer it waits for the next
    /// change, since after a write that fails none may follow.
    pub(crate) async fn save_the_rest(&self) {
        if self.health.failure().is_none()
            && self.is_behind().await
            && self.asked(self.door.credentials()).await.is_ok()
        {
            // A failure is the link's, and noted as that.
            let _ = self.save_now().await;
        }
    }

    async fn read(&self, key_type: &'static str, select: KeySelect) -> Answer<Vec<KeyRow>> {
        let _under_way = self.enter().await?;
        let query = KeyQuery { key_type, select };
        match self.early.select(&query) {
            Some(known) => Ok(known),
            None => self.asked(self.door.keys(query)).await.map_err(|error| self.failed(&error)),
        }
    }

    async fn read_one(&self, key_type: &'static str, key_id: String) -> Answer<Option<Bytes>> {
        let rows = self.read(key_type, KeySelect::Ids(vec![key_id])).await?;
        Ok(rows.into_iter().next().map(|row| row.value))
    }

    async fn write(&self, batch: Batch) -> Answer<Written> {
        let _under_way = self.enter().await?;
        if !self.early.knows() && !self.unborn.load(Ordering::SeqCst) {
            return self.commit(batch).await;
        }
        let _learning = self.learning.lock().await;
        let batch = match self.early.left_of(batch) {
            Left::Nothing(written) => return Ok(written),
            Left::Batch(batch) => batch,
        };
        let written = if self.unborn.load(Ordering::SeqCst) {
            self.commit_first(batch.clone()).await
        } else {
            self.commit(batch.clone()).await
        };
        match &written {
            Ok(_) => self.early.apply(batch),
            // What is stored now is not known.
            Err(_) => self.early.forget(),
        }
        written
    }

    /// The first write of a pairing: whatever lies there from an attempt before belongs to other keys.
    async fn commit_first(&self, batch: Batch) -> Answer<Written> {
        let leftovers = keys::ALL.map(|key_type| KeyDelete::Prefix { key_type, prefix: String::new() });
        self.commit(Batch { deletes: [leftovers.to_vec(), batch.deletes].concat(), ..batch }).await?;
        self.unborn.store(false, Ordering::SeqCst);
        // Nothing of its own was there to be deleted.
        Ok(Written::default())
    }

    async fn commit(&self, batch: Batch) -> Answer<Written> {
        self.asked(self.door.write(batch)).await.map_err(|error| self.failed(&error))
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

    /// What the door answers. It may wait long for a database that is away; the library holds its locks meanwhile, so that nothing is
    /// read from the line that could not be stored. Once the connection is over nothing is gained by that, and the library could not end
    /// it: then the caller is let go, while a write keeps its place in the order.
    async fn asked<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        tokio::select! {
            biased;
            answer = call => answer,
            () = self.in_vain() => Err(StoreError::new(StoreFailure::Unavailable, "not answered before the link ended")),
        }
    }

    /// Returns when the connection has been over for as long as that may take.
    async fn in_vain(&self) {
        let Some(mut over) = self.line_over.get().cloned() else { return std::future::pending().await };
        loop {
            let grace = *over.borrow_and_update();
            // A restart within the link may begin the next connection, and a close leaves less time.
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
        // Looked at with the lock in hand: `seal` sets it first and takes the lock then.
        if self.sealed.load(Ordering::SeqCst) {
            return Err(LibraryError::Database(Box::new(Sealed)));
        }
        Ok(under_way)
    }

    /// The library's form of an error, noted as the link's first if it is. Its words stay out of the library's logs.
    fn failed(&self, error: &StoreError) -> LibraryError {
        if self.health.failure().is_none() {
            match error.failure {
                // The store has said it once for everybody.
                StoreFailure::Unavailable => tracing::debug!(detail = error.detail, "a link could not wait any longer"),
                StoreFailure::UnknownOutcome
                | StoreFailure::Fenced
                | StoreFailure::PhoneInUse
                | StoreFailure::Corrupt => {
                    tracing::warn!(failure = %error.failure, detail = error.detail, "the credentials of a link failed");
                }
            }
        }
        self.health.fail(error.failure);
        LibraryError::Database(Box::new(error.failure))
    }

    /// A row that only this device could know is unreadable: the link cannot go on with it.
    fn corrupt(&self, what: &'static str) -> LibraryError {
        self.failed(&StoreError::new(StoreFailure::Corrupt, what))
    }

    /// Unix seconds.
    fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }
}

/// The link is closed.
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
