//! The ledgers of numbers: how often each was asked a code for.

use async_trait::async_trait;
use linekeeper_domain::{CodeGrant, CoolDown, NumberNote, NumberPolicy};

use crate::StoreError;

/// Where ledgers are kept.
#[async_trait]
pub trait NumberLedgers: Send + Sync {
    /// Writes a deed into the number's ledger and the company's usage as [`linekeeper_domain::note_both`] decides, in one transaction
    /// and on both as they are at that moment: of two that ask at once one is first.
    ///
    /// # Errors
    /// [`StoreError`]. That the number must be left alone is an answer.
    async fn note_number(
        &self,
        note: NumberNote,
        policy: &NumberPolicy,
    ) -> Result<Result<CodeGrant, CoolDown>, StoreError>;
}
