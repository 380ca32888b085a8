//! Signs that the account's own phone is in use: the messages and receipts that it sends reach its other devices, too.
//!
//! Device 0 of an account is its phone (`Jid::device`), under the account's number or its LID. WhatsApp unlinks the other
//! devices of a phone that is not used for 14 days.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_ports::Clock;
use tokio::time::Instant;
use wacore_binary::{Jid, NodeRef};

use crate::backend::Backend;
use crate::locked::locked;

/// Time between two reports, so that a phone in use costs neither events nor writes.
const PAUSE: Duration = Duration::from_secs(3_600);

/// Device number of a phone.
const PHONE: u16 = 0;

/// Watches one link's stanzas for the account's own phone.
pub(crate) struct OwnPhone {
    backend: Arc<Backend>,
    clock: Arc<dyn Clock>,
    reported: Mutex<Option<Instant>>,
}

impl OwnPhone {
    pub(crate) const fn new(backend: Arc<Backend>, clock: Arc<dyn Clock>) -> Self {
        Self { backend, clock, reported: Mutex::new(None) }
    }

    /// Whether this stanza is to be reported.
    pub(crate) fn reports(&self, node: &NodeRef<'_>) -> bool {
        // The tag first: all other stanzas cost one comparison.
        if !is_kind(node) {
            return false;
        }
        let mut reported = locked(&self.reported);
        if reported.is_some_and(|at| at.elapsed() < PAUSE) || self.seen_at(node).is_none() {
            return false;
        }
        *reported = Some(Instant::now());
        true
    }

    /// Time at which the phone sent this stanza; `None` if it did not.
    pub(crate) fn seen_at(&self, node: &NodeRef<'_>) -> Option<Timestamp> {
        if !is_kind(node) {
            return None;
        }
        let sent_by = ["participant", "from"].into_iter().find_map(|name| node.get_attr(name)?.to_jid())?;
        let is_own = |own: &Jid| own.user == sent_by.user && own.server == sent_by.server;
        let is_phone = sent_by.device == PHONE && self.backend.own_addresses().iter().any(is_own);
        is_phone.then(|| sent_at(node, self.clock.now()))
    }
}

fn is_kind(node: &NodeRef<'_>) -> bool {
    matches!(node.tag.as_ref(), "message" | "receipt")
}

/// Time of a stanza (`t`, in seconds), which may have waited at WhatsApp; never in the future.
fn sent_at(node: &NodeRef<'_>, now: Timestamp) -> Timestamp {
    let seconds = node.get_attr("t").and_then(|t| t.as_str().parse().ok());
    seconds.and_then(|seconds| Timestamp::from_timestamp(seconds, 0)).map_or(now, |sent| sent.min(now))
}
