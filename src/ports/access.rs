//! What people and programs prove themselves with, and where it is kept. Secrets are kept as hashes only.

use std::collections::BTreeSet;

use async_trait::async_trait;
use linekeeper_domain::access::{AccessId, Principal, Scopes};
use linekeeper_domain::{CompanyId, Timestamp};

use crate::StoreError;

/// SHA-256 of a secret of 256 random bits: nothing slower is needed where nothing can be guessed.
pub type SecretHash = [u8; 32];

/// An API key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Its public name, a part of the key itself.
    pub id: AccessId,
    /// What people call it.
    pub label: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// Of its secret part.
    pub hash: SecretHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to count, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl StoredKey {
    /// Whether it counts at this time.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// An onboarding link as it is kept; its token is signed and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// Its public name.
    pub id: AccessId,
    /// The one company it is for.
    pub company: CompanyId,
    /// Who made it, as the journal names them.
    pub made_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to count.
    pub expires_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A visit to the dashboard as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVisit {
    /// Its public name.
    pub id: AccessId,
    /// Of its cookie.
    pub hash: SecretHash,
    /// The key it was signed in with, as that is now.
    pub key: StoredKey,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
}

/// Where API keys are kept.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// One key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_key(&self, id: &AccessId) -> Result<Option<StoredKey>, StoreError>;

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Keeps a new key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_api_key(&self, key: StoredKey) -> Result<(), StoreError>;

    /// Keeps a new key if there is none, revoked or not; answers whether it did. Of two processes that start at once one does.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_first_api_key(&self, key: StoredKey) -> Result<bool, StoreError>;

    /// Revokes a key; answers whether there was one that counted.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn revoke_api_key(&self, id: &AccessId, at: Timestamp) -> Result<bool, StoreError>;

    /// Notes that a key was used.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn api_key_used(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError>;
}

/// Where onboarding links are kept.
#[async_trait]
pub trait OnboardingLinks: Send + Sync {
    /// One link.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn onboarding_link(&self, id: &AccessId) -> Result<Option<StoredLink>, StoreError>;

    /// Keeps a new link.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_onboarding_link(&self, link: StoredLink) -> Result<(), StoreError>;

    /// Revokes a company's link; answers whether the company has such a link.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn revoke_onboarding_link(
        &self,
        company: &CompanyId,
        id: &AccessId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
}

/// Where visits to the dashboard are kept.
#[async_trait]
pub trait Visits: Send + Sync {
    /// The visit whose cookie has this hash, with its key as that is now.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visit(&self, hash: &SecretHash) -> Result<Option<StoredVisit>, StoreError>;

    /// Keeps a new visit.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_visit(&self, visit: StoredVisit) -> Result<(), StoreError>;

    /// Whether a visit was not signed out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn is_visit_open(&self, id: &AccessId) -> Result<bool, StoreError>;

    /// Notes that a visit was seen.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visit_seen(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError>;

    /// Ends a visit.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn end_visit(&self, id: &AccessId) -> Result<(), StoreError>;
}

/// What WebSockets rest on: the ids of keys, links and visits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessIds {
    /// Of API keys.
    pub keys: BTreeSet<AccessId>,
    /// Of onboarding links.
    pub links: BTreeSet<AccessId>,
    /// Of visits to the dashboard.
    pub visits: BTreeSet<AccessId>,
}

/// Asks about many at once.
#[async_trait]
pub trait Revocations: Send + Sync {
    /// Those of them that count: keys that are neither revoked nor expired, links that are not revoked, visits that were not signed
    /// out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn still_counting(&self, asked: AccessIds, now: Timestamp) -> Result<AccessIds, StoreError>;
}

/// Everything about access.
pub trait AccessStore: ApiKeys + OnboardingLinks + Visits + Revocations {}

impl<T: ApiKeys + OnboardingLinks + Visits + Revocations> AccessStore for T {}

/// What lets somebody keep a WebSocket open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Who they are.
    pub principal: Principal,
    /// When it stops to count, if it does.
    pub expires_at: Option<Timestamp>,
}

/// Why a token gives no pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It is none of this service's.
    Forged,
    /// Its time is over.
    Expired,
    /// Its link was revoked.
    Revoked,
    /// It is for another company.
    OtherCompany,
    /// Nobody can tell at the moment.
    Unavailable,
}

/// Checks what a WebSocket's first frame brings.
#[async_trait]
pub trait TokenCheck: Send + Sync {
    /// The pass that a token of an onboarding link gives for a company's socket.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    async fn admit(&self, company: &CompanyId, token: &str) -> Result<Pass, TokenRefusal>;

    /// Answers whether what a pass rests on (a key, a visit, a link) was not revoked since, on whichever node.
    ///
    /// # Errors
    /// [`TokenRefusal`]: `Revoked`, or `Unavailable`.
    async fn still_counts(&self, pass: &Pass) -> Result<(), TokenRefusal>;
}
