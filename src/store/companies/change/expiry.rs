//! Expiry of what changes of phone have left behind: a device in the next slot that nobody has used for long, and old
//! devices that could not be logged out for as long. Neither is the device that the line works with, so nobody is
//! warned; the caller trusts the database's clock only where it has not jumped.

use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::StoreError;
use tokio_postgres::types::Type;

use crate::companies::expiry::companies;
use crate::companies::ownership::empty;
use crate::store::Store;

/// Whether there is anything to expire; mostly there is not, and no transaction is begun for it.
pub(super) const UNUSED_IN_NEXT_SLOT: &str = "SELECT company_id FROM whatsapp_next_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND greatest(last_connected_at, updated_at, created_at) < $1
    LIMIT 1";

/// Locked rows are in use.
pub(super) const DUE_IN_NEXT_SLOT: &str = "SELECT company_id FROM whatsapp_next_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND greatest(last_connected_at, updated_at, created_at) < $1
    ORDER BY company_id LIMIT $2 FOR UPDATE SKIP LOCKED";

pub(super) const PRUNE_OLD_DEVICES: &str = "WITH old AS (
        SELECT company_id, device FROM whatsapp_old_devices WHERE replaced_at < $1
        ORDER BY company_id, device LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    DELETE FROM whatsapp_old_devices d USING old WHERE d.company_id = old.company_id AND d.device = old.device
    RETURNING d.company_id";

impl Store {
    /// Empties the next slot of companies that have not used it since the given time, at most `limit`; returns these
    /// companies. Their current slots are not touched.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn expire_next_slots(&self, before: Timestamp, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        let next = self.next_slot();
        let sealing = next.sealing();
        next.call("expire_next_slots", move |call| {
            Box::pin(async move {
                let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
                if call.query(UNUSED_IN_NEXT_SLOT, &params[..1]).await?.is_empty() {
                    return Ok(Vec::new());
                }
                let (transaction, [due]) = call.begin([(DUE_IN_NEXT_SLOT, &params)]).await?;
                let companies = companies(&due)?;
                if companies.is_empty() {
                    return Ok(companies);
                }
                let ids: Vec<String> = companies.iter().map(|company| company.as_str().to_owned()).collect();
                empty(transaction, &ids, None, (None, &[])).await?;
                companies.iter().for_each(|company| sealing.forget(company));
                Ok(companies)
            })
        })
        .await
    }

    /// Deletes old devices that were replaced before the given time, at most `limit`; returns the company of each.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_old_devices(&self, before: Timestamp, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        self.call("prune_old_devices", move |call| {
            Box::pin(async move {
                let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
                companies(&call.write(PRUNE_OLD_DEVICES, &params).await?)
            })
        })
        .await
    }
}
