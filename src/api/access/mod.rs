//! Who calls, and whether they may: what a request brings, what it proves, and the bounds on how often.

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
pub(crate) use guard::guarded;
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

/// The most keys that are remembered for the time of an outage, and for how long after the database last said that they count.
const REMEMBERED_FOR: Duration = Duration::from_secs(600);
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

/// Checks callers. One per process: it counts what they do.
pub struct Access {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) keys: MasterKeys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: AccessSettings,
    pub(crate) sign_ins: SignIns,
    limits: Limits,
    /// Whether what sockets rest on still counts.
    standing: Arc<Standing>,
    /// Keys that counted when the database last said so, and when that was.
    known: Mutex<LruCache<AccessId, (StoredKey, Monotonic)>>,
}

impl Access {
    /// Checks callers against what this store keeps.
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
