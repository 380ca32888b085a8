//! A batch of changes as the arrays of one SQL statement, so that it takes one round trip however large it is.

use std::collections::BTreeMap;

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Batch, KeyDelete, KeyPut, StoreError};
use linekeeper_secrets::{DataKeyTag, Place};
use tokio_postgres::types::{ToSql, Type};

use crate::call::Params;
use crate::failure::Trouble;

/// The whole write, and its answer: whether the fence was held, and how many rows the deletes removed.
///
/// Every part sees the database as it was when the statement began. Three things follow from that:
/// - A key that is deleted and put again is left to the put, which overwrites it, and is only counted as deleted.
/// - The company's row is what orders this write with a wipe: `held` waits for a wipe that is under way, sees the row as
///   the wipe left it, finds another fence, and everything else, joined to `held`, does nothing. A wipe waits for us.
/// - A fence has one data key for ever, so the tag says nothing new; unless the database was put back to an earlier day under
///   a running process. Nothing is sealed under a data key that is not the row's.
/// - The row is held `FOR NO KEY UPDATE`, stronger than `FOR SHARE`: two writes that both held it shared and then both
///   changed it (new credentials) would wait for each other for ever.
pub const WRITE: &str = "
WITH held AS MATERIALIZED (
    SELECT company_id FROM whatsapp_auth
    WHERE company_id = $1 AND fence = $2 AND ($17::bytea IS NULL OR substr(data_key, 2, 8) = $17)
    FOR NO KEY UPDATE
), put AS MATERIALIZED (
    SELECT key_type, key_id, value, stamp
    FROM unnest($3::text[], $4::text[], $5::bytea[], $6::bigint[]) AS p (key_type, key_id, value, stamp)
), doomed AS MATERIALIZED (
    SELECT k.key_type, k.key_id
    FROM held CROSS JOIN unnest($7::text[], $8::text[]) AS d (key_type, key_id)
    JOIN whatsapp_keys k ON k.company_id = $1 AND k.key_type = d.key_type AND k.key_id = d.key_id
  UNION
    SELECT k.key_type, k.key_id
    FROM held CROSS JOIN unnest($9::text[], $10::text[], $11::text[]) AS d (key_type, low, high)
    JOIN whatsapp_keys k ON k.company_id = $1 AND k.key_type = d.key_type AND k.key_id >= d.low AND k.key_id < d.high
  UNION
    SELECT k.key_type, k.key_id
    FROM held CROSS JOIN unnest($12::text[]) AS d (key_type)
    JOIN whatsapp_keys k ON k.company_id = $1 AND k.key_type = d.key_type
  UNION
    SELECT k.key_type, k.key_id
    FROM held CROSS JOIN unnest($13::text[], $14::bigint[]) AS d (key_type, stamp)
    JOIN whatsapp_keys k ON k.company_id = $1 AND k.key_type = d.key_type AND k.stamp < d.stamp AND k.stamp <> 0
), deleted AS (
    DELETE FROM whatsapp_keys k USING doomed d
    WHERE k.company_id = $1 AND k.key_type = d.key_type AND k.key_id = d.key_id
      AND NOT EXISTS (SELECT FROM put p WHERE p.key_type = d.key_type AND p.key_id = d.key_id)
), stored AS (
    INSERT INTO whatsapp_keys (company_id, key_type, key_id, value, stamp)
    SELECT held.company_id, put.key_type, put.key_id, put.value, put.stamp FROM held CROSS JOIN put
    ON CONFLICT (company_id, key_type, key_id) DO UPDATE SET value = excluded.value, stamp = excluded.stamp
), noted AS (
    UPDATE whatsapp_auth a
    SET creds = coalesce($15::bytea, a.creds),
        phone = coalesce($16::text, a.phone),
        paired_at = CASE WHEN $16 IS NULL THEN a.paired_at ELSE coalesce(a.paired_at, now()) END,
        updated_at = now()
    FROM held
    WHERE a.company_id = held.company_id
      AND ($15 IS NOT NULL OR $16 IS NOT NULL OR a.updated_at < now() - interval '1 hour')
)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM doomed)";

