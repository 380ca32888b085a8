//! What was answered under an idempotency key, so that a request sent again is answered the same and nothing is done twice.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::Timestamp;

use crate::StoreError;

/// One request under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyClaim {
    /// Who asks, as the journal names them.
    pub principal: String,
    /// What for: the method, the pattern of the path, and the company.
    pub operation: String,
    /// The key.
    pub key: String,
    /// Hashes of the body by each master key that is known. The first is kept.
    pub body_hashes: Vec<BodyHash>,
    /// When. Claims of one key are told apart by it, to the microsecond.
    pub at: Timestamp,
}

/// A keyed hash of a body: who has no master key cannot guess what was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyHash {
    /// The id of the master key.
    pub master_key: String,
    /// The hash.
    pub hash: [u8; 32],
}

impl IdempotencyClaim {
    /// A claim counts for so long without an answer: whoever made it has died.
    pub const COUNTS: Duration = Duration::from_secs(60);
    /// Answers are kept for so long.
    pub const KEPT: Duration = Duration::from_secs(86_400);
}

/// An answer that is given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The status, 200 to 499.
    pub status: u16,
    /// The type of the body.
    pub content_type: String,
    /// The body.
    pub body: String,
}

/// What becomes of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is the first: do it.
    First,
    /// Another one is under way.
    UnderWay,
    /// It was answered already.
    Answered(KeptAnswer),
    /// The key was used with another body. Not where its hash was made with a master key that is not known any more: that nobody can tell.
    OtherBody,
}

/// Idempotency keys.
#[async_trait]
pub trait IdempotencyKeys: Send + Sync {
    /// Claims a key. Of many at once one is the first.
    async fn claim(&self, claim: &IdempotencyClaim) -> Result<Claimed, StoreError>;

    /// Keeps the answer to a claim, unless another one has taken its place.
    async fn keep_answer(&self, claim: &IdempotencyClaim, answer: KeptAnswer) -> Result<(), StoreError>;

    /// Gives a claim up, unless another one has taken its place or it was answered: the next one is the first.
    async fn give_up(&self, claim: &IdempotencyClaim) -> Result<(), StoreError>;
}
