//! Batched check whether the credentials of WebSockets are still valid. Each of thousands of sockets checks from time
//! to time.
//!
//! Checks that come within [`GATHERED_FOR`] share one query of the store. So there is at most about one query per
//! second, however many sockets there are, and no check gets a result of a query made before it. Revocations by this
//! process do not depend on this check: it closes those sockets at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::channel::oneshot;
use linekeeper_domain::access::Principal;
use linekeeper_ports::{AccessIds, AccessStore, Clock};
use tokio::time::{Instant, sleep};
use tracing::warn;

/// Time the first check of a batch waits for others.
const GATHERED_FOR: Duration = Duration::from_secs(1);

/// Time after which a task that should have run the query is taken as dead, because its thread is gone, and another one
/// is started.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);

/// Batch of checks and their shared query.
pub(super) struct Standing {
    store: Arc<dyn AccessStore>,
    clock: Arc<dyn Clock>,
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    asked: AccessIds,
    waiting: Vec<oneshot::Sender<Arc<AccessIds>>>,
    /// Time at which the task for the current batch was started; none without one.
    begun: Option<Instant>,
}

/// Error: the store did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NobodyCanTell;

impl Standing {
    pub(super) fn new(store: Arc<dyn AccessStore>, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { store, clock, gathered: Mutex::default() })
    }

    /// Whether the credential of this principal is still valid.
    ///
    /// # Errors
    /// [`NobodyCanTell`] when the store did not answer.
    pub(super) async fn counts(self: &Arc<Self>, principal: &Principal) -> Result<bool, NobodyCanTell> {
        let (told, answer) = oneshot::channel();
        if self.gathered().add(principal, told) {
            // A task of its own: the socket that started the batch may close before the others have their result.
            tokio::spawn(Arc::clone(self).ask());
        }
        let counting = answer.await.map_err(|_| NobodyCanTell)?;
        Ok(match principal {
            Principal::Key { id, .. } => counting.keys.contains(id),
            Principal::DashboardSession { id, key, .. } => counting.keys.contains(key) && counting.visits.contains(id),
            Principal::Onboarding { link, .. } => counting.links.contains(link),
        })
    }

    async fn ask(self: Arc<Self>) {
        sleep(GATHERED_FOR).await;
        let Gathered { asked, waiting, .. } = std::mem::take(&mut *self.gathered());
        match self.store.still_counting(asked, self.clock.now()).await {
            Ok(counting) => {
                let counting = Arc::new(counting);
                for one in waiting {
                    // The socket may have closed.
                    let _gone = one.send(Arc::clone(&counting));
                }
            }
            // Dropping the senders gives those that wait `NobodyCanTell`.
            Err(error) => warn!(%error, "revocations could not be read from the store"),
        }
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gathered {
    /// Adds a check to the batch. Returns whether the caller must start the task that runs the query.
    fn add(&mut self, principal: &Principal, told: oneshot::Sender<Arc<AccessIds>>) -> bool {
        match principal {
            Principal::Key { id, .. } => drop(self.asked.keys.insert(id.clone())),
            Principal::DashboardSession { id, key, .. } => {
                self.asked.keys.insert(key.clone());
                self.asked.visits.insert(id.clone());
            }
            Principal::Onboarding { link, .. } => drop(self.asked.links.insert(link.clone())),
        }
        self.waiting.push(told);
        let somebody_goes = self.begun.is_some_and(|begun| begun.elapsed() < GIVEN_UP_AFTER);
        if !somebody_goes {
            self.begun = Some(Instant::now());
        }
        !somebody_goes
    }
}
