//! Restart policies: how a company's session is restarted where that differs from the service's default.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::restart::RestartPolicy;

use crate::StoreError;

/// Storage of per-company restart policies.
#[async_trait]
pub trait RestartPolicies: Send + Sync {
    /// Returns the company's own policy; `None` when the default applies.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn restart_policy(&self, company: &CompanyId) -> Result<Option<RestartPolicy>, StoreError>;

    /// Sets the company's own policy; `None` removes it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn set_restart_policy(&self, company: &CompanyId, policy: Option<RestartPolicy>) -> Result<(), StoreError>;
}
