//! Credentials and their storage: one row per company in `whatsapp_auth`, any number of rows in `whatsapp_keys`.
//!
//! Two traits give access to a slot of credentials (`slots` says which slots there are). [`CredentialStore`] is the
//! database, used only by a company's credential actor. [`LinkCredentials`] is that actor as the company's link sees it:
//! reads and writes under one fence, nothing else.

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::expiry::Disuse;
use linekeeper_domain::messages::{InboundItem, MessageKey};
use linekeeper_domain::session::{Parked, RecordedStatus};
use linekeeper_domain::{
    CodeGrant, CodeRateLimit, CompanyId, NumberNote, Phone, RetryNotBefore, StoreFailure, Timestamp,
};

use crate::{DialSignal, OldDevice, Ownership, StoredCompany};

/// Prefix of the error detail of [`CredentialStore::can_write`] where the database said why it cannot write.
pub const CANNOT_WRITE: &str = "the database cannot write";

/// Fencing token of a company's credentials. Each wipe and each change of owner raises it; the database refuses a write
/// that carries an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub i64);

/// Error of one store call: from the database, or the store's own refusal (fence mismatch, phone in use, corrupt row).
#[derive(Debug, Clone, thiserror::Error)]
#[error("{failure}: {detail}")]
pub struct StoreError {
    /// Kind of the failure, which decides what the session does.
    pub failure: StoreFailure,
    /// Text for the log: the database's message, without values.
    pub detail: String,
}

impl StoreError {
    /// Creates an error of this kind with a text for the log.
    #[must_use]
    pub fn new(failure: StoreFailure, detail: impl Into<String>) -> Self {
        Self { failure, detail: detail.into() }
    }
}

/// The device's identity (private keys) as the WhatsApp library serialises it. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(pub Bytes);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({} bytes)", self.0.len())
    }
}

/// Row of `whatsapp_keys`. Its value is key material and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Id within the row's type.
    pub key_id: String,
    /// Stored value.
    pub value: Bytes,
    /// Timestamp of the row in Unix seconds, by which [`KeyDelete::OlderThan`] prunes; not every type has one.
    pub stamp: Option<i64>,
}

impl std::fmt::Debug for KeyRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRow({} bytes)", self.value.len())
    }
}

/// Selection of rows within a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySelect {
    /// Rows with these ids; ids without a row are skipped.
    Ids(Vec<String>),
    /// Rows whose id starts with this prefix, ordered by id (bytewise); an empty prefix selects all.
    Prefix(String),
    /// Row with the greatest id (bytewise) among those that start with this prefix.
    LastWithPrefix(String),
}

/// Query of `whatsapp_keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyQuery {
    /// Row type, a constant of the link (`session`, `pre-key`…).
    pub key_type: &'static str,
    /// Rows to select within the type.
    pub select: KeySelect,
}

/// Row to insert or overwrite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPut {
    /// Row type.
    pub key_type: &'static str,
    /// Row with its id and value.
    pub row: KeyRow,
}

/// Rows to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyDelete {
    /// Deletes one row.
    Id {
        /// Row type.
        key_type: &'static str,
        /// Id within the type.
        key_id: String,
    },
    /// Deletes every row of the type whose id starts with the prefix; an empty prefix deletes all.
    Prefix {
        /// Row type.
        key_type: &'static str,
        /// Prefix of the ids.
        prefix: String,
    },
    /// Deletes every row of the type whose stamp is set, not zero, and smaller.
    OlderThan {
        /// Row type.
        key_type: &'static str,
        /// Bound in Unix seconds, exclusive.
        stamp: i64,
    },
}

/// Changes committed together in one round trip. Deletes are applied before puts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// The device's identity, if it changed.
    pub credentials: Option<Credentials>,
    /// Number the device is linked to. Sets `paired_at` the first time; absent before the linking.
    pub linked_phone: Option<Phone>,
    /// Rows to delete.
    pub deletes: Vec<KeyDelete>,
    /// Rows to write. Of two with the same type and id the later one wins.
    pub puts: Vec<KeyPut>,
    /// Messages for the company's log. One that the log has seen is left out, so that a repeated batch changes nothing.
    pub inbound: Vec<InboundItem>,
}

/// Result of a committed batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of rows its deletes removed.
    pub deleted: u64,
}

/// Access of a link to its company's credentials. Every call carries the fence under which the link was opened. A call
/// may wait out a database outage; an error is final, and the link cannot continue.
#[async_trait]
pub trait LinkCredentials: Send + Sync {
    /// Whether the rows are emptied for this link before its first write, so that it need not read what is stored.
    fn are_emptied(&self) -> bool {
        false
    }

    /// Reads the device's identity; `None` when nothing is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError>;

    /// Reads key rows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError>;

    /// Writes a batch and returns once it is committed. Writes through one handle are committed in the order of the
    /// calls.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when the credentials were wiped or taken by another owner meanwhile.
    async fn write(&self, batch: Batch) -> Result<Written, StoreError>;

    /// Whether the company's log has seen each of these messages, in their order. A batch of an earlier call of
    /// [`Self::write`] through this handle is seen.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError>;
}

/// Reads and fenced writes of one company's rows.
#[async_trait]
pub trait CredentialRows: Send + Sync {
    /// Reads the device's identity; `None` when nothing is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError>;

    /// Reads key rows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError>;

