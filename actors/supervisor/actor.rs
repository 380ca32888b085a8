//! The actor, the factory of sessions, and what a death leads to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, ArbiterHandle, AsyncContext, Context};
use linekeeper_domain::session::PairingsBegun;
use linekeeper_domain::{CompanyId, CorrelationId, Moment, Monotonic};
use linekeeper_ports::Chance;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::life::Life;
use super::registry::{Entry, Living};
use super::restore::Restoration;
use crate::World;
use crate::board::{BoardNews, SessionRow};
use crate::death::{ActorDeath, DeathBell, bell};
use crate::session::history::Pen;
use crate::session::{Pulse, RetireSession, SessionActor, SessionBirth, SessionNews, StopSession, WatchSession};

/// Makes the source of jitter for one session.
pub type Chances = Arc<dyn Fn(&CompanyId) -> Box<dyn Chance> + Send + Sync>;

/// Every session's supervisor.
pub struct SessionSupervisor {
    pub(super) world: World,
    pub(super) arbiters: Vec<ArbiterHandle>,
    pub(super) chances: Chances,
    pub(super) entries: BTreeMap<CompanyId, Entry>,
    /// When the pairings of companies began that had some within the last hour, whether they are known otherwise or not.
    pub(super) begun: BTreeMap<CompanyId, PairingsBegun>,
    pub(super) restoration: Restoration,
    /// Once set, nothing starts any more; those in it wait for the last session to go.
    pub(super) stopping: Option<Vec<oneshot::Sender<()>>>,
    /// When it was last looked whether sessions show that they live.
    pub(super) looked_at: Option<Monotonic>,
    /// Writes into the journal what happens in all lives and between them.
    pub(super) pen: Option<Pen>,
    bell: Option<DeathBell>,
}

impl SessionSupervisor {
    /// A supervisor that spreads sessions over `arbiters`, or keeps them on its own when there are none.
    #[must_use]
    pub fn new(world: World, arbiters: Vec<ArbiterHandle>, chances: Chances) -> Self {
        Self {
            world,
            arbiters,
            chances,
            entries: BTreeMap::new(),
            begun: BTreeMap::new(),
            restoration: Restoration::default(),
            stopping: None,
            looked_at: None,
            pen: None,
            bell: None,
        }
    }

    /// What completes when this supervisor dies of a panic. Ask before it is started; the last one asked for counts.
    pub fn death(&mut self) -> ActorDeath {
        let (bell, death) = bell();
        self.bell = Some(bell);
        death
    }

    /// The company's session, started if it does not live. A person's request waits neither for a restart that is due later nor
    /// for a policy that is being read: the one read before decides about the end, and the life that follows begins at once.
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

    /// A new life: next generation, fresh state, the same watchers.
    pub(super) fn start(
        &mut self,
        company: &CompanyId,
        correlation: &CorrelationId,
        ctx: &mut Context<Self>,
    ) -> Addr<SessionActor> {
        let now = self.world.clock.monotonic();
        let pen = self.pen.get_or_insert_with(|| Pen::new(self.world.clone())).clone();
        let entry = self.entries.entry(company.clone()).or_default();
        let (pulse, kill) = (Pulse::starting_at(now), CancellationToken::new());
        entry.generation += 1;
        let birth = SessionBirth {
            company: company.clone(),
            generation: entry.generation,
            correlation: correlation.clone(),
            beginning: entry.beginning(),
            pulse: pulse.clone(),
            kill: kill.clone(),
            chance: (self.chances)(company),
            pen,
            begun: self.begun.get(company).cloned().unwrap_or_default(),
            exited: ctx.address().recipient(),
            status: ctx.address().recipient(),
        };
        let session = launch(turn_of(company, entry.freezes, &self.arbiters), self.world.clone(), birth);
        for (watcher, news) in &entry.watchers {
            session.do_send(WatchSession { watcher: *watcher, news: news.clone() });
        }
        let living = Living { session: session.clone(), born_at: now, pulse, kill, resting_since: None };
        if let Life::Waiting(due) = std::mem::replace(&mut entry.life, Life::Alive(living)) {
            ctx.cancel_future(due);
        }
        for (_, asker) in entry.wanted.drain(..) {
            // Who asked may have gone; the session lives all the same.
            let _gone = asker.send(());
        }
        session
    }

