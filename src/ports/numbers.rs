//! Code usage: how often a pairing code was requested for each phone number and by each company.

use async_trait::async_trait;
use linekeeper_domain::{CodeGrant, CodeRateLimit, NumberNote, RetryNotBefore};

use crate::StoreError;

/// Storage of code usage.
#[async_trait]
pub trait NumberUsages: Send + Sync {
    /// Applies an event to the code usage of the number and of the company, as [`linekeeper_domain::note_both`]
    /// decides, in one transaction on the rows as they are then: concurrent requests are serialised.
    ///
    /// # Errors
    /// [`StoreError`]. A refusal by the rate limit is no error but `Ok(Err(RetryNotBefore))`.
    async fn note_number(
        &self,
        note: NumberNote,
        policy: &CodeRateLimit,
    ) -> Result<Result<CodeGrant, RetryNotBefore>, StoreError>;
}
