//! Noting that sessions have connected.

use std::collections::HashSet;
use std::sync::Arc;

use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::Fence;
use tokio_postgres::types::Type;

use super::held;
use crate::call::{Call, Work};
use crate::gather::{Gathered, Gathering};
use crate::sealing::Sealing;
use crate::store::Store;

const TOUCH: &str = "UPDATE whatsapp_auth
    SET last_connected_at = greatest(last_connected_at, $3), parked_code = NULL, parked_until = NULL
    WHERE company_id = $1 AND fence = $2 RETURNING company_id";

/// Those that are held by nobody.
const TOUCH_MANY: &str = "WITH held AS MATERIALIZED (
        SELECT a.company_id, q.at
        FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) AS q (company_id, fence, at)
        JOIN whatsapp_auth a ON a.company_id = q.company_id
        WHERE a.fence = q.fence FOR NO KEY UPDATE OF a SKIP LOCKED)
    UPDATE whatsapp_auth a
    SET last_connected_at = greatest(last_connected_at, held.at), parked_code = NULL, parked_until = NULL
    FROM held WHERE a.company_id = held.company_id RETURNING a.company_id";

/// Notes that a company's session has connected, and that it is parked no more.
pub(crate) struct Touch {
    pub(super) company: CompanyId,
    pub(super) fence: Fence,
    pub(super) at: Timestamp,
}

impl Gathered for Touch {
    const NAME: &'static str = "touch_connected";
    type Answer = ();

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn gathering(store: &Store) -> &Gathering<Self> {
        &store.gatherings().touches
    }

    fn alone(self, call: &mut Call, _: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let params = [
                (&self.company.as_str() as _, Type::TEXT),
                (&self.fence.0 as _, Type::INT8),
                (&self.at as _, Type::TIMESTAMPTZ),
            ];
            held(&call.write(TOUCH, &params).await?)
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, _: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let companies: Vec<&str> = all.iter().map(|one| one.company.as_str()).collect();
            let fences: Vec<i64> = all.iter().map(|one| one.fence.0).collect();
            let times: Vec<Timestamp> = all.iter().map(|one| one.at).collect();
            let params = [
                (&companies as _, Type::TEXT_ARRAY),
                (&fences as _, Type::INT8_ARRAY),
                (&times as _, Type::TIMESTAMPTZ_ARRAY),
            ];
            let rows = call.write(TOUCH_MANY, &params).await?;
            let touched: Result<HashSet<&str>, _> = rows.iter().map(|row| row.try_get(0)).collect();
            let touched = touched?;
            Ok(all.iter().map(|one| touched.contains(one.company.as_str()).then_some(())).collect())
        })
    }
}
