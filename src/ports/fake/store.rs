//! Credential store in memory: the same fencing, the same refusals, and failures on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::expiry::Disuse;
use linekeeper_domain::messages::NewEvent;
use linekeeper_domain::session::{Parked, RecordedStatus};
use linekeeper_domain::{CodeUsage, CompanyId, ErrorCode, NumberUsage, Phone, RetryNotBefore, StoreFailure, Timestamp};

use super::hold::Hold;
use super::rows::FakeRow;
use super::slots::{Slot, State};
use crate::{
    ChangeLeft, Clock, CredentialStore, Fence, JournalEntry, Ownership, PairingOrder, PairingRows, StoreError,
    StoredCompany,
};

/// Kind of store call, by which a test makes calls fail or holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreCall {
    /// [`CredentialStore::take`].
    Take,
    /// [`CredentialStore::prepare`] up to the moment when the limits are passed.
    Prepare,
    /// [`CredentialStore::prepare`] from that moment on.
    Commit,
    /// [`CredentialStore::wipe`].
    Wipe,
    /// [`crate::CredentialRows::write`].
    Write,
    /// [`crate::CredentialRows::credentials`], [`crate::CredentialRows::keys`] and [`crate::CredentialRows::has_seen`].
    Read,
    /// [`CredentialStore::touch_connected`].
    Touch,
    /// [`CredentialStore::peek`], [`CredentialStore::linked`], [`CredentialStore::companies`],
    /// [`CredentialStore::disuse`], [`crate::NextSlots::unfinished_changes`] and
    /// [`crate::SessionLog::told_linked_and_not`].
    List,
    /// [`CredentialStore::confirm`], [`CredentialStore::confirm_owner`] and [`CredentialStore::order_log_out`].
    Confirm,
    /// [`CredentialStore::park`] and [`CredentialStore::unpark`].
    Park,
    /// [`crate::NumberUsages::note_number`].
    Number,
    /// [`crate::RestartPolicies`].
    Policy,
    /// [`crate::Companies::record`].
    Record,
    /// [`crate::SessionLog::untold`].
    Untold,
    /// [`crate::SessionLog::tell`].
    Tell,
    /// [`CredentialStore::recorded`] and the other calls of [`crate::Companies`].
    Recorded,
    /// [`CredentialStore::ping`].
    Ping,
    /// [`crate::NextSlots::promote`].
    Promote,
    /// Emptying of a next slot whose linked device is kept.
    SetAside,
    /// [`crate::NextSlots::old_devices`], [`crate::NextSlots::old_credentials`] and
    /// [`crate::NextSlots::forget_old_device`].
    OldDevice,
}

/// Fake of [`CredentialStore`], [`crate::NextSlots`], [`crate::NumberUsages`] and [`crate::RestartPolicies`]. Planned
/// failures and holds, and the calls so far, are those of one slot.
pub struct FakeStore {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) slot: Slot,
    state: Arc<Mutex<State>>,
}

