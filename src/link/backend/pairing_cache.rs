//! Cache of all rows of a company while a link registers a device and logs in for the first time.
//!
//! The first write of a pairing deletes all rows left from before, so every row that counts was written by this link:
//! its fencing token keeps out other writers. During the linking and the first log-in the library reads some forty
//! rows, most of which have never existed, and writes many that have not changed. All that is answered from here,
//! without a round trip to the database. When the synchronisation after the log-in is over the cache is dropped: a
//! connected session must not keep its rows in memory twice.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use bytes::Bytes;
use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkPurpose, Written};

use crate::locked::locked;

/// Size limits of the cache, in rows and bytes; beyond them it is dropped and the database is queried.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 256 * 1024;

/// Initial capacities, in rows and bytes: enough for a usual pairing, and so large that the allocator gives each of
/// the two buffers pages of its own. Caches live for some twenty seconds, among allocations that live as long as the
/// session. Were their rows small allocations, dropping a cache would leave holes in pages that are never returned.
const ROWS: usize = 512;
const BYTES: usize = 32 * 1024;

/// Cache of rows, see the module. None once it was dropped, and from the start for a link that logs in.
pub(super) struct PairingCache {
    rows: Mutex<Option<Rows>>,
}

/// All rows of the company.
struct Rows {
    /// Rows in the order of type and id.
    places: Vec<Place>,
    /// Ids and values of all rows, and those of rows that are gone.
    bytes: Vec<u8>,
    /// Number of bytes that belong to rows that are gone.
    gone: usize,
}

/// One row: where its id and value are.
struct Place {
    key_type: &'static str,
    key_id: Range<usize>,
    value: Range<usize>,
    stamp: Option<i64>,
}

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
        *locked(&self.rows) = None;
    }

    /// Whether the cache is in use.
    pub(super) fn knows(&self) -> bool {
        locked(&self.rows).is_some()
    }

    /// Answers a query; none if the cache is not in use.
    pub(super) fn select(&self, query: &KeyQuery) -> Option<Vec<KeyRow>> {
        let rows = locked(&self.rows);
        let rows = rows.as_ref()?;
        let mut of_type = rows.places.iter().filter(|place| place.key_type == query.key_type);
        let row = |place: &Place| rows.row(place);
        Some(match &query.select {
            KeySelect::Ids(ids) => {
                of_type.filter(|place| ids.iter().any(|id| id.as_bytes() == rows.id(place))).map(row).collect()
            }
            KeySelect::Prefix(prefix) => of_type.filter(|place| rows.begins_with(place, prefix)).map(row).collect(),
            KeySelect::LastWithPrefix(prefix) => {
                of_type.rfind(|place| rows.begins_with(place, prefix)).map(row).into_iter().collect()
            }
        })
    }

    /// Removes from a batch what would change nothing.
    pub(super) fn left_of(&self, mut batch: Batch) -> Left {
        let rows = locked(&self.rows);
        let Some(rows) = rows.as_ref() else { return Left::Batch(batch) };
        batch.deletes.retain(|delete| rows.places.iter().any(|place| rows.is_meant(place, delete)));
        // With deletes left every put is kept: a put may restore a row that the same batch deletes.
        if batch.deletes.is_empty() {
            // The later of two puts of one row counts, even if only the earlier one would change something.
            let last = batch.puts.drain(..).map(|put| ((put.key_type, put.row.key_id.clone()), put.row));
            let last: BTreeMap<(&'static str, String), KeyRow> = last.collect();
            let changed = last.into_iter().filter(|((key_type, _), row)| !rows.holds(key_type, row));
            batch.puts = changed.map(|((key_type, _), row)| KeyPut { key_type, row }).collect();
        }
        if batch == Batch::default() { Left::Nothing(Written::default()) } else { Left::Batch(batch) }
    }

    /// Records a batch that was written.
    pub(super) fn apply(&self, batch: Batch) {
        let mut known = locked(&self.rows);
        let Some(rows) = known.as_mut() else { return };
        for delete in &batch.deletes {
            rows.delete(delete);
        }
        for put in &batch.puts {
            rows.put(put);
        }
        if rows.places.len() > MOST_ROWS || rows.bytes.len() - rows.gone > MOST_BYTES {
            *known = None;
        }
    }
}

impl Rows {
    fn new() -> Self {
        Self { places: Vec::with_capacity(ROWS), bytes: Vec::with_capacity(BYTES), gone: 0 }
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    fn id(&self, place: &Place) -> &[u8] {
        self.part(&place.key_id)
    }

    fn row(&self, place: &Place) -> KeyRow {
        let key_id = String::from_utf8_lossy(self.id(place)).into_owned();
        KeyRow { key_id, value: Bytes::copy_from_slice(self.part(&place.value)), stamp: place.stamp }
    }

    fn begins_with(&self, place: &Place, prefix: &str) -> bool {
        self.id(place).starts_with(prefix.as_bytes())
    }

    /// Whether a delete matches this row.
    fn is_meant(&self, place: &Place, delete: &KeyDelete) -> bool {
        match delete {
            KeyDelete::Id { key_type, key_id } => place.key_type == *key_type && self.id(place) == key_id.as_bytes(),
            KeyDelete::Prefix { key_type, prefix } => place.key_type == *key_type && self.begins_with(place, prefix),
            KeyDelete::OlderThan { key_type, stamp } => {
                place.key_type == *key_type && place.stamp.is_some_and(|own| own != 0 && own < *stamp)
            }
        }
    }

    /// Index of this row, or the index to insert it at.
    fn find(&self, key_type: &str, key_id: &str) -> Result<usize, usize> {
        self.places.binary_search_by(|place| match place.key_type.cmp(key_type) {
            Ordering::Equal => self.id(place).cmp(key_id.as_bytes()),
            other => other,
        })
    }

    /// Whether exactly this row is known.
    fn holds(&self, key_type: &str, row: &KeyRow) -> bool {
        let place = self.find(key_type, &row.key_id).ok().and_then(|index| self.places.get(index));
        place.is_some_and(|place| self.part(&place.value) == row.value && place.stamp == row.stamp)
    }

    fn delete(&mut self, delete: &KeyDelete) {
        let mut places = std::mem::take(&mut self.places);
        places.retain(|place| {
            let goes = self.is_meant(place, delete);
            self.gone += if goes { place.key_id.len() + place.value.len() } else { 0 };
            !goes
        });
        self.places = places;
    }

    fn put(&mut self, put: &KeyPut) {
        let found = self.find(put.key_type, &put.row.key_id);
        let place = Place {
            key_type: put.key_type,
            key_id: self.append(put.row.key_id.as_bytes()),
            value: self.append(&put.row.value),
            stamp: put.row.stamp,
        };
        match found {
            Ok(index) => {
                if let Some(old) = self.places.get_mut(index) {
                    let old = std::mem::replace(old, place);
                    self.gone += old.key_id.len() + old.value.len();
                }
            }
            Err(index) => self.places.insert(index, place),
        }
        if self.gone > BYTES {
            self.close_gaps();
        }
    }

    fn append(&mut self, part: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(part);
        start..self.bytes.len()
    }

    /// Drops the bytes of rows that are gone.
    fn close_gaps(&mut self) {
        let old = std::mem::replace(&mut self.bytes, Vec::with_capacity(BYTES));
        let mut places = std::mem::take(&mut self.places);
        for place in &mut places {
            place.key_id = self.append(old.get(place.key_id.clone()).unwrap_or_default());
            place.value = self.append(old.get(place.value.clone()).unwrap_or_default());
        }
        self.places = places;
        self.gone = 0;
    }
}
