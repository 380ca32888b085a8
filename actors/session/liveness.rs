//! Liveness of a session: it updates a timestamp by a timer of its own. A session that waits for something that never
//! comes, or whose thread is blocked, does not update it; the supervisor reads the age without asking the session.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::Monotonic;

use super::actor::SessionActor;
use super::messages::ExitReason;

/// Time of a session's last liveness update, in milliseconds of the monotonic clock. Clones share the value.
#[derive(Debug, Clone)]
pub struct Liveness(Arc<AtomicU64>);

impl Liveness {
    /// Creates the liveness of a session that starts now.
    #[must_use]
    pub fn starting_at(now: Monotonic) -> Self {
        Self(Arc::new(AtomicU64::new(millis(now))))
    }

    /// Updates the time.
    pub fn beat(&self, now: Monotonic) {
        self.0.store(millis(now), Ordering::Relaxed);
    }

    /// Time of the last update.
    #[must_use]
    pub fn last(&self) -> Monotonic {
        Monotonic::at(Duration::from_millis(self.0.load(Ordering::Relaxed)))
    }
}

fn millis(at: Monotonic) -> u64 {
    u64::try_from(at.since_beginning().as_millis()).unwrap_or(u64::MAX)
}

impl SessionActor {
    /// Starts the updates, and the wait for the kill token, which ends the session as frozen.
    pub(super) fn beat(&self, ctx: &mut Context<Self>) {
        ctx.run_interval(self.services.settings.pulse, |actor, _| {
            actor.args.pulse.beat(actor.services.clock.monotonic());
        });
        let killed = self.args.kill.clone().cancelled_owned();
        ctx.spawn(killed.into_actor(self).map(|(), actor, ctx| actor.leave(ExitReason::Frozen, ctx)));
    }
}