/// The longest type and id, in bytes; CHECKs of `whatsapp_keys` say the same.
const MAX_TYPE_BYTES: usize = 64;
const MAX_ID_BYTES: usize = 1024;

/// A batch, taken apart into columns.
#[derive(Default)]
pub(crate) struct Columns {
    /// The tag of the data key that the values are sealed under.
    tag: Option<Vec<u8>>,
    credentials: Option<Vec<u8>>,
    linked_phone: Option<String>,
    put_types: Vec<&'static str>,
    put_ids: Vec<String>,
    put_values: Vec<Vec<u8>>,
    put_stamps: Vec<Option<i64>>,
    id_types: Vec<&'static str>,
    ids: Vec<String>,
    range_types: Vec<&'static str>,
    range_lows: Vec<String>,
    range_highs: Vec<String>,
    whole_types: Vec<&'static str>,
    stamp_types: Vec<&'static str>,
    stamps: Vec<i64>,
}

impl Columns {
    /// Takes a batch apart; of two puts of one key the later one stays.
    pub(crate) fn of(batch: Batch) -> Result<Self, StoreError> {
        let mut columns = Self {
            credentials: batch.credentials.map(|credentials| credentials.0.into()),
            linked_phone: batch.linked_phone.map(|phone| phone.digits().to_owned()),
            ..Self::default()
        };
        for delete in batch.deletes {
            columns.add_delete(delete)?;
        }
        let puts =
            batch.puts.into_iter().map(|KeyPut { key_type, row }| ((key_type, row.key_id), (row.value, row.stamp)));
        let last_of_each: BTreeMap<_, _> = puts.collect();
        for ((key_type, key_id), (value, stamp)) in last_of_each {
            columns.put_types.push(checked_type(key_type)?);
            columns.put_ids.push(checked_id(key_id)?);
            columns.put_values.push(value.into());
            columns.put_stamps.push(stamp);
        }
        Ok(columns)
    }

    /// Whether there is anything to seal.
    pub(crate) fn has_secrets(&self) -> bool {
        self.credentials.is_some() || !self.put_values.is_empty()
    }

    /// Replaces each value by what `seal`, which uses the data key of this tag, makes of it for its place.
    pub(crate) fn seal(
        &mut self,
        (company, tag): (&CompanyId, DataKeyTag),
        seal: impl Fn(&Place<'_>, &[u8]) -> Result<Vec<u8>, Trouble>,
    ) -> Result<(), Trouble> {
        self.tag = Some(tag.as_bytes().to_vec());
        if let Some(plain) = &self.credentials {
            self.credentials = Some(seal(&Place::Credentials { company }, plain)?);
        }
        for ((key_type, key_id), value) in self.put_types.iter().zip(&self.put_ids).zip(&mut self.put_values) {
            *value = seal(&Place::Key { company, key_type, key_id }, value)?;
        }
        Ok(())
    }

    /// Whether it is about rows only: some to write, some to delete by their ids.
    pub(crate) fn are_rows_alone(&self) -> bool {
        self.credentials.is_none()
            && self.linked_phone.is_none()
            && self.range_types.is_empty()
            && self.whole_types.is_empty()
            && self.stamp_types.is_empty()
    }

    /// The types, ids and values of the rows to write.
    pub(crate) fn puts(&self) -> impl Iterator<Item = (&'static str, &str, &[u8])> {
        let rows = self.put_types.iter().zip(&self.put_ids).zip(&self.put_values);
        rows.map(|((key_type, key_id), value)| (*key_type, key_id.as_str(), value.as_slice()))
    }

    /// The stamps of the rows to write.
    pub(crate) fn stamps(&self) -> impl Iterator<Item = Option<i64>> {
        self.put_stamps.iter().copied()
    }

    /// The types and ids of the rows to delete by their ids.
    pub(crate) fn deleted_ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.id_types.iter().zip(&self.ids).map(|(key_type, key_id)| (*key_type, key_id.as_str()))
    }

