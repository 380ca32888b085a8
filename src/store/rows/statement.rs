//! SQL of a write: one text for single and batched writes, so that what holds for one holds for the other.
//!
//! Every row is looked up by its whole key in a subquery of its own (`LATERAL`), which the planner can neither reorder
//! nor merge into a join over a table. So a lookup is an index condition whatever the statistics are, even if there are
//! none, and the cost of a write grows only with the rows it names.
//!
//! `LIMIT cardinality(…)` excludes nothing. A generic plan expects ten rows of an array, and one row of an array with
//! such a limit, which is the usual size; so the server finds the generic plan as good as a custom one and keeps it.

use linekeeper_ports::Written;
use linekeeper_secrets::{DataKey, Place};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::writing::WriteRows;
use crate::call::Params;
use crate::failure::QueryError;
use crate::sealing::Sealing;

/// SQL of a write; `$lock` is empty (wait for a locked company row) or ` SKIP LOCKED`.
///
/// Every part sees the database as it was when the statement began. Consequences:
/// - A row that is both deleted and put would be changed twice, in no order. Such rows are found beforehand (see
///   [`Columns`](super::batch::Columns)): `stays` means that the row is counted as deleted and left to the put.
/// - The company's row orders this write against a wipe: `held` waits for a running wipe, then sees the row as the wipe
///   left it with another fence, so all other parts, which check `named`, do nothing. A wipe in turn waits for this
///   write.
/// - A fence always has the same data key, so comparing the tag is redundant, unless the database was restored to an
///   earlier state under a running process. It ensures that nothing is sealed under a data key other than the row's.
/// - Rows are deleted by their physical place (`ctid`), one by one: a join by keys could become a scan of everything
///   the company has. The array and its limit make the planner expect one row, whatever it thinks of the lookups. The
///   rows do not move meanwhile: a writer of a company's keys holds its row, and every earlier writer under this fence
///   was answered before this statement was sent.
/// - The row is locked `FOR NO KEY UPDATE`, which is stronger than `FOR SHARE`: two writes that both held it shared and
///   then both changed it (new credentials) would deadlock.
///
/// `named` maps a company's place to itself if the company is held, else to null. Membership is tested by indexing that
/// array: a join with `held` would cost rows times companies wherever the planner expects few.
macro_rules! write_statement {
    ($lock:literal) => {
        concat!(
            "
WITH held AS MATERIALIZED (
    SELECT q.place::int AS place, q.company_id, q.creds, q.phone, a.updated_at
    FROM (
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::text[]) WITH ORDINALITY
        LIMIT cardinality($1)) AS q (company_id, fence, tag, creds, phone, place)
    CROSS JOIN LATERAL (
        SELECT a.company_id, a.fence, a.data_key, a.updated_at FROM whatsapp_auth a WHERE a.company_id = q.company_id
        FOR NO KEY UPDATE OF a",
            $lock,
            "
    ) a
    WHERE a.company_id = q.company_id AND a.fence = q.fence AND (q.tag IS NULL OR substr(a.data_key, 2, 8) = q.tag)
), named AS MATERIALIZED (
    SELECT array_agg(held.place ORDER BY q.place) AS places
    FROM generate_series(1, cardinality($1)) AS q (place) LEFT JOIN held ON held.place = q.place
), doomed AS MATERIALIZED (
    SELECT k.company_id, k.row, d.stays
    FROM unnest($11::int[], $12::text[], $13::text[], $14::bool[]) AS d (place, key_type, key_id, stays)
    CROSS JOIN LATERAL (
        SELECT company_id, ctid AS row FROM whatsapp_keys
        WHERE company_id = ($1)[d.place] AND key_type = d.key_type AND key_id = d.key_id OFFSET 0) k
    WHERE (SELECT places FROM named)[d.place] = d.place
  UNION ALL
    SELECT k.company_id, k.row, false
    FROM unnest($15::int[], $16::text[], $17::text[], $18::text[]) AS d (place, key_type, low, high)
    CROSS JOIN LATERAL (
        SELECT company_id, ctid AS row FROM whatsapp_keys
        WHERE company_id = ($1)[d.place] AND key_type = d.key_type AND key_id >= d.low AND key_id < d.high OFFSET 0) k
    WHERE (SELECT places FROM named)[d.place] = d.place
  UNION ALL
    SELECT k.company_id, k.row, false
    FROM unnest($19::int[], $20::text[], $21::bigint[]) AS d (place, key_type, stamp)
    CROSS JOIN LATERAL (
        SELECT company_id, ctid AS row FROM whatsapp_keys
        WHERE company_id = ($1)[d.place] AND key_type = d.key_type AND stamp < d.stamp AND stamp <> 0 OFFSET 0) k
    WHERE (SELECT places FROM named)[d.place] = d.place
), deleted AS (
    DELETE FROM whatsapp_keys k USING (
        SELECT row FROM unnest(ARRAY(SELECT row FROM doomed WHERE NOT stays)) AS q (row)
        LIMIT (SELECT count(*) FROM doomed)) AS d
    WHERE k.ctid = d.row
    RETURNING k.company_id
), stored AS (
    INSERT INTO whatsapp_keys (company_id, key_type, key_id, value, stamp)
    SELECT ($1)[p.place], p.key_type, p.key_id, p.value, p.stamp
    FROM unnest($6::int[], $7::text[], $8::text[], $9::bytea[], $10::bigint[])
        AS p (place, key_type, key_id, value, stamp)
    WHERE (SELECT places FROM named)[p.place] = p.place
    ON CONFLICT (company_id, key_type, key_id) DO UPDATE SET value = excluded.value, stamp = excluded.stamp
), noted AS (
    UPDATE whatsapp_auth a
    SET creds = coalesce(held.creds, a.creds),
        phone = coalesce(held.phone, a.phone),
        paired_at = CASE WHEN held.phone IS NULL THEN a.paired_at ELSE coalesce(a.paired_at, now()) END,
        updated_at = now()
    FROM held
    WHERE a.company_id = held.company_id
      AND (held.creds IS NOT NULL OR held.phone IS NOT NULL OR held.updated_at < now() - interval '1 hour')
)
SELECT held.company_id, count(gone.company_id)
FROM held LEFT JOIN (SELECT company_id FROM deleted UNION ALL SELECT company_id FROM doomed WHERE stays) AS gone
    ON gone.company_id = held.company_id
GROUP BY held.company_id"
        )
    };
}