impl FakeStore {
    /// Creates an empty store that takes its times from this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, slot: Slot::Current, state: Arc::default() }
    }

    /// Returns the store of the next slot. It shares everything with this one but rows, calls and planned failures.
    #[must_use]
    pub fn next_slot(&self) -> Self {
        Self { clock: Arc::clone(&self.clock), slot: Slot::Next, state: Arc::clone(&self.state) }
    }

    /// Journal entries that were written together with promotions.
    #[must_use]
    pub fn promotion_entries(&self) -> Vec<JournalEntry> {
        self.state().entries.clone()
    }

    /// Stores a row, as an earlier process may have left it.
    pub fn put(&self, company: &CompanyId, row: FakeRow) {
        self.state().of(self.slot).rows.insert(company.clone(), row);
    }

    /// Returns the company's present row.
    #[must_use]
    pub fn row(&self, company: &CompanyId) -> Option<FakeRow> {
        self.state().of(self.slot).rows.get(company).cloned()
    }

    /// Events of a company's log, in their order.
    #[must_use]
    pub fn events(&self, company: &CompanyId) -> Vec<NewEvent> {
        self.state().logs.get(company).map(|log| log.events.clone()).unwrap_or_default()
    }

    /// Returns the present code usage of a number.
    #[must_use]
    pub fn number_usage(&self, phone: &Phone) -> NumberUsage {
        self.state().number_usages.get(&phone.account_key()).cloned().unwrap_or_default()
    }

    /// Returns a company's code usage within the last day.
    #[must_use]
    pub fn usage(&self, company: &CompanyId) -> CodeUsage {
        self.state().usages.get(company).cloned().unwrap_or_default()
    }

    /// Returns all calls so far, in order, with the company of each.
    #[must_use]
    pub fn calls(&self) -> Vec<(StoreCall, Option<CompanyId>)> {
        self.state().of(self.slot).calls.clone()
    }

    /// Holds the next call of this kind until the test releases it. It checks the fence only then, like a statement
    /// that reaches the database late.
    #[must_use]
    pub fn hold_next(&self, call: StoreCall) -> Hold {
        let (hold, gate) = Hold::new();
        self.state().of(self.slot).gates.entry(call).or_default().push_back(gate);
        hold
    }

    /// Fails the next call of this kind, after the failures set earlier. With [`StoreFailure::UnknownOutcome`] the
    /// change is made all the same and only its answer is lost.
    pub fn fail_next(&self, call: StoreCall, failure: StoreFailure) {
        self.state().of(self.slot).failures.entry(call).or_default().push_back(failure);
    }

    /// Removes all planned failures.
    pub fn forget_failures(&self) {
        self.state().of(self.slot).failures.clear();
    }

    /// Makes the next call of this kind panic.
    pub fn panic_next(&self, call: StoreCall) {
        self.state().of(self.slot).panics = Some(call);
    }

    /// Removes the planned panic.
    pub fn forget_panics(&self) {
        self.state().of(self.slot).panics = None;
    }

    /// Makes every call fail with [`StoreFailure::Unavailable`] from now on.
    pub fn break_down(&self) {
        self.state().down = true;
    }

    /// Ends [`Self::break_down`].
    pub fn recover(&self) {
        self.state().down = false;
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the call, waits while it is held, and fails if a failure is planned. Returns the error that comes after
    /// the change ([`StoreFailure::UnknownOutcome`]).
    pub(super) async fn begin(
        &self,
        call: StoreCall,
        company: Option<&CompanyId>,
    ) -> Result<Option<StoreError>, StoreError> {
        let gate = {
            let mut state = self.state();
            let state = state.of(self.slot);
            state.calls.push((call, company.cloned()));
            state.gates.get_mut(&call).and_then(VecDeque::pop_front)
        };
        if let Some(gate) = gate {
            gate.pass().await;
        }
        let (failure, panics) = {
            let mut state = self.state();
            let down = state.down.then_some(StoreFailure::Unavailable);
            let state = state.of(self.slot);
            let planned = state.failures.get_mut(&call).and_then(VecDeque::pop_front);
            (down.or(planned), state.panics.take_if(|panics| *panics == call).is_some())
        };
        assert!(!panics, "a panic, as the test wants it");
        match failure.map(|failure| StoreError::new(failure, "as the test wants it")) {
            Some(error) if error.failure != StoreFailure::UnknownOutcome => Err(error),
            late => Ok(late),
        }
    }
}

/// Result of a call whose change was made: `late` is the error returned all the same.
pub(super) fn answer<T>(value: T, late: Option<StoreError>) -> Result<T, StoreError> {
    late.map_or(Ok(value), Err)
}

#[async_trait]
impl CredentialStore for FakeStore {
    async fn take(&self, company: &CompanyId) -> Result<Ownership, StoreError> {
        let late = self.begin(StoreCall::Take, Some(company)).await?;
        let mut state = self.state();
        let change_left = match self.slot {
            Slot::Current => state.change_left(company),
            Slot::Next => ChangeLeft::NOTHING,
        };
        let row = state.of(self.slot).rows.entry(company.clone()).or_default();
        row.fence += 1;
        let (fence, stored) = (Fence(row.fence), row.stored(company));
        let requested_phone = row.requested_phone.clone();
        let since_removal = row.removed_at.map(|at| (self.clock.now() - at).to_std().unwrap_or_default());
        let log_out_ordered = row.log_out_fence.is_some();
        let recorded = state.listed.get(company).and_then(|listed| listed.status.clone()).map(Box::new);
        answer(
            Ownership { fence, stored, requested_phone, since_removal, log_out_ordered, change_left, recorded },
            late,
        )
    }

    /// Creates a missing row, which the trait forbids, and is recorded as one [`StoreCall::Take`].
    async fn take_stored(&self, company: &CompanyId) -> Result<Option<Ownership>, StoreError> {
        self.take(company).await.map(Some)
    }

