//! The link's side of the company's log.
//!
//! - A batch of the library is one write, with the batches that have come while another was being written: their
//!   messages, and the deletion of what rows they have in the library's buffer. The library acknowledges a batch to
//!   WhatsApp when that is committed; what is not acknowledged comes again at the next connection, and what the log has
//!   seen it leaves out.
//! - Reports of undecryptable messages are written ahead of the next batch, or on their own at once. They are promised
//!   only while the process lives: the library acknowledges such a message whether or not the report is stored. The
//!   request to send it again goes out first, so that its content is not lost with the report.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_ports::{Clock, LogSpace};
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{MutexGuard, oneshot};
use tokio::time::Instant;
use wacore::store::error::StoreError as LibraryError;
use wacore::store::traits::PendingInboundKey;
use wacore::types::events::InboundMessage;
use wacore_binary::{Jid, NodeRef};
use whatsapp_rust::types::durability_hook::InboundDurabilityHook;
use whatsapp_rust::{Client, anyhow};

use super::accounts::Accounts;
use super::awaited::{Awaited, Row};
use super::mapping::named_in;
use super::recovered;
use super::stanzas::Stanzas;
use super::undecryptable::Report;
use super::writing::Writing;
use crate::backend::{Backend, Received};
use crate::locked::locked;
use crate::runtime::LinkRuntime;

/// Result of calls that end at the store; a failure has ended the link already.
pub(super) type Answer<T> = Result<T, LibraryError>;

/// Time for which an account of which only one name is known is not looked up again.
const UNKNOWN: Duration = Duration::from_secs(600);

/// Most accounts that are remembered so.
const MOST_UNKNOWN: usize = 1_000;

/// Log of one link.
pub(crate) struct Inbox {
    pub(super) backend: Arc<Backend>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) runtime: LinkRuntime,
    space: LogSpace,
    client: OnceLock<Weak<Client>>,
    /// What is waited for; none until it is needed. Held while batches are committed.
    awaited: tokio::sync::Mutex<Option<Awaited>>,
    /// Batches that have come meanwhile, which the next write takes together.
    queued: Mutex<Vec<Queued>>,
    /// Undecryptable messages that are not written yet.
    pub(super) reports: Mutex<Vec<Report>>,
    pub(super) stanzas: Stanzas,
    /// Accounts that the library did not know both names of, and when.
    unknown: Mutex<HashMap<String, Instant>>,
}

/// Batch that waits for the write before it.
struct Queued {
    batch: Vec<InboundMessage>,
    /// Whether it was committed.
    committed: oneshot::Sender<bool>,
}

/// Error of a batch whose write, in which other batches were, has failed.
#[derive(Debug, thiserror::Error)]
#[error("the messages were not committed")]
struct NotCommitted;

/// What is waited for, loaded and locked.
pub(super) struct Loaded<'a>(MutexGuard<'a, Option<Awaited>>);

impl Loaded<'_> {
    pub(super) fn get(&mut self, now: Timestamp) -> &mut Awaited {
        // Loaded before it was locked for the caller; the fallback is never reached.
        self.0.get_or_insert_with(|| Awaited::of(Vec::new(), now))
    }
}

impl Inbox {
    /// Creates the log of a link, of which the backend asks from now on whether a duplicate was received.
    pub(crate) fn new(
        backend: &Arc<Backend>,
        clock: Arc<dyn Clock>,
        (runtime, space): (LinkRuntime, LogSpace),
    ) -> Arc<Self> {
        let inbox = Arc::new(Self {
            backend: Arc::clone(backend),
            clock,
            runtime,
            space,
            client: OnceLock::new(),
            awaited: tokio::sync::Mutex::new(None),
            queued: Mutex::default(),
            reports: Mutex::default(),
            stanzas: Stanzas::default(),
            unknown: Mutex::default(),
        });
        let receipts: Arc<dyn crate::backend::Receipts> = Arc::clone(&inbox) as _;
        backend.answers_to(Arc::downgrade(&receipts));
        inbox
    }

    /// Sets the client, which knows the accounts and asks for messages again.
    pub(crate) fn attach(&self, client: &Arc<Client>) {
        // Set once, when the link is built.
        let _ = self.client.set(Arc::downgrade(client));
    }

    pub(super) fn client(&self) -> Option<Arc<Client>> {
        self.client.get().and_then(Weak::upgrade)
    }

    /// Keeps what may be needed of a raw stanza.
    pub(crate) fn heard(&self, node: &NodeRef<'_>) {
        // The tag first: all other stanzas cost one comparison.
        if node.tag == "message" {
            self.stanzas.keep(node, &self.backend.own_addresses());
        }
    }

