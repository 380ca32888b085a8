//! Restart policies: how a company's session is restarted where that differs from the service's default.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::restart::RestartPolicy;

use crate::StoreError;

/// Where restart policies are kept.
#[async_trait]
pub trait RestartPolicies: Send + Sync {
    /// The company's own policy, if it has one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn restart_policy(&self, company: &CompanyId) -> Result<Option<RestartPolicy>, StoreError>;

    /// Gives the company a policy of its own, or takes it away.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn set_restart_policy(&self, company: &CompanyId, policy: Option<RestartPolicy>) -> Result<(), StoreError>;
}
