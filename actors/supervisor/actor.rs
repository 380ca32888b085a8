//! Supervisor actor: the start of sessions, their restart, and the stop of all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, ArbiterHandle, AsyncContext, Context};
use linekeeper_domain::session::{PairingsBegun, RecordedStatus};
use linekeeper_domain::{CompanyId, CorrelationId, Moment, Monotonic};
use linekeeper_ports::Chance;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::life::Life;
use super::registry::{Entry, Living};
use super::restore::Restoration;
use crate::SessionServices;
use crate::board::{BoardUpdate, SessionRow};
use crate::journal::JournalWriter;
use crate::panic_signal::{ActorDeath, PanicSignal, panic_signal};
use crate::records::{SessionEventWriter, StatusRecorder};
use crate::session::{Liveness, RetireSession, SessionActor, SessionArgs, SessionUpdate, StopSession, WatchSession};

/// Factory of the source of jitter for a company's session.
pub type Chances = Arc<dyn Fn(&CompanyId) -> Box<dyn Chance> + Send + Sync>;

/// Supervisor of all sessions.
pub struct SessionSupervisor {
    /// Shared with all sessions.
    pub(super) services: Arc<SessionServices>,
    pub(super) arbiters: Vec<ArbiterHandle>,
    pub(super) chances: Chances,
    /// Boxed: a node of the map has room for eleven entries, and about half of it is empty.
    pub(super) entries: BTreeMap<CompanyId, Box<Entry>>,
    /// Start times of pairings within the last hour by company, kept also for companies without an entry.
    pub(super) begun: BTreeMap<CompanyId, PairingsBegun>,
    pub(super) restoration: Restoration,
    /// Set once the process stops: nothing starts any more. Holds the callers that wait for the last session to end.
    pub(super) stopping: Option<Vec<oneshot::Sender<()>>>,
    /// Time of the last liveness check.
    pub(super) looked_at: Option<Monotonic>,
    /// Journal writer, shared with all sessions.
    pub(super) journal: Option<JournalWriter>,
    /// Recorder of the statuses of all sessions.
    pub(super) recorder: Option<StatusRecorder>,
    /// Where messages are kept.
    pub(super) session_events: Option<SessionEventWriter>,
    panic_signal: Option<PanicSignal>,
}

impl SessionSupervisor {
    /// Creates a supervisor that spreads sessions over `arbiters`, or runs them on its own thread if there are none.
    #[must_use]
    pub fn new(services: SessionServices, arbiters: Vec<ArbiterHandle>, chances: Chances) -> Self {
        Self {
            services: Arc::new(services),
            arbiters,
            chances,
            entries: BTreeMap::new(),
            begun: BTreeMap::new(),
            restoration: Restoration::default(),
            stopping: None,
            looked_at: None,
            journal: None,
            recorder: None,
            session_events: None,
            panic_signal: None,
        }
    }

    /// Returns a future that completes when this supervisor panics. Call it before the supervisor is started; a second
    /// call replaces the first one's future.
    pub fn death(&mut self) -> ActorDeath {
        let (panic_signal, death) = panic_signal();
        self.panic_signal = Some(panic_signal);
        death
    }

    /// Returns the company's session, started if there is none; `None` while the process stops. A person's request
    /// waits neither for a scheduled restart nor for a policy that is being read: the policy read before decides about
    /// the end, and the next life begins at once.
    pub(super) fn session_of(
        &mut self,
        company: &CompanyId,
        correlation: &CorrelationId,
        ctx: &mut Context<Self>,
    ) -> Option<Addr<SessionActor>> {
        if self.stopping.is_some() {
            return None;
        }
        self.decide(company, ctx);
        let living = self.entries.get(company).and_then(|entry| entry.session().cloned());
        Some(living.unwrap_or_else(|| self.start(company, correlation, ctx)))
    }

    /// Starts the next life: next generation, fresh state, the same watchers.
    pub(super) fn start(
        &mut self,
        company: &CompanyId,
        correlation: &CorrelationId,
        ctx: &mut Context<Self>,
    ) -> Addr<SessionActor> {
        let now = self.services.clock.monotonic();
        let journal = self.journal.get_or_insert_with(|| JournalWriter::new(self.services.clone())).clone();
        let entry = self.entries.entry(company.clone()).or_default();
        let (pulse, kill) = (Liveness::starting_at(now), CancellationToken::new());
        entry.generation += 1;
        let args = SessionArgs {
            company: company.clone(),
            generation: entry.generation,
            correlation: correlation.clone(),
            beginning: entry.beginning(),
            pulse: pulse.clone(),
            kill: kill.clone(),
            chance: (self.chances)(company),
            journal,
            begun: self.begun.get(company).cloned().unwrap_or_default(),
            exited: ctx.address().recipient(),
            status: ctx.address().recipient(),
        };
        let session = launch(turn_of(company, entry.freezes, &self.arbiters), self.services.clone(), args);
        for (watcher, updates) in &entry.watchers {
            session.do_send(WatchSession { watcher: *watcher, updates: updates.clone() });
        }
        let living = Living { session: session.clone(), born_at: now, pulse, kill, resting_since: None };
        if let Life::Waiting(due) = std::mem::replace(&mut entry.life, Life::Alive(living)) {
            ctx.cancel_future(due);
        }
        for (_, asker) in entry.wanted.drain(..) {
            // The caller may be gone; the session starts all the same.
            let _gone = asker.send(());
        }
        session
    }

