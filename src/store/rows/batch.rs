//! Batch of changes, resolved before it is sent so that its statement changes each row at most once. The write takes
//! one round trip, and time in proportion to its rows.

use std::collections::{BTreeMap, BTreeSet};

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeyRow, StoreError};

/// Longest key type and key id, in bytes; CHECKs of `whatsapp_keys` say the same.
const MAX_TYPE_BYTES: usize = 64;
const MAX_ID_BYTES: usize = 1024;

/// Key type and key id of a row.
type Key = (&'static str, String);

/// A resolved batch. Each row occurs in one part only, except a put that replaces a row counted as deleted (`stays`).
#[derive(Default)]
pub(crate) struct Columns {
    /// Credentials of the device, not sealed yet.
    pub(super) credentials: Option<Vec<u8>>,
    pub(super) linked_phone: Option<String>,
    /// Rows to write, not sealed yet; no key twice.
    pub(super) puts: Vec<Put>,
    /// Rows to delete by id; no key twice.
    pub(super) deletes: Vec<Delete>,
    /// Ranges of rows to delete; they do not overlap and contain no row to write.
    pub(super) ranges: Vec<Range>,
    /// Key types whose rows with a smaller stamp are to be deleted.
    pub(super) older: Vec<(&'static str, i64)>,
}

/// Row to write.
pub(super) struct Put {
    pub(super) key_type: &'static str,
    pub(super) key_id: String,
    pub(super) value: Vec<u8>,
    pub(super) stamp: Option<i64>,
}

/// Row to delete.
pub(super) struct Delete {
    pub(super) key_type: &'static str,
    pub(super) key_id: String,
    /// The row is only counted as deleted, since a put replaces it.
    pub(super) stays: bool,
}

/// Rows of a key type with `low` <= id < `high`.
pub(super) struct Range {
    pub(super) key_type: &'static str,
    pub(super) low: String,
    pub(super) high: String,
}

impl Columns {
    /// Resolves a batch; of two puts of one key the later one wins.
    ///
    /// # Errors
    /// [`StoreError`] (corrupt) if a key type or id cannot be stored; nothing was sent.
    pub(crate) fn of(batch: Batch) -> Result<Self, StoreError> {
        let mut puts: BTreeMap<Key, _> = BTreeMap::new();
        for KeyPut { key_type, row: KeyRow { key_id, value, stamp } } in batch.puts {
            puts.insert((checked_type(key_type)?, checked_id(key_id)?), (value, stamp));
        }
        let (mut ids, mut ranges, mut older) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
        for delete in batch.deletes {
            match delete {
                KeyDelete::Id { key_type, key_id } => drop(ids.insert((checked_type(key_type)?, checked_id(key_id)?))),
                KeyDelete::Prefix { key_type, prefix } => {
                    let high = end_of_range(&prefix);
                    ranges.push(Range { key_type: checked_type(key_type)?, low: checked_id(prefix)?, high });
                }
                KeyDelete::OlderThan { key_type, stamp } => {
                    let latest = older.entry(checked_type(key_type)?).or_insert(stamp);
                    *latest = stamp.max(*latest);
                }
            }
        }
        let (deletes, ranges) = resolved((ids, merged(ranges)), &puts);
        let puts = puts.into_iter();
        let puts =
            puts.map(|((key_type, key_id), (value, stamp))| Put { key_type, key_id, value: value.into(), stamp });
        Ok(Self {
            credentials: batch.credentials.map(|credentials| credentials.0.into()),
            linked_phone: batch.linked_phone.map(|phone| phone.digits().to_owned()),
            puts: puts.collect(),
            deletes,
            ranges,
            older: older.into_iter().collect(),
        })
    }

    /// Takes out the deletes by stamp of key types that are also written; they must run first. Only the database knows
    /// which rows they affect, and a row must not be deleted and written in one statement.
    pub(super) fn take_older_than_puts(&mut self) -> Self {
        let written: BTreeSet<&str> = self.puts.iter().map(|put| put.key_type).collect();
        let (first, rest) = self.older.iter().copied().partition(|(key_type, _)| written.contains(key_type));
        self.older = rest;
        Self { older: first, ..Self::default() }
    }

    /// Whether the batch has values to seal.
    pub(crate) fn has_secrets(&self) -> bool {
        self.credentials.is_some() || !self.puts.is_empty()
    }

    /// Whether the batch only writes rows and deletes rows by id. Such a batch may be sent with others.
    pub(crate) fn are_rows_alone(&self) -> bool {
        self.credentials.is_none() && self.linked_phone.is_none() && self.ranges.is_empty() && self.older.is_empty()
    }

    /// Number of rows the batch names by id, and bytes of their values.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.puts.len() + self.deletes.len(), self.puts.iter().map(|put| put.value.len()).sum())
    }
}

/// Sorts the ranges and merges those that overlap; maps type and beginning to end.
fn merged(mut ranges: Vec<Range>) -> BTreeMap<Key, String> {
    ranges.sort_by(|a, b| (a.key_type, &a.low).cmp(&(b.key_type, &b.low)));
    let mut merged: BTreeMap<Key, String> = BTreeMap::new();
    for Range { key_type, low, high } in ranges {
        match merged.last_entry() {
            Some(mut last) if last.key().0 == key_type && low <= *last.get() => {
                if *last.get() < high {
                    last.insert(high);
                }
            }
            _ => drop(merged.insert((key_type, low), high)),
        }
    }
    merged
}

/// Deletes resolved so that no row is deleted twice and no put row is deleted: ranges are split around puts.
fn resolved<V>(
    (ids, ranges): (BTreeSet<Key>, BTreeMap<Key, String>),
    puts: &BTreeMap<Key, V>,
) -> (Vec<Delete>, Vec<Range>) {
    let in_a_range = |key: &Key| {
        let before = ranges.range(..=key).next_back();
        before.is_some_and(|((key_type, _), high)| *key_type == key.0 && key.1 < *high)
    };
    let mut deletes: Vec<Delete> = Vec::new();
    for key in ids.into_iter().filter(|key| !in_a_range(key)) {
        let stays = puts.contains_key(&key);
        deletes.push(Delete { key_type: key.0, key_id: key.1, stays });
    }
    let mut pieces = Vec::new();
    for ((key_type, low), high) in ranges {
        let mut low = low;
        for (_, key_id) in puts.range((key_type, low.clone())..(key_type, high.clone())).map(|(key, _)| key) {
            deletes.push(Delete { key_type, key_id: key_id.clone(), stays: true });
            let before = Range { key_type, low: std::mem::replace(&mut low, next_after(key_id)), high: key_id.clone() };
            pieces.push(before);
        }
        pieces.push(Range { key_type, low, high });
    }
    pieces.retain(|piece| piece.low < piece.high);
    (deletes, pieces)
}

/// Smallest text greater than every id with this prefix.
pub(super) fn end_of_range(prefix: &str) -> String {
    end_of_prefix(prefix).unwrap_or_else(behind_all)
}

/// Smallest text, bytewise, greater than every text that begins with `prefix`; none if there is no such text. UTF-8
/// sorts by code point, so the last character that has a successor is replaced by it.
fn end_of_prefix(prefix: &str) -> Option<String> {
    let mut end: Vec<char> = prefix.chars().collect();
    while let Some(last) = end.pop() {
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            end.push(next);
            return Some(end.into_iter().collect());
        }
    }
    None
}

