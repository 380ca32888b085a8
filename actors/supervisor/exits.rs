//! Handling of a session's exit: the restart policy decides, the supervisor carries the decision out.

use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::restart::{AfterExit, Exit, ExitKind};
use linekeeper_domain::{CompanyId, ErrorCode, TriggeredBy};
use linekeeper_ports::JournalEntry;
use linekeeper_telemetry::new_correlation_id;
use tracing::{error, info, warn};

use super::actor::SessionSupervisor;
use super::life::{Death, Life, Rest};
use crate::failures::log_failure;
use crate::session::{ExitReason, LeaveForRestart, SessionExited};

/// Timeout of reading the restart policy after an exit.
const POLICY_PATIENCE: Duration = Duration::from_secs(2);

impl SessionSupervisor {
    pub(super) fn session_exited(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let now = self.services.clock.monotonic();
        let Some(entry) = self.entries.get_mut(company) else { return };
        if entry.unheard.remove(generation) {
            // It was killed, and its end is decided already.
            self.forget_if_over(company);
        } else if entry.generation == *generation && entry.end(*reason, now) {
            self.after_life(exit, ctx);
        }
        self.answer_when_all_are_gone();
    }

    fn after_life(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        let Some(entry) = self.entries.get_mut(company) else { return };
        let wanted = *reason == ExitReason::Restarted || !entry.wanted.is_empty();
        if self.stopping.is_some() {
            left(exit);
            self.forget(company);
        } else if wanted {
            self.begin_anew(company, ctx);
        } else if entry.life.deciding().is_some() {
            self.ask_policy(company, *generation, ctx);
        } else {
            left(exit);
            // A watcher may have subscribed after the session decided to leave; the next request starts it again for
            // them.
            self.forget_if_over(company);
        }
    }

    /// Reads the policy at each exit, so that a change counts at once; without an answer the one read before decides. A
    /// policy that was set in the meantime is newer than the one read.
    fn ask_policy(&mut self, company: &CompanyId, generation: u64, ctx: &mut Context<Self>) {
        let changes = self.entries.get(company).map_or(0, |entry| entry.policy_changes);
        let (policies, company) = (self.services.policies.clone(), company.clone());
        let asked = company.clone();
        let read = async move { tokio::time::timeout(POLICY_PATIENCE, policies.restart_policy(&asked)).await };
        ctx.spawn(read.into_actor(self).map(move |answer, supervisor, ctx| {
            let Some(entry) = supervisor.entries.get_mut(&company) else { return };
            match answer {
                Ok(Ok(policy)) if entry.policy_changes == changes => entry.policy = policy,
                Ok(Ok(_older)) => {}
                Ok(Err(error)) => {
                    log_failure(&company, "read the restart policy of", &error);
                }
                Err(_) => warn!(company.id = %company, "the restart policy of company {company} was not read in time"),
            }
            if entry.generation == generation {
                supervisor.decide(&company, ctx);
            }
        }));
    }

    /// Decides about the end of the company's last life, unless that is decided already.
    pub(super) fn decide(&mut self, company: &CompanyId, ctx: &mut Context<Self>) {
        let (moment, default) = (self.moment(company), self.services.settings.restart);
        let Some(entry) = self.entries.get_mut(company) else { return };
        let Some(Death { reason, kind, lived }) = entry.life.deciding() else { return };
        let exit = SessionExited { company: company.clone(), generation: entry.generation, reason };
        if entry.limit_reached && kind == ExitKind::Failed {
            // It failed even while parked and idle: only a person's request starts it again.
            entry.life = Life::Parked(Rest::LimitReached);
            entry.show_limit(moment.now);
            self.show(company);
            error!(company.id = %company, session.generation = exit.generation, code = %ErrorCode::RestartLimit, "session of company {company} died again while parked ({})", reason.as_str());
            return;
        }
        let exited = Exit { kind, lived, at: self.services.clock.monotonic() };
        match entry.history.after_exit(exited, &entry.policy.unwrap_or(default), moment) {
            AfterExit::Restart { after } => {
                entry.show_restart(moment.now, after);
                self.show(company);
                self.restart_after(&exit, after, ctx);
            }
            AfterExit::Park => {
                entry.limit_reached = true;
                let entry = self.entry_of(company, "restart_limit", Some(reason.as_str()));
                self.note(JournalEntry { code: Some(ErrorCode::RestartLimit), ..entry });
                self.start(company, &new_correlation_id(), ctx);
            }
            AfterExit::Rest => {
                entry.life = Life::Parked(Rest::Idle);
                left(&exit);
                self.forget_if_over(company);
            }
        }
    }

