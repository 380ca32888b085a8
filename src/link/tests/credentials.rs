//! Credentials of a company in memory, with the database's rules: order, prefixes, deletes before puts, and failures
//! (such as a fence mismatch) that can be switched on at any time.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::messages::{MessageKey, NewEvent};
use linekeeper_domain::{Phone, StoreFailure};
use linekeeper_ports::{
    Batch, Credentials, KeyDelete, KeyQuery, KeyRow, KeySelect, LinkCredentials, StoreError, Written,
};
use tokio::sync::watch;

type Rows = BTreeMap<(&'static str, String), KeyRow>;

#[derive(Default, Clone)]
struct Stored {
    credentials: Option<Credentials>,
    linked_phone: Option<Phone>,
    rows: Rows,
    failure: Option<StoreFailure>,
    failing_linked_phone: Option<StoreFailure>,
    seen: HashSet<MessageKey>,
    events: Vec<NewEvent>,
    /// Numbers of messages that writes brought, seen or not.
    batches: Vec<usize>,
    claims_all: bool,
    /// Number of questions whether messages were seen.
    asked: usize,
    /// Number of copies of messages in the buffer that were written, and of deletions of them.
    pending: (usize, usize),
}

/// Credentials handle of a link that also lets a test inspect and control what is stored.
pub(crate) struct MemoryCredentials {
    stored: Mutex<Stored>,
    writes: watch::Sender<u64>,
    /// Which writes are held back.
    held: watch::Sender<Held>,
    /// Number of writes begun that name the linked phone.
    linkings: watch::Sender<u64>,
    /// Number of writes that have reached the point where they may be held back.
    waiting: watch::Sender<usize>,
    /// Number of writes that were held back.
    stopped: watch::Sender<usize>,
}

/// Writes that are held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Nothing,
    /// Those that name the linked phone.
    Linking,
    /// Those that bring messages for the log.
    Messages,
    Everything,
}

impl Held {
    fn holds(self, batch: &Batch) -> bool {
        match self {
            Self::Nothing => false,
            Self::Linking => batch.linked_phone.is_some(),
            Self::Messages => !batch.inbound.is_empty(),
            Self::Everything => true,
        }
    }
}

impl MemoryCredentials {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            stored: Mutex::default(),
            writes: watch::Sender::new(0),
            held: watch::Sender::new(Held::Nothing),
            linkings: watch::Sender::new(0),
            waiting: watch::Sender::new(0),
            stopped: watch::Sender::new(0),
        })
    }

    /// What is stored now, as a process finds it that is started after this one was killed.
    pub(crate) fn as_after_a_kill(&self) -> Arc<Self> {
        let after = Self::new();
        after.stored().clone_from(&self.stored());
        after
    }

    /// Returns once this many writes have been held back.
    pub(crate) async fn until_held_back(&self, writes: usize) {
        let mut stopped = self.stopped.subscribe();
        let all = stopped.wait_for(|stopped| *stopped >= writes);
        tokio::time::timeout(std::time::Duration::from_secs(30), all).await.unwrap().unwrap();
    }

    /// Has the log claim that it has seen every message it is asked about.
    pub(crate) fn claim_to_have_seen_all(&self) {
        self.stored().claims_all = true;
    }

    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes every call fail with this failure from now on.
    pub(crate) fn fail(&self, failure: StoreFailure) {
        self.stored().failure = Some(failure);
    }

    /// Lets calls succeed again.
    pub(crate) fn recover(&self) {
        self.stored().failure = None;
    }

    /// Makes writes that name the linked phone fail with this failure.
    pub(crate) fn fail_linked_phone(&self, failure: StoreFailure) {
        self.stored().failing_linked_phone = Some(failure);
    }

    pub(crate) fn credentials_now(&self) -> Option<Credentials> {
        self.stored().credentials.clone()
    }

    pub(crate) fn set_credentials(&self, bytes: &[u8]) {
        self.stored().credentials = Some(Credentials(bytes.to_vec().into()));
    }

    pub(crate) fn linked_phone(&self) -> Option<Phone> {
        self.stored().linked_phone.clone()
    }

    pub(crate) fn rows_of(&self, key_type: &str) -> Vec<KeyRow> {
        let stored = self.stored();
        stored.rows.iter().filter(|((kind, _), _)| *kind == key_type).map(|(_, row)| row.clone()).collect()
    }

    /// Overwrites the values of all rows of a type with garbage.
    pub(crate) fn spoil(&self, key_type: &str) {
        let mut stored = self.stored();
        let rows = stored.rows.iter_mut().filter(|((kind, _), _)| *kind == key_type);
        rows.for_each(|(_, row)| row.value = b"spoilt".to_vec().into());
    }

    /// Events of the log, in their order.
    pub(crate) fn events(&self) -> Vec<NewEvent> {
        self.stored().events.clone()
    }

    /// Numbers of messages that each write with messages brought.
    pub(crate) fn batches(&self) -> Vec<usize> {
        self.stored().batches.clone()
    }

    /// Number of copies of messages in the buffer that were written, and of deletions of them.
    pub(crate) fn pending(&self) -> (usize, usize) {
        self.stored().pending
    }

    /// Takes the rows of a type over from others.
    pub(crate) fn take_over(&self, key_type: &'static str, from: &Self) {
        let rows = from.rows_of(key_type).into_iter().map(|row| ((key_type, row.key_id.clone()), row));
        self.stored().rows.extend(rows);
    }

    /// Number of questions whether messages were seen.
    pub(crate) fn asked(&self) -> usize {
        self.stored().asked
    }

    /// Number of messages that the log has seen, with events or without.
    pub(crate) fn seen(&self) -> usize {
        self.stored().seen.len()
    }

    /// Number of writes committed.
    pub(crate) fn writes(&self) -> u64 {
        *self.writes.borrow()
    }

    /// Changes with every write.
    pub(crate) fn written(&self) -> watch::Receiver<u64> {
        self.writes.subscribe()
    }

    /// Sets which writes are held back.
    pub(crate) fn hold(&self, held: Held) {
        self.held.send_replace(held);
    }

    /// Returns once a write that names the linked phone has begun.
    pub(crate) async fn until_linking(&self) {
        self.linkings.subscribe().wait_for(|begun| *begun > 0).await.unwrap();
    }

    /// Returns once a write begun after this call is held back.
    #[cfg(feature = "sandbox")]
    pub(crate) async fn until_one_waits(&self) {
        let before = *self.waiting.borrow();
        self.waiting.subscribe().wait_for(|waiting| *waiting > before).await.unwrap();
    }

    /// Returns once `wanted` holds after a write.
    pub(crate) async fn until(&self, wanted: impl Fn(&Self) -> bool) {
        let mut writes = self.writes.subscribe();
        let all = async {
            while !wanted(self) {
                writes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), all).await.unwrap();
    }

    fn check(&self, batch: Option<&Batch>) -> Result<(), StoreError> {
        let stored = self.stored();
        let linking = batch.is_some_and(|batch| batch.linked_phone.is_some());
        let failure = stored.failure.or(stored.failing_linked_phone.filter(|_| linking));
        failure.map_or(Ok(()), |failure| Err(StoreError::new(failure, "the test says so")))
    }
}

