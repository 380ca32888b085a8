//! What the supervisor knows of one session.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use actix::{Addr, Recipient, SpawnHandle};
use linekeeper_domain::restart::{RestartHistory, RestartKind, RestartPolicy};
use linekeeper_domain::session::{Beginning, Status};
use linekeeper_domain::{CorrelationId, ErrorCode, Monotonic, Timestamp};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::life::{Death, Life};
use crate::session::{ExitReason, LiveItems, Pulse, SessionActor, SessionNews, WatcherId};

/// What is known of a living actor.
pub(super) struct Living {
    pub(super) session: Addr<SessionActor>,
    /// When this life began.
    pub(super) born_at: Monotonic,
    /// Where it shows that it lives.
    pub(super) pulse: Pulse,
    /// Ends it, whatever it waits for.
    pub(super) kill: CancellationToken,
    /// Since when it has had nothing to do.
    pub(super) resting_since: Option<Monotonic>,
}

/// One company's entry: its present life, if it has one, and what outlives it.
#[derive(Default)]
pub(super) struct Entry {
    /// Alive, or on which way to its next life.
    pub(super) life: Life<Living, SpawnHandle>,
    /// The number of its present or last life.
    pub(super) generation: u64,
    /// Its restarts so far.
    pub(super) history: RestartHistory,
    /// The company's own restart policy as last read; the default applies without one.
    pub(super) policy: Option<RestartPolicy>,
    /// How often that policy was set while the entry was known: what was read before the last time does not count.
    pub(super) policy_changes: u64,
    /// Its last life was the one too many: it lives on parked.
    pub(super) limit_reached: bool,
    /// Those who asked for a restart and wait for it.
    pub(super) wanted: Vec<(CorrelationId, oneshot::Sender<()>)>,
    /// How it looked last.
    pub(super) status: Option<Arc<Status>>,
    /// How often it froze: each time it moves to another thread.
    pub(super) freezes: usize,
    /// Lives that were killed and have not been heard to end. Their numbers must not be given again.
    pub(super) unheard: BTreeSet<u64>,
    /// Those who want its news, whatever life it is in.
    pub(super) watchers: BTreeMap<WatcherId, Recipient<SessionNews>>,
}

impl Entry {
    /// Whether nothing is known that anybody could still want.
    pub(super) fn is_forgettable(&self) -> bool {
        self.life.is_over() && self.watchers.is_empty() && self.wanted.is_empty() && self.unheard.is_empty()
    }

    /// The living actor.
    pub(super) fn session(&self) -> Option<&Addr<SessionActor>> {
        self.life.alive().map(|living| &living.session)
    }

    /// Its actor is gone, which is decided about now, or nothing follows. Nothing changes where none lived.
    pub(super) fn end(&mut self, reason: ExitReason, now: Monotonic) -> bool {
        let lived = self.life.alive().map(|living| now.since(living.born_at)).unwrap_or_default();
        let next = reason.kind().map_or_else(Life::default, |kind| Life::Deciding(Death { reason, kind, lived }));
        self.life.end(next).is_some()
    }

    /// Whether the company wants its session to be there always.
    pub(super) fn is_permanent(&self) -> bool {
        self.policy.is_some_and(|policy| policy.kind == RestartKind::Permanent)
    }

    /// How its next life begins.
    pub(super) fn beginning(&self) -> Beginning {
        match (self.limit_reached, self.wanted.is_empty()) {
            (true, _) => Beginning::LimitReached,
            (false, false) => Beginning::PastPark,
            (false, true) => Beginning::AsStored,
        }
    }

    /// A person wants it to live: what was before does not count any more.
    pub(super) fn forgive(&mut self) {
        self.history.forgive();
        self.limit_reached = false;
    }

    /// Whether it has not shown for so long that it lives.
    pub(super) fn is_frozen(&self, now: Monotonic, after: Duration) -> bool {
        self.life.alive().is_some_and(|living| now.since(living.pulse.last()) >= after)
    }

    /// Between two lives nobody but us can say how the session is.
    pub(super) fn show_restart(&mut self, now: Timestamp, delay: Duration) {
        let Some(status) = self.status.take() else { return };
        let status = Arc::new(status.until_restarted(now, delay));
        self.status = Some(status.clone());
        self.tell(&SessionNews::Status(status, Arc::new(LiveItems::default())));
    }

    /// The life it was parked in has died as well: nobody else can say that it is parked.
    pub(super) fn show_limit(&mut self, now: Timestamp) {
        let Some(status) = self.status.take() else { return };
        let status = Arc::new(status.parked_between_lives(ErrorCode::RestartLimit, now));
        self.status = Some(status.clone());
        self.tell(&SessionNews::Status(status, Arc::new(LiveItems::default())));
    }

    /// Tells those who watch a session that has no life of its own. Who has no room hears it from the next one.
    pub(super) fn tell(&self, news: &SessionNews) {
        for watcher in self.watchers.values() {
            let _no_room = watcher.try_send(news.clone());
        }
    }
}