/// Write that waits for a locked company row. Returns the written companies, each with the number of rows its deletes
/// removed; no row if the fence is another one by now.
pub const WRITE: &str = write_statement!("");

/// Write that skips companies whose row is locked.
pub(super) const WRITE_FREE: &str = write_statement!(" SKIP LOCKED");

/// Several batches as the arrays of one statement.
#[derive(Default)]
pub(super) struct Arrays<'a> {
    companies: Vec<&'a str>,
    fences: Vec<i64>,
    /// Tags of the data keys under which the values are sealed.
    tags: Vec<Option<Vec<u8>>>,
    credentials: Vec<Option<Vec<u8>>>,
    phones: Vec<Option<&'a str>>,
    put_places: Vec<i32>,
    put_types: Vec<&'static str>,
    put_ids: Vec<&'a str>,
    put_values: Vec<Vec<u8>>,
    put_stamps: Vec<Option<i64>>,
    id_places: Vec<i32>,
    id_types: Vec<&'static str>,
    ids: Vec<&'a str>,
    id_stays: Vec<bool>,
    range_places: Vec<i32>,
    range_types: Vec<&'static str>,
    range_lows: Vec<&'a str>,
    range_highs: Vec<&'a str>,
    stamp_places: Vec<i32>,
    stamp_types: Vec<&'static str>,
    stamps: Vec<i64>,
}