    /// Commits a batch if the company's fence is still `fence`: one transaction that locks the company's row, one round
    /// trip for its statements.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] on another fence, [`StoreFailure::PhoneInUse`] when another company has
    /// linked `linked_phone`.
    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError>;

    /// Whether the company's log has seen each of these messages, in their order; whoever owns the company.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn has_seen(&self, company: &CompanyId, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError>;
}

/// Pairing for which rows are prepared.
#[derive(Debug, Clone, Default)]
pub struct PairingOrder {
    /// Number to pair; `None` for a QR.
    pub phone: Option<Phone>,
    /// Request for a code, and the limits it is checked against; `None` if no code is asked for.
    pub code: Option<(NumberNote, CodeRateLimit)>,
    /// Set when the phone is found free and its limits allow the code, before anything is committed.
    pub dial: Option<DialSignal>,
}

impl PairingOrder {
    /// Signals that nothing forbids the pairing.
    pub fn let_dial(&self) {
        if let Some(dial) = &self.dial {
            // Set already by an attempt that found the company to be another owner's.
            let _ = dial.set(());
        }
    }
}

/// Rows prepared for a pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRows {
    /// Fence from now on.
    pub fence: Fence,
    /// Permission to request a code; `None` if none was asked for.
    pub grant: Option<CodeGrant>,
    /// Linked device that was in the rows of the next slot, and is kept as an old one.
    pub set_aside: Option<OldDevice>,
}

/// Credential store of all companies.
#[async_trait]
pub trait CredentialStore: CredentialRows {
    /// Makes the caller the company's owner: raises the fence (creating the row if there is none) and returns what is
    /// stored.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn take(&self, company: &CompanyId) -> Result<Ownership, StoreError>;

    /// Like [`Self::take`], but for a company with a row only: `None` without one, and none is created.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn take_stored(&self, company: &CompanyId) -> Result<Option<Ownership>, StoreError>;

    /// Checks that the database answers and that no other company has linked `phone`. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::PhoneInUse`] when another company has linked this phone.
    async fn confirm(&self, company: &CompanyId, phone: Option<&Phone>) -> Result<(), StoreError>;

    /// Checks that the company's fence is still `held`. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn confirm_owner(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Records that the device is about to be logged out by a person's request, before that becomes irreversible. Later
    /// owners see it in [`Ownership::log_out_ordered`] until the row is emptied or the device connects under a later
    /// fence.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn order_log_out(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Records why the session is parked. [`CredentialStore::unpark`], [`CredentialStore::touch_connected`],
    /// [`CredentialStore::prepare`] and [`CredentialStore::wipe`] remove that.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn park(&self, company: &CompanyId, held: Fence, parked: &Parked) -> Result<(), StoreError>;

    /// Records that the session is no longer parked.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn unpark(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Removes the record that WhatsApp removed a device that had just been linked, which lifts the wait before the
    /// next linking.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn lift_wait(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Empties credentials and keys, raises the fence, stores the number of a new pairing request (`None` for a QR), and
    /// records the request for a code; in one transaction. A company without a row (`held` is 0) gets one.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::PhoneInUse`] when another company has linked this phone (nothing is changed
    /// then); [`StoreFailure::Fenced`] when `held` is no longer the company's fence (another owner has taken it). A
    /// refusal by the rate limit is no error but `Ok(Err(RetryNotBefore))`; nothing is changed then, either.
    async fn prepare(
        &self,
        company: &CompanyId,
        held: Fence,
        order: PairingOrder,
    ) -> Result<Result<PairingRows, RetryNotBefore>, StoreError>;

    /// Empties credentials and keys and raises the fence, in one transaction.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when `held` is no longer the company's fence.
    async fn wipe(&self, company: &CompanyId, held: Fence) -> Result<Fence, StoreError>;

    /// Records the time of a connection and removes the park.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn touch_connected(&self, company: &CompanyId, fence: Fence, at: Timestamp) -> Result<(), StoreError>;

    /// Returns what was last recorded of a company's status (see [`crate::Companies::record`]).
    ///
    /// # Errors
    /// [`StoreError`].
    async fn recorded(&self, company: &CompanyId) -> Result<Option<RecordedStatus>, StoreError>;

    /// Returns what is stored for a company, without taking it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn peek(&self, company: &CompanyId) -> Result<Option<StoredCompany>, StoreError>;

    /// Returns linked companies, most recently connected first, at most `limit`; `after` is the last company of the
    /// previous page.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn linked(&self, after: Option<&StoredCompany>, limit: u32) -> Result<Vec<StoredCompany>, StoreError>;

    /// Returns all companies with a row, ordered by id, at most `limit`; `after` is the last id of the previous page.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn companies(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<StoredCompany>, StoreError>;

    /// Returns when a company's credentials (or the number left by an unfinished pairing) were last used; `None` when
    /// there are none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn disuse(&self, company: &CompanyId) -> Result<Option<Disuse>, StoreError>;

    /// Checks that the database answers and can write, by a test write that is made at most once in some seconds,
    /// however many callers there are. The default implementation only pings.
    ///
    /// # Errors
    /// [`StoreError`]. Where the database said why, its detail begins with [`CANNOT_WRITE`] and may be shown to
    /// unauthenticated callers.
    async fn can_write(&self) -> Result<(), StoreError> {
        self.ping().await
    }

    /// Checks that the database answers.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn ping(&self) -> Result<(), StoreError>;
}
