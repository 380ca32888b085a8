//! Whether what WebSockets rest on still counts. Each of thousands asks now and then; they are asked about together.
//!
//! Those who ask within [`GATHERED_FOR`] share one question to the store. So however many sockets there are, there is a question a second
//! at most, and an answer is never older than the question of whoever gets it. What this process revokes it does not wait to hear of: it
//! ends those sockets at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::channel::oneshot;
use linekeeper_domain::access::Principal;
use linekeeper_ports::{AccessIds, AccessStore, Clock};
use tokio::time::{Instant, sleep};
use tracing::warn;

/// How long the first of those who share a question waits for others.
const GATHERED_FOR: Duration = Duration::from_secs(1);

/// Who was to ask for the others and has not after so long never will: its thread is gone.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);

/// What is asked together, and who waits for it.
pub(super) struct Standing {
    store: Arc<dyn AccessStore>,
    clock: Arc<dyn Clock>,
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    asked: AccessIds,
    waiting: Vec<oneshot::Sender<Arc<AccessIds>>>,
    /// When somebody was last sent to ask, if he has not yet.
    begun: Option<Instant>,
}

/// The store did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NobodyCanTell;

impl Standing {
    pub(super) fn new(store: Arc<dyn AccessStore>, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { store, clock, gathered: Mutex::default() })
    }

    /// Whether what this one came in with still counts.
    pub(super) async fn counts(self: &Arc<Self>, principal: &Principal) -> Result<bool, NobodyCanTell> {
        let (told, answer) = oneshot::channel();
        if self.gathered().add(principal, told) {
            // A task of its own: the socket whose question it was may be gone before the others have their answer.
            tokio::spawn(Arc::clone(self).ask());
        }
        let counting = answer.await.map_err(|_| NobodyCanTell)?;
        Ok(match principal {
            Principal::Key { id, .. } => counting.keys.contains(id),
            Principal::Visit { id, key, .. } => counting.keys.contains(key) && counting.visits.contains(id),
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
                    // Its socket may be gone.
                    let _gone = one.send(Arc::clone(&counting));
                }
            }
            // Those who wait hear that nobody can tell.
            Err(error) => warn!(%error, "the store could not tell what was revoked"),
        }
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gathered {
    /// Adds one who waits; whether somebody has to be sent to ask.
    fn add(&mut self, principal: &Principal, told: oneshot::Sender<Arc<AccessIds>>) -> bool {
        match principal {
            Principal::Key { id, .. } => drop(self.asked.keys.insert(id.clone())),
            Principal::Visit { id, key, .. } => {
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
