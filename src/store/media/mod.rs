//! Rows of files (table `media_files`): begun before their bytes are written, kept when they are, and forgotten when they are
//! deleted. What is known of a file is sealed under the company's log key.

mod facts;
mod finding;
mod keeping;
mod upkeep;

use async_trait::async_trait;
use linekeeper_domain::messages::MediaId;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{FileFacts, FoundFile, KeptFile, MediaStore, NewFile, ObjectName, StoreError};

pub(crate) use self::finding::STATEMENTS as FINDING;
pub(crate) use self::keeping::STATEMENTS as KEEPING;
pub(crate) use self::upkeep::STATEMENTS as UPKEEP;
use crate::store::Store;

#[async_trait]
impl MediaStore for Store {
    async fn find_file(&self, company: &CompanyId, id: &MediaId) -> Result<Option<FoundFile>, StoreError> {
        let (store, company, id) = (self.clone(), company.clone(), id.clone());
        self.call("find_file", move |call| Box::pin(async move { finding::find(call, &store, (&company, &id)).await }))
            .await
    }

    async fn begin_file(&self, company: &CompanyId, file: NewFile) -> Result<bool, StoreError> {
        let (store, company) = (self.clone(), company.clone());
        self.call("begin_file", move |call| {
            Box::pin(async move { keeping::begin(call, &store, (&company, &file)).await })
        })
        .await
    }

    async fn keep_file(
        &self,
        company: &CompanyId,
        object: &ObjectName,
        kept: (FileFacts, u32),
    ) -> Result<Option<KeptFile>, StoreError> {
        let (store, company, object) = (self.clone(), company.clone(), object.clone());
        self.call("keep_file", move |call| {
            Box::pin(async move { keeping::keep(call, &store, (&company, object, kept)).await })
        })
        .await
    }

    async fn give_up_file(&self, object: &ObjectName) -> Result<(), StoreError> {
        let object = object.clone();
        self.call("give_up_file", move |call| Box::pin(async move { keeping::give_up(call, &object).await })).await
    }

    async fn files_to_delete(&self, kept_until: Timestamp, limit: u32) -> Result<Vec<ObjectName>, StoreError> {
        self.call("files_to_delete", move |call| Box::pin(upkeep::due(call, (kept_until, limit)))).await
    }

    async fn forget_files(&self, objects: Vec<ObjectName>) -> Result<(), StoreError> {
        if objects.is_empty() {
            return Ok(());
        }
        self.call("forget_files", move |call| Box::pin(async move { upkeep::forget(call, &objects).await })).await
    }

    async fn file_bytes(&self) -> Result<u64, StoreError> {
        self.call("file_bytes", |call| Box::pin(upkeep::bytes(call))).await
    }
}