    /// Keeps the start times of a company's pairings for its next life.
    pub(super) fn remember_pairings(&mut self, company: &CompanyId, begun: PairingsBegun) {
        let now = self.services.clock.monotonic();
        if begun.is_over(now) {
            return;
        }
        if !self.begun.contains_key(company) {
            self.begun.retain(|_, begun| !begun.is_over(now));
        }
        self.begun.insert(company.clone(), begun);
    }

    /// Sends the company's current row to the board, records it, and has its log told.
    pub(super) fn show(&mut self, company: &CompanyId) {
        let writer = self.session_events.as_ref();
        if let Some((writer, entry)) = writer.zip(self.entries.get_mut(company))
            && let Some(now) = entry.news()
        {
            writer.note(company.clone(), now);
        }
        let Some(entry) = self.entries.get(company) else { return };
        if let Some(status) = entry.status.clone() {
            self.record(company, entry.record());
            let restarts = entry.history.total();
            self.services.board.do_send(BoardUpdate::Shown(SessionRow { status, restarts }));
        }
    }

    fn record(&self, company: &CompanyId, status: Option<RecordedStatus>) {
        if let (Some(recorder), Some(status)) = (&self.recorder, status) {
            recorder.note(company.clone(), status);
        }
    }

    /// Removes the company's entry.
    pub(super) fn forget(&mut self, company: &CompanyId) {
        if let Some(entry) = self.entries.remove(company) {
            self.record(company, entry.record().map(RecordedStatus::at_rest));
            self.services.board.do_send(BoardUpdate::Gone(company.clone()));
        }
    }

    /// Removes the company's entry if no caller can still need it.
    pub(super) fn forget_if_over(&mut self, company: &CompanyId) {
        if self.entries.get(company).is_some_and(|entry| entry.is_forgettable()) {
            self.forget(company);
        }
    }

    pub(super) fn moment(&self, company: &CompanyId) -> Moment {
        Moment {
            now: self.services.clock.now(),
            monotonic: self.services.clock.monotonic(),
            chance: (self.chances)(company).roll(),
        }
    }

    /// Asks every session to leave, cancels every scheduled start, and tells the watchers of sessions that do not run.
    pub(super) fn stop_all(&mut self, ctx: &mut Context<Self>) {
        self.services.board.do_send(BoardUpdate::Stopping);
        for entry in self.entries.values_mut() {
            if let Some(due) = entry.life.stop() {
                ctx.cancel_future(due);
            }
            match entry.session() {
                Some(session) => session.do_send(StopSession),
                None => entry.tell(&SessionUpdate::Stopping),
            }
        }
    }

    pub(super) fn answer_when_all_are_gone(&mut self) {
        let none_lives = self.entries.values().all(|entry| !entry.session().is_some_and(Addr::connected));
        if let Some(waiting) = self.stopping.as_mut().filter(|_| none_lives) {
            for asker in waiting.drain(..) {
                // The caller may have stopped waiting.
                let _gone = asker.send(());
            }
        }
    }

    /// Stops sessions idle for `settings.rest` without watchers, unless the company's restart policy is permanent.
    fn retire_the_resting(&mut self) {
        let now = self.services.clock.monotonic();
        let rest = self.services.settings.rest;
        for entry in self.entries.values() {
            let Some(living) = entry.life.alive() else { continue };
            let rested = living.resting_since.is_some_and(|since| now.since(since) >= rest);
            if rested && entry.watchers.is_empty() && !entry.is_permanent() {
                living.session.do_send(RetireSession);
            }
        }
    }
}

/// Picks the company's arbiter: always the same one, except that each freeze moves it to the next.
fn turn_of<'a>(company: &CompanyId, freezes: usize, arbiters: &'a [ArbiterHandle]) -> Option<&'a ArbiterHandle> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    company.hash(&mut hasher);
    let turn = usize::try_from(hasher.finish() >> 1).unwrap_or_default().wrapping_add(freezes);
    arbiters.get(turn.checked_rem(arbiters.len())?)
}

fn launch(arbiter: Option<&ArbiterHandle>, services: Arc<SessionServices>, args: SessionArgs) -> Addr<SessionActor> {
    match arbiter {
        Some(arbiter) => SessionActor::start_in_arbiter(arbiter, move |_| SessionActor::new(services, args)),
        None => SessionActor::new(services, args).start(),
    }
}

impl Actor for SessionSupervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Ten thousand sessions may send notices at once; they use `do_send`, which ignores this limit.
        ctx.set_mailbox_capacity(4096);
        let sweep = self.services.settings.rest.max(Duration::from_secs(1));
        ctx.run_interval(sweep, |supervisor, _| supervisor.retire_the_resting());
        ctx.run_interval(self.services.settings.pulse, |supervisor, ctx| supervisor.kill_the_frozen(ctx));
        self.journal = Some(JournalWriter::new(self.services.clone()));
        self.recorder = Some(StatusRecorder::new(self.services.clone()));
        let log = self.services.session_log.clone();
        self.session_events = log.map(|log| SessionEventWriter::new(log, self.services.metrics.clone()));
        self.looked_at = Some(self.services.clock.monotonic());
    }
}
