//! The pulse: a session shows that it lives by a timer of its own. One that waits for something that never comes, or whose
//! thread is blocked, shows nothing, and the supervisor sees that without asking it anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::Monotonic;

use super::actor::SessionActor;
use super::messages::ExitReason;

/// When a session last showed that it lives, in milliseconds of a clock that nobody can set.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// The pulse of a session that is born now.
    #[must_use]
    pub fn starting_at(now: Monotonic) -> Self {
        Self(Arc::new(AtomicU64::new(millis(now))))
    }

    /// Shows that it lives.
    pub fn beat(&self, now: Monotonic) {
        self.0.store(millis(now), Ordering::Relaxed);
    }

    /// When it last did.
    #[must_use]
    pub fn last(&self) -> Monotonic {
        Monotonic::at(Duration::from_millis(self.0.load(Ordering::Relaxed)))
    }
}

fn millis(at: Monotonic) -> u64 {
    u64::try_from(at.since_beginning().as_millis()).unwrap_or(u64::MAX)
}

impl SessionActor {
    /// Beats from now on, and dies when it is told to.
    pub(super) fn beat(&self, ctx: &mut Context<Self>) {
        ctx.run_interval(self.world.settings.pulse, |actor, _| {
            actor.birth.pulse.beat(actor.world.clock.monotonic());
        });
        let killed = self.birth.kill.clone().cancelled_owned();
        ctx.spawn(killed.into_actor(self).map(|(), actor, ctx| actor.leave(ExitReason::Frozen, ctx)));
    }
}
