//! Two slots of credentials: the same code over two pairs of tables.
//!
//! A [`Store`](crate::Store) is the store of one slot. Each slot has its own queues of calls to batch and its own cache
//! of data keys; everything else is shared. Statements are written over the tables of the current slot, and what they
//! read of the other slot's tables stands in them by name; their text over the next slot's is the same with the names
//! exchanged. A statement that is not listed for both slots is the same in either slot's store.

use std::sync::Arc;

use crate::batching::Batcher;
use crate::companies::ownership::{Take, Touch};
use crate::config::StoreConfig;
use crate::outbox::{Mark, Record};
use crate::rows::{ReadCredentials, ReadKeys, Receive, WriteRows};
use crate::sealing::Sealing;
use crate::statements;

/// A slot of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Device that the line works with: `whatsapp_auth`, `whatsapp_keys`.
    Current,
    /// Device of another phone that is linked beside it: `whatsapp_next_auth`, `whatsapp_next_keys`.
    Next,
}

impl Slot {
    /// Text of a statement over this slot's tables; a statement that is not about a slot stays as it is.
    pub(crate) fn text(self, sql: &str) -> &str {
        match self {
            Self::Current => sql,
            Self::Next => statements::of_next_slot(sql),
        }
    }
}

/// Tables of the slots, the current one's first.
const TABLES: [[&str; 2]; 2] = [["whatsapp_auth", "whatsapp_next_auth"], ["whatsapp_keys", "whatsapp_next_keys"]];

/// The text with the tables of both slots exchanged.
pub(crate) fn swapped(sql: &str) -> String {
    TABLES.iter().fold(sql.to_owned(), |sql, [current, next]| {
        // Neither name contains the other.
        sql.split(current).map(|part| part.replace(next, current)).collect::<Vec<_>>().join(next)
    })
}

/// What the store of a slot has for itself.
pub(crate) struct OfSlot {
    /// Master keys, and the data keys of the slot unwrapped with them.
    pub(crate) sealing: Arc<Sealing>,
    /// Calls that wait to be batched.
    pub(crate) batchers: Batchers,
}

impl OfSlot {
    pub(crate) fn new(config: &StoreConfig) -> Self {
        Self { sealing: Arc::new(Sealing::new(config)), batchers: Batchers::default() }
    }
}

/// Queues of calls that wait to be batched, one per kind of call.
#[derive(Default)]
pub(crate) struct Batchers {
    pub(crate) keys: Batcher<ReadKeys>,
    pub(crate) credentials: Batcher<ReadCredentials>,
    pub(crate) writes: Batcher<WriteRows>,
    pub(crate) receipts: Batcher<Receive>,
    pub(crate) takes: Batcher<Take>,
    pub(crate) touches: Batcher<Touch>,
    pub(crate) marks: Batcher<Mark>,
    pub(crate) sends: Batcher<Record>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_slots_are_exchanged_and_others_are_not() {
        let sql = "SELECT whatsapp_account_key(o.phone) FROM whatsapp_auth o, whatsapp_next_auth, whatsapp_keys, t";
        let other =
            "SELECT whatsapp_account_key(o.phone) FROM whatsapp_next_auth o, whatsapp_auth, whatsapp_next_keys, t";
        assert_eq!(swapped(sql), other);
        assert_eq!(swapped(other), sql);
    }
}
