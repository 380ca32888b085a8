//! The statement of a write: one text for one company and for many, so that what holds for one holds for the other.
//!
//! Every row is looked up by its whole key in a subquery of its own (`LATERAL`), which the planner can neither turn round nor
//! merge into a join over a table. So a lookup is an index condition whatever the statistics are, or whether there are any, and
//! the cost of a write grows with the rows it is about and with nothing else.
//!
//! `LIMIT cardinality(…)` leaves nothing out. A plan for any values expects ten rows of an array and one of an array with such a limit,
//! which is what most have; so the server finds that plan as good as one for the values at hand, and keeps it.

use linekeeper_ports::Written;
use linekeeper_secrets::{DataKey, Place};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::writing::WriteRows;
use crate::call::Params;
use crate::failure::Trouble;
use crate::sealing::Sealing;

/// The text of a write; `$lock` says what becomes of a company's row that somebody holds.
///
/// Every part sees the database as it was when the statement began. What follows from that:
/// - A row that is both deleted and put would be changed twice, in no order. Which rows these are is found out before (see
///   [`Columns`](super::batch::Columns)): `stays` means that the row is counted as deleted and left to the put.
/// - The company's row is what orders this write with a wipe: `held` waits for a wipe that is under way, sees the row as
///   the wipe left it, finds another fence, and everything else, which asks `named`, does nothing. A wipe waits for us.
/// - A fence has one data key for ever, so the tag says nothing new; unless the database was put back to an earlier day under
///   a running process. Nothing is sealed under a data key that is not the row's.
/// - What is deleted is deleted by where its rows are (`ctid`), one by one: a join by keys the planner may turn into a look at everything
///   that a company has. The array and its limit make it expect one row, whatever it thinks of the lookups. Nobody moves them meanwhile: whoever writes a company's keys holds its row, and whoever held it
///   before this write under the same fence had been answered before this one was sent.
/// - The row is held `FOR NO KEY UPDATE`, stronger than `FOR SHARE`: two writes that both held it shared and then both
///   changed it (new credentials) would wait for each other for ever.
///
/// `named` has a company's place where the company is held and nothing where it is not. Whether a row is among those that are
/// held is a look into that array: a join with `held` would cost rows times companies wherever the planner thinks there are few.
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

/// Waits for a row that is held. Answers the companies that were written, with how many rows their deletes removed: none when
/// the fence is another one by now.
pub const WRITE: &str = write_statement!("");

/// Leaves out a company whose row is held.
pub(super) const WRITE_FREE: &str = write_statement!(" SKIP LOCKED");

/// Batches, taken apart into the arrays of one statement.
#[derive(Default)]
pub(super) struct Arrays<'a> {
    companies: Vec<&'a str>,
    fences: Vec<i64>,
    /// The tags of the data keys that the values are sealed under.
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
    /// Adds a batch, sealed under this data key (which one without secrets does not need).
    ///
    /// # Errors
    /// Something of it cannot be sealed; nothing of it is added then.
    pub(super) fn add(
        &mut self,
        write: &'a WriteRows,
        (sealing, key): (&Sealing, Option<&DataKey>),
    ) -> Result<(), Trouble> {
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

    /// `place` is the company's, counted from one.
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

    /// The parameters of the statement.
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

/// A company that was written, and what its batch did.
pub(super) fn written(row: &Row) -> Result<(String, Written), Trouble> {
    Ok((row.try_get(0)?, Written { deleted: row.try_get::<_, i64>(1)?.unsigned_abs() }))
}