fn is_of_the_buffer(delete: &KeyDelete) -> bool {
    matches!(delete, KeyDelete::Id { key_type: "pending-message", .. })
}

fn delete(rows: &mut Rows, delete: &KeyDelete) -> u64 {
    let before = rows.len();
    match delete {
        KeyDelete::Id { key_type, key_id } => rows.retain(|(kind, id), _| (kind, id) != (key_type, key_id)),
        KeyDelete::Prefix { key_type, prefix } => {
            rows.retain(|(kind, id), _| kind != key_type || !id.starts_with(prefix.as_str()));
        }
        KeyDelete::OlderThan { key_type, stamp } => {
            rows.retain(|(kind, _), row| kind != key_type || !row.stamp.is_some_and(|own| own != 0 && own < *stamp))
        }
    }
    (before - rows.len()) as u64
}

#[async_trait]
impl LinkCredentials for MemoryCredentials {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        self.check(None)?;
        Ok(self.credentials_now())
    }

    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.check(None)?;
        let of_type = self.rows_of(query.key_type);
        Ok(match query.select {
            KeySelect::Ids(ids) => of_type.into_iter().filter(|row| ids.contains(&row.key_id)).collect(),
            KeySelect::Prefix(prefix) => of_type.into_iter().filter(|row| row.key_id.starts_with(&prefix)).collect(),
            KeySelect::LastWithPrefix(prefix) => {
                of_type.into_iter().rfind(|row| row.key_id.starts_with(&prefix)).into_iter().collect()
            }
        })
    }

    async fn write(&self, batch: Batch) -> Result<Written, StoreError> {
        let linking = batch.linked_phone.is_some();
        self.linkings.send_modify(|begun| *begun += u64::from(linking));
        self.waiting.send_modify(|waiting| *waiting += 1);
        if self.held.borrow().holds(&batch) {
            self.stopped.send_modify(|stopped| *stopped += 1);
        }
        self.held.subscribe().wait_for(|held| !held.holds(&batch)).await.unwrap();
        self.check(Some(&batch))?;
        let mut written = Written::default();
        {
            let mut stored = self.stored();
            stored.pending.0 += batch.puts.iter().filter(|put| put.key_type == "pending-message").count();
            stored.pending.1 += batch.deletes.iter().filter(|delete| is_of_the_buffer(delete)).count();
            let Stored { credentials, linked_phone, rows, seen, events, batches, .. } = &mut *stored;
            batches.extend(Some(batch.inbound.len()).filter(|messages| *messages > 0));
            for item in batch.inbound {
                if seen.insert(item.key) {
                    events.extend(item.event.map(|event| *event));
                }
            }
            written.deleted = batch.deletes.iter().map(|one| delete(rows, one)).sum();
            rows.extend(batch.puts.into_iter().map(|put| ((put.key_type, put.row.key_id.clone()), put.row)));
            *credentials = batch.credentials.or_else(|| credentials.take());
            *linked_phone = batch.linked_phone.or_else(|| linked_phone.take());
        }
        self.writes.send_modify(|writes| *writes += 1);
        Ok(written)
    }

    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        self.check(None)?;
        let mut stored = self.stored();
        stored.asked += 1;
        Ok(keys.iter().map(|key| stored.claims_all || stored.seen.contains(key)).collect())
    }
}
