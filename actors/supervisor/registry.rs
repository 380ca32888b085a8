//! What the supervisor knows of one session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Addr, Recipient, SpawnHandle};
use linekeeper_domain::Timestamp;
use linekeeper_domain::restart::Backoff;
use linekeeper_domain::session::Status;

use crate::session::{LiveItems, SessionActor, SessionNews, WatcherId};

/// One company's entry: its present life, if it has one, and what outlives it.
#[derive(Default)]
pub(super) struct Entry {
    /// The living actor.
    pub(super) session: Option<Addr<SessionActor>>,
    /// The number of its present or last life.
    pub(super) generation: u64,
    /// How often in a row it died.
    pub(super) failures: u32,
    /// The start that is due.
    pub(super) restart: Option<SpawnHandle>,
    /// How it looked last.
    pub(super) status: Option<Arc<Status>>,
    /// Since when it has had nothing to do.
    pub(super) resting_since: Option<Timestamp>,
    /// When its present life began.
    pub(super) born_at: Option<Timestamp>,
    /// Those who want its news, whatever life it is in.
    pub(super) watchers: BTreeMap<WatcherId, Recipient<SessionNews>>,
}

impl Entry {
    /// Whether nothing is known that anybody could still want.
    pub(super) fn is_forgettable(&self) -> bool {
        self.session.is_none() && self.restart.is_none() && self.watchers.is_empty()
    }

    /// Counts a death and says how long to wait before the next life.
    pub(super) fn delay_after_death(&mut self, backoff: Backoff, now: Timestamp, roll: f64) -> Duration {
        let lived = self.born_at.and_then(|born| (now - born).to_std().ok()).unwrap_or_default();
        self.failures = if lived >= backoff.stable_after { 1 } else { self.failures.saturating_add(1) };
        backoff.delay(self.failures, roll)
    }

    /// Between two lives nobody but us can say how the session is.
    pub(super) fn show_restart(&mut self, now: Timestamp, delay: Duration) {
        let Some(status) = self.status.take() else { return };
        let status = Arc::new(status.until_restarted(now, delay));
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
