//! Onboarding links (table `onboarding_links`).

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{OnboardingLinks, StoreError, StoredLink};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::api_keys::access_id;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str =
    "SELECT id, company_id, made_by, created_at, expires_at, revoked_at FROM onboarding_links WHERE id = $1";

const ADD: &str =
    "INSERT INTO onboarding_links (id, company_id, made_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";

/// Revokes a link; one revoked before keeps its first time of revocation.
const REVOKE: &str = "UPDATE onboarding_links SET revoked_at = coalesce(revoked_at, $3)
    WHERE id = $1 AND company_id = $2 RETURNING id";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("onboarding_link", ONE),
    Listed::by_index("add_onboarding_link", ADD),
    Listed::by_index("revoke_onboarding_link", REVOKE),
];

#[async_trait]
impl OnboardingLinks for Store {
    async fn onboarding_link(&self, id: &AccessId) -> Result<Option<StoredLink>, StoreError> {
        let id = id.clone();
        let call = self.call("onboarding_link", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&id.as_str(), Type::TEXT)]).await?;
                rows.first().map(stored_link).transpose()
            })
        });
        call.await
    }

    async fn add_onboarding_link(&self, link: StoredLink) -> Result<(), StoreError> {
        let call = self.call("add_onboarding_link", move |call| {
            Box::pin(async move {
                let params = [
                    (&link.id.as_str() as _, Type::TEXT),
                    (&link.company.as_str() as _, Type::TEXT),
                    (&link.made_by as _, Type::TEXT),
                    (&link.created_at as _, Type::TIMESTAMPTZ),
                    (&link.expires_at as _, Type::TIMESTAMPTZ),
                ];
                call.write(ADD, &params).await.map(drop)
            })
        });
        call.await
    }

    async fn revoke_onboarding_link(
        &self,
        company: &CompanyId,
        id: &AccessId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (company, id) = (company.clone(), id.clone());
        let call = self.call("revoke_onboarding_link", move |call| {
            Box::pin(async move {
                let params = [
                    (&id.as_str() as _, Type::TEXT),
                    (&company.as_str() as _, Type::TEXT),
                    (&at as _, Type::TIMESTAMPTZ),
                ];
                Ok(!call.write(REVOKE, &params).await?.is_empty())
            })
        });
        call.await
    }
}

fn stored_link(row: &Row) -> Result<StoredLink, QueryError> {
    Ok(StoredLink {
        id: access_id(row, 0)?,
        company: row.try_get::<_, &str>(1)?.parse().map_err(|_| QueryError::corrupt("company_id"))?,
        made_by: row.try_get(2)?,
        created_at: row.try_get(3)?,
        expires_at: row.try_get(4)?,
        revoked_at: row.try_get(5)?,
    })
}
