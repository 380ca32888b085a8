//! What a link knows of its rows while it is young.
//!
//! What a pairing writes first deletes whatever was left, so every row that counts was written by this link: nobody else can under its
//! fence. While the library links and logs in for the first time it asks for some forty rows, most of which
//! have never been there, and writes many as they are already. All that is answered from here, without a round trip to the
//! database. Once the storm is over the knowledge is given up: a connected session must not keep its rows in memory twice.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkPurpose, Written};

/// Rows and bytes beyond which it is no longer little; the database is asked from then on.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 256 * 1024;

/// See the module. Given up sooner or later, and never there for a link that logs in.
pub(super) struct Early {
    rows: Mutex<Option<Rows>>,
}

/// All rows of the company.
type Rows = BTreeMap<(&'static str, String), KeyRow>;

/// What is left of a batch to be written.
pub(super) enum Left {
    /// Nothing: the rows are so already.
    Nothing(Written),
    /// This.
    Batch(Batch),
}

impl Early {
    /// Nothing is there for a pairing.
    pub(super) fn for_purpose(purpose: LinkPurpose) -> Self {
        Self { rows: Mutex::new((purpose == LinkPurpose::Register).then(Rows::new)) }
    }

    /// The database has to be asked from now on.
    pub(super) fn forget(&self) {
        *self.locked() = None;
    }

    /// Whether anything is known.
    pub(super) fn knows(&self) -> bool {
        self.locked().is_some()
    }

    /// The answer to a question, if it is known.
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

    /// Takes out of a batch what would change nothing.
    pub(super) fn left_of(&self, mut batch: Batch) -> Left {
        let rows = self.locked();
        let Some(rows) = rows.as_ref() else { return Left::Batch(batch) };
        batch.deletes.retain(|delete| !doomed(rows, delete).is_empty());
        // What a delete of this batch removes may be what one of its puts brings back.
        if batch.deletes.is_empty() {
            // Of two puts of one row the later one counts, also where it is the one that changes nothing.
            let last: Rows = batch.puts.drain(..).map(|put| (place(&put), put.row)).collect();
            let changed = last.into_iter().filter(|(key, row)| rows.get(key) != Some(row));
            batch.puts = changed.map(|((key_type, _), row)| KeyPut { key_type, row }).collect();
        }
        if batch == Batch::default() { Left::Nothing(Written::default()) } else { Left::Batch(batch) }
    }

    /// Takes in what was written.
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
        // Nothing in here panics half-way through a change.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(put: &KeyPut) -> (&'static str, String) {
    (put.key_type, put.row.key_id.clone())
}

/// The rows that a delete is about.
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
