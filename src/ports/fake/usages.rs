//! Code usage and restart policies in memory.

use async_trait::async_trait;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{
    CodeGrant, CodeRateLimit, CodeUsage, CompanyId, NumberNote, NumberUsage, RetryNotBefore, note_both,
};

use super::slots::State;
use super::store::{FakeStore, StoreCall, answer};
use crate::{NumberUsages, RestartPolicies, StoreError};

impl State {
    pub(super) fn decided(
        &self,
        note: &NumberNote,
        policy: &CodeRateLimit,
    ) -> Result<(NumberUsage, CodeUsage, CodeGrant), RetryNotBefore> {
        let number_usage = self.number_usages.get(&note.phone.account_key()).cloned().unwrap_or_default();
        let usage = self.usages.get(&note.company).cloned().unwrap_or_default();
        note_both((number_usage, usage), note, policy)
    }

    pub(super) fn noted(&mut self, note: &NumberNote, policy: &CodeRateLimit) -> Result<CodeGrant, RetryNotBefore> {
        let (number_usage, usage, grant) = self.decided(note, policy)?;
        self.number_usages.insert(note.phone.account_key(), number_usage);
        self.usages.insert(note.company.clone(), usage);
        Ok(grant)
    }
}

#[async_trait]
impl NumberUsages for FakeStore {
    async fn note_number(
        &self,
        note: NumberNote,
        policy: &CodeRateLimit,
    ) -> Result<Result<CodeGrant, RetryNotBefore>, StoreError> {
        let late = self.begin(StoreCall::Number, Some(&note.company)).await?;
        answer(self.state().noted(&note, policy), late)
    }
}

#[async_trait]
impl RestartPolicies for FakeStore {
    async fn restart_policy(&self, company: &CompanyId) -> Result<Option<RestartPolicy>, StoreError> {
        let late = self.begin(StoreCall::Policy, Some(company)).await?;
        answer(self.state().policies.get(company).copied(), late)
    }

    async fn set_restart_policy(&self, company: &CompanyId, policy: Option<RestartPolicy>) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Policy, Some(company)).await?;
        let mut state = self.state();
        match policy {
            Some(policy) => drop(state.policies.insert(company.clone(), policy)),
            None => drop(state.policies.remove(company)),
        }
        answer((), late)
    }
}
