//! Bounds on concurrent requests: of all, and of each origin.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// Places for requests.
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    per_host: usize,
    hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Place of one request; dropping it gives the place back.
pub(crate) struct Slot {
    _all: OwnedSemaphorePermit,
    _host: OwnedSemaphorePermit,
}

impl Slots {
    /// Creates the places; at least one each.
    pub(crate) fn new(all: usize, per_host: usize) -> Self {
        let all = Arc::new(Semaphore::new(all.clamp(1, Semaphore::MAX_PERMITS)));
        Self { all, per_host: per_host.clamp(1, Semaphore::MAX_PERMITS), hosts: Mutex::default() }
    }

    /// Waits for a place, first among the requests to this origin: a slow one takes no more places than its own.
    ///
    /// # Errors
    /// Never: the semaphores are not closed.
    pub(crate) async fn take(&self, origin: &str) -> Result<Slot, AcquireError> {
        let host = self.host(origin).acquire_owned().await?;
        let all = Arc::clone(&self.all).acquire_owned().await?;
        Ok(Slot { _all: all, _host: host })
    }

    fn host(&self, origin: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get(origin).and_then(Weak::upgrade) {
            return known;
        }
        // Keep only those of requests that run or wait.
        hosts.retain(|_, host| host.strong_count() > 0);
        let host = Arc::new(Semaphore::new(self.per_host));
        hosts.insert(origin.to_owned(), Arc::downgrade(&host));
        host
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    /// Whether a place is free now.
    fn is_free(slots: &Slots, origin: &str) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        pin!(slots.take(origin)).poll(&mut context).is_ready()
    }

    #[tokio::test]
    async fn places_are_bounded_in_all_and_for_each_origin() {
        let slots = Slots::new(3, 2);
        let first = slots.take("a").await.unwrap();
        let _second = slots.take("a").await.unwrap();
        assert!(!is_free(&slots, "a") && is_free(&slots, "b"));
        let _third = slots.take("b").await.unwrap();
        assert!(!is_free(&slots, "b") && !is_free(&slots, "c"));
        drop(first);
        assert!(is_free(&slots, "a") && is_free(&slots, "c"));
    }

    #[tokio::test]
    async fn origins_without_requests_are_forgotten() {
        let slots = Slots::new(8, 8);
        for origin in ["a", "b", "c"] {
            drop(slots.take(origin).await.unwrap());
        }
        let _kept = slots.take("d").await.unwrap();
        assert_eq!(slots.hosts.lock().unwrap().len(), 1);
    }
}
