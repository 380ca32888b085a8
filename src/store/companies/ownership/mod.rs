//! Ownership of a company's credentials: taking, preparing, wiping, and notes of the owner. Every statement that raises
//! the fence (the fencing token of a company's owner) is here, except those of [`expiry`] and the sealing of old rows
//! at the start. Raising the fence together with emptying the rows also replaces or removes the company's data key, so
//! that nothing can open values sealed before, wherever a copy of them is.
//!
//! Unlike a write, a wipe is a transaction of several statements: only a statement that begins after the company's row
//! is locked sees the keys that the last writer committed while the wipe waited for the lock.

mod start;
mod take;
mod touch;

pub(crate) use self::start::{DELETE_KEYS, EMPTY, empty};
pub(crate) use self::take::Take;
pub(crate) use self::touch::Touch;

use async_trait::async_trait;
use linekeeper_domain::expiry::Disuse;
use linekeeper_domain::session::{Parked, RecordedStatus};
use linekeeper_domain::{CompanyId, Phone, RetryNotBefore, StoreFailure, Timestamp};
use linekeeper_ports::{CredentialStore, Fence, Ownership, PairingOrder, PairingRows, StoreError, StoredCompany};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use self::start::{HOLD, MAKE, Start};
use self::take::{TAKE, TAKE_FREE, TAKE_STORED};
use self::touch::{TOUCH, TOUCH_FREE};
use crate::companies::expiry;
use crate::companies::listing;
use crate::failure::QueryError;
use crate::records;
use crate::slots::Slot;
use crate::statements::Listed;
use crate::store::Store;
use crate::writable;

const OWNED: &str = "SELECT FROM whatsapp_auth WHERE company_id = $1 AND fence = $2";

/// Looks at both slots. An account becomes linked only where a trigger or a unique index finds it free; this tells early.
const LINKED_ELSEWHERE: &str = "SELECT FROM whatsapp_auth
    WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($2) AND company_id <> $1
  UNION ALL
    SELECT FROM whatsapp_next_auth
    WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($2) AND company_id <> $1";

/// Checks only that the database answers.
const PING: &str = "SELECT 1";

const PARK: &str = "UPDATE whatsapp_auth SET parked_code = $3, parked_until = $4,
        removed_after_link_at = CASE WHEN $3 = 'REMOVED_AFTER_LINK' THEN now() ELSE removed_after_link_at END
    WHERE company_id = $1 AND fence = $2 RETURNING company_id";

const LIFT_WAIT: &str = "UPDATE whatsapp_auth SET removed_after_link_at = NULL
    WHERE company_id = $1 AND fence = $2 RETURNING company_id";

const ORDER_LOG_OUT: &str = "UPDATE whatsapp_auth SET log_out_fence = fence
    WHERE company_id = $1 AND fence = $2 RETURNING company_id";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("ping", PING),
    Listed::by_index("take", TAKE).in_both_slots(),
    Listed::by_index("take_stored", TAKE_STORED).in_both_slots(),
    Listed::by_index("take_free", TAKE_FREE).in_both_slots(),
    Listed::by_index("touch_connected", TOUCH).in_both_slots(),
    Listed::by_index("touch_connected_free", TOUCH_FREE).in_both_slots(),
    Listed::by_index("confirm_owner", OWNED).in_both_slots(),
    Listed::by_index("confirm", LINKED_ELSEWHERE).in_both_slots(),
    Listed::by_index("make", MAKE).in_both_slots(),
    Listed::by_index("hold", HOLD).in_both_slots(),
    Listed::by_index("delete_keys", DELETE_KEYS).in_both_slots(),
    Listed::by_index("empty", EMPTY).in_both_slots(),
    Listed::by_index("park", PARK).in_both_slots(),
    Listed::by_index("lift_wait", LIFT_WAIT).in_both_slots(),
    Listed::by_index("order_log_out", ORDER_LOG_OUT).in_both_slots(),
];

#[async_trait]
impl CredentialStore for Store {
    async fn take(&self, company: &CompanyId) -> Result<Ownership, StoreError> {
        let taken = self.batched(Take { company: company.clone(), makes_row: true }).await?;
        taken.ok_or_else(|| StoreError::new(StoreFailure::Corrupt, "the company's row"))
    }

    async fn take_stored(&self, company: &CompanyId) -> Result<Option<Ownership>, StoreError> {
        self.batched(Take { company: company.clone(), makes_row: false }).await
    }

    async fn confirm(&self, company: &CompanyId, phone: Option<&Phone>) -> Result<(), StoreError> {
        let (company, phone) = (company.clone(), phone.cloned());
        self.call("confirm", move |call| {
            Box::pin(async move {
                let digits = phone.as_ref().map(Phone::digits);
                let params = [(&company.as_str() as _, Type::TEXT), (&digits as _, Type::TEXT)];
                if call.query(LINKED_ELSEWHERE, &params).await?.is_empty() { Ok(()) } else { Err(linked_elsewhere()) }
            })
        })
        .await
    }

    async fn confirm_owner(&self, company: &CompanyId, held_fence: Fence) -> Result<(), StoreError> {
        let company = company.clone();
        self.call("confirm_owner", move |call| {
            Box::pin(async move {
                let params = [(&company.as_str() as _, Type::TEXT), (&held_fence.0 as _, Type::INT8)];
                held(&call.query(OWNED, &params).await?)
            })
        })
        .await
    }

