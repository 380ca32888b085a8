//! Storage of onboarding links. Neither the token of a link nor the code of its short address is stored.

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::{CompanyId, Timestamp};

use crate::access::SecretHash;
use crate::{Place, StoreError};

/// Stored onboarding link. Its token is signed and not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// Public id.
    pub id: AccessId,
    /// Company the link is for; it gives access to no other.
    pub company: CompanyId,
    /// Creator, as the journal names callers.
    pub made_by: String,
    /// Time of creation.
    pub created_at: Timestamp,
    /// End of validity.
    pub expires_at: Timestamp,
    /// Time of revocation; absent when the link was not revoked.
    pub revoked_at: Option<Timestamp>,
    /// Keyed hash of the code of its short address; absent for a link without one.
    pub short_hash: Option<SecretHash>,
    /// What its page shows: claims of the token, which is signed anew for the person who opens the short address.
    pub details: LinkDetails,
}

/// Link in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLink {
    /// The link.
    pub link: StoredLink,
    /// Label of the API key it was created with; absent where its creator had none.
    pub made_by_label: Option<String>,
}

/// Place in a list of links, newest first: the time of creation, and the id.
pub type LinkPlace = Place<AccessId>;

impl From<&StoredLink> for LinkPlace {
    fn from(link: &StoredLink) -> Self {
        Self { at: link.created_at, id: link.id.clone() }
    }
}

/// Storage of onboarding links.
#[async_trait]
pub trait OnboardingLinks: Send + Sync {
    /// Returns one link.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn onboarding_link(&self, id: &AccessId) -> Result<Option<StoredLink>, StoreError>;

    /// Returns the link whose short address has a code with one of these hashes, one for each master key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn onboarding_link_by_code(&self, hashes: Vec<SecretHash>) -> Result<Option<StoredLink>, StoreError>;

    /// Lists links of a company, newest first, those after this place.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn onboarding_links(
        &self,
        company: &CompanyId,
        after: Option<LinkPlace>,
        limit: u32,
    ) -> Result<Vec<ListedLink>, StoreError>;

    /// Stores a new link.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_onboarding_link(&self, link: StoredLink) -> Result<(), StoreError>;

    /// Revokes a company's link; returns whether the company has such a link. The time of an earlier revocation stays.
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
