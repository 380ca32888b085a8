//! Taking ownership of companies, alone and batched.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{ChangeLeft, Fence, Ownership};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::batching::{Batched, Batcher};
use crate::call::{Call, Work};
use crate::companies::listing::{phone_of, stored_company};
use crate::failure::QueryError;
use crate::records::{recorded_fields, recorded_of};
use crate::sealing::{Fresh, Sealing};
use crate::slots::Slot;
use crate::store::Store;

/// SQL of two columns: whether the next slot has credentials or keys or was asked for, and whether an old device is left.
/// All are looked up by the key, company by company: `OFFSET 0` keeps the planner from reading a whole table for many.
/// One key is looked for, in their order, only where a row of the next slot is; in a store of that slot, whose statements have the
/// tables exchanged, the first column says nothing.
macro_rules! change_left {
    () => {
        "(SELECT n.creds IS NOT NULL OR n.phone IS NOT NULL
                OR (SELECT k.company_id FROM whatsapp_next_keys k WHERE k.company_id = n.company_id
                    ORDER BY k.company_id, k.key_type, k.key_id LIMIT 1) IS NOT NULL
            FROM whatsapp_next_auth n WHERE n.company_id = a.company_id),
        EXISTS (SELECT FROM whatsapp_old_devices o WHERE o.company_id = a.company_id OFFSET 0)"
    };
}

/// SQL of a column: the recorded status of the company.
macro_rules! recorded {
    () => {
        concat!(", (SELECT ", recorded_fields!(), " FROM companies c WHERE c.company_id = a.company_id OFFSET 0)")
    };
}

/// SQL that raises the fence; a company without a data key gets the given one.
macro_rules! take_statement {
    ($row:literal) => {
        concat!(
            "INSERT INTO whatsapp_auth AS a (company_id, data_key, master_key_id) ",
            $row,
            " ON CONFLICT (company_id) DO UPDATE SET fence = a.fence + 1,
        data_key = coalesce(a.data_key, excluded.data_key),
        master_key_id = coalesce(a.master_key_id, excluded.master_key_id)
    RETURNING a.company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until,
        requested_phone, fence, data_key, master_key_id,
        extract(epoch FROM now() - removed_after_link_at)::float8, log_out_fence IS NOT NULL, ",
            change_left!(),
            recorded!()
        )
    };
}

/// Takes a company, inserting its row if absent.
pub(super) const TAKE: &str = take_statement!("VALUES ($1, $2, $3)");

/// Takes a company only if it has a row.
pub(super) const TAKE_STORED: &str =
    take_statement!("SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM whatsapp_auth WHERE company_id = $1)");

/// Takes those of several companies that have a row, have a data key and are not locked. Each row is looked up in a
/// subquery of its own, so it is an index condition whatever the planner knows about the table.
pub(super) const TAKE_FREE: &str = concat!(
    "WITH held AS MATERIALIZED (
        SELECT a.company_id FROM (SELECT * FROM unnest($1::text[]) LIMIT cardinality($1)) AS q (company_id)
        CROSS JOIN LATERAL (
            SELECT a.company_id FROM whatsapp_auth a WHERE a.company_id = q.company_id AND a.data_key IS NOT NULL
            FOR NO KEY UPDATE OF a SKIP LOCKED
        ) a
        WHERE a.company_id = q.company_id)
    UPDATE whatsapp_auth a SET fence = a.fence + 1 FROM held WHERE a.company_id = held.company_id
    RETURNING a.company_id, phone, creds IS NOT NULL, paired_at, last_connected_at, parked_code, parked_until,
        requested_phone, fence, data_key, master_key_id,
        extract(epoch FROM now() - removed_after_link_at)::float8, log_out_fence IS NOT NULL, ",
    change_left!(),
    recorded!()
);

/// Makes the caller the owner of a company, under a new fence.
pub(crate) struct Take {
    pub(super) company: CompanyId,
    /// Whether a company without a row gets one; otherwise its answer is `None`.
    pub(super) makes_row: bool,
}

impl Batched for Take {
    const NAME: &'static str = "take";
    type Answer = Option<Ownership>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().takes
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let fresh = sealing.fresh(&self.company)?;
            let params = [
                (&self.company.as_str() as _, Type::TEXT),
                (&fresh.wrapped.as_bytes() as _, Type::BYTEA),
                (&fresh.master as _, Type::TEXT),
            ];
            let rows = call.write(if self.makes_row { TAKE } else { TAKE_STORED }, &params).await?;
            let slot = call.slot();
            rows.first().map(|row| owned(&self.company, (row, slot), (&sealing, Some(fresh)))).transpose()
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let companies: Vec<&str> = all.iter().map(|one| one.company.as_str()).collect();
            let rows = call.write_in_time((TAKE_FREE, &[(&companies as _, Type::TEXT_ARRAY)])).await?;
            let mut taken = HashMap::new();
            for row in &rows {
                taken.insert(row.try_get::<_, &str>(0)?, row);
            }
            // A row that cannot be read is taken once more alone, which does no harm and reports the error.
            let slot = call.slot();
            let answer = |one: &Self| {
                let row = taken.get(one.company.as_str())?;
                owned(&one.company, (row, slot), (&sealing, None)).ok().map(Some)
            };
            Ok(all.iter().map(answer).collect())
        })
    }
}

fn owned(
    company: &CompanyId,
    (row, slot): (&Row, Slot),
    (sealing, fresh): (&Sealing, Option<Fresh>),
) -> Result<Ownership, QueryError> {
    let fence = Fence(row.try_get(8)?);
    sealing.taken(company, fence, (fresh, row))?;
    Ok(Ownership {
        fence,
        stored: stored_company(row)?,
        requested_phone: phone_of(row, 7)?,
        since_removal: passed(row)?,
        log_out_ordered: row.try_get(12)?,
        change_left: match slot {
            Slot::Current => change_left(row)?,
            Slot::Next => ChangeLeft::NOTHING,
        },
        recorded: row.try_get::<_, Option<Vec<Option<&str>>>>(15)?.and_then(recorded_of).map(Box::new),
    })
}

fn change_left(row: &Row) -> Result<ChangeLeft, QueryError> {
    let in_next = row.try_get::<_, Option<bool>>(13)?.unwrap_or(false);
    Ok(ChangeLeft { in_next, old_devices: row.try_get(14)? })
}

/// Time since the session was parked with `REMOVED_AFTER_LINK`; zero if the database's clock has been set back since.
fn passed(row: &Row) -> Result<Option<Duration>, QueryError> {
    let seconds: Option<f64> = row.try_get(11)?;
    Ok(seconds.map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)))
}