impl<'a> Arrays<'a> {
    /// Adds a batch, sealed under this data key; a batch without values to seal needs none.
    ///
    /// # Errors
    /// [`QueryError`] if a value cannot be sealed; nothing of the batch is added then.
    pub(super) fn add(
        &mut self,
        write: &'a WriteRows,
        (sealing, key): (&Sealing, Option<&DataKey>),
    ) -> Result<(), QueryError> {
        let (company, columns) = (&write.company, &write.columns);
        let (mut credentials, mut values) = (None, Vec::with_capacity(columns.puts.len()));
        if let Some(key) = key {
            let sealed = |plain: &[u8]| sealing.seal(key, &Place::Credentials { company }, plain);
            credentials = columns.credentials.as_deref().map(sealed).transpose()?;
            for put in &columns.puts {
                let place = Place::Key { company, key_type: put.key_type, key_id: &put.key_id };
                values.push(sealing.seal(key, &place, &put.value)?);
            }
        }
        self.companies.push(company.as_str());
        self.fences.push(write.fence.0);
        self.tags.push(key.map(|key| key.tag().as_bytes().to_vec()));
        self.credentials.push(credentials);
        self.phones.push(columns.linked_phone.as_deref());
        self.put_values.extend(values);
        self.add_rows(write, i32::try_from(self.companies.len()).unwrap_or(i32::MAX));
        Ok(())
    }

    /// Adds the rows of a batch; `place` is the company's position in the arrays, counted from one.
    fn add_rows(&mut self, write: &'a WriteRows, place: i32) {
        for put in &write.columns.puts {
            self.put_places.push(place);
            self.put_types.push(put.key_type);
            self.put_ids.push(&put.key_id);
            self.put_stamps.push(put.stamp);
        }
        for delete in &write.columns.deletes {
            self.id_places.push(place);
            self.id_types.push(delete.key_type);
            self.ids.push(&delete.key_id);
            self.id_stays.push(delete.stays);
        }
        for range in &write.columns.ranges {
            self.range_places.push(place);
            self.range_types.push(range.key_type);
            self.range_lows.push(&range.low);
            self.range_highs.push(&range.high);
        }
        for (key_type, stamp) in &write.columns.older {
            self.stamp_places.push(place);
            self.stamp_types.push(key_type);
            self.stamps.push(*stamp);
        }
    }

    /// Parameters of [`WRITE`] and [`WRITE_FREE`].
    pub(super) fn params(&self) -> Box<Params<'_>> {
        Box::new([
            (&self.companies as _, Type::TEXT_ARRAY),
            (&self.fences as _, Type::INT8_ARRAY),
            (&self.tags as _, Type::BYTEA_ARRAY),
            (&self.credentials as _, Type::BYTEA_ARRAY),
            (&self.phones as _, Type::TEXT_ARRAY),
            (&self.put_places as _, Type::INT4_ARRAY),
            (&self.put_types as _, Type::TEXT_ARRAY),
            (&self.put_ids as _, Type::TEXT_ARRAY),
            (&self.put_values as _, Type::BYTEA_ARRAY),
            (&self.put_stamps as _, Type::INT8_ARRAY),
            (&self.id_places as _, Type::INT4_ARRAY),
            (&self.id_types as _, Type::TEXT_ARRAY),
            (&self.ids as _, Type::TEXT_ARRAY),
            (&self.id_stays as _, Type::BOOL_ARRAY),
            (&self.range_places as _, Type::INT4_ARRAY),
            (&self.range_types as _, Type::TEXT_ARRAY),
            (&self.range_lows as _, Type::TEXT_ARRAY),
            (&self.range_highs as _, Type::TEXT_ARRAY),
            (&self.stamp_places as _, Type::INT4_ARRAY),
            (&self.stamp_types as _, Type::TEXT_ARRAY),
            (&self.stamps as _, Type::INT8_ARRAY),
        ])
    }
}

/// Reads a row of the result: a written company and the number of rows deleted.
pub(super) fn written(row: &Row) -> Result<(String, Written), QueryError> {
    Ok((row.try_get(0)?, Written { deleted: row.try_get::<_, i64>(1)?.unsigned_abs() }))
}
