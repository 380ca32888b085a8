//! Idempotency keys in memory.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::StoreFailure;

use crate::{Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer, StoreError};

/// Fake of [`IdempotencyKeys`].
#[derive(Debug, Default)]
pub struct FakeIdempotency(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    down: bool,
    entries: HashMap<(String, String, String), (IdempotencyClaim, Option<KeptAnswer>)>,
}

impl FakeIdempotency {
    /// Makes every call fail from now on.
    pub fn break_down(&self) {
        self.lock().down = true;
    }

    /// Returns every stored response.
    #[must_use]
    pub fn answers(&self) -> Vec<KeptAnswer> {
        self.lock().entries.values().filter_map(|(_, answer)| answer.clone()).collect()
    }

    /// Returns every claim.
    #[must_use]
    pub fn claims(&self) -> Vec<IdempotencyClaim> {
        self.lock().entries.values().map(|(claim, _)| claim.clone()).collect()
    }

    /// Removes all responses, as if the process that made the claims had died before it answered.
    pub fn forget_answers(&self) {
        self.lock().entries.values_mut().for_each(|(_, answer)| *answer = None);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Kept>, StoreError> {
        let kept = self.lock();
        if kept.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(kept) }
    }
}

/// Whether the bodies differ, as far as the known master keys can tell.
fn is_another(before: &IdempotencyClaim, claim: &IdempotencyClaim) -> bool {
    before.body_hashes.first().is_some_and(|kept| {
        let known = claim.body_hashes.iter().any(|hash| hash.master_key == kept.master_key);
        known && !claim.body_hashes.contains(kept)
    })
}

fn name(claim: &IdempotencyClaim) -> (String, String, String) {
    (claim.principal.clone(), claim.operation.clone(), claim.key.clone())
}

#[async_trait]
impl IdempotencyKeys for FakeIdempotency {
    async fn claim(&self, claim: &IdempotencyClaim) -> Result<Claimed, StoreError> {
        let mut kept = self.answering()?;
        let counts = |(before, answer): &&(IdempotencyClaim, Option<KeptAnswer>)| {
            let bound = if answer.is_some() { IdempotencyClaim::KEPT } else { IdempotencyClaim::COUNTS };
            claim.at < before.at + bound
        };
        match kept.entries.get(&name(claim)).filter(counts) {
            Some((before, _)) if is_another(before, claim) => Ok(Claimed::OtherBody),
            Some((_, Some(answer))) => Ok(Claimed::Answered(answer.clone())),
            Some((_, None)) => Ok(Claimed::UnderWay),
            None => {
                kept.entries.insert(name(claim), (claim.clone(), None));
                Ok(Claimed::First)
            }
        }
    }

    async fn keep_answer(&self, claim: &IdempotencyClaim, answer: KeptAnswer) -> Result<(), StoreError> {
        let mut kept = self.answering()?;
        if let Some((_, place)) = kept.entries.get_mut(&name(claim)).filter(|(before, _)| before == claim) {
            place.get_or_insert(answer);
        }
        Ok(())
    }

    async fn give_up(&self, claim: &IdempotencyClaim) -> Result<(), StoreError> {
        let mut kept = self.answering()?;
        if kept.entries.get(&name(claim)).is_some_and(|(before, answer)| before == claim && answer.is_none()) {
            kept.entries.remove(&name(claim));
        }
        Ok(())
    }
}
