//! A change of phone: what concerns both slots of credentials, and the devices that were replaced.

mod expiry;
mod promote;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{
    Credentials, Fence, NextSlots, OldDevice, PairingRows, Promoted, PromotionOrder, SetAside, StoreError,
};
use tokio_postgres::types::Type;

use self::expiry::{DUE_IN_NEXT_SLOT, PRUNE_OLD_DEVICES, UNUSED_IN_NEXT_SLOT};
use self::promote::{BECOME, HOLD_CURRENT, HOLD_NEXT, MOVE_KEYS};
use crate::companies::expiry::companies;
use crate::companies::old_devices::{SET_ASIDE, old_device};
use crate::slots::Slot;
use crate::statements::Listed;
use crate::store::Store;

const OLD: &str =
    "SELECT device, phone, replaced_at FROM whatsapp_old_devices WHERE company_id = $1 ORDER BY replaced_at, device";

const OLD_CREDENTIALS: &str =
    "SELECT creds, data_key, master_key_id FROM whatsapp_old_devices WHERE company_id = $1 AND device = $2";

const FORGET_OLD: &str = "DELETE FROM whatsapp_old_devices WHERE company_id = $1 AND device = $2";

/// Each table is walked by company, as far as a page goes: the limits are subqueries so that the planner does not know
/// them, and expects no more rows than that.
const UNFINISHED: &str = "SELECT company_id FROM (
        (SELECT company_id FROM whatsapp_next_auth WHERE paired_at IS NOT NULL AND company_id > $1
        ORDER BY company_id LIMIT (SELECT $2))
      UNION
        (SELECT DISTINCT company_id FROM whatsapp_old_devices WHERE company_id > $1
        ORDER BY company_id LIMIT (SELECT $2))
    ) unfinished ORDER BY company_id LIMIT $2";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_current_slot", HOLD_CURRENT),
    Listed::by_index("hold_next_slot", HOLD_NEXT),
    Listed::by_index("become_current", BECOME),
    Listed::by_index("move_keys", MOVE_KEYS),
    Listed::by_index("old_devices", OLD),
    Listed::by_index("old_credentials", OLD_CREDENTIALS),
    Listed::by_index("forget_old_device", FORGET_OLD),
    Listed::by_index("set_aside", SET_ASIDE),
    Listed::by_index("unfinished_changes", UNFINISHED),
    Listed::more("unused_in_next_slot", UNUSED_IN_NEXT_SLOT, HOUSEKEEPING),
    Listed::more("due_in_next_slot", DUE_IN_NEXT_SLOT, HOUSEKEEPING),
    Listed::more("prune_old_devices", PRUNE_OLD_DEVICES, HOUSEKEEPING),
];

const HOUSEKEEPING: &str = "maintenance task in small batches; no request waits for it";

#[async_trait]
impl NextSlots for Store {
    async fn promote(&self, order: PromotionOrder) -> Result<Promoted, StoreError> {
        promote::promote(self, order).await
    }

    async fn set_aside(&self, company: &CompanyId, held: Fence) -> Result<SetAside, StoreError> {
        let emptied = self.of(Slot::Next).emptied("set_aside", company, (held, true)).await;
        emptied.map(|PairingRows { fence, set_aside, .. }| SetAside { fence, old: set_aside })
    }

    async fn old_devices(&self, company: &CompanyId) -> Result<Vec<OldDevice>, StoreError> {
        let company = company.clone();
        self.call("old_devices", move |call| {
            Box::pin(async move {
                let rows = call.query(OLD, &[(&company.as_str(), Type::TEXT)]).await?;
                rows.iter().map(|row| old_device(row, 0)).collect()
            })
        })
        .await
    }

    async fn old_credentials(&self, company: &CompanyId, device: i64) -> Result<Option<Credentials>, StoreError> {
        let (company, sealing) = (company.clone(), self.sealing());
        self.call("old_credentials", move |call| {
            Box::pin(async move {
                let params = [(&company.as_str() as _, Type::TEXT), (&device as _, Type::INT8)];
                let rows = call.query(OLD_CREDENTIALS, &params).await?;
                let Some(row) = rows.first() else { return Ok(None) };
                let opener = sealing.opener_beside(&company, (row, 1))?;
                Ok(Some(Credentials(opener.credentials(row.try_get(0)?)?.into())))
            })
        })
        .await
    }

    async fn forget_old_device(&self, company: &CompanyId, device: i64) -> Result<(), StoreError> {
        let company = company.clone();
        self.call("forget_old_device", move |call| {
            Box::pin(async move {
                let params = [(&company.as_str() as _, Type::TEXT), (&device as _, Type::INT8)];
                call.write(FORGET_OLD, &params).await.map(drop)
            })
        })
        .await
    }

    async fn unfinished_changes(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        let after = after.cloned();
        self.call("unfinished_changes", move |call| {
            Box::pin(async move {
                let after = after.as_ref().map_or("", CompanyId::as_str);
                let params = [(&after as _, Type::TEXT), (&i64::from(limit) as _, Type::INT8)];
                companies(&call.query(UNFINISHED, &params).await?)
            })
        })
        .await
    }
}
