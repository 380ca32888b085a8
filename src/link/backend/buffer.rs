//! Messages that the library has decrypted and that the log does not have yet, in memory. Few of them ever become rows:
//! most are in the log before a ratchet that has consumed them is stored.

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::Bytes;
use linekeeper_ports::KeyPut;

use super::{keys, put, stamped};
use crate::locked::locked;

/// What is known of a message's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// There is none.
    Missing,
    /// A write of it was begun whose outcome is not known.
    Uncertain,
    Stored,
}

/// A message, as the library encodes it.
struct Handed {
    message: Bytes,
    /// When it was handed over, in Unix seconds.
    at: i64,
    row: Row,
}

/// Messages by the ids of their rows.
#[derive(Default)]
pub(super) struct Buffer(Mutex<HashMap<String, Handed>>);

impl Buffer {
    /// Takes a message over. A row that it has already stays known.
    pub(super) fn take_over(&self, id: String, message: Bytes, at: i64) {
        let mut all = locked(&self.0);
        let row = all.get(&id).map_or(Row::Missing, |before| before.row);
        all.insert(id, Handed { message, at, row });
    }

    /// Notes a row that an earlier link has stored.
    pub(super) fn found(&self, id: String, message: Bytes, at: i64) {
        locked(&self.0).insert(id, Handed { message, at, row: Row::Stored });
    }

    pub(super) fn get(&self, id: &str) -> Option<Bytes> {
        locked(&self.0).get(id).map(|handed| handed.message.clone())
    }

    /// Rows of the messages that have none for certain; from now on they may have one.
    pub(super) fn rows_to_store(&self) -> Vec<KeyPut> {
        let mut all = locked(&self.0);
        let missing = all.iter_mut().filter(|(_, handed)| handed.row != Row::Stored);
        let row = |(id, handed): (&String, &mut Handed)| {
            handed.row = Row::Uncertain;
            stamped(put(keys::PENDING_MESSAGE, id.clone(), handed.message.clone()), handed.at)
        };
        missing.map(row).collect()
    }

    /// Notes that these rows are stored.
    pub(super) fn are_stored(&self, ids: &[String]) {
        let mut all = locked(&self.0);
        for id in ids {
            all.entry(id.clone()).and_modify(|handed| handed.row = Row::Stored);
        }
    }

    /// Whether this message may have a row.
    pub(super) fn may_have_row(&self, id: &str) -> bool {
        locked(&self.0).get(id).is_some_and(|handed| handed.row != Row::Missing)
    }

    /// Forgets messages.
    pub(super) fn forget(&self, ids: &[String]) {
        let mut all = locked(&self.0);
        for id in ids {
            all.remove(id);
        }
        if all.is_empty() {
            // A line that receives nothing keeps no room for it.
            *all = HashMap::new();
        }
    }

    /// Forgets messages that were handed over before a time.
    pub(super) fn forget_older(&self, than: i64) {
        locked(&self.0).retain(|_, handed| handed.at >= than);
    }
}
