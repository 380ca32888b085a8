//! What follows the end of a session's life: the restart policy decides, the supervisor carries it out.

use std::time::Duration;

use actix::{Addr, AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::restart::{AfterExit, Exit, ExitKind};
use linekeeper_domain::{Actor, CompanyId, ErrorCode};
use linekeeper_ports::JournalEntry;
use linekeeper_telemetry::new_correlation_id;
use tracing::{error, info, warn};

use super::actor::SessionSupervisor;
use crate::session::{ExitReason, LeaveForRestart, SessionExited};

/// How long a dead session waits for its restart policy to be read.
const POLICY_PATIENCE: Duration = Duration::from_secs(2);

impl SessionSupervisor {
    pub(super) fn session_exited(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let present = |entry: &&mut super::registry::Entry| entry.generation == *generation && entry.session.is_some();
        let Some(entry) = self.entries.get_mut(company).filter(present) else { return };
        entry.session = None;
        let kind = reason.kind().filter(|_| self.stopping.is_none());
        match (kind, entry.wanted.is_empty()) {
            (Some(kind), true) => self.ask_policy(exit, kind, ctx),
            (_, false) if self.stopping.is_none() => self.begin_anew(company, ctx),
            (None | Some(_), _) => {
                info!(company.id = %company, session.generation = generation, "session of company {company} left: {}", reason.as_str());
                // Somebody may have begun to watch after it decided to go; the next request starts it again for them.
                if entry.is_forgettable() || self.stopping.is_some() {
                    self.forget(company);
                }
            }
        }
        self.answer_when_all_are_gone();
    }

    /// The policy is read at each end, so that a change counts at once; without an answer the one read before does.
    fn ask_policy(&mut self, exit: &SessionExited, kind: ExitKind, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit.clone();
        let (policies, asked) = (self.world.policies.clone(), company.clone());
        let read = async move { tokio::time::timeout(POLICY_PATIENCE, policies.restart_policy(&asked)).await };
        ctx.spawn(read.into_actor(self).map(move |answer, supervisor, ctx| {
            if let Some(entry) = supervisor.entries.get_mut(&company) {
                match answer {
                    Ok(Ok(policy)) => entry.policy = policy,
                    Ok(Err(error)) => {
                        warn!(company.id = %company, %error, "the restart policy of company {company} cannot be read")
                    }
                    Err(_) => {
                        warn!(company.id = %company, "the restart policy of company {company} was not read in time")
                    }
                }
            }
            supervisor.after_exit(&SessionExited { company, generation, reason }, kind, ctx);
        }));
    }

    fn after_exit(&mut self, exit: &SessionExited, kind: ExitKind, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let (moment, at, default) = (self.moment(company), self.world.clock.monotonic(), self.world.settings.restart);
        let gone = |entry: &&mut super::registry::Entry| entry.generation == *generation && entry.session.is_none();
        let Some(entry) = self.entries.get_mut(company).filter(gone).filter(|_| self.stopping.is_none()) else {
            return;
        };
        if entry.limit_reached && kind == ExitKind::Failed {
            // It died even though it was parked and did nothing: only a person's request starts it again.
            entry.show_limit(moment.now);
            self.show(company);
            error!(company.id = %company, session.generation = generation, code = %ErrorCode::RestartLimit, "session of company {company} died again while parked ({})", reason.as_str());
            return;
        }
        let ended = Exit { kind, lived: entry.lived(at), at };
        let follows = entry.history.after_exit(ended, &entry.policy.unwrap_or(default), moment);
        match follows {
            AfterExit::Restart { after } => {
                entry.show_restart(moment.now, after);
                self.show(company);
                self.restart_after(exit, after, ctx);
            }
            AfterExit::Park => {
                entry.limit_reached = true;
                let entry = self.entry_of(company, "restart_limit", Some(reason.as_str()));
                self.note(JournalEntry { code: Some(ErrorCode::RestartLimit), ..entry });
                self.start(company, &new_correlation_id("park"), ctx);
            }
            AfterExit::Rest => {
                info!(company.id = %company, session.generation = generation, "session of company {company} left: {}", reason.as_str());
                if entry.is_forgettable() {
                    self.forget(company);
                }
            }
        }
    }

    fn restart_after(&mut self, exit: &SessionExited, after: Duration, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        self.world.metrics.session_restarted(reason.as_str());
        let pause = format!("starts again in {} ms", after.as_millis());
        self.note(self.entry_of(company, reason.as_str(), Some(&pause)));
        if *reason == ExitReason::Reload || *reason == ExitReason::Retired {
            warn!(company.id = %company, session.generation = generation, "session of company {company} starts again in {after:?} ({})", reason.as_str());
        } else {
            error!(company.id = %company, session.generation = generation, "session of company {company} died ({}) and starts again in {after:?}", reason.as_str());
        }
        let again = company.clone();
        let due = ctx.run_later(after, move |supervisor, ctx| {
            supervisor.start(&again, &new_correlation_id("restart"), ctx);
        });
        if let Some(entry) = self.entries.get_mut(company) {
            entry.restart = Some(due);
        }
    }

    /// Kills sessions that have not shown for a while that they live. Their next life is on another thread.
    pub(super) fn kill_the_frozen(&mut self, ctx: &mut Context<Self>) {
        let (now, after) = (self.world.clock.monotonic(), self.world.settings.frozen_after);
        let looked = self.looked_at.replace(now);
        if looked.is_some_and(|looked| now.since(looked) >= after / 2) {
            // The whole process stood still: by the next look whoever lives has shown it.
            return;
        }
        let frozen = self.entries.iter().filter(|(_, entry)| entry.is_frozen(now, after));
        let frozen: Vec<_> = frozen.map(|(company, entry)| (company.clone(), entry.generation)).collect();
        for (company, generation) in frozen {
            self.kill(&company);
            self.session_exited(&SessionExited { company, generation, reason: ExitReason::Frozen }, ctx);
        }
    }

    /// Whatever it waits for, its life is over: what it still writes is refused by the fence of the next one.
    fn kill(&mut self, company: &CompanyId) {
        if let Some(entry) = self.entries.get_mut(company) {
            entry.kill.cancel();
            entry.freezes = entry.freezes.wrapping_add(1);
        }
    }

    /// A person wants a session to begin anew: a living one leaves in good order first, or is killed if it does not.
    pub(super) fn restart_now(&mut self, company: &CompanyId, ctx: &mut Context<Self>) {
        let patience = self.world.settings.frozen_after;
        let Some(entry) = self.entries.get_mut(company) else { return self.begin_anew(company, ctx) };
        match entry.session.as_ref().filter(|session| session.connected()) {
            Some(session) => {
                session.do_send(LeaveForRestart);
                let (company, generation) = (company.clone(), entry.generation);
                ctx.run_later(patience, move |supervisor, ctx| {
                    let stays = supervisor.entries.get(&company).is_some_and(|entry| {
                        entry.generation == generation && entry.session.as_ref().is_some_and(Addr::connected)
                    });
                    if stays {
                        supervisor.kill(&company);
                        supervisor
                            .session_exited(&SessionExited { company, generation, reason: ExitReason::Restarted }, ctx);
                    }
                });
            }
            None => self.begin_anew(company, ctx),
        }
    }

    fn begin_anew(&mut self, company: &CompanyId, ctx: &mut Context<Self>) {
        let entry = self.entries.entry(company.clone()).or_default();
        entry.forgive();
        let correlation = entry.wanted.last().map_or_else(|| new_correlation_id("restart"), |(asked, _)| asked.clone());
        self.world.metrics.session_restarted(ExitReason::Restarted.as_str());
        info!(company.id = %company, correlation.id = %correlation, "session of company {company} begins anew, as a person wants it");
        self.start(company, &correlation, ctx);
    }

    pub(super) fn note(&self, entry: JournalEntry) {
        if let Some(pen) = &self.pen {
            pen.note(entry);
        }
    }

    pub(super) fn entry_of(&self, company: &CompanyId, event: &str, reason: Option<&str>) -> JournalEntry {
        JournalEntry {
            company: company.clone(),
            at: self.world.clock.now(),
            event: event.to_owned(),
            transition: None,
            reason: reason.map(str::to_owned),
            code: None,
            actor: Actor::Supervisor,
            principal: None,
            correlation: None,
        }
    }
}
