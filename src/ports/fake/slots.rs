//! What the stores of both slots share, and what concerns both.

use std::collections::{BTreeMap, HashSet, VecDeque};

use async_trait::async_trait;
use linekeeper_domain::messages::{EventType, InboundItem, MessageKey, NewEvent, SessionFacts, SessionSaid};
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::{CodeUsage, CompanyId, NumberUsage, Phone, StoreFailure, Timestamp};

use super::hold::Gate;
use super::rows::FakeRow;
use super::store::{FakeStore, StoreCall, answer};
use crate::{
    ChangeLeft, Credentials, Fence, JournalEntry, ListedCompany, NextSlots, OldDevice, Promoted, PromotionOrder,
    SetAside, StoreError,
};

/// A slot of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Device that the line works with.
    Current,
    /// Device that is being linked beside it.
    Next,
}

#[derive(Default)]
pub(super) struct State {
    current: SlotState,
    next: SlotState,
    /// By company and [`OldDevice::device`].
    old: BTreeMap<(CompanyId, i64), (OldDevice, Credentials)>,
    /// Old devices so far, for their names.
    old_devices: i64,
    /// Entries written together with promotions.
    pub(super) entries: Vec<JournalEntry>,
    /// By [`Phone::account_key`].
    pub(super) number_usages: BTreeMap<String, NumberUsage>,
    pub(super) usages: BTreeMap<CompanyId, CodeUsage>,
    pub(super) policies: BTreeMap<CompanyId, RestartPolicy>,
    pub(super) down: bool,
    /// What was recorded of companies.
    pub(super) listed: BTreeMap<CompanyId, ListedCompany>,
    pub(super) logs: BTreeMap<CompanyId, Log>,
}

/// Log of a company's messages and session; no wipe of credentials touches it.
#[derive(Default)]
pub(super) struct Log {
    pub(super) seen: HashSet<MessageKey>,
    pub(super) events: Vec<NewEvent>,
    pub(super) said: SessionSaid,
    pub(super) session: Vec<(EventType, SessionFacts)>,
}

/// Rows of a slot, and what a test plans for its calls.
#[derive(Default)]
pub(super) struct SlotState {
    pub(super) rows: BTreeMap<CompanyId, FakeRow>,
    pub(super) calls: Vec<(StoreCall, Option<CompanyId>)>,
    pub(super) gates: BTreeMap<StoreCall, VecDeque<Gate>>,
    pub(super) failures: BTreeMap<StoreCall, VecDeque<StoreFailure>>,
    pub(super) panics: Option<StoreCall>,
}

fn fenced() -> StoreError {
    StoreError::new(StoreFailure::Fenced, "the fence has moved")
}

impl SlotState {
    pub(super) fn held(&mut self, company: &CompanyId, fence: Fence) -> Result<&mut FakeRow, StoreError> {
        self.rows.get_mut(company).filter(|row| row.fence == fence.0).ok_or_else(fenced)
    }

    /// Checks that the company's row has this fence; 0 for no row.
    pub(super) fn has_fence(&self, company: &CompanyId, fence: Fence) -> Result<(), StoreError> {
        let own = self.rows.get(company).map_or(0, |row| row.fence);
        if own == fence.0 { Ok(()) } else { Err(fenced()) }
    }
}

impl State {
    pub(super) fn of(&mut self, slot: Slot) -> &mut SlotState {
        match slot {
            Slot::Current => &mut self.current,
            Slot::Next => &mut self.next,
        }
    }

    /// Adds to the company's log what it has not seen.
    pub(super) fn receive(&mut self, company: &CompanyId, inbound: &[InboundItem]) {
        if inbound.is_empty() {
            return;
        }
        let log = self.logs.entry(company.clone()).or_default();
        for item in inbound {
            if log.seen.insert(item.key.clone()) {
                log.events.extend(item.event.as_deref().cloned());
            }
        }
    }

    /// The number that the company has linked or, before that, was asked for.
    pub(super) fn phone_of(&self, company: &CompanyId) -> Option<Phone> {
        self.current.rows.get(company).and_then(|row| row.stored(company).phone)
    }

    /// Checks that no other company has linked the phone, in either slot.
    pub(super) fn free_for(&self, company: &CompanyId, phone: Option<&Phone>) -> Result<(), StoreError> {
        let Some(phone) = phone else { return Ok(()) };
        let linked = |row: &FakeRow| row.linked_phone.as_ref().is_some_and(|linked| linked.same_account(phone));
        let mut rows = self.current.rows.iter().chain(&self.next.rows);
        if rows.any(|(other, row)| other != company && linked(row)) {
            return Err(StoreError::new(StoreFailure::PhoneInUse, "linked by another company"));
        }
        Ok(())
    }

