//! Revocation check: which of many API keys, onboarding links and dashboard sessions are still valid.

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{AccessIds, Revocations, StoreError};
use tokio_postgres::types::Type;

use super::api_keys::access_id;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const COUNTING: &str = "SELECT 'key', q.id FROM unnest($1::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT FROM api_keys
        WHERE id = q.id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4) OFFSET 0) k
  UNION ALL
    SELECT 'link', q.id FROM unnest($2::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT FROM onboarding_links WHERE id = q.id AND revoked_at IS NULL OFFSET 0) l
  UNION ALL
    SELECT 'visit', q.id FROM unnest($3::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT FROM dashboard_visits WHERE id = q.id OFFSET 0) v";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("still_counting", COUNTING)];

#[async_trait]
impl Revocations for Store {
    async fn still_counting(&self, asked: AccessIds, now: Timestamp) -> Result<AccessIds, StoreError> {
        let call = self.call("still_counting", move |call| {
            Box::pin(async move {
                let [keys, links, visits] = [&asked.keys, &asked.links, &asked.visits]
                    .map(|ids| ids.iter().map(AccessId::as_str).collect::<Vec<_>>());
                let params = [
                    (&keys as _, Type::TEXT_ARRAY),
                    (&links as _, Type::TEXT_ARRAY),
                    (&visits as _, Type::TEXT_ARRAY),
                    (&now as _, Type::TIMESTAMPTZ),
                ];
                let mut counting = AccessIds::default();
                for row in call.query(COUNTING, &params).await? {
                    let of = match row.try_get(0)? {
                        "key" => &mut counting.keys,
                        "link" => &mut counting.links,
                        "visit" => &mut counting.visits,
                        _ => return Err(QueryError::corrupt("the kind of an access id")),
                    };
                    of.insert(access_id(&row, 1)?);
                }
                Ok(counting)
            })
        });
        call.await
    }
}
