//! The batches of many companies as the arrays of one SQL statement, so that they share a round trip and a commit.
//!
//! Only rows: what is said of a company itself (its device, its phone) may be refused for another company's sake and is written
//! alone, as are deletes that are not by id.

use std::collections::HashMap;

use linekeeper_ports::Written;
use linekeeper_secrets::Place;
use tokio_postgres::types::Type;

use super::writing::WriteRows;
use crate::call::Call;
use crate::failure::Trouble;
use crate::sealing::Sealing;

/// As [`WRITE`](super::WRITE), for many; its answer has the companies that were written, with how many rows their deletes removed.
///
/// A company whose row is held by somebody is left out instead of waited for, as is one with another fence.
const WRITE_MANY: &str = "
WITH held AS MATERIALIZED (
    SELECT a.company_id
    FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS q (company_id, fence, tag)
    JOIN whatsapp_auth a ON a.company_id = q.company_id
    WHERE a.fence = q.fence AND (q.tag IS NULL OR substr(a.data_key, 2, 8) = q.tag)
    FOR NO KEY UPDATE OF a SKIP LOCKED
), put AS MATERIALIZED (
    SELECT p.company_id, p.key_type, p.key_id, p.value, p.stamp
    FROM held JOIN unnest($4::text[], $5::text[], $6::text[], $7::bytea[], $8::bigint[])
        AS p (company_id, key_type, key_id, value, stamp) ON p.company_id = held.company_id
), doomed AS MATERIALIZED (
    SELECT DISTINCT k.company_id, k.key_type, k.key_id
    FROM held JOIN unnest($9::text[], $10::text[], $11::text[]) AS d (company_id, key_type, key_id)
        ON d.company_id = held.company_id
    JOIN whatsapp_keys k ON k.company_id = d.company_id AND k.key_type = d.key_type AND k.key_id = d.key_id
), deleted AS (
    DELETE FROM whatsapp_keys k USING doomed d
    WHERE k.company_id = d.company_id AND k.key_type = d.key_type AND k.key_id = d.key_id
      AND NOT EXISTS (
        SELECT FROM put p WHERE p.company_id = d.company_id AND p.key_type = d.key_type AND p.key_id = d.key_id)
), stored AS (
    INSERT INTO whatsapp_keys (company_id, key_type, key_id, value, stamp)
    SELECT company_id, key_type, key_id, value, stamp FROM put
    ON CONFLICT (company_id, key_type, key_id) DO UPDATE SET value = excluded.value, stamp = excluded.stamp
), noted AS (
    UPDATE whatsapp_auth a SET updated_at = now() FROM held
    WHERE a.company_id = held.company_id AND a.updated_at < now() - interval '1 hour'
)
SELECT held.company_id, count(d.key_id) FROM held LEFT JOIN doomed d ON d.company_id = held.company_id
GROUP BY held.company_id";

/// The batches, taken apart into columns.
#[derive(Default)]
pub(super) struct Joint<'a> {
    companies: Vec<&'a str>,
    fences: Vec<i64>,
    tags: Vec<Option<Vec<u8>>>,
    put_companies: Vec<&'a str>,
    put_types: Vec<&'static str>,
    put_ids: Vec<&'a str>,
    put_values: Vec<Vec<u8>>,
    put_stamps: Vec<Option<i64>>,
    id_companies: Vec<&'a str>,
    id_types: Vec<&'static str>,
    ids: Vec<&'a str>,
}

impl<'a> Joint<'a> {
    /// Adds a batch, unless its data key is not at hand or something of it cannot be sealed.
    pub(super) fn add(&mut self, write: &'a WriteRows, sealing: &Sealing) {
        let (company, columns) = (write.company.as_str(), &write.columns);
        let mut tag = None;
        if columns.has_secrets() {
            let Some(key) = sealing.at_hand(&write.company, write.fence) else { return };
            tag = Some(key.tag().as_bytes().to_vec());
            let sealed: Result<Vec<_>, _> = columns
                .puts()
                .map(|(key_type, key_id, plain)| {
                    sealing.seal(&key, &Place::Key { company: &write.company, key_type, key_id }, plain)
                })
                .collect();
            let Ok(sealed) = sealed else { return };
            self.put_values.extend(sealed);
        }
        self.companies.push(company);
        self.fences.push(write.fence.0);
        self.tags.push(tag);
        for (key_type, key_id, _) in columns.puts() {
            self.put_companies.push(company);
            self.put_types.push(key_type);
            self.put_ids.push(key_id);
        }
        self.put_stamps.extend(columns.stamps());
        for (key_type, key_id) in columns.deleted_ids() {
            self.id_companies.push(company);
            self.id_types.push(key_type);
            self.ids.push(key_id);
        }
    }

    /// Writes them; what was written, by company.
    pub(super) async fn write(&self, call: &Call) -> Result<HashMap<String, Written>, Trouble> {
        let params = [
            (&self.companies as _, Type::TEXT_ARRAY),
            (&self.fences as _, Type::INT8_ARRAY),
            (&self.tags as _, Type::BYTEA_ARRAY),
            (&self.put_companies as _, Type::TEXT_ARRAY),
            (&self.put_types as _, Type::TEXT_ARRAY),
            (&self.put_ids as _, Type::TEXT_ARRAY),
            (&self.put_values as _, Type::BYTEA_ARRAY),
            (&self.put_stamps as _, Type::INT8_ARRAY),
            (&self.id_companies as _, Type::TEXT_ARRAY),
            (&self.id_types as _, Type::TEXT_ARRAY),
            (&self.ids as _, Type::TEXT_ARRAY),
        ];
        let rows = call.write(WRITE_MANY, &params).await?;
        let written = |row: &tokio_postgres::Row| {
            Ok((row.try_get(0)?, Written { deleted: row.try_get::<_, i64>(1)?.unsigned_abs() }))
        };
        rows.iter().map(written).collect()
    }
}
