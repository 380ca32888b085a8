//! Access control: the credentials of a request, their verification, and rate limits.

mod address;
mod guard;
mod limits;
mod origin;
mod proof;
mod settings;
mod sign_ins;
mod standing;
mod tokens;
mod verify;

pub(crate) use address::peer_of;
pub(crate) use guard::{BodyTime, guarded};
pub(crate) use proof::{COOKIE, CSRF_HEADER, Caller, SUBPROTOCOL};
pub use settings::{AccessSettings, LimitSettings, Rate};

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use linekeeper_domain::Monotonic;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{AccessStore, Clock, StoredKey};
use linekeeper_secrets::MasterKeys;
use lru::LruCache;

use limits::Limits;
use sign_ins::SignIns;
use standing::Standing;

/// Cache of valid keys for outages of the database: its capacity, and how long after the last confirmation by the
/// database an entry is used.
const REMEMBERED_FOR: Duration = Duration::from_secs(600);
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

/// Access control of the service. One per process, because it holds the rate limits.
pub struct Access {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) keys: MasterKeys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: AccessSettings,
    pub(crate) sign_ins: SignIns,
    limits: Limits,
    /// Batched check whether the credentials of open WebSockets are still valid.
    standing: Arc<Standing>,
    /// Keys that were valid when the database last confirmed them, with the time of the confirmation.
    known: Mutex<LruCache<AccessId, (StoredKey, Monotonic)>>,
}

impl Access {
    /// Creates access control on this store.
    #[must_use]
    pub fn new(
        store: Arc<dyn AccessStore>,
        keys: MasterKeys,
        clock: Arc<dyn Clock>,
        settings: AccessSettings,
    ) -> Arc<Self> {
        Arc::new(Self {
            standing: Standing::new(Arc::clone(&store), Arc::clone(&clock)),
            store,
            keys,
            clock,
            limits: Limits::new(&settings.limits),
            sign_ins: SignIns::new(settings.throttle),
            settings,
            known: Mutex::new(LruCache::new(REMEMBERED)),
        })
    }
}