    /// Remembers when a company's pairings began, for its next life.
    pub(super) fn remember_pairings(&mut self, company: &CompanyId, begun: PairingsBegun) {
        let now = self.world.clock.monotonic();
        if begun.is_over(now) {
            return;
        }
        if !self.begun.contains_key(company) {
            self.begun.retain(|_, begun| !begun.is_over(now));
        }
        self.begun.insert(company.clone(), begun);
    }

    /// Tells the board how a company's session looks now.
    pub(super) fn show(&self, company: &CompanyId) {
        let Some(entry) = self.entries.get(company) else { return };
        if let Some(status) = entry.status.clone() {
            let restarts = entry.history.total();
            self.world.board.do_send(BoardNews::Shown(SessionRow { status, restarts }));
        }
    }

    /// Nothing is known of a company any more.
    pub(super) fn forget(&mut self, company: &CompanyId) {
        if self.entries.remove(company).is_some() {
            self.world.board.do_send(BoardNews::Gone(company.clone()));
        }
    }

    /// Nothing is known of it that anybody could still want.
    pub(super) fn forget_if_over(&mut self, company: &CompanyId) {
        if self.entries.get(company).is_some_and(Entry::is_forgettable) {
            self.forget(company);
        }
    }

    pub(super) fn moment(&self, company: &CompanyId) -> Moment {
        Moment {
            now: self.world.clock.now(),
            monotonic: self.world.clock.monotonic(),
            chance: (self.chances)(company).roll(),
        }
    }

    /// Asks every session to leave, takes back every start that is due, and tells those who wait for one.
    pub(super) fn stop_all(&mut self, ctx: &mut Context<Self>) {
        self.world.board.do_send(BoardNews::Stopping);
        for entry in self.entries.values_mut() {
            if let Some(due) = entry.life.stop() {
                ctx.cancel_future(due);
            }
            match entry.session() {
                Some(session) => session.do_send(StopSession),
                None => entry.tell(&SessionNews::Stopping),
            }
        }
    }

    pub(super) fn answer_when_all_are_gone(&mut self) {
        let none_lives = self.entries.values().all(|entry| !entry.session().is_some_and(Addr::connected));
        if let Some(waiting) = self.stopping.as_mut().filter(|_| none_lives) {
            for asker in waiting.drain(..) {
                // Who asked may have given up waiting.
                let _gone = asker.send(());
            }
        }
    }

    /// Sends those home who have had nothing to do for a while and whom nobody watches.
    fn retire_the_resting(&mut self) {
        let now = self.world.clock.monotonic();
        let rest = self.world.settings.rest;
        for entry in self.entries.values() {
            let Some(living) = entry.life.alive() else { continue };
            let rested = living.resting_since.is_some_and(|since| now.since(since) >= rest);
            if rested && entry.watchers.is_empty() && !entry.is_permanent() {
                living.session.do_send(RetireSession);
            }
        }
    }
}

/// The company's arbiter: the same company always meets the same thread, unless it froze there.
fn turn_of<'a>(company: &CompanyId, freezes: usize, arbiters: &'a [ArbiterHandle]) -> Option<&'a ArbiterHandle> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    company.hash(&mut hasher);
    let turn = usize::try_from(hasher.finish() >> 1).unwrap_or_default().wrapping_add(freezes);
    arbiters.get(turn.checked_rem(arbiters.len())?)
}

fn launch(arbiter: Option<&ArbiterHandle>, world: World, birth: SessionBirth) -> Addr<SessionActor> {
    match arbiter {
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
        ctx.run_interval(self.world.settings.pulse, |supervisor, ctx| supervisor.kill_the_frozen(ctx));
        self.pen = Some(Pen::new(self.world.clone()));
        self.looked_at = Some(self.world.clock.monotonic());
    }
}
