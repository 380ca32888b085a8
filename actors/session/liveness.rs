//! Liveness of a session: it updates a timestamp by a timer of its own. A session that waits for something that never
//! comes, or whose thread is blocked, does not update it; the supervisor reads the age without asking the session.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::fut::{ActorFutureExt, ActorStreamExt};
use actix::utils::IntervalFunc;
use actix::{AsyncContext, Context, WrapFuture};
use linekeeper_domain::Monotonic;
use tokio::time::Instant;

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

/// Time from `now` until the next multiple of `period` on the monotonic clock; never zero.
fn until_next(period: Duration, now: Monotonic) -> Duration {
    let past = now.since_beginning().as_nanos().checked_rem(period.as_nanos()).unwrap_or_default();
    period.saturating_sub(Duration::from_nanos(u64::try_from(past).unwrap_or_default()))
}

impl SessionActor {
    /// Starts the updates, and the wait for the kill token, which ends the session as frozen.
    pub(super) fn beat(&self, ctx: &mut Context<Self>) {
        let period = self.services.settings.pulse;
        // All sessions of a thread beat at the same moments, so that one wake-up serves them all.
        let first = until_next(period, self.services.clock.monotonic());
        let beats = IntervalFunc::new_at(Instant::now() + first, period, |actor: &mut Self, _| {
            actor.args.pulse.beat(actor.services.clock.monotonic());
        });
        ctx.spawn(beats.finish());
        let killed = self.args.kill.clone().cancelled_owned();
        ctx.spawn(killed.into_actor(self).map(|(), actor, ctx| actor.leave(ExitReason::Frozen, ctx)));
    }
}