/// Smallest text, bytewise, that sorts after `id` with no possible id in between, since ids have no zero byte.
pub(super) fn next_after(id: &str) -> String {
    format!("{id}\u{1}")
}

/// Text greater than every id, bytewise.
fn behind_all() -> String {
    "\u{10ffff}".repeat(MAX_ID_BYTES / char::MAX.len_utf8() + 1)
}

fn checked_type(key_type: &'static str) -> Result<&'static str, StoreError> {
    let fits = (1..=MAX_TYPE_BYTES).contains(&key_type.len()) && !key_type.contains('\0');
    if fits { Ok(key_type) } else { Err(unfit("a key type")) }
}

fn checked_id(key_id: String) -> Result<String, StoreError> {
    let fits = key_id.len() <= MAX_ID_BYTES && !key_id.contains('\0');
    if fits { Ok(key_id) } else { Err(unfit("a key id")) }
}

fn unfit(what: &str) -> StoreError {
    StoreError::new(StoreFailure::Corrupt, format!("{what} is too long or has a zero byte; nothing was sent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_of_prefix_sorts_after_all_texts_with_prefix() {
        assert_eq!(end_of_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(end_of_prefix("7:"), Some("7;".to_owned()));
        assert_eq!(end_of_prefix("\u{d7ff}"), Some("\u{e000}".to_owned()));
        assert_eq!(end_of_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(end_of_prefix("\u{10ffff}"), None);
        assert_eq!(end_of_prefix(""), None);
    }

    #[test]
    fn longest_id_sorts_before_end_of_all_ids() {
        assert!("\u{10ffff}".repeat(MAX_ID_BYTES / 4) < behind_all());
    }

    #[test]
    fn id_that_cannot_be_stored_is_refused_before_sending() {
        for key_id in ["a\0b".to_owned(), "x".repeat(MAX_ID_BYTES + 1)] {
            let deletes = vec![KeyDelete::Id { key_type: "session", key_id }];
            let error = Columns::of(Batch { deletes, ..Batch::default() }).err().unwrap();
            assert_eq!(error.failure, StoreFailure::Corrupt);
        }
    }

    fn id(key_type: &'static str, key_id: &str) -> KeyDelete {
        KeyDelete::Id { key_type, key_id: key_id.into() }
    }

    fn prefix(key_type: &'static str, prefix: &str) -> KeyDelete {
        KeyDelete::Prefix { key_type, prefix: prefix.into() }
    }

    fn put(key_type: &'static str, key_id: &str, value: &'static str) -> KeyPut {
        KeyPut { key_type, row: KeyRow { key_id: key_id.into(), value: value.into(), stamp: None } }
    }

    fn columns(deletes: Vec<KeyDelete>, puts: Vec<KeyPut>) -> Columns {
        Columns::of(Batch { deletes, puts, ..Batch::default() }).unwrap()
    }

    /// Whether the columns delete this row; asserts that they do so only once.
    fn goes(columns: &Columns, key_type: &str, key_id: &str) -> bool {
        let by_id = columns.deletes.iter().filter(|delete| !delete.stays);
        let by_id = by_id.filter(|delete| (delete.key_type, delete.key_id.as_str()) == (key_type, key_id)).count();
        let in_range = columns.ranges.iter().filter(|range| range.key_type == key_type);
        let in_range = in_range.filter(|range| *range.low <= *key_id && *key_id < *range.high).count();
        assert!(by_id + in_range <= 1, "{key_type} {key_id} would be deleted twice");
        by_id + in_range == 1
    }

    #[test]
    fn put_replaces_delete_and_counts_as_deleted() {
        let puts = vec![put("a", "1", "first"), put("a", "2", "v"), put("b", "1", "v"), put("a", "1", "last")];
        let columns = columns(vec![id("a", "1"), id("a", "3"), id("a", "3"), id("b", "2")], puts);
        let deleted: Vec<_> =
            columns.deletes.iter().map(|one| (one.key_type, one.key_id.as_str(), one.stays)).collect();
        assert_eq!(deleted, [("a", "1", true), ("a", "3", false), ("b", "2", false)]);
        let written: Vec<_> = columns.puts.iter().map(|put| (put.key_type, put.key_id.as_str(), &*put.value)).collect();
        assert_eq!(written, [("a", "1", &b"last"[..]), ("a", "2", b"v"), ("b", "1", b"v")]);
    }

    #[test]
    fn range_delete_leaves_out_rows_that_are_put() {
        let deletes =
            vec![prefix("a", "x"), prefix("a", "xy"), prefix("a", "w"), id("a", "x5"), id("a", "y"), prefix("b", "")];
        let puts = ["x", "x5", "xy", "xy\u{10ffff}", "y"].map(|key_id| put("a", key_id, "v")).to_vec();
        let columns = columns(deletes, puts);
        for gone in ["w", "w\u{10ffff}", "x\u{1}", "x4", "x50", "xa", "xy\u{1}", "xz"] {
            assert!(goes(&columns, "a", gone), "{gone:?}");
        }
        for stays in ["x", "x5", "xy", "xy\u{10ffff}", "y", "v", "z"] {
            assert!(!goes(&columns, "a", stays), "{stays:?}");
        }
        assert!(goes(&columns, "b", "x5") && goes(&columns, "b", ""));
        let counted = columns.deletes.iter().filter(|delete| delete.stays).count();
        assert_eq!(counted, 5, "what is put in a range, and y");
    }

    #[test]
    fn deletes_by_stamp_run_before_puts_of_same_type() {
        let older = |key_type, stamp| KeyDelete::OlderThan { key_type, stamp };
        let mut columns =
            columns(vec![older("a", 5), older("a", 9), older("b", 7), older("a", 3)], vec![put("a", "1", "v")]);
        assert_eq!(columns.take_older_than_puts().older, [("a", 9)]);
        assert_eq!(columns.older, [("b", 7)]);
        assert_eq!(columns.take_older_than_puts().older, []);
    }
}
