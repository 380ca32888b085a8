//! Registry entry of one company's session.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use actix::{Addr, Recipient, SpawnHandle};
use linekeeper_domain::messages::SessionNow;
use linekeeper_domain::restart::{RestartHistory, RestartKind, RestartPolicy};
use linekeeper_domain::session::{Beginning, RecordedStatus, Status};
use linekeeper_domain::{CorrelationId, ErrorCode, Monotonic, Timestamp};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::life::{Death, Life};
use crate::session::{ExitReason, LiveItems, Liveness, SessionActor, SessionUpdate, WatcherId};

/// Data of a live actor.
pub(super) struct Living {
    pub(super) session: Addr<SessionActor>,
    /// Start of this life.
    pub(super) born_at: Monotonic,
    /// Liveness that the actor updates.
    pub(super) pulse: Liveness,
    /// Ends the actor, whatever it waits for.
    pub(super) kill: CancellationToken,
    /// Time since which it has had nothing to do; `None` while it has.
    pub(super) resting_since: Option<Monotonic>,
}

/// Entry of one company: its present life, if it has one, and what outlives it.
#[derive(Default)]
pub(super) struct Entry {
    /// Phase: alive, or between two lives.
    pub(super) life: Life<Living, SpawnHandle>,
    /// Generation: the number of its present or last life.
    pub(super) generation: u64,
    /// Restarts so far, for the limit of the policy.
    pub(super) history: RestartHistory,
    /// The company's own restart policy as last read; the default applies without one.
    pub(super) policy: Option<RestartPolicy>,
    /// Number of times the policy was set since this entry exists; a policy read before the last time is out of date.
    pub(super) policy_changes: u64,
    /// Its last life exceeded the restart limit: the next ones are parked.
    pub(super) limit_reached: bool,
    /// Callers that asked for a restart and wait for it.
    pub(super) wanted: Vec<(CorrelationId, oneshot::Sender<()>)>,
    /// Last reported status.
    pub(super) status: Option<Arc<Status>>,
    /// Whether the status may be recorded: it is known what was recorded before.
    pub(super) knows_its_record: bool,
    /// The session as its log was last told to look at it.
    pub(super) noted: Option<Box<SessionNow>>,
    /// Number of freezes; each one moves the session to another arbiter.
    pub(super) freezes: usize,
    /// Generations that were killed and whose exit notice has not come. The entry stays until it does, so that their
    /// numbers are not assigned again.
    pub(super) unheard: BTreeSet<u64>,
    /// Subscribed watchers; they outlive a session's lives.
    pub(super) watchers: BTreeMap<WatcherId, Recipient<SessionUpdate>>,
}

impl Entry {
    /// Whether the entry may be removed: no life, no watcher, no caller, no exit notice to come.
    pub(super) fn is_forgettable(&self) -> bool {
        self.life.is_over() && self.watchers.is_empty() && self.wanted.is_empty() && self.unheard.is_empty()
    }

    /// The status as it is recorded.
    pub(super) fn record(&self) -> Option<RecordedStatus> {
        self.status.as_deref().filter(|_| self.knows_its_record).map(RecordedStatus::of)
    }

    /// The session, if its log may have to say something of it that it had not to say before.
    pub(super) fn news(&mut self) -> Option<SessionNow> {
        let now = SessionNow::of(self.status.as_deref().filter(|_| self.knows_its_record)?);
        if self.noted.as_ref().is_some_and(|noted| !now.differs_from(noted)) {
            return None;
        }
        self.noted = Some(Box::new(now.clone()));
        Some(now)
    }

    /// Address of the live actor.
    pub(super) fn session(&self) -> Option<&Addr<SessionActor>> {
        self.life.alive().map(|living| &living.session)
    }

    /// Takes the exit of the actor: the entry is now to be decided about, or parked if the reason needs no decision.
    /// Returns whether an actor was alive; otherwise nothing changes.
    pub(super) fn end(&mut self, reason: ExitReason, now: Monotonic) -> bool {
        let lived = self.life.alive().map(|living| now.since(living.born_at)).unwrap_or_default();
        let next = reason.kind().map_or_else(Life::default, |kind| Life::Deciding(Death { reason, kind, lived }));
        self.life.end(next).is_some()
    }

    /// Whether the company's own policy keeps its session running always.
    pub(super) fn is_permanent(&self) -> bool {
        self.policy.is_some_and(|policy| policy.kind == RestartKind::Permanent)
    }

    /// Start mode of its next life.
    pub(super) fn beginning(&self) -> Beginning {
        match (self.limit_reached, self.wanted.is_empty()) {
            (true, _) => Beginning::LimitReached,
            (false, false) => Beginning::PastPark,
            (false, true) => Beginning::AsStored,
        }
    }

    /// Clears the restart history and limit, after a person's request.
    pub(super) fn forgive(&mut self) {
        self.history.forgive();
        self.limit_reached = false;
    }

    /// Whether the liveness is at least `after` old.
    pub(super) fn is_frozen(&self, now: Monotonic, after: Duration) -> bool {
        self.life.alive().is_some_and(|living| now.since(living.pulse.last()) >= after)
    }

    /// Shows the watchers a scheduled restart; between two lives there is no session that could.
    pub(super) fn show_restart(&mut self, now: Timestamp, delay: Duration) {
        let Some(status) = self.status.take() else { return };
        let status = Arc::new(status.until_restarted(now, delay));
        self.status = Some(status.clone());
        self.tell(&SessionUpdate::Status(status, Arc::new(LiveItems::default())));
    }

    /// Shows the watchers the restart limit, after the life that was parked for it has failed as well.
    pub(super) fn show_limit(&mut self, now: Timestamp) {
        let Some(status) = self.status.take() else { return };
        let status = Arc::new(status.parked_between_lives(ErrorCode::RestartLimit, now));
        self.status = Some(status.clone());
        self.tell(&SessionUpdate::Status(status, Arc::new(LiveItems::default())));
    }

    /// Sends an update to the watchers of a session without a live actor. A watcher without room for it gets the status
    /// from the next life.
    pub(super) fn tell(&self, updates: &SessionUpdate) {
        for watcher in self.watchers.values() {
            let _no_room = watcher.try_send(updates.clone());
        }
    }
}
