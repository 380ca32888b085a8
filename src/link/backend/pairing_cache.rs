//! Cache of all rows of a company while a link registers a device and logs in for the first time.
//!
//! The first write of a pairing deletes all rows left from before, so every row that counts was written by this link:
//! its fencing token keeps out other writers. During the linking and the first log-in the library reads some forty
//! rows, most of which have never existed, and writes many that have not changed. All that is answered from here,
//! without a round trip to the database. When the synchronisation after the log-in is over the cache is dropped: a
//! connected session must not keep its rows in memory twice.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkPurpose, Written};

/// Size limits of the cache, in rows and bytes; beyond them it is dropped and the database is queried.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 256 * 1024;

/// Cache of rows, see the module. None once it was dropped, and from the start for a link that logs in.
pub(super) struct PairingCache {
    rows: Mutex<Option<Rows>>,
}

/// All rows of the company, by type and id.
type Rows = BTreeMap<(&'static str, String), KeyRow>;

/// Remainder of a batch after what would change nothing was removed.
pub(super) enum Left {
    /// Nothing to write; the result to return.
    Nothing(Written),
    /// Batch to write.
    Batch(Batch),
}

impl PairingCache {
    /// Creates the cache: empty for a pairing, disabled for a log-in.
    pub(super) fn for_purpose(purpose: LinkPurpose) -> Self {
        Self { rows: Mutex::new((purpose == LinkPurpose::Register).then(Rows::new)) }
    }

    /// Drops the cache; from now on the database is queried.
    pub(super) fn forget(&self) {
        *self.locked() = None;
    }

    /// Whether the cache is in use.
    pub(super) fn knows(&self) -> bool {
        self.locked().is_some()
    }

    /// Answers a query; none if the cache is not in use.
    pub(super) fn select(&self, query: &KeyQuery) -> Option<Vec<KeyRow>> {
        let rows = self.locked();
        let of_type = rows.as_ref()?.iter().filter(|((key_type, _), _)| *key_type == query.key_type);
        let mut rows = of_type.map(|(_, row)| row);
        Some(match &query.select {
            KeySelect::Ids(ids) => rows.filter(|row| ids.contains(&row.key_id)).cloned().collect(),
            KeySelect::Prefix(prefix) => rows.filter(|row| row.key_id.starts_with(prefix)).cloned().collect(),
            KeySelect::LastWithPrefix(prefix) => {
                rows.rfind(|row| row.key_id.starts_with(prefix)).cloned().into_iter().collect()
            }
        })
    }

    /// Removes from a batch what would change nothing.
    pub(super) fn left_of(&self, mut batch: Batch) -> Left {
        let rows = self.locked();
        let Some(rows) = rows.as_ref() else { return Left::Batch(batch) };
        batch.deletes.retain(|delete| !doomed(rows, delete).is_empty());
        // With deletes left every put is kept: a put may restore a row that the same batch deletes.
        if batch.deletes.is_empty() {
            // The later of two puts of one row counts, even if only the earlier one would change something.
            let last: Rows = batch.puts.drain(..).map(|put| (place(&put), put.row)).collect();
            let changed = last.into_iter().filter(|(key, row)| rows.get(key) != Some(row));
            batch.puts = changed.map(|((key_type, _), row)| KeyPut { key_type, row }).collect();
        }
        if batch == Batch::default() { Left::Nothing(Written::default()) } else { Left::Batch(batch) }
    }

    /// Records a batch that was written.
    pub(super) fn apply(&self, batch: Batch) {
        let mut known = self.locked();
        let Some(rows) = known.as_mut() else { return };
        for delete in &batch.deletes {
            let gone: Vec<_> = doomed(rows, delete).into_iter().cloned().collect();
            for key in gone {
                rows.remove(&key);
            }
        }
        rows.extend(batch.puts.into_iter().map(|put| (place(&put), put.row)));
        let bytes: usize = rows.values().map(|row| row.key_id.len() + row.value.len()).sum();
        if rows.len() > MOST_ROWS || bytes > MOST_BYTES {
            *known = None;
        }
    }

    fn locked(&self) -> MutexGuard<'_, Option<Rows>> {
        // No code under the lock panics halfway through a change.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(put: &KeyPut) -> (&'static str, String) {
    (put.key_type, put.row.key_id.clone())
}

/// Keys of the rows that a delete matches.
fn doomed<'a>(rows: &'a Rows, delete: &'a KeyDelete) -> Vec<&'a (&'static str, String)> {
    let is_meant = |((key_type, id), row): &(&(&'static str, String), &KeyRow)| match delete {
        KeyDelete::Id { key_type: of, key_id } => key_type == of && id == key_id,
        KeyDelete::Prefix { key_type: of, prefix } => key_type == of && id.starts_with(prefix),
        KeyDelete::OlderThan { key_type: of, stamp } => {
            key_type == of && row.stamp.is_some_and(|own| own != 0 && own < *stamp)
        }
    };
    rows.iter().filter(is_meant).map(|(key, _)| key).collect()
}
