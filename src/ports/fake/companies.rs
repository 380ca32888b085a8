//! Companies as people look for them, in memory.

use async_trait::async_trait;
use linekeeper_domain::branding::DisplayName;
use linekeeper_domain::session::{Help, RecordedStatus, StateName};
use linekeeper_domain::{CompanyId, Timestamp};

use super::store::{FakeStore, StoreCall, answer};
use crate::{
    Acknowledgement, Companies, CompanyCount, CompanyFilter, CompanyOrder, CompanyQuery, CompanySearch, ListedCompany,
    StoreError, words_of,
};

impl FakeStore {
    /// Returns what is recorded of a company's status.
    #[must_use]
    pub fn recorded_status(&self, company: &CompanyId) -> Option<RecordedStatus> {
        self.state().listed.get(company)?.status.clone()
    }

    /// Stores a record, as an earlier process may have left it.
    pub fn put_record(&self, company: &CompanyId, status: RecordedStatus) {
        let since = status.since;
        let listed = self
            .state()
            .listed
            .entry(company.clone())
            .or_insert_with(|| ListedCompany::unknown(company.clone(), since))
            .clone();
        self.state().listed.insert(company.clone(), ListedCompany { status: Some(status), since, ..listed });
    }

    fn all_listed(&self) -> Vec<ListedCompany> {
        let state = self.state();
        let with_phone = |listed: &ListedCompany| {
            let phone = state.phone_of(&listed.company);
            ListedCompany { phone, ..listed.clone() }
        };
        state.listed.values().map(with_phone).collect()
    }
}

fn help_of(listed: &ListedCompany, unreachable_before: Timestamp) -> Option<Help> {
    let needed = listed.status.as_ref()?.help_needed()?;
    needed.is_due(unreachable_before).then_some(needed.help)
}

fn is_acknowledged(listed: &ListedCompany, now: Timestamp) -> bool {
    listed.acknowledgement.as_ref().is_some_and(|note| note.until.is_none_or(|until| until > now))
}

fn is_found(listed: &ListedCompany, search: &CompanySearch) -> bool {
    let name = words_of(listed.name.as_deref().unwrap_or_default());
    let has = |word: &String| name.iter().any(|part| part.starts_with(word.as_str()));
    let by_id = search.id_prefix.as_ref().is_some_and(|id| listed.company.as_str().starts_with(id.as_str()));
    let by_phone = listed.phone.as_ref().zip(search.phone.as_ref()).is_some_and(|(one, two)| one.same_account(two));
    by_id || by_phone || !search.words.is_empty() && search.words.iter().all(has)
}

fn is_wanted(listed: &ListedCompany, filter: &CompanyFilter, unreachable_before: Timestamp) -> bool {
    let state = listed.status.as_ref().map_or(StateName::Idle, |status| status.state);
    let code = listed.status.as_ref().and_then(RecordedStatus::any_code);
    let help = help_of(listed, unreachable_before);
    (filter.states.is_empty() || filter.states.contains(&state))
        && filter.code.is_none_or(|wanted| code == Some(wanted))
        && filter.help.is_none_or(|wanted| help == Some(wanted))
        && filter.search.as_ref().is_none_or(|search| is_found(listed, search))
}

#[async_trait]
impl Companies for FakeStore {
    async fn record(&self, statuses: Vec<(CompanyId, RecordedStatus)>) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Record, None).await?;
        for (company, status) in statuses {
            let says_nothing = status.state == StateName::Idle && !status.linked && status.last_failure.is_none();
            let is_known = self.state().listed.contains_key(&company);
            if is_known || !says_nothing {
                self.put_record(&company, status);
            }
        }
        answer((), late)
    }

    async fn settle(&self, began_before: Timestamp) -> Result<u64, StoreError> {
        let late = self.begin(StoreCall::Recorded, None).await?;
        let is_over = |status: &RecordedStatus| !status.state.rests() && !status.linked && status.since < began_before;
        let mut settled = 0;
        for listed in self.state().listed.values_mut() {
            if let Some(status) = listed.status.as_mut().filter(|status| is_over(status)) {
                status.state = StateName::Idle;
                settled += 1;
            }
        }
        answer(settled, late)
    }

    async fn company(&self, company: &CompanyId) -> Result<Option<ListedCompany>, StoreError> {
        let late = self.begin(StoreCall::Recorded, Some(company)).await?;
        answer(self.all_listed().into_iter().find(|listed| listed.company == *company), late)
    }

    async fn list(&self, query: CompanyQuery) -> Result<Vec<ListedCompany>, StoreError> {
        let late = self.begin(StoreCall::Recorded, None).await?;
        let mut listed = self.all_listed();
        listed.retain(|one| is_wanted(one, &query.filter, query.unreachable_before));
        let key = |one: &ListedCompany| (one.sorts_by(), one.company.clone());
        match query.order {
            CompanyOrder::Company => {}
            CompanyOrder::Oldest => listed.sort_by_key(key),
            CompanyOrder::Newest => listed.sort_by_key(|one| std::cmp::Reverse(key(one))),
        }
        if let Some(after) = query.after {
            let at = listed.iter().position(|one| one.company == after.id);
            listed.drain(..at.map_or(0, |at| at + 1));
        }
        listed.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        answer(listed, late)
    }

    async fn counts(
        &self,
        search: Option<CompanySearch>,
        now: Timestamp,
        unreachable_before: Timestamp,
    ) -> Result<Vec<CompanyCount>, StoreError> {
        let late = self.begin(StoreCall::Recorded, None).await?;
        let mut listed = self.all_listed();
        listed.retain(|one| search.as_ref().is_none_or(|search| is_found(one, search)));
        let count = |one: &ListedCompany| CompanyCount {
            state: Some(one.status.as_ref().map_or(StateName::Idle, |status| status.state)),
            code: one.status.as_ref().and_then(RecordedStatus::any_code),
            help: help_of(one, unreachable_before),
            acknowledged: is_acknowledged(one, now),
            count: 1,
        };
        answer(listed.iter().map(count).collect(), late)
    }

    async fn attention(
        &self,
        now: Timestamp,
        unreachable_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ListedCompany>, StoreError> {
        let late = self.begin(StoreCall::Recorded, None).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut listed = self.all_listed();
        listed.retain(|one| !is_acknowledged(one, now));
        let mut found = Vec::new();
        for help in Help::ALL {
            let of_group = |one: &&ListedCompany| help_of(one, unreachable_before) == Some(help);
            let mut group: Vec<_> = listed.iter().filter(of_group).cloned().collect();
            group.sort_by_key(|one| (one.sorts_by(), one.company.clone()));
            group.truncate(limit);
            found.extend(group);
        }
        answer(found, late)
    }

    async fn name_company(&self, company: &CompanyId, name: Option<DisplayName>) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Recorded, Some(company)).await?;
        let now = self.clock.now();
        self.state()
            .listed
            .entry(company.clone())
            .or_insert_with(|| ListedCompany::unknown(company.clone(), now))
            .name = name.map(String::from);
        answer((), late)
    }

    async fn acknowledge(&self, company: &CompanyId, note: Option<Acknowledgement>) -> Result<bool, StoreError> {
        let late = self.begin(StoreCall::Recorded, Some(company)).await?;
        let mut state = self.state();
        let listed = state.listed.get_mut(company);
        let listed = listed.filter(|one| one.status.as_ref().is_some_and(|status| status.help_needed().is_some()));
        let found = listed.map(|listed| listed.acknowledgement = note).is_some();
        answer(found, late)
    }
}
