//! Noting that sessions have connected, alone and batched.

use std::collections::HashSet;
use std::sync::Arc;

use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::Fence;
use tokio_postgres::types::{ToSql, Type};

use super::held;
use crate::batching::{Batched, Batcher};
use crate::call::{Call, Work};
use crate::sealing::Sealing;
use crate::store::Store;

/// SQL for one company and for many; `$lock` is empty (wait for a locked company row) or ` SKIP LOCKED`.
macro_rules! touch_statement {
    ($lock:literal) => {
        concat!(
            "WITH touched AS MATERIALIZED (
        SELECT a.company_id, q.at
        FROM (SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) LIMIT cardinality($1))
            AS q (company_id, fence, at)
        CROSS JOIN LATERAL (
            SELECT a.company_id, a.fence FROM whatsapp_auth a WHERE a.company_id = q.company_id
            FOR NO KEY UPDATE OF a",
            $lock,
            "
        ) a
        WHERE a.company_id = q.company_id AND a.fence = q.fence)
    UPDATE whatsapp_auth a
    SET last_connected_at = greatest(last_connected_at, touched.at), parked_code = NULL, parked_until = NULL,
        log_out_fence = CASE WHEN log_out_fence = a.fence THEN log_out_fence END
    FROM touched WHERE a.company_id = touched.company_id RETURNING a.company_id"
        )
    };
}

/// Touch that waits for a locked row.
pub(super) const TOUCH: &str = touch_statement!("");

/// Touch that skips companies whose row is locked.
pub(super) const TOUCH_FREE: &str = touch_statement!(" SKIP LOCKED");

/// Notes that a company's session has connected, and so is not parked any more.
pub(crate) struct Touch {
    pub(super) company: CompanyId,
    pub(super) fence: Fence,
    pub(super) at: Timestamp,
}

impl Batched for Touch {
    const NAME: &'static str = "touch_connected";
    type Answer = ();

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().touches
    }

    fn alone(self, call: &mut Call, _: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let touches = Touches::of(std::slice::from_ref(&self));
            held(&call.write(TOUCH, &touches.params()).await?)
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, _: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let rows = call.write_in_time((TOUCH_FREE, &Touches::of(&all).params())).await?;
            let touched: Result<HashSet<&str>, _> = rows.iter().map(|row| row.try_get(0)).collect();
            let touched = touched?;
            Ok(all.iter().map(|one| touched.contains(one.company.as_str()).then_some(())).collect())
        })
    }
}

/// Touches as the arrays of the statement.
struct Touches<'a> {
    companies: Vec<&'a str>,
    fences: Vec<i64>,
    times: Vec<Timestamp>,
}

impl<'a> Touches<'a> {
    fn of(all: &'a [Touch]) -> Self {
        Self {
            companies: all.iter().map(|one| one.company.as_str()).collect(),
            fences: all.iter().map(|one| one.fence.0).collect(),
            times: all.iter().map(|one| one.at).collect(),
        }
    }

    fn params(&self) -> [(&(dyn ToSql + Sync), Type); 3] {
        [(&self.companies, Type::TEXT_ARRAY), (&self.fences, Type::INT8_ARRAY), (&self.times, Type::TIMESTAMPTZ_ARRAY)]
    }
}
