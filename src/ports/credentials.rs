//! Credentials and where they are kept. One row per company in `whatsapp_auth`, any number in `whatsapp_keys`.
//!
//! Two doors lead to them. [`CredentialStore`] is the database, seen by a company's credential actor only. [`CredentialDoor`]
//! is that actor, seen by the company's link: it can read and write under one fence and nothing else.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::expiry::Disuse;
use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, Phone, StoreFailure, Timestamp};

/// How the detail of [`CredentialStore::can_write`] begins where the database said why it cannot.
pub const CANNOT_WRITE: &str = "the database cannot write";

/// Grows at each wipe and each change of owner; a write that carries an older one is refused by the database itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub i64);

/// Why a call to the database failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{failure}: {detail}")]
pub struct StoreError {
    /// What it means for the session.
    pub failure: StoreFailure,
    /// For the log: the database's own words, without values.
    pub detail: String,
}

impl StoreError {
    /// An error of this kind, with words for the log.
    #[must_use]
    pub fn new(failure: StoreFailure, detail: impl Into<String>) -> Self {
        Self { failure, detail: detail.into() }
    }
}

/// What `whatsapp_auth` holds for a company, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCompany {
    /// Whose.
    pub company: CompanyId,
    /// The number the pairing was asked for, or, once linked, the number that linked.
    pub phone: Option<Phone>,
    /// Whether credentials (linked or half-finished) are there.
    pub has_credentials: bool,
    /// When the phone linked; absent while pairing is half-finished.
    pub paired_at: Option<Timestamp>,
    /// When the session was last connected.
    pub last_connected_at: Option<Timestamp>,
    /// Why the session is parked, if it is for something that is kept.
    pub parked: Option<Parked>,
}

/// The company's row as its new owner finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// The fence that this owner's writes carry.
    pub fence: Fence,
    /// What is stored.
    pub stored: StoredCompany,
    /// The number the pairing was asked for, kept beside the one that linked.
    pub requested_phone: Option<Phone>,
    /// How long ago, by the database's clock, the session was parked with `REMOVED_AFTER_LINK`. A wipe does not forget it.
    pub since_removal: Option<Duration>,
    /// Whether an earlier owner was about to log the device out (see [`CredentialStore::order_log_out`]).
    pub log_out_ordered: bool,
}

impl Ownership {
    /// The owner of a company of which nothing is stored holds no fence: 0 is none's.
    #[must_use]
    pub const fn nothing(company: CompanyId) -> Self {
        let stored = StoredCompany {
            company,
            phone: None,
            has_credentials: false,
            paired_at: None,
            last_connected_at: None,
            parked: None,
        };
        Self { fence: Fence(0), stored, requested_phone: None, since_removal: None, log_out_ordered: false }
    }
}

/// The device's identity as the WhatsApp library serialises it: private keys, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(pub Bytes);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({} bytes)", self.0.len())
    }
}

/// A row of `whatsapp_keys`. Its value is key material and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The id within its type.
    pub key_id: String,
    /// The stored bytes.
    pub value: Bytes,
    /// A time of the row's own, in Unix seconds, by which [`KeyDelete::OlderThan`] prunes.
    pub stamp: Option<i64>,
}

impl std::fmt::Debug for KeyRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRow({} bytes)", self.value.len())
    }
}

/// Which rows of a type to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySelect {
    /// Those with these ids; absent ones are left out.
    Ids(Vec<String>),
    /// Those whose id begins so, in the order of their ids (bytewise); an empty prefix means all.
    Prefix(String),
    /// The one with the greatest id (bytewise) of those that begin so.
    LastWithPrefix(String),
}

/// A question to `whatsapp_keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyQuery {
    /// The type, a constant of the link (`session`, `pre-key`…).
    pub key_type: &'static str,
    /// Which rows.
    pub select: KeySelect,
}

/// A row to write, over whatever is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPut {
    /// The type.
    pub key_type: &'static str,
    /// The row.
    pub row: KeyRow,
}

/// Rows to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyDelete {
    /// One row.
    Id {
        /// The type.
        key_type: &'static str,
        /// The id.
        key_id: String,
    },
    /// Every row of the type whose id begins so; an empty prefix means all.
    Prefix {
        /// The type.
        key_type: &'static str,
        /// How the ids begin.
        prefix: String,
    },
    /// Every row of the type whose stamp is present, not zero, and smaller.
    OlderThan {
        /// The type.
        key_type: &'static str,
        /// Unix seconds.
        stamp: i64,
    },
}