    fn restart_after(&mut self, exit: &SessionExited, after: Duration, ctx: &mut Context<Self>) {
        let SessionExited { company, generation, reason } = exit;
        self.services.metrics.session_restarted(reason.as_str());
        let pause = format!("starts again in {} ms", after.as_millis());
        self.note(self.entry_of(company, reason.as_str(), Some(&pause)));
        if *reason == ExitReason::Reload || *reason == ExitReason::Retired {
            warn!(company.id = %company, session.generation = generation, "session of company {company} starts again in {after:?} ({})", reason.as_str());
        } else {
            error!(company.id = %company, session.generation = generation, "session of company {company} died ({}) and starts again in {after:?}", reason.as_str());
        }
        let (again, ended) = (company.clone(), *generation);
        let due = ctx.run_later(after, move |supervisor, ctx| {
            // actix still calls a timer that is cancelled in the turn in which it is due.
            let entry = supervisor.entries.get(&again);
            if entry.is_some_and(|entry| entry.generation == ended && entry.life.is_waiting()) {
                supervisor.start(&again, &new_correlation_id(), ctx);
            }
        });
        if let Some(entry) = self.entries.get_mut(company) {
            entry.life = Life::Waiting(due);
        }
    }

    /// Kills sessions whose liveness is older than `frozen_after`. Their next life runs on another arbiter.
    pub(super) fn kill_the_frozen(&mut self, ctx: &mut Context<Self>) {
        let (now, after) = (self.services.clock.monotonic(), self.services.settings.frozen_after);
        let looked = self.looked_at.replace(now);
        if looked.is_some_and(|looked| now.since(looked) >= after / 2) {
            // The whole process stood still: every live session gets the chance to update its liveness before the next
            // check.
            return;
        }
        let frozen = self.entries.iter().filter(|(_, entry)| entry.is_frozen(now, after));
        let frozen: Vec<_> = frozen.map(|(company, entry)| (company.clone(), entry.generation)).collect();
        for (company, generation) in frozen {
            self.kill(&SessionExited { company, generation, reason: ExitReason::Frozen }, ctx);
        }
    }

    /// Ends a life whatever it waits for; its late writes are refused by the fence of the next one.
    fn kill(&mut self, exit: &SessionExited, ctx: &mut Context<Self>) {
        let now = self.services.clock.monotonic();
        let Some(entry) = self.entries.get_mut(&exit.company).filter(|entry| entry.generation == exit.generation)
        else {
            return;
        };
        let Some(living) = entry.life.alive() else { return };
        living.kill.cancel();
        entry.freezes = entry.freezes.wrapping_add(1);
        entry.unheard.insert(exit.generation);
        entry.end(exit.reason, now);
        self.after_life(exit, ctx);
        self.answer_when_all_are_gone();
    }

    /// Restarts a session by a person's request: a live one may leave in order first, and is killed if it has not after
    /// `frozen_after`.
    pub(super) fn restart_now(&mut self, company: &CompanyId, ctx: &mut Context<Self>) {
        let Some(entry) = self.entries.get(company) else { return self.begin_anew(company, ctx) };
        let Some(session) = entry.session() else { return self.begin_anew(company, ctx) };
        session.do_send(LeaveForRestart);
        let exit =
            SessionExited { company: company.clone(), generation: entry.generation, reason: ExitReason::Restarted };
        ctx.run_later(self.services.settings.frozen_after, move |supervisor, ctx| supervisor.kill(&exit, ctx));
    }

    fn begin_anew(&mut self, company: &CompanyId, ctx: &mut Context<Self>) {
        let entry = self.entries.entry(company.clone()).or_default();
        entry.forgive();
        let correlation = entry.wanted.last().map_or_else(new_correlation_id, |(asked, _)| asked.clone());
        if let Some(death) = entry.life.deciding().filter(|death| death.kind == ExitKind::Failed) {
            error!(company.id = %company, session.generation = entry.generation, "session of company {company} died ({})", death.reason.as_str());
            self.note(self.entry_of(company, death.reason.as_str(), Some("begins anew, as a person wants it")));
        }
        self.services.metrics.session_restarted(ExitReason::Restarted.as_str());
        info!(company.id = %company, correlation.id = %correlation, "session of company {company} is restarted on request");
        self.start(company, &correlation, ctx);
    }

    pub(super) fn note(&self, entry: JournalEntry) {
        if let Some(journal) = &self.journal {
            journal.note(entry);
        }
    }

    pub(super) fn entry_of(&self, company: &CompanyId, event: &str, reason: Option<&str>) -> JournalEntry {
        JournalEntry {
            company: company.clone(),
            at: self.services.clock.now(),
            event: event.to_owned(),
            transition: None,
            reason: reason.map(str::to_owned),
            code: None,
            actor: TriggeredBy::Supervisor,
            principal: None,
            correlation: None,
        }
    }
}

fn left(exit: &SessionExited) {
    let SessionExited { company, generation, reason } = exit;
    info!(company.id = %company, session.generation = generation, "session of company {company} ended: {}", reason.as_str());
}
