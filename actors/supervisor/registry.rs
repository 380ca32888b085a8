//! What the supervisor knows of one session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Addr, Recipient, SpawnHandle};
use linekeeper_domain::restart::{RestartHistory, RestartKind, RestartPolicy};
use linekeeper_domain::session::{Beginning, Status};
use linekeeper_domain::{CorrelationId, ErrorCode, Monotonic, Timestamp};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::session::{LiveItems, Pulse, SessionActor, SessionNews, WatcherId};

/// One company's entry: its present life, if it has one, and what outlives it.
#[derive(Default)]
pub(super) struct Entry {
    /// The living actor.
    pub(super) session: Option<Addr<SessionActor>>,
    /// The number of its present or last life.
    pub(super) generation: u64,
    /// Its restarts so far.
    pub(super) history: RestartHistory,
    /// The company's own restart policy as last read; the default applies without one.
    pub(super) policy: Option<RestartPolicy>,
    /// Its last life was the one too many: it lives on parked.
    pub(super) limit_reached: bool,
    /// The start that is due.
    pub(super) restart: Option<SpawnHandle>,
    /// Those who asked for a restart and wait for it.
    pub(super) wanted: Vec<(CorrelationId, oneshot::Sender<()>)>,
    /// How it looked last.
    pub(super) status: Option<Arc<Status>>,
    /// Since when it has had nothing to do.
    pub(super) resting_since: Option<Monotonic>,
    /// When its present life began.
    pub(super) born_at: Option<Monotonic>,
    /// Where its present life shows that it lives.
    pub(super) pulse: Option<Pulse>,
    /// Ends its present life, whatever it waits for.
    pub(super) kill: CancellationToken,
    /// How often it froze: each time it moves to another thread.
    pub(super) freezes: usize,
    /// Those who want its news, whatever life it is in.
    pub(super) watchers: BTreeMap<WatcherId, Recipient<SessionNews>>,
}

impl Entry {
    /// Whether nothing is known that anybody could still want.
    pub(super) fn is_forgettable(&self) -> bool {
        self.session.is_none() && self.restart.is_none() && self.watchers.is_empty() && self.wanted.is_empty()
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

    /// How long its last life was.
    pub(super) fn lived(&self, now: Monotonic) -> Duration {
        self.born_at.map(|born| now.since(born)).unwrap_or_default()
    }

    /// Whether it has not shown for so long that it lives.
    pub(super) fn is_frozen(&self, now: Monotonic, after: Duration) -> bool {
        let silent = self.pulse.as_ref().map(|pulse| now.since(pulse.last()));
        self.session.is_some() && silent.is_some_and(|silent| silent >= after)
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