/// Changes that are committed together, in one round trip. Deletes are carried out before puts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The device's identity, if it changed.
    pub credentials: Option<Credentials>,
    /// The number the device is linked to, once it is; sets `paired_at` the first time.
    pub linked_phone: Option<Phone>,
    /// Rows to delete.
    pub deletes: Vec<KeyDelete>,
    /// Rows to write. Of two with the same type and id the later one counts.
    pub puts: Vec<KeyPut>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows that its deletes removed.
    pub deleted: u64,
}

/// What a link may do with its company's credentials. Every call carries the fence under which the link was opened. A call may wait
/// long for a database that does not answer; one that fails is final, and its link cannot go on.
#[async_trait]
pub trait CredentialDoor: Send + Sync {
    /// The device's identity.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError>;

    /// Key rows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError>;

    /// Writes and returns once it is committed. Writes of one door are committed in the order they were made.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when the credentials were wiped or taken since.
    async fn write(&self, batch: Batch) -> Result<Written, StoreError>;
}

/// Reading and writing one company's rows; the part of the store that runs under a fence.
#[async_trait]
pub trait CredentialRows: Send + Sync {
    /// The device's identity.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError>;

    /// Key rows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError>;

    /// Commits a batch if the company's fence is still `fence`: one transaction that holds the company's row, one round trip for its statements.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when it is not, [`StoreFailure::PhoneInUse`] when another company has linked `linked_phone`.
    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError>;
}

/// The database.
#[async_trait]
pub trait CredentialStore: CredentialRows {
    /// Makes the caller the company's owner: raises the fence (the row is made if there is none) and tells what is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn take(&self, company: &CompanyId) -> Result<Ownership, StoreError>;

    /// The same for a company that has a row; nothing is made for one that has none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn take_stored(&self, company: &CompanyId) -> Result<Option<Ownership>, StoreError>;

    /// Answers if the database does and would give the company this phone; nothing is changed.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::PhoneInUse`] when another company has linked this phone.
    async fn confirm(&self, company: &CompanyId, phone: Option<&Phone>) -> Result<(), StoreError>;

    /// Answers if the company's fence is still `held`; nothing is changed.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when another owner has taken the company.
    async fn confirm_owner(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Notes that the device will be logged out by a person's order, before that cannot be undone any more. Whoever takes the company
    /// later is told, until the row is emptied or the device has connected under a later fence.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`].
    async fn order_log_out(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Notes why the session is parked. [`CredentialStore::unpark`], [`CredentialStore::touch_connected`],
    /// [`CredentialStore::prepare`] and [`CredentialStore::wipe`] end that.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`].
    async fn park(&self, company: &CompanyId, held: Fence, parked: &Parked) -> Result<(), StoreError>;

    /// Notes that the session is parked no more.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`].
    async fn unpark(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Forgets that WhatsApp removed a device that had just been linked.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`].
    async fn lift_wait(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError>;

    /// Empties credentials and keys, raises the fence, and notes the number a new pairing asks for; in one transaction.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::PhoneInUse`] when another company has linked this phone (nothing is changed then);
    /// [`StoreFailure::Fenced`] when `held` is not the company's fence any more (another owner has taken it).
    async fn prepare(&self, company: &CompanyId, held: Fence, phone: Option<&Phone>) -> Result<Fence, StoreError>;

    /// Empties credentials and keys and raises the fence, in one transaction.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`] when `held` is not the company's fence any more.
    async fn wipe(&self, company: &CompanyId, held: Fence) -> Result<Fence, StoreError>;

    /// Notes that the session connected; it is parked no more.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreFailure::Fenced`].
    async fn touch_connected(&self, company: &CompanyId, fence: Fence, at: Timestamp) -> Result<(), StoreError>;

    /// What is stored for a company, without taking it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn peek(&self, company: &CompanyId) -> Result<Option<StoredCompany>, StoreError>;

    /// Companies whose phone is linked, most recently connected first, at most `limit`, after those already seen
    /// (a cursor: the last company of the page before).
    ///
    /// # Errors
    /// [`StoreError`].
    async fn linked(&self, after: Option<&StoredCompany>, limit: u32) -> Result<Vec<StoredCompany>, StoreError>;

    /// All companies with a row, by id, after the given one, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn companies(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<StoredCompany>, StoreError>;

    /// How long a company's credentials (or the phone of a pairing that came to nothing) are unused; nothing where there are none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn disuse(&self, company: &CompanyId) -> Result<Option<Disuse>, StoreError>;

    /// Answers if the database does and can write. It writes something to find out, however many ask once in some seconds.
    ///
    /// # Errors
    /// [`StoreError`]; its detail begins with [`CANNOT_WRITE`] and may be shown to anybody where the database said why.
    async fn can_write(&self) -> Result<(), StoreError> {
        self.ping().await
    }

    /// Answers if the database does.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn ping(&self) -> Result<(), StoreError>;
}
