//! Message handlers of the supervisor.

use std::sync::Arc;

use actix::{Addr, AsyncContext, Context, Handler, MessageResult, ResponseFuture};
use futures::FutureExt as _;
use futures::future::{OptionFuture, join3};
use linekeeper_domain::session::Status;
use linekeeper_domain::{CompanyId, ErrorCode, PairingRefusal};
use linekeeper_ports::StoreError;
use linekeeper_telemetry::new_correlation_id;
use tokio::sync::oneshot;

use super::actor::SessionSupervisor;
use super::delivery::{CompanyMessage, Promise};
use super::messages::{
    AwaitRestoration, CancelPairing, CountSessions, DisconnectSession, Forgive, ListSessions, ResetSession,
    RestartSession, RestoreSessions, SessionStatusOf, SessionsPage, SetRestartPolicy, StartPairing, StopSessions,
    TellOfEndedLines, Unwatch, Watch, WriteJournal,
};
use super::restore::Leftover;
use crate::journal::JournalWriter;
use crate::records::{SessionEventWriter, StatusRecorder};
use crate::session::{self, SessionExited, StatusChanged, UnwatchSession, WatchSession};

impl Handler<StartPairing> for SessionSupervisor {
    type Result = ResponseFuture<Result<(), PairingRefusal>>;

    fn handle(&mut self, ask: StartPairing, ctx: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let StartPairing { company, method, phone, options, by, correlation } = ask;
        let message = session::StartPairing { method, phone, options, by, correlation: correlation.clone() };
        let answer = self.deliver(CompanyMessage { company, correlation, message }, ctx);
        Box::pin(async move { answer.await? })
    }
}

impl Handler<CancelPairing> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, ask: CancelPairing, ctx: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let CancelPairing { company, by, correlation } = ask;
        let message = session::CancelPairing { by: by.actor, correlation: correlation.clone() };
        self.deliver(CompanyMessage { company, correlation, message }, ctx)
    }
}

impl Handler<ResetSession> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, ask: ResetSession, ctx: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let ResetSession { company, by, correlation } = ask;
        let message = session::ResetSession { by: by.actor, correlation: correlation.clone() };
        let answer = self.deliver(CompanyMessage { company: company.clone(), correlation, message }, ctx);
        Box::pin(forgiven_when_done(answer, company, ctx.address()))
    }
}

impl Handler<DisconnectSession> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, ask: DisconnectSession, ctx: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let DisconnectSession { company, by, correlation } = ask;
        let message = session::DisconnectSession { by: by.actor, correlation: correlation.clone() };
        let answer = self.deliver(CompanyMessage { company: company.clone(), correlation, message }, ctx);
        Box::pin(forgiven_when_done(answer, company, ctx.address()))
    }
}

/// Awaits a reset or disconnect; once done, clears the restart history and limit, so that the next life starts as
/// stored.
async fn forgiven_when_done(
    answer: Promise<Result<(), ErrorCode>>,
    company: CompanyId,
    supervisor: Addr<SessionSupervisor>,
) -> Result<(), ErrorCode> {
    let done = answer.await.and_then(|done| done);
    if done.is_ok() {
        supervisor.do_send(Forgive { company });
    }
    done
}

impl Handler<Forgive> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, forgive: Forgive, _: &mut Self::Context) {
        if let Some(entry) = self.entries.get_mut(&forgive.company) {
            entry.forgive();
        }
    }
}

impl Handler<RestartSession> for SessionSupervisor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, ask: RestartSession, ctx: &mut Self::Context) -> Self::Result {
        if self.stopping.is_some() {
            return Box::pin(std::future::ready(Err(ErrorCode::StoreUnavailable)));
        }
        self.audit(&ask.record());
        let RestartSession { company, by: _, correlation } = ask;
        let (answer, answered) = oneshot::channel();
        let entry = self.entries.entry(company.clone()).or_default();
        entry.wanted.push((correlation, answer));
        if entry.wanted.len() == 1 {
            self.restart_now(&company, ctx);
        }
        // Dropped unanswered when the process stops in the meantime.
        Box::pin(async move { answered.await.map_err(|_| ErrorCode::StoreUnavailable) })
    }
}

impl Handler<SetRestartPolicy> for SessionSupervisor {
    type Result = ResponseFuture<Result<(), StoreError>>;

    fn handle(&mut self, set: SetRestartPolicy, ctx: &mut Self::Context) -> Self::Result {
        self.set_policy(set, ctx)
    }
}

