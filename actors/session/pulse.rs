//! The pulse: a session shows that it lives by a timer of its own. One that waits for something that never comes, or whose
//! thread is blocked, shows nothing, and the supervisor sees that without asking it anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::Timestamp;

use super::actor::SessionActor;
use super::messages::ExitReason;

/// When a session last showed that it lives, in milliseconds.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<AtomicI64>);

impl Pulse {
    /// The pulse of a session that is born now.
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.timestamp_millis())))
    }

    /// Shows that it lives.
    pub fn beat(&self, now: Timestamp) {
        self.0.store(now.timestamp_millis(), Ordering::Relaxed);
    }

    /// When it last did.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        Timestamp::from_timestamp_millis(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

impl SessionActor {
    /// Beats from now on, and dies when it is told to.
    pub(super) fn beat(&self, ctx: &mut Context<Self>) {
        ctx.run_interval(self.world.settings.pulse, |actor, _| {
            actor.birth.pulse.beat(actor.world.clock.now());
        });
        let killed = self.birth.kill.clone().cancelled_owned();
        ctx.spawn(killed.into_actor(self).map(|(), actor, ctx| actor.leave(ExitReason::Frozen, ctx)));
    }
}