    fn add_delete(&mut self, delete: KeyDelete) -> Result<(), StoreError> {
        match delete {
            KeyDelete::Id { key_type, key_id } => {
                self.id_types.push(checked_type(key_type)?);
                self.ids.push(checked_id(key_id)?);
            }
            KeyDelete::Prefix { key_type, prefix } => match end_of_prefix(&prefix) {
                Some(high) => {
                    self.range_types.push(checked_type(key_type)?);
                    self.range_lows.push(checked_id(prefix)?);
                    self.range_highs.push(high);
                }
                None => self.whole_types.push(checked_type(key_type)?),
            },
            KeyDelete::OlderThan { key_type, stamp } => {
                self.stamp_types.push(checked_type(key_type)?);
                self.stamps.push(stamp);
            }
        }
        Ok(())
    }

    /// The parameters of [`WRITE`] after the company and the fence.
    pub(crate) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 15] {
        [
            (&self.put_types, Type::TEXT_ARRAY),
            (&self.put_ids, Type::TEXT_ARRAY),
            (&self.put_values, Type::BYTEA_ARRAY),
            (&self.put_stamps, Type::INT8_ARRAY),
            (&self.id_types, Type::TEXT_ARRAY),
            (&self.ids, Type::TEXT_ARRAY),
            (&self.range_types, Type::TEXT_ARRAY),
            (&self.range_lows, Type::TEXT_ARRAY),
            (&self.range_highs, Type::TEXT_ARRAY),
            (&self.whole_types, Type::TEXT_ARRAY),
            (&self.stamp_types, Type::TEXT_ARRAY),
            (&self.stamps, Type::INT8_ARRAY),
            (&self.credentials, Type::BYTEA),
            (&self.linked_phone, Type::TEXT),
            (&self.tag, Type::BYTEA),
        ]
    }
}

/// All parameters of [`WRITE`].
pub(crate) fn write_params<'a>(company: &'a &'a str, fence: &'a i64, columns: &'a Columns) -> Box<Params<'a>> {
    let head: [(&(dyn ToSql + Sync), Type); 2] = [(company, Type::TEXT), (fence, Type::INT8)];
    head.into_iter().chain(columns.params()).collect()
}

/// The first text, bytewise, that is behind all that begin with `prefix`; none when nothing is behind them.
/// The order of UTF-8 is the order of code points, so the last character that has a successor is replaced by it.
pub(crate) fn end_of_prefix(prefix: &str) -> Option<String> {
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

/// The first text, bytewise, that may be behind an id: none that could be an id lies between them, since no id has a zero byte.
pub(crate) fn next_after(id: &str) -> String {
    format!("{id}\u{1}")
}

/// A text that is behind every id, bytewise.
pub(crate) fn behind_all() -> String {
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
    fn the_end_of_a_prefix_is_behind_all_that_begin_with_it_and_before_the_rest() {
        assert_eq!(end_of_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(end_of_prefix("7:"), Some("7;".to_owned()));
        assert_eq!(end_of_prefix("\u{d7ff}"), Some("\u{e000}".to_owned()));
        assert_eq!(end_of_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(end_of_prefix("\u{10ffff}"), None);
        assert_eq!(end_of_prefix(""), None);
    }

    #[test]
    fn nothing_that_may_be_an_id_is_behind_all() {
        assert!("\u{10ffff}".repeat(MAX_ID_BYTES / 4) < behind_all());
    }

    #[test]
    fn an_id_that_no_row_can_hold_is_refused_before_it_is_sent() {
        for key_id in ["a\0b".to_owned(), "x".repeat(MAX_ID_BYTES + 1)] {
            let deletes = vec![KeyDelete::Id { key_type: "session", key_id }];
            let error = Columns::of(Batch { deletes, ..Batch::default() }).err().unwrap();
            assert_eq!(error.failure, StoreFailure::Corrupt);
        }
    }
}