impl Handler<Watch> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, watch: Watch, ctx: &mut Self::Context) -> Self::Result {
        let Watch { company, watcher, updates } = watch;
        let correlation = new_correlation_id();
        let answer = self.deliver(
            CompanyMessage {
                company: company.clone(),
                correlation,
                message: WatchSession { watcher, updates: updates.clone() },
            },
            ctx,
        );
        if let Some(entry) = self.entries.get_mut(&company) {
            entry.watchers.insert(watcher, updates);
        }
        answer
    }
}

impl Handler<Unwatch> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, unwatch: Unwatch, _: &mut Self::Context) {
        let Some(entry) = self.entries.get_mut(&unwatch.company) else { return };
        entry.watchers.remove(&unwatch.watcher);
        if let Some(session) = entry.session() {
            session.do_send(UnwatchSession { watcher: unwatch.watcher });
        } else if entry.is_forgettable() {
            self.forget(&unwatch.company);
        }
    }
}

impl Handler<SessionStatusOf> for SessionSupervisor {
    type Result = MessageResult<SessionStatusOf>;

    fn handle(&mut self, ask: SessionStatusOf, _: &mut Self::Context) -> Self::Result {
        MessageResult(self.entries.get(&ask.company).and_then(|entry| entry.status.clone()))
    }
}

impl Handler<ListSessions> for SessionSupervisor {
    type Result = MessageResult<ListSessions>;

    fn handle(&mut self, ask: ListSessions, _: &mut Self::Context) -> Self::Result {
        use std::ops::Bound;
        let from = ask.after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let wanted = |status: &Arc<Status>| ask.states.is_empty() || ask.states.contains(&status.state);
        let after = self.entries.range::<CompanyId, _>((from, Bound::Unbounded));
        let mut found = after.filter_map(|(_, entry)| entry.status.clone()).filter(wanted);
        let sessions: Vec<_> = found.by_ref().take(ask.limit).collect();
        let next = found.next().and(sessions.last().map(|status| status.company_id.clone()));
        MessageResult(SessionsPage { sessions, next })
    }
}

impl Handler<CountSessions> for SessionSupervisor {
    type Result = MessageResult<CountSessions>;

    fn handle(&mut self, _: CountSessions, _: &mut Self::Context) -> Self::Result {
        let shown = self.entries.values().filter_map(|entry| entry.status.as_ref());
        MessageResult(shown.map(|status| status.state).collect())
    }
}

impl Handler<StatusChanged> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, change: StatusChanged, _: &mut Self::Context) {
        let now = self.services.clock.monotonic();
        let Some(entry) = self.entries.get_mut(&change.company).filter(|entry| entry.generation == change.generation)
        else {
            return;
        };
        entry.status = Some(change.status);
        entry.knows_its_record = change.knows_its_record;
        if let Some(living) = entry.life.alive_mut() {
            living.resting_since = if change.at_rest { living.resting_since.or(Some(now)) } else { None };
        }
        self.remember_pairings(&change.company, change.begun);
        self.show(&change.company);
    }
}

impl Handler<SessionExited> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, exit: SessionExited, ctx: &mut Self::Context) {
        self.session_exited(&exit, ctx);
    }
}

impl Handler<RestoreSessions> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, _: RestoreSessions, ctx: &mut Self::Context) {
        if self.stopping.is_none() {
            self.settle_records(self.services.clock.now(), ctx);
            self.restore_next_page(ctx);
        }
    }
}

impl Handler<TellOfEndedLines> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, _: TellOfEndedLines, ctx: &mut Self::Context) {
        self.start_leftovers(Leftover::UntoldEnd, None, ctx);
    }
}

impl Handler<AwaitRestoration> for SessionSupervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: AwaitRestoration, _: &mut Self::Context) -> Self::Result {
        Box::pin(self.restoration.end())
    }
}

impl Handler<StopSessions> for SessionSupervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: StopSessions, ctx: &mut Context<Self>) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        self.stopping.get_or_insert_default().push(answer);
        self.stop_all(ctx);
        self.answer_when_all_are_gone();
        Box::pin(async move {
            // An error would mean that the supervisor is gone, and every session with it.
            let _gone = answered.await;
        })
    }
}

impl Handler<WriteJournal> for SessionSupervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: WriteJournal, _: &mut Context<Self>) -> Self::Result {
        let journal = self.journal.as_ref().map(JournalWriter::written);
        let statuses = self.recorder.as_ref().map(StatusRecorder::written);
        let events = self.session_events.as_ref().map(SessionEventWriter::written);
        let written = join3(OptionFuture::from(journal), OptionFuture::from(statuses), OptionFuture::from(events));
        Box::pin(written.map(drop))
    }
}