    /// Locks what is waited for; the first time it is read.
    pub(super) async fn awaited(&self) -> Answer<Loaded<'_>> {
        self.loaded(self.awaited.lock().await).await
    }

    async fn loaded<'a>(&self, mut awaited: MutexGuard<'a, Option<Awaited>>) -> Answer<Loaded<'a>> {
        if awaited.is_none() {
            let rows = self.backend.awaited_rows::<Row>().await?;
            *awaited = Some(Awaited::of(rows, self.clock.now()));
        }
        Ok(Loaded(awaited))
    }

    /// Commits the reports that wait, and a batch of messages, when there is space for them. The library holds what it
    /// has read of the line until then, and reads no more of it, so that WhatsApp keeps what comes meanwhile.
    ///
    /// # Errors
    /// That of the store, which ends the link, or the end of the connection. Nothing is committed then, as far as is
    /// known.
    pub(super) async fn commit(&self, batch: &[InboundMessage]) -> Answer<()> {
        self.backend.until(self.space.wait()).await?;
        if let Ok(awaited) = self.awaited.try_lock() {
            return self.commit_holding(awaited, batch.to_vec()).await;
        }
        loop {
            let (committed, mut outcome) = oneshot::channel();
            locked(&self.queued).push(Queued { batch: batch.to_vec(), committed });
            let awaited = self.awaited.lock().await;
            match outcome.try_recv() {
                Ok(true) => return Ok(()),
                Ok(false) => return Err(LibraryError::Database(Box::new(NotCommitted))),
                // Not taken yet: it is this caller's turn to write what waits.
                Err(TryRecvError::Empty) => return self.commit_holding(awaited, Vec::new()).await,
                // Whoever took it has been dropped in the middle of the write.
                Err(TryRecvError::Closed) => {}
            }
        }
    }

    /// Commits what waits, together with a batch.
    async fn commit_holding(
        &self,
        awaited: MutexGuard<'_, Option<Awaited>>,
        mut batch: Vec<InboundMessage>,
    ) -> Answer<()> {
        let mut callers = Vec::new();
        for queued in std::mem::take(&mut *locked(&self.queued)) {
            batch.extend(queued.batch);
            callers.push(queued.committed);
        }
        let written = self.commit_all(awaited, &batch).await;
        for caller in callers {
            // The caller may be gone, or this one.
            let _gone = caller.send(written.is_ok());
        }
        written
    }

    async fn commit_all(&self, awaited: MutexGuard<'_, Option<Awaited>>, batch: &[InboundMessage]) -> Answer<()> {
        let mut loaded = self.loaded(awaited).await?;
        let awaited = loaded.get(self.clock.now());
        let reports = std::mem::take(&mut *locked(&self.reports));
        let written = self.write(awaited, (&reports, batch)).await;
        if written.is_err() {
            locked(&self.reports).splice(0..0, reports);
        }
        written
    }

    async fn write(&self, awaited: &mut Awaited, (reports, batch): (&[Report], &[InboundMessage])) -> Answer<()> {
        let accounts = self.accounts_of(reports, batch).await?;
        let mut writing = Writing::new(self.clock.now(), accounts);
        self.add_reports(&mut writing, awaited, reports).await?;
        for (received, stanza) in self.stanzas.take_in_order(batch) {
            self.add_recovered(&mut writing, awaited, received).await?;
            writing.receive(received, awaited, stanza.is_some_and(|stanza| stanza.is_resend));
        }
        self.store(writing, awaited, batch).await
    }

    /// Commits what is to be written, and records it.
    pub(super) async fn store(&self, writing: Writing, awaited: &mut Awaited, batch: &[InboundMessage]) -> Answer<()> {
        if writing.is_empty() && batch.is_empty() {
            return Ok(());
        }
        let (batch_to_write, changes) = writing.finish(&self.backend, awaited)?;
        let keys: Vec<(String, String)> =
            batch.iter().map(|one| (one.info.source.chat.to_string(), one.info.source.sender.to_string())).collect();
        let received: Vec<Received<'_>> = batch
            .iter()
            .zip(&keys)
            .map(|(one, (chat, sender))| Received {
                key: PendingInboundKey { chat, sender, id: &one.info.id },
                had_waited: one.info.is_offline,
            })
            .collect();
        self.backend.receive(batch_to_write, &received).await?;
        changes.apply(awaited);
        Ok(())
    }

    async fn accounts_of(&self, reports: &[Report], batch: &[InboundMessage]) -> Answer<Accounts> {
        let mut accounts = Accounts::of_line(self.backend.own_addresses());
        let mut named = Vec::new();
        for info in reports.iter().map(|report| &report.info).chain(batch.iter().map(|one| &one.info)) {
            accounts.learn_from(info);
            named.extend([info.source.sender.clone(), info.source.chat.clone()]);
        }
        for received in batch {
            named.extend(named_in(&received.message));
            named.extend(recovered::named_in(received));
        }
        self.look_up(&mut accounts, named).await?;
        Ok(accounts)
    }

    /// Adds the other names of these accounts, as far as the library knows them.
    async fn look_up(&self, accounts: &mut Accounts, named: Vec<Jid>) -> Answer<()> {
        let Some(client) = self.client() else { return Ok(()) };
        for jid in named {
            if !(jid.is_lid() || jid.is_pn()) || accounts.knows(&jid) || self.is_unknown(&jid) {
                continue;
            }
            let entry = client.get_lid_pn_entry(&jid).await.map_err(|error| LibraryError::Database(error.into()))?;
            match entry {
                Some(entry) => accounts.learn(&Jid::lid(&*entry.lid), &Jid::pn(&*entry.phone_number)),
                None => self.note_unknown(&jid),
            }
        }
        Ok(())
    }

    /// Forgets what need not be remembered any longer.
    pub(super) fn forget_unknown(&self) {
        let mut unknown = locked(&self.unknown);
        unknown.retain(|_, since| since.elapsed() < UNKNOWN);
        unknown.shrink_to_fit();
    }

    fn is_unknown(&self, jid: &Jid) -> bool {
        locked(&self.unknown).get(jid.user.as_str()).is_some_and(|since| since.elapsed() < UNKNOWN)
    }

    fn note_unknown(&self, jid: &Jid) {
        let mut unknown = locked(&self.unknown);
        if unknown.len() >= MOST_UNKNOWN {
            unknown.clear();
        }
        unknown.insert(jid.user.to_string(), Instant::now());
    }
}

#[async_trait]
impl InboundDurabilityHook for Inbox {
    async fn on_messages(&self, _: Arc<Client>, batch: &[InboundMessage]) -> anyhow::Result<()> {
        Ok(self.commit(batch).await?)
    }
}
