//! What the logs of companies say of their sessions, in memory.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::{Difference, EventType, LinkedPhone, SessionFacts, SessionNow, difference};

use super::slots::Slot;
use super::store::{FakeStore, StoreCall, answer};
use crate::{SessionLog, StoreError, Untold};

impl FakeStore {
    /// Events of a company's session, in their order.
    #[must_use]
    pub fn session_events(&self, company: &CompanyId) -> Vec<(EventType, SessionFacts)> {
        self.state().logs.get(company).map(|log| log.session.clone()).unwrap_or_default()
    }

    fn difference(&self, company: &CompanyId, now: &SessionNow) -> Option<Difference> {
        let mut state = self.state();
        let said = state.logs.get(company).map(|log| log.said).unwrap_or_default();
        let row = state.of(Slot::Current).rows.get(company);
        let linked =
            row.and_then(|row| Some(LinkedPhone { paired_at: row.paired_at?, phone: row.linked_phone.clone() }));
        difference(said, now, linked.as_ref())
    }
}

#[async_trait]
impl SessionLog for FakeStore {
    async fn untold(&self, sessions: Vec<(CompanyId, SessionNow)>) -> Result<Untold, StoreError> {
        let late = self.begin(StoreCall::Untold, None).await?;
        let mut untold = Untold::default();
        for (company, now) in sessions {
            let said = self.state().logs.get(&company).map(|log| log.said).unwrap_or_default();
            match self.difference(&company, &now) {
                None => untold.ahead.push((company, now)),
                Some(found) if found.said != said => untold.behind.push((company, now)),
                Some(_) => {}
            }
        }
        answer(untold, late)
    }

    async fn tell(&self, company: &CompanyId, now: &SessionNow) -> Result<bool, StoreError> {
        let late = self.begin(StoreCall::Tell, Some(company)).await?;
        let Some(found) = self.difference(company, now) else { return answer(false, late) };
        let mut state = self.state();
        let log = state.logs.entry(company.clone()).or_default();
        log.said = found.said;
        log.session.extend(found.events);
        answer(true, late)
    }

    async fn told_linked_and_not(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        let late = self.begin(StoreCall::List, None).await?;
        let mut state = self.state();
        let told = state.logs.iter().filter(|(_, log)| log.said.paired_at.is_some());
        let told: Vec<_> = told.map(|(company, _)| company.clone()).collect();
        let rows = &state.of(Slot::Current).rows;
        let is_gone = |company: &CompanyId| rows.get(company).is_none_or(|row| row.paired_at.is_none());
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = told.into_iter().filter(|company| after.is_none_or(|after| company > after) && is_gone(company));
        let found = found.take(limit).collect();
        answer(found, late)
    }
}
