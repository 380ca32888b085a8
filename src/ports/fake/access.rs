//! API keys, onboarding links and dashboard sessions in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};

use crate::{
    AccessIds, ApiKeys, DashboardSessions, LinkPlace, ListedLink, OnboardingLinks, Revocations, SecretHash, StoreError,
    StoredDashboardSession, StoredKey, StoredLink,
};

/// Fake of all access storage.
#[derive(Debug, Default)]
pub struct FakeAccess(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    down: bool,
    keys: Vec<StoredKey>,
    links: Vec<StoredLink>,
    visits: Vec<StoredDashboardSession>,
    questions_about_many: u32,
}

impl FakeAccess {
    /// Makes every call fail from now on.
    pub fn break_down(&self) {
        self.lock().down = true;
    }

    /// Ends [`Self::break_down`].
    pub fn mend(&self) {
        self.lock().down = false;
    }

    /// Changes a stored key directly, as another process would.
    pub fn change_key(&self, id: &AccessId, change: impl FnOnce(&mut StoredKey)) {
        if let Some(key) = self.lock().keys.iter_mut().find(|key| key.id == *id) {
            change(key);
        }
    }

    /// Returns the number of batch checks for revocations.
    #[must_use]
    pub fn questions_about_many(&self) -> u32 {
        self.lock().questions_about_many
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Kept>, StoreError> {
        let kept = self.lock();
        if kept.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(kept) }
    }
}

#[async_trait]
impl ApiKeys for FakeAccess {
    async fn api_key(&self, id: &AccessId) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.answering()?.keys.iter().find(|key| key.id == *id).cloned())
    }

    async fn api_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        Ok(self.answering()?.keys.clone())
    }

    async fn add_api_key(&self, key: StoredKey) -> Result<(), StoreError> {
        self.answering()?.keys.push(key);
        Ok(())
    }

    async fn add_first_api_key(&self, key: StoredKey) -> Result<bool, StoreError> {
        let mut kept = self.answering()?;
        let is_first = kept.keys.is_empty();
        if is_first {
            kept.keys.push(key);
        }
        Ok(is_first)
    }

    async fn revoke_api_key(&self, id: &AccessId, at: Timestamp) -> Result<bool, StoreError> {
        let mut kept = self.answering()?;
        let key = kept.keys.iter_mut().find(|key| key.id == *id && key.revoked_at.is_none());
        Ok(key.map(|key| key.revoked_at = Some(at)).is_some())
    }

    async fn api_key_used(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError> {
        let mut kept = self.answering()?;
        if let Some(key) = kept.keys.iter_mut().find(|key| key.id == *id) {
            key.last_used_at = Some(at);
        }
        Ok(())
    }
}

#[async_trait]
impl OnboardingLinks for FakeAccess {
    async fn onboarding_link(&self, id: &AccessId) -> Result<Option<StoredLink>, StoreError> {
        Ok(self.answering()?.links.iter().find(|link| link.id == *id).cloned())
    }

    async fn onboarding_link_by_code(&self, hashes: Vec<SecretHash>) -> Result<Option<StoredLink>, StoreError> {
        let is_it = |link: &&StoredLink| link.short_hash.is_some_and(|hash| hashes.contains(&hash));
        Ok(self.answering()?.links.iter().find(is_it).cloned())
    }

    async fn onboarding_links(
        &self,
        company: &CompanyId,
        after: Option<LinkPlace>,
        limit: u32,
    ) -> Result<Vec<ListedLink>, StoreError> {
        let kept = self.answering()?;
        let mut links: Vec<_> = kept.links.iter().filter(|link| link.company == *company).cloned().collect();
        links.sort_by(|one, other| (&other.created_at, &other.id).cmp(&(&one.created_at, &one.id)));
        links.retain(|link| after.as_ref().is_none_or(|last| (link.created_at, &link.id) < (last.at, &last.id)));
        let label = |made_by: &str| {
            let id = made_by.rsplit_once(':').map(|(_, id)| id);
            kept.keys.iter().find(|key| Some(key.id.as_str()) == id).map(|key| key.label.clone())
        };
        let listed = |link: StoredLink| ListedLink { made_by_label: label(&link.made_by), link };
        Ok(links.into_iter().take(limit as usize).map(listed).collect())
    }

    async fn add_onboarding_link(&self, link: StoredLink) -> Result<(), StoreError> {
        self.answering()?.links.push(link);
        Ok(())
    }

    async fn revoke_onboarding_link(
        &self,
        company: &CompanyId,
        id: &AccessId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut kept = self.answering()?;
        let link = kept.links.iter_mut().find(|link| link.id == *id && link.company == *company);
        Ok(link.map(|link| link.revoked_at.get_or_insert(at)).is_some())
    }
}

#[async_trait]
impl DashboardSessions for FakeAccess {
    async fn visit(&self, hash: &SecretHash) -> Result<Option<StoredDashboardSession>, StoreError> {
        let kept = self.answering()?;
        let visit = kept.visits.iter().find(|visit| visit.hash == *hash);
        let key = |id: &AccessId| kept.keys.iter().find(|key| key.id == *id).cloned();
        Ok(visit.and_then(|visit| Some(StoredDashboardSession { key: key(&visit.key.id)?, ..visit.clone() })))
    }

    async fn add_visit(&self, visit: StoredDashboardSession) -> Result<(), StoreError> {
        self.answering()?.visits.push(visit);
        Ok(())
    }

    async fn is_visit_open(&self, id: &AccessId) -> Result<bool, StoreError> {
        Ok(self.answering()?.visits.iter().any(|visit| visit.id == *id))
    }

    async fn visit_seen(&self, id: &AccessId, at: Timestamp) -> Result<(), StoreError> {
        let mut kept = self.answering()?;
        if let Some(visit) = kept.visits.iter_mut().find(|visit| visit.id == *id) {
            visit.seen_at = at;
        }
        Ok(())
    }

    async fn end_visit(&self, id: &AccessId) -> Result<(), StoreError> {
        self.answering()?.visits.retain(|visit| visit.id != *id);
        Ok(())
    }
}

#[async_trait]
impl Revocations for FakeAccess {
    async fn still_counting(&self, asked: AccessIds, now: Timestamp) -> Result<AccessIds, StoreError> {
        let mut kept = self.answering()?;
        kept.questions_about_many += 1;
        let AccessIds { mut keys, mut links, mut visits } = asked;
        keys.retain(|id| kept.keys.iter().any(|key| key.id == *id && key.counts(now)));
        links.retain(|id| kept.links.iter().any(|link| link.id == *id && link.revoked_at.is_none()));
        visits.retain(|id| kept.visits.iter().any(|visit| visit.id == *id));
        Ok(AccessIds { keys, links, visits })
    }
}