    async fn confirm(&self, company: &CompanyId, phone: Option<&Phone>) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Confirm, Some(company)).await?;
        self.state().free_for(company, phone)?;
        answer((), late)
    }

    async fn confirm_owner(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Confirm, Some(company)).await?;
        self.state().of(self.slot).held(company, held)?;
        answer((), late)
    }

    async fn order_log_out(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Confirm, Some(company)).await?;
        self.state().of(self.slot).held(company, held)?.log_out_fence = Some(held.0);
        answer((), late)
    }

    async fn park(&self, company: &CompanyId, held: Fence, parked: &Parked) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Park, Some(company)).await?;
        let now = self.clock.now();
        let mut state = self.state();
        let row = state.of(self.slot).held(company, held)?;
        row.parked = Some(parked.clone());
        if parked.code == ErrorCode::RemovedAfterLink {
            row.removed_at = Some(now);
        }
        answer((), late)
    }

    async fn unpark(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Park, Some(company)).await?;
        self.state().of(self.slot).held(company, held)?.parked = None;
        answer((), late)
    }

    async fn lift_wait(&self, company: &CompanyId, held: Fence) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Park, Some(company)).await?;
        self.state().of(self.slot).held(company, held)?.removed_at = None;
        answer((), late)
    }

    async fn prepare(
        &self,
        company: &CompanyId,
        held: Fence,
        order: PairingOrder,
    ) -> Result<Result<PairingRows, RetryNotBefore>, StoreError> {
        let late = self.begin(StoreCall::Prepare, Some(company)).await?;
        {
            let mut state = self.state();
            state.of(self.slot).has_fence(company, held)?;
            state.free_for(company, order.phone.as_ref())?;
            if let Some((note, policy)) = &order.code
                && let Err(refused) = state.decided(note, policy)
            {
                return Ok(Err(refused));
            }
        }
        order.let_dial();
        let late = late.or(self.begin(StoreCall::Commit, Some(company)).await?);
        let now = self.clock.now();
        let mut state = self.state();
        state.of(self.slot).has_fence(company, held)?;
        let grant = match &order.code {
            Some((note, policy)) => match state.noted(note, policy) {
                Ok(grant) => Some(grant),
                Err(refused) => return Ok(Err(refused)),
            },
            None => None,
        };
        let row = state.of(self.slot).rows.entry(company.clone()).or_default().clone();
        let set_aside = match self.slot {
            Slot::Current => None,
            Slot::Next => state.keep_old(company, &row, now),
        };
        let row = state.of(self.slot).rows.entry(company.clone()).or_default();
        answer(Ok(PairingRows { fence: row.wipe(order.phone, now), grant, set_aside }), late)
    }

    async fn wipe(&self, company: &CompanyId, held: Fence) -> Result<Fence, StoreError> {
        let late = self.begin(StoreCall::Wipe, Some(company)).await?;
        answer(self.state().of(self.slot).held(company, held)?.wipe(None, self.clock.now()), late)
    }

    async fn touch_connected(&self, company: &CompanyId, fence: Fence, at: Timestamp) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Touch, Some(company)).await?;
        let mut state = self.state();
        let row = state.of(self.slot).held(company, fence)?;
        row.last_connected_at = row.last_connected_at.max(Some(at));
        row.log_out_fence = row.log_out_fence.filter(|ordered| *ordered == fence.0);
        row.parked = None;
        answer((), late)
    }

    async fn recorded(&self, company: &CompanyId) -> Result<Option<RecordedStatus>, StoreError> {
        let late = self.begin(StoreCall::Recorded, Some(company)).await?;
        answer(self.state().listed.get(company).and_then(|listed| listed.status.clone()), late)
    }

    async fn peek(&self, company: &CompanyId) -> Result<Option<StoredCompany>, StoreError> {
        let late = self.begin(StoreCall::List, Some(company)).await?;
        answer(self.state().of(self.slot).rows.get(company).map(|row| row.stored(company)), late)
    }

    async fn linked(&self, after: Option<&StoredCompany>, limit: u32) -> Result<Vec<StoredCompany>, StoreError> {
        let late = self.begin(StoreCall::List, None).await?;
        let mut state = self.state();
        let rows = &state.of(self.slot).rows;
        let mut linked: Vec<_> =
            rows.iter().filter(|(_, row)| row.paired_at.is_some()).map(|(id, row)| row.stored(id)).collect();
        linked.sort_by_key(recent_first);
        let seen = |stored: &StoredCompany| after.is_some_and(|after| recent_first(stored) <= recent_first(after));
        let page = linked.into_iter().skip_while(seen).take(usize::try_from(limit).unwrap_or(usize::MAX));
        answer(page.collect(), late)
    }

    async fn companies(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<StoredCompany>, StoreError> {
        let late = self.begin(StoreCall::List, None).await?;
        let mut state = self.state();
        let rest = state.of(self.slot).rows.iter().filter(|(id, _)| after.is_none_or(|after| *id > after));
        let page = rest.take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(id, row)| row.stored(id));
        answer(page.collect(), late)
    }

    async fn disuse(&self, company: &CompanyId) -> Result<Option<Disuse>, StoreError> {
        let late = self.begin(StoreCall::List, Some(company)).await?;
        let now = self.clock.now();
        let disuse = |row: &FakeRow| {
            let holds = row.credentials.is_some() || row.requested_phone.is_some();
            let used_at = row.last_used().unwrap_or(now);
            let in_use = row.paired_at.is_some() && row.parked.is_none();
            holds.then_some(Disuse { used_at, warned_at: row.warned_at, now, in_use })
        };
        answer(self.state().of(self.slot).rows.get(company).and_then(disuse), late)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::Ping, None).await?;
        answer((), late)
    }
}

/// Sort key: most recently connected first, never connected last, then by id.
fn recent_first(stored: &StoredCompany) -> (std::cmp::Reverse<Option<Timestamp>>, CompanyId) {
    (std::cmp::Reverse(stored.last_connected_at), stored.company.clone())
}
