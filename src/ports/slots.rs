//! Two slots of credentials per company, by which another phone is linked without losing the line.
//!
//! The current slot holds the device that the line works with. The next slot is empty, but while another phone is being
//! linked beside the working line: its device is written there, under a fence of its own. When it has logged in for the
//! first time, one transaction makes it the current one ([`NextSlots::promote`]). The device it replaces is kept until
//! it is logged out, and so is a linked device of the next slot that is not wanted any more ([`NextSlots::set_aside`]).

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
pub use linekeeper_domain::session::OldDevice;

use crate::{CredentialStore, Credentials, Fence, JournalEntry, StoreError};

/// Fences that the caller holds of both slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotFences {
    /// Fence of the current slot.
    pub current: Fence,
    /// Fence of the next slot.
    pub next: Fence,
}

/// Order to promote the device of the next slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionOrder {
    /// Company whose device it is.
    pub company: CompanyId,
    /// Fences held of its slots.
    pub held: SlotFences,
    /// Journal entry about the change of the number, which is written in the same transaction: whatever becomes of the
    /// answer, the journal tells of exactly the changes that happened.
    pub entry: JournalEntry,
}

/// Result of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    /// Fence of the current slot from now on.
    pub fence: Fence,
    /// Device that was current, if one was linked.
    pub old: Option<OldDevice>,
}

/// Result of emptying a next slot whose linked device is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Fence of the next slot from now on.
    pub fence: Fence,
    /// The device, if one was linked.
    pub old: Option<OldDevice>,
}

/// Store of the next slot, with what concerns both slots.
#[async_trait]
pub trait NextSlots: CredentialStore {
    /// Makes the linked device of the next slot the company's current one, in one transaction. Its row, keys and data
    /// key move. The fence of the current slot rises, so that no write under an earlier one lands. The new row counts
    /// as connected now, is not parked, and knows of no ordered log-out and no removal. Of the device that was current
    /// the credentials are kept ([`Self::old_devices`]), not its keys. The next slot is emptied and its fence rises.
    ///
    /// # Errors
    /// [`StoreError`]; [`linekeeper_domain::StoreFailure::Fenced`] when either fence is not held any more or the next
    /// slot has no linked device, [`linekeeper_domain::StoreFailure::PhoneInUse`] when another company has linked its
    /// phone; nothing is changed by either.
    async fn promote(&self, order: PromotionOrder) -> Result<Promoted, StoreError>;

    /// Empties the next slot, like [`CredentialStore::wipe`]; if its device is linked, the credentials are kept as
    /// those of an old device, so that it can still be logged out. A pairing that is prepared in the next slot does the
    /// same first.
    ///
    /// # Errors
    /// [`StoreError`], fenced when the fence is not held any more.
    async fn set_aside(&self, company: &CompanyId, held: Fence) -> Result<SetAside, StoreError>;

    /// Returns the company's old devices, in the order in which they became that.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn old_devices(&self, company: &CompanyId) -> Result<Vec<OldDevice>, StoreError>;

    /// Reads the identity of an old device; `None` when it is not kept (any more).
    ///
    /// # Errors
    /// [`StoreError`].
    async fn old_credentials(&self, company: &CompanyId, device: i64) -> Result<Option<Credentials>, StoreError>;

    /// Deletes an old device; one that is not kept is no error.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn forget_old_device(&self, company: &CompanyId, device: i64) -> Result<(), StoreError>;

    /// Returns companies with a linked device in the next slot or an old device, ordered by id, at most `limit`;
    /// `after` is the last id of the previous page.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn unfinished_changes(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError>;
}
