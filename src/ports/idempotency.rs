//! Idempotency keys: a request repeated under the same key gets the stored response and is carried out once.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::Timestamp;

use crate::StoreError;

/// Claim of one request on its idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyClaim {
    /// Caller, as the journal names callers.
    pub principal: String,
    /// Operation: the method, the path pattern and the company.
    pub operation: String,
    /// Idempotency key the caller sent.
    pub key: String,
    /// Hashes of the request body, one for each known master key. The first is the one that is stored.
    pub body_hashes: Vec<BodyHash>,
    /// Time of the request. It identifies the claim among others of the same key, to the microsecond.
    pub at: Timestamp,
}

/// Keyed hash of a request body: without the master key the body cannot be guessed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyHash {
    /// Id of the master key the hash is made with.
    pub master_key: String,
    /// HMAC-SHA256 of the body.
    pub hash: [u8; 32],
}

impl IdempotencyClaim {
    /// Lifetime of a claim without a response; after it, its maker counts as dead and the key can be claimed again.
    pub const COUNTS: Duration = Duration::from_secs(60);
    /// Retention of stored responses.
    pub const KEPT: Duration = Duration::from_secs(86_400);
}

/// Stored response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status, 200 to 499.
    pub status: u16,
    /// Content type of the body.
    pub content_type: String,
    /// Response body.
    pub body: String,
}

/// Result of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// First claim of the key: carry the request out.
    First,
    /// Another claim of the key is being carried out.
    UnderWay,
    /// The key has a stored response.
    Answered(KeptAnswer),
    /// The key was used with another body. Never returned where the stored hash was made with a master key that is no
    /// longer known, because the bodies cannot be compared then.
    OtherBody,
}

/// Storage of idempotency keys.
#[async_trait]
pub trait IdempotencyKeys: Send + Sync {
    /// Claims a key. One of several concurrent claims gets [`Claimed::First`].
    async fn claim(&self, claim: &IdempotencyClaim) -> Result<Claimed, StoreError>;

    /// Stores the response to a claim, unless another claim has replaced it.
    async fn keep_answer(&self, claim: &IdempotencyClaim, answer: KeptAnswer) -> Result<(), StoreError>;

    /// Releases a claim, so that the next one is the first; does nothing when another claim has replaced it or it has a
    /// response.
    async fn give_up(&self, claim: &IdempotencyClaim) -> Result<(), StoreError>;
}
