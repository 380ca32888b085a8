//! Storage of what callers authenticate with: API keys, dashboard sessions and, in a file of their own, onboarding
//! links. Secrets are stored as hashes only.

use std::collections::BTreeSet;

use async_trait::async_trait;
use linekeeper_domain::access::{AccessId, Principal, Scopes};
use linekeeper_domain::{CompanyId, Timestamp};

use crate::{OnboardingLinks, StoreError};

/// SHA-256 of a secret of 256 random bits; such a secret cannot be guessed, so no slow password hash is needed.
pub type SecretHash = [u8; 32];

/// Stored API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Public id, which is a part of the key itself.
    pub id: AccessId,
    /// Display name.
    pub label: String,
    /// Scopes the key grants.
    pub scopes: Scopes,
    /// Hash of the key's secret part.
    pub hash: SecretHash,
    /// Time of creation.
    pub created_at: Timestamp,
    /// End of validity; absent when the key does not expire.
    pub expires_at: Option<Timestamp>,
    /// Time of the last use, accurate to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Time of revocation; absent when the key was not revoked.
    pub revoked_at: Option<Timestamp>,
}

impl StoredKey {
    /// Whether the key is valid at this time: neither revoked nor expired.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Stored dashboard session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDashboardSession {
    /// Public id.
    pub id: AccessId,
    /// Hash of the session's cookie.
    pub hash: SecretHash,
    /// API key the operator signed in with, in its present state.
    pub key: StoredKey,
    /// Time of the sign-in.
    pub began_at: Timestamp,
    /// Time of the last request, accurate to the minute.
    pub seen_at: Timestamp,
}

/// Storage of API keys.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Returns one key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_key(&self, id: &AccessId) -> Result<Option<StoredKey>, StoreError>;

    /// Returns all keys, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Stores a new key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_api_key(&self, key: StoredKey) -> Result<(), StoreError>;

    /// Stores a new key if there is no key at all (revoked ones included) and returns whether it did. Concurrent calls,
    /// also of several processes, store one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_first_api_key(&self, key: StoredKey) -> Result<bool, StoreError>;

    /// Revokes a key; returns whether it existed and was not revoked yet.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn revoke_api_key(&self, id: &AccessId, at: Timestamp) -> Result<bool, StoreError>;

    /// Records the use of a key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_key_used(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError>;
}

/// Storage of dashboard sessions.
#[async_trait]
pub trait DashboardSessions: Send + Sync {
    /// Returns the session whose cookie has this hash, with its API key in its present state.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visit(&self, hash: &SecretHash) -> Result<Option<StoredDashboardSession>, StoreError>;

    /// Stores a new session.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_visit(&self, visit: StoredDashboardSession) -> Result<(), StoreError>;

    /// Whether the session exists: a sign-out deletes it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn is_visit_open(&self, id: &AccessId) -> Result<bool, StoreError>;

    /// Records a request of the session.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visit_seen(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError>;

    /// Deletes a session (sign-out).
    ///
    /// # Errors
    /// [`StoreError`].
    async fn end_visit(&self, id: &AccessId) -> Result<(), StoreError>;
}

/// Ids of what open WebSockets are authenticated with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessIds {
    /// Ids of API keys.
    pub keys: BTreeSet<AccessId>,
    /// Ids of onboarding links.
    pub links: BTreeSet<AccessId>,
    /// Ids of dashboard sessions.
    pub visits: BTreeSet<AccessId>,
}

/// Batch check for revocations.
#[async_trait]
pub trait Revocations: Send + Sync {
    /// Returns those of the ids that are still valid: keys neither revoked nor expired, links not revoked, dashboard
    /// sessions not signed out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn still_counting(&self, asked: AccessIds, now: Timestamp) -> Result<AccessIds, StoreError>;
}

/// All access storage in one trait.
pub trait AccessStore: ApiKeys + OnboardingLinks + DashboardSessions + Revocations {}

impl<T: ApiKeys + OnboardingLinks + DashboardSessions + Revocations> AccessStore for T {}

/// Authorisation of an open WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Authenticated caller.
    pub principal: Principal,
    /// End of validity; absent when it does not expire.
    pub expires_at: Option<Timestamp>,
}

/// Reason a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// The token is not one of this service's.
    Forged,
    /// The token has expired.
    Expired,
    /// The token's onboarding link was revoked.
    Revoked,
    /// The token is for another company.
    OtherCompany,
    /// The check cannot be made now, because the store does not answer.
    Unavailable,
}

/// Authentication of WebSockets.
#[async_trait]
pub trait TokenCheck: Send + Sync {
    /// Checks an onboarding link's token and returns the pass it gives for the company's socket.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    async fn admit(&self, company: &CompanyId, token: &str) -> Result<Pass, TokenRefusal>;

    /// Checks that what the pass rests on (API key, dashboard session or link) was not revoked meanwhile, on any node.
    ///
    /// # Errors
    /// [`TokenRefusal::Revoked`] or [`TokenRefusal::Unavailable`].
    async fn still_counts(&self, pass: &Pass) -> Result<(), TokenRefusal>;
}