    async fn order_log_out(&self, company: &CompanyId, held_fence: Fence) -> Result<(), StoreError> {
        self.note("order_log_out", ORDER_LOG_OUT, (company, held_fence)).await
    }

    async fn park(&self, company: &CompanyId, held_fence: Fence, parked: &Parked) -> Result<(), StoreError> {
        // A code that a restart forgets is not stored; an earlier code is cleared.
        self.note_park("park", (company, held_fence), parked.code.is_kept().then(|| parked.clone())).await
    }

    async fn unpark(&self, company: &CompanyId, held_fence: Fence) -> Result<(), StoreError> {
        self.note_park("unpark", (company, held_fence), None).await
    }

    async fn lift_wait(&self, company: &CompanyId, held_fence: Fence) -> Result<(), StoreError> {
        self.note("lift_wait", LIFT_WAIT, (company, held_fence)).await
    }

    async fn prepare(
        &self,
        company: &CompanyId,
        held: Fence,
        order: PairingOrder,
    ) -> Result<Result<PairingRows, RetryNotBefore>, StoreError> {
        let held = (held != Fence(0)).then_some(held);
        // A change that was ended may have left its device there, while the database could not be asked.
        let sets_aside = self.slot() == Slot::Next;
        let start = Start { company: company.clone(), held, order, sets_aside };
        self.start("prepare", start).await
    }

    async fn wipe(&self, company: &CompanyId, held: Fence) -> Result<Fence, StoreError> {
        self.emptied("wipe", company, (held, false)).await.map(|rows| rows.fence)
    }

    async fn touch_connected(&self, company: &CompanyId, fence: Fence, at: Timestamp) -> Result<(), StoreError> {
        self.batched(Touch { company: company.clone(), fence, at }).await
    }

    async fn recorded(&self, company: &CompanyId) -> Result<Option<RecordedStatus>, StoreError> {
        records::recorded(self, company.clone()).await
    }

    async fn peek(&self, company: &CompanyId) -> Result<Option<StoredCompany>, StoreError> {
        listing::one(self, company.clone()).await
    }

    async fn linked(&self, after: Option<&StoredCompany>, limit: u32) -> Result<Vec<StoredCompany>, StoreError> {
        listing::linked(self, after.cloned(), limit).await
    }

    async fn companies(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<StoredCompany>, StoreError> {
        listing::all(self, after.cloned(), limit).await
    }

    async fn disuse(&self, company: &CompanyId) -> Result<Option<Disuse>, StoreError> {
        expiry::disuse(self, company.clone()).await
    }

    async fn can_write(&self) -> Result<(), StoreError> {
        writable::can_write(self).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.call("ping", move |call| Box::pin(async move { call.query(PING, &[]).await.map(drop) })).await
    }
}

impl Store {
    /// Empties the company's rows in this slot. With `sets_aside` a linked device of the next slot is kept as an old one.
    ///
    /// # Errors
    /// [`StoreError`], fenced if the fence is another one by now.
    pub(crate) async fn emptied(
        &self,
        name: &'static str,
        company: &CompanyId,
        (held, sets_aside): (Fence, bool),
    ) -> Result<PairingRows, StoreError> {
        let start = Start { company: company.clone(), held: Some(held), order: PairingOrder::default(), sets_aside };
        // Only a code can be refused.
        let refused = |_| StoreError::new(StoreFailure::Corrupt, "a limit without a code");
        self.start(name, start).await?.map_err(refused)
    }

    async fn note_park(
        &self,
        name: &'static str,
        (company, held_fence): (&CompanyId, Fence),
        parked: Option<Parked>,
    ) -> Result<(), StoreError> {
        let company = company.clone();
        self.call(name, move |call| {
            Box::pin(async move {
                let code = parked.as_ref().map(|parked| parked.code.name());
                let until = parked.as_ref().and_then(|parked| parked.until);
                let params = [
                    (&company.as_str() as _, Type::TEXT),
                    (&held_fence.0 as _, Type::INT8),
                    (&code as _, Type::TEXT),
                    (&until as _, Type::TIMESTAMPTZ),
                ];
                held(&call.write(PARK, &params).await?)
            })
        })
        .await
    }

    /// Runs a statement whose only parameters are the company and the fence.
    ///
    /// # Errors
    /// [`StoreError`], fenced if the fence is another one by now.
    async fn note(
        &self,
        name: &'static str,
        sql: &'static str,
        (company, held_fence): (&CompanyId, Fence),
    ) -> Result<(), StoreError> {
        let company = company.clone();
        self.call(name, move |call| {
            Box::pin(async move {
                let params = [(&company.as_str() as _, Type::TEXT), (&held_fence.0 as _, Type::INT8)];
                held(&call.write(sql, &params).await?)
            })
        })
        .await
    }
}

fn linked_elsewhere() -> QueryError {
    StoreError::new(StoreFailure::PhoneInUse, "another company has linked this phone").into()
}

/// Checks that a statement restricted to a company's fence found its row; none means that the fence is another one by
/// now.
fn held(rows: &[Row]) -> Result<(), QueryError> {
    if rows.is_empty() { Err(QueryError::fenced()) } else { Ok(()) }
}
