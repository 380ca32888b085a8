//! One company's credentials and keys: reading them, and writing them under the fence. What is stored is sealed; what callers give
//! and get is plain. Sealing and opening are work of the call's own task, so they hold nobody's mailbox.

mod batch;
mod reading;
mod statement;
mod writing;

pub(crate) use self::reading::{ReadCredentials, ReadKeys};
pub use self::statement::WRITE;
pub(crate) use self::writing::WriteRows;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, CredentialRows, Credentials, Fence, KeyQuery, KeyRow, StoreError, Written};

use self::batch::Columns;
use self::reading::{CREDENTIALS, KEYS};
use self::statement::WRITE_FREE;
use crate::gather::Gathered as _;
use crate::statements::Listed;
use crate::store::Store;

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("credentials", CREDENTIALS),
    Listed::by_index("keys", KEYS),
    Listed::by_index("write", WRITE),
    Listed::by_index("write_free", WRITE_FREE),
];

#[async_trait]
impl CredentialRows for Store {
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError> {
        self.gathered(ReadCredentials { company: company.clone() }).await
    }

    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.gathered(ReadKeys { company: company.clone(), query }).await
    }

    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError> {
        let write = WriteRows { company: company.clone(), fence, columns: Columns::of(batch)? };
        if write.columns.are_rows_alone() {
            return self.gathered(write).await;
        }
        let sealing = self.sealing();
        self.call(WriteRows::NAME, move |call| write.alone(call, sealing)).await
    }
}