    pub(super) fn change_left(&self, company: &CompanyId) -> ChangeLeft {
        let is_used =
            |row: &FakeRow| row.credentials.is_some() || row.requested_phone.is_some() || !row.keys.is_empty();
        ChangeLeft {
            in_next: self.next.rows.get(company).is_some_and(is_used),
            old_devices: self.old_of(company).next().is_some(),
        }
    }

    /// Keeps a linked device that is not wanted any more.
    pub(super) fn keep_old(&mut self, company: &CompanyId, row: &FakeRow, now: Timestamp) -> Option<OldDevice> {
        let credentials = row.credentials.clone().filter(|_| row.paired_at.is_some())?;
        self.old_devices += 1;
        let old = OldDevice { device: self.old_devices, phone: row.linked_phone.clone(), replaced_at: now };
        self.old.insert((company.clone(), old.device), (old.clone(), credentials));
        Some(old)
    }

    fn old_of(&self, company: &CompanyId) -> impl Iterator<Item = &OldDevice> {
        self.old.range((company.clone(), i64::MIN)..=(company.clone(), i64::MAX)).map(|(_, (device, _))| device)
    }

    fn promote(&mut self, order: PromotionOrder, now: Timestamp) -> Result<Promoted, StoreError> {
        let PromotionOrder { company, held, entry } = &order;
        let before = self.current.held(company, held.current)?.clone();
        let next = self.next.held(company, held.next)?.clone();
        if next.credentials.is_none() || next.paired_at.is_none() {
            return Err(fenced());
        }
        self.free_for(company, next.linked_phone.as_ref())?;
        let fence = before.fence + 1;
        let old = self.keep_old(company, &before, now);
        let promoted = FakeRow {
            fence,
            last_connected_at: Some(now),
            updated_at: Some(now),
            parked: None,
            removed_at: None,
            log_out_fence: None,
            warned_at: None,
            ..next
        };
        self.current.rows.insert(company.clone(), promoted);
        self.next.held(company, held.next)?.wipe(None, now);
        self.entries.push(entry.clone());
        Ok(Promoted { fence: Fence(fence), old })
    }
}

#[async_trait]
impl NextSlots for FakeStore {
    async fn promote(&self, order: PromotionOrder) -> Result<Promoted, StoreError> {
        let late = self.begin(StoreCall::Promote, Some(&order.company)).await?;
        let now = self.clock.now();
        answer(self.state().promote(order, now)?, late)
    }

    async fn set_aside(&self, company: &CompanyId, held: Fence) -> Result<SetAside, StoreError> {
        let late = self.begin(StoreCall::SetAside, Some(company)).await?;
        let now = self.clock.now();
        let mut state = self.state();
        let row = state.next.held(company, held)?.clone();
        let old = state.keep_old(company, &row, now);
        let fence = state.next.held(company, held)?.wipe(None, now);
        answer(SetAside { fence, old }, late)
    }

    async fn old_devices(&self, company: &CompanyId) -> Result<Vec<OldDevice>, StoreError> {
        let late = self.begin(StoreCall::OldDevice, Some(company)).await?;
        answer(self.state().old_of(company).cloned().collect(), late)
    }

    async fn old_credentials(&self, company: &CompanyId, device: i64) -> Result<Option<Credentials>, StoreError> {
        let late = self.begin(StoreCall::OldDevice, Some(company)).await?;
        let found = self.state().old.get(&(company.clone(), device)).map(|(_, credentials)| credentials.clone());
        answer(found, late)
    }

    async fn forget_old_device(&self, company: &CompanyId, device: i64) -> Result<(), StoreError> {
        let late = self.begin(StoreCall::OldDevice, Some(company)).await?;
        self.state().old.remove(&(company.clone(), device));
        answer((), late)
    }

    async fn unfinished_changes(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        let late = self.begin(StoreCall::List, None).await?;
        let state = self.state();
        let next = state.next.rows.iter().filter(|(_, row)| row.paired_at.is_some()).map(|(company, _)| company);
        let mut left: Vec<_> = next.chain(state.old.keys().map(|(company, _)| company)).cloned().collect();
        left.sort();
        left.dedup();
        left.retain(|company| after.is_none_or(|after| company > after));
        left.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        answer(left, late)
    }
}
