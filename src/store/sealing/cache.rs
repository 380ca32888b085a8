//! Cache of recently used data keys, in two generations: a used key moves to the young one; when that is full, the old
//! one is dropped (which overwrites its keys) and the young one takes its place. So the cache is bounded, and keys in
//! use stay.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use linekeeper_domain::CompanyId;
use linekeeper_ports::Fence;
use linekeeper_secrets::DataKey;

/// Most keys of one generation; no process serves more companies than that.
const GENERATION: usize = 8_192;

type Found = (Fence, Arc<DataKey>);

/// Cached data keys by company, each with the fence it belongs to.
pub(crate) struct Cache {
    generations: Mutex<Generations>,
    most: usize,
}

#[derive(Default)]
struct Generations {
    young: HashMap<CompanyId, Found>,
    old: HashMap<CompanyId, Found>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::with_room_for(GENERATION)
    }
}

impl Cache {
    fn with_room_for(most: usize) -> Self {
        Self { generations: Mutex::default(), most }
    }

    /// Returns the cached key of a company and its fence, and moves it to the young generation.
    pub(crate) fn get(&self, company: &CompanyId) -> Option<Found> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations.young.get(company) {
            return Some(found.clone());
        }
        let found = generations.old.remove(company)?;
        generations.add(company, found.clone(), self.most);
        Some(found)
    }

    /// Caches a company's key, unless one of a later fence is cached: an answer may arrive late.
    pub(crate) fn put(&self, company: &CompanyId, fence: Fence, key: Arc<DataKey>) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let known = generations.young.get(company).or_else(|| generations.old.get(company));
        if known.is_some_and(|(later, _)| *later > fence) {
            return;
        }
        generations.old.remove(company);
        generations.add(company, (fence, key), self.most);
    }

    /// Removes a company's key.
    pub(crate) fn remove(&self, company: &CompanyId) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.remove(company);
        generations.old.remove(company);
    }
}

impl Generations {
    fn add(&mut self, company: &CompanyId, found: Found, most: usize) {
        if self.young.len() >= most && !self.young.contains_key(company) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(company.clone(), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(number: usize) -> CompanyId {
        number.to_string().parse().unwrap()
    }

    #[test]
    fn used_keys_stay_and_cache_holds_two_generations_at_most() {
        let cache = Cache::with_room_for(10);
        let mut keys = Vec::new();
        for number in 0..1000 {
            let key = Arc::new(DataKey::generate());
            keys.push(Arc::downgrade(&key));
            cache.put(&company(number), Fence(1), key);
            assert!(cache.get(&company(0)).is_some(), "in use, after {number} others");
        }
        assert!(keys.iter().filter(|key| key.strong_count() > 0).count() <= 20, "the others are dropped");
        assert!(cache.get(&company(1)).is_none());
    }

    #[test]
    fn key_of_later_fence_is_not_replaced_by_earlier() {
        let cache = Cache::default();
        let [first, second] = [0, 1].map(|_| Arc::new(DataKey::generate()));
        cache.put(&company(1), Fence(2), Arc::clone(&second));
        cache.put(&company(1), Fence(1), first);
        let (fence, key) = cache.get(&company(1)).unwrap();
        assert!(fence == Fence(2) && key.is(&second));
        cache.remove(&company(1));
        assert!(cache.get(&company(1)).is_none());
    }
}
