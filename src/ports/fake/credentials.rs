//! Reads and writes of credentials and keys in memory, and the log that writes add messages to.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::MessageKey;

use super::store::{FakeStore, StoreCall, answer};
use crate::{Batch, CredentialRows, Credentials, Fence, KeyQuery, KeyRow, StoreError, Written};

#[async_trait]
impl CredentialRows for FakeStore {
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError> {
        let late = self.begin(StoreCall::Read, Some(company)).await?;
        answer(self.state().of(self.slot).rows.get(company).and_then(|row| row.credentials.clone()), late)
    }

    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        let late = self.begin(StoreCall::Read, Some(company)).await?;
        answer(self.state().of(self.slot).rows.get(company).map(|row| row.select(&query)).unwrap_or_default(), late)
    }

    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError> {
        let late = self.begin(StoreCall::Write, Some(company)).await?;
        let now = self.clock.now();
        let mut state = self.state();
        state.of(self.slot).held(company, fence)?;
        state.free_for(company, batch.linked_phone.as_ref())?;
        state.receive(company, &batch.inbound);
        answer(state.of(self.slot).held(company, fence)?.apply(batch, now), late)
    }

    async fn has_seen(&self, company: &CompanyId, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        let late = self.begin(StoreCall::Read, Some(company)).await?;
        let state = self.state();
        let seen = |key: &MessageKey| state.logs.get(company).is_some_and(|log| log.seen.contains(key));
        answer(keys.iter().map(seen).collect(), late)
    }
}
