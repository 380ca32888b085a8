//! Credentials and keys of a company: reading them, and writing them under the fence. Stored values are sealed, values
//! given to and returned by callers are plain. Sealing and opening run in the call's own task, so they block no actor's
//! mailbox.

mod batch;
mod reading;
mod receiving;
mod statement;
mod writing;

pub(crate) use self::reading::{ReadCredentials, ReadKeys};
pub(crate) use self::receiving::Receive;
pub use self::statement::WRITE;
pub(crate) use self::writing::WriteRows;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{Batch, CredentialRows, Credentials, Fence, KeyQuery, KeyRow, StoreError, Written};

use self::batch::Columns;
use self::reading::{CREDENTIALS, KEYS};
use self::statement::WRITE_FREE;
use crate::batching::Batched as _;
use crate::messages::has_seen;
use crate::statements::Listed;
use crate::store::Store;

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("credentials", CREDENTIALS).in_both_slots(),
    Listed::by_index("keys", KEYS).in_both_slots(),
    Listed::by_index("write", WRITE).in_both_slots(),
    Listed::by_index("write_free", WRITE_FREE).in_both_slots(),
];

#[async_trait]
impl CredentialRows for Store {
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError> {
        self.batched(ReadCredentials { company: company.clone() }).await
    }

    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.batched(ReadKeys { company: company.clone(), query }).await
    }

    async fn write(&self, company: &CompanyId, fence: Fence, mut batch: Batch) -> Result<Written, StoreError> {
        let inbound = std::mem::take(&mut batch.inbound);
        let write = WriteRows { company: company.clone(), fence, columns: Columns::of(batch)? };
        if inbound.is_empty() && write.columns.are_rows_alone() {
            return self.batched(write).await;
        }
        if !inbound.is_empty() {
            let received = self.batched(Receive { write, items: inbound, logs: self.log_keys() }).await;
            self.note_deliveries_owed();
            return received;
        }
        let sealing = self.sealing();
        self.call(WriteRows::NAME, move |call| write.alone(call, sealing)).await
    }

    async fn has_seen(&self, company: &CompanyId, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        let (sealing, logs, company) = (self.sealing(), self.log_keys(), company.clone());
        self.call("has_seen", move |call| {
            Box::pin(async move { has_seen(call, (&sealing, logs), (&company, &keys)).await })
        })
        .await
    }
}
