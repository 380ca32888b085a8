//! The actor, the factory of sessions, and what a death leads to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, ArbiterHandle, AsyncContext, Context};
use linekeeper_domain::{CompanyId, CorrelationId};
use linekeeper_ports::Chance;
use linekeeper_telemetry::new_correlation_id;
use tokio::sync::oneshot;
use tracing::{error, info};

use super::death::{DeathBell, SupervisorDeath, bell};
use super::registry::Entry;
use super::restore::Restoration;
use crate::World;
use crate::session::{
    RetireSession, SessionActor, SessionBirth, SessionExited, SessionNews, StopSession, WatchSession,
};

/// Makes the source of jitter for one session.
pub type Chances = Arc<dyn Fn(&CompanyId) -> Box<dyn Chance> + Send + Sync>;

/// Every session's supervisor.
pub struct SessionSupervisor {
    pub(super) world: World,
    pub(super) arbiters: Vec<ArbiterHandle>,
    pub(super) chances: Chances,
    pub(super) entries: BTreeMap<CompanyId, Entry>,
    pub(super) restoration: Restoration,
    /// Once set, nothing starts any more; those in it wait for the last session to go.
    pub(super) stopping: Option<Vec<oneshot::Sender<()>>>,
    bell: Option<DeathBell>,
}

impl SessionSupervisor {
    /// A supervisor that spreads sessions over `arbiters`, or keeps them on its own when there are none.
    #[must_use]
    pub fn new(world: World, arbiters: Vec<ArbiterHandle>, chances: Chances) -> Self {
        let (entries, restoration) = (BTreeMap::new(), Restoration::default());
        Self { world, arbiters, chances, entries, restoration, stopping: None, bell: None }
    }

    /// What completes when this supervisor dies of a panic. Ask before it is started; the last one asked for counts.
    pub fn death(&mut self) -> SupervisorDeath {
        let (bell, death) = bell();
        self.bell = Some(bell);
        death
    }

    /// The company's session, started if it does not live. A person's request does not wait for a restart that is due later.
    pub(super) fn session_of(
        &mut self,
        company: &CompanyId,
        correlation: &CorrelationId,
        ctx: &mut Context<Self>,
    ) -> Option<Addr<SessionActor>> {
        if self.stopping.is_some() {
            return None;
        }
        let living = self.entries.get(company).and_then(|entry| entry.session.clone()).filter(Addr::connected);
        Some(living.unwrap_or_else(|| self.start(company, correlation, ctx)))
    }

    /// A new life: next generation, fresh state, the same watchers.
    pub(super) fn start(
        &mut self,
        company: &CompanyId,
        correlation: &CorrelationId,
        ctx: &mut Context<Self>,
    ) -> Addr<SessionActor> {
        let now = self.world.clock.now();
        let entry = self.entries.entry(company.clone()).or_default();
        entry.generation += 1;
        entry.born_at = Some(now);
        entry.resting_since = None;
        if let Some(due) = entry.restart.take() {
            ctx.cancel_future(due);
        }
        let birth = SessionBirth {
            company: company.clone(),
            generation: entry.generation,
            correlation: correlation.clone(),
            chance: (self.chances)(company),
            exited: ctx.address().recipient(),
            status: ctx.address().recipient(),
        };
        let session = launch(&self.arbiters, self.world.clone(), birth);
        for (watcher, news) in &entry.watchers {
            session.do_send(WatchSession { watcher: *watcher, news: news.clone() });
        }
        entry.session = Some(session.clone());
        session
    }

    pub(super) fn session_exited(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let Some(entry) = self.entries.get_mut(company).filter(|entry| entry.generation == *generation) else { return };
        entry.session = None;
        if self.stopping.is_none() && reason.calls_for_restart() {
            self.restart_later(exit, ctx);
            return;
        }
        info!(company.id = %company, session.generation = generation, "session of company {company} left: {}", reason.as_str());
        // Somebody may have begun to watch after it decided to go; the next request starts it again for them.
        if entry.is_forgettable() || self.stopping.is_some() {
            self.entries.remove(company);
        }
        self.answer_when_all_are_gone();
    }

    fn restart_later(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let now = self.world.clock.now();
        let backoff = self.world.settings.session.backoff;
        let roll = (self.chances)(company).roll();
        let Some(entry) = self.entries.get_mut(company) else { return };
        let delay = entry.delay_after_death(backoff, now, roll);
        error!(
            company.id = %company,
            session.generation = generation,
            "session of company {company} ended ({}) and starts again in {delay:?}",
            reason.as_str()
        );
        entry.show_restart(now, delay);
        let again = company.clone();
        entry.restart = Some(ctx.run_later(delay, move |supervisor, ctx| {
            supervisor.start(&again, &new_correlation_id("restart"), ctx);
        }));
    }

    /// Asks every session to leave, takes back every start that is due, and tells those who wait for one.
    pub(super) fn stop_all(&mut self, ctx: &mut Context<Self>) {
        for entry in self.entries.values_mut() {
            if let Some(due) = entry.restart.take() {
                ctx.cancel_future(due);
            }
            match &entry.session {
                Some(session) => session.do_send(StopSession),
                None => entry.tell(&SessionNews::Stopping),
            }
        }
    }

    pub(super) fn answer_when_all_are_gone(&mut self) {
        let none_lives = self.entries.values().all(|entry| !entry.session.as_ref().is_some_and(Addr::connected));
        if let Some(waiting) = self.stopping.as_mut().filter(|_| none_lives) {
            for asker in waiting.drain(..) {
                // Who asked may have given up waiting.
                let _gone = asker.send(());
            }
        }
    }

    /// Sends those home who have had nothing to do for a while and whom nobody watches.
    fn retire_the_resting(&mut self) {
        let now = self.world.clock.now();
        let rest = self.world.settings.rest;
        for entry in self.entries.values() {
            let rested =
                entry.resting_since.and_then(|since| (now - since).to_std().ok()).is_some_and(|rested| rested >= rest);
            if let Some(session) = entry.session.as_ref().filter(|_| rested && entry.watchers.is_empty()) {
                session.do_send(RetireSession);
            }
        }
    }
}

/// Starts the actor on the company's arbiter: the same company always meets the same thread.
fn launch(arbiters: &[ArbiterHandle], world: World, birth: SessionBirth) -> Addr<SessionActor> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    birth.company.hash(&mut hasher);
    let turn = usize::try_from(hasher.finish() >> 1).unwrap_or_default().checked_rem(arbiters.len());
    match turn.and_then(|turn| arbiters.get(turn)) {
        Some(arbiter) => SessionActor::start_in_arbiter(arbiter, move |_| SessionActor::new(world, birth)),
        None => SessionActor::new(world, birth).start(),
    }
}

impl Actor for SessionSupervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Notices of ten thousand sessions may come at once; they use `do_send` and are not bounded by this.
        ctx.set_mailbox_capacity(4096);
        let sweep = self.world.settings.rest.max(Duration::from_secs(1));
        ctx.run_interval(sweep, |supervisor, _| supervisor.retire_the_resting());
    }
}
