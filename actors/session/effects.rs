//! Execution of the state machine's effects.

use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::session::{Effect, Event, ExitRequest, LinkNo, SessionNotification, Tally, Timer};
use linekeeper_domain::{AlertPolicy, CodeUsageEvent, CorrelationId, CountedFor, ErrorCode, PairingRefusal, Phone};
use linekeeper_ports::CloseMode;
use tracing::{debug, error, info, warn};

use super::actor::{Alarm, SessionActor};
use super::messages::{ExitReason, SessionUpdate};
use super::serial_tasks::SerialTask;
use crate::credentials::{NoteConnected, NoteNumber};
use crate::failures::log_failure;

impl SessionActor {
    pub(super) fn carry_out(&mut self, effect: Effect, ctx: &mut Context<Self>) {
        match effect {
            Effect::Load => self.queue(SerialTask::Load, ctx),
            Effect::Check { check, question } => self.check(check, question, ctx),
            Effect::GiveBack => drop(self.granted.take()),
            Effect::AskAdmission { link, urgency } => self.ask_admission(link, urgency, ctx),
            Effect::Prepare { link, phone, ask } => {
                let start = self.start_of(link);
                self.queue(SerialTask::Prepare { start, phone, ask }, ctx);
            }
            Effect::Open { link, login } => self.queue(SerialTask::Open { link, login }, ctx),
            Effect::Wipe(wipe, order) => self.queue(SerialTask::Wipe(wipe, order), ctx),
            Effect::Close { link, log_out } => self.close(link, log_out, ctx),
            Effect::RequestCode { link, phone } => self.request_code(link, &phone),
            Effect::TouchConnected => self.touch_connected(ctx),
            Effect::NotePark(parked) => self.queue(SerialTask::Park(parked), ctx),
            Effect::KeepDisconnect => self.queue(SerialTask::KeepDisconnect, ctx),
            Effect::ForgetDisconnect => self.queue(SerialTask::ForgetDisconnect, ctx),
            Effect::NoteNumber { phone, event } => self.note_number(phone, event),
            Effect::Report { code, alert, correlation } => self.report(code, alert, &correlation),
            Effect::Count(tally) => self.count(tally),
            Effect::Arm(timer, after) => self.arm(timer, after, ctx),
            Effect::Disarm(timer) => self.disarm(timer, ctx),
            Effect::DisarmAll => {
                for (_, alarm) in self.timers.drain() {
                    ctx.cancel_future(alarm.handle);
                }
            }
            Effect::Tell(notification) => self.tell(notification, ctx),
            Effect::Refuse { correlation, refusal } => self.refuse(&correlation, refusal, ctx),
            Effect::LiftWait { by, correlation } => {
                self.args.journal.note_lifted_wait(&self.args.company, by, correlation);
                self.queue(SerialTask::LiftWait, ctx);
            }
            Effect::NoteNumberChange(change) => self.args.journal.note_number_change(&self.args.company, change),
            Effect::Leave(ExitRequest::Reload) => self.leave(ExitReason::Reload, ctx),
        }
    }

    fn close(&mut self, link: LinkNo, log_out: bool, ctx: &mut Context<Self>) {
        self.cancel_admission(link, ctx);
        match self.link.take() {
            Some((open, handle)) if open == link => {
                let mode = if log_out { CloseMode::LogOut } else { CloseMode::Disconnect };
                self.queue(SerialTask::Close(handle, mode), ctx);
            }
            // The link was never opened: its `Open` task is still queued and will be skipped.
            other => self.link = other,
        }
    }

    /// Closes a link that has ended: its last writes must be over before the credentials are wiped or replaced.
    pub(super) fn drop_ended_link(&mut self, ended: LinkNo, ctx: &mut Context<Self>) {
        self.close(ended, false, ctx);
    }

    fn request_code(&self, link: LinkNo, phone: &Phone) {
        if let Some((_, handle)) = self.link.as_ref().filter(|(open, _)| *open == link) {
            handle.request_code(phone);
        }
    }

    fn touch_connected(&self, ctx: &mut Context<Self>) {
        let Some(credentials) = &self.credentials else { return };
        // Sent in this turn, so that it cannot undo something that is stored in a later one.
        let noted = credentials.ask(NoteConnected { at: self.services.clock.now() });
        let noted = noted.into_actor(self).map(|answer, actor, _| {
            if let Err(error) = answer {
                log_failure(&actor.args.company, "store the connection time of", &error);
            }
        });
        ctx.spawn(noted);
    }

    /// Reports a code usage event. It must not be lost, even if the session leaves in the same turn, so it is sent
    /// without waiting; each pairing makes two at most.
    fn note_number(&self, phone: Phone, event: CodeUsageEvent) {
        if let Some(credentials) = &self.credentials {
            credentials.tell(NoteNumber {
                phone,
                event,
                at: self.services.clock.now(),
                counted_for: CountedFor::Company,
            });
        }
    }

    fn count(&self, tally: Tally) {
        let metrics = &self.services.metrics;
        match tally {
            Tally::PairingBegan(method) => metrics.pairing_asked(method),
            Tally::CodeShown(took) => metrics.code_shown(took),
            Tally::PairingSucceeded(method, took) => metrics.pairing_succeeded(method, took),
            Tally::PairingFailed(method, code) => metrics.pairing_failed(method, code),
            Tally::PairingRefused(reason) => metrics.pair_refused(reason),
            Tally::Disconnected => metrics.session_failed(ErrorCode::Disconnected),
        }
    }

    fn arm(&mut self, timer: Timer, after: Duration, ctx: &mut Context<Self>) {
        self.disarm(timer, ctx);
        self.armed += 1;
        let number = self.armed;
        let handle = ctx.run_later(after, move |actor, ctx| {
            // actix still calls a timer that runs out in the turn in which it is cancelled or replaced.
            if actor.timers.get(&timer).is_some_and(|alarm| alarm.number == number) {
                actor.timers.remove(&timer);
                actor.take(Event::TimerFired(timer), ctx);
            }
        });
        self.timers.insert(timer, Alarm { number, handle });
    }

    fn disarm(&mut self, timer: Timer, ctx: &mut Context<Self>) {
        if let Some(alarm) = self.timers.remove(&timer) {
            ctx.cancel_future(alarm.handle);
        }
    }

    fn tell(&mut self, notification: SessionNotification, ctx: &mut Context<Self>) {
        self.log(&notification);
        // The callers may be gone; the watchers are told in any case.
        let _answered = match &notification {
            SessionNotification::ResetDone { correlation } => self.resets.answer(correlation, &Ok(())),
            SessionNotification::ResetFailed { code, correlation } => self.resets.answer(correlation, &Err(*code)),
            SessionNotification::DisconnectDone { correlation } => self.disconnects.answer(correlation, &Ok(())),
            SessionNotification::DisconnectFailed { code, correlation } => {
                self.disconnects.answer(correlation, &Err(*code))
            }
            SessionNotification::CodeReady { .. }
            | SessionNotification::QrReady { .. }
            | SessionNotification::Connected { .. }
            | SessionNotification::PairingFailed { .. } => false,
        };
        self.watchers.send_all(&SessionUpdate::Notification(notification), ctx);
    }

    /// Refuses a pairing request. If the caller no longer waits for the answer, the watchers are notified instead.
    fn refuse(&mut self, correlation: &CorrelationId, refusal: PairingRefusal, ctx: &mut Context<Self>) {
        let company = &self.args.company;
        info!(company.id = %company, correlation.id = %correlation, code = %refusal.code, "a pairing request for company {company} was refused: {}", refusal.code);
        let PairingRefusal { code, retry_after, .. } = refusal;
        if !self.pairings.answer(correlation, &Err(refusal)) {
            let notification =
                SessionNotification::PairingFailed { code, retry_after, correlation: correlation.clone() };
            self.watchers.send_all(&SessionUpdate::Notification(notification), ctx);
        }
    }

    /// Logs what succeeded and what people are told; failures are logged by [`Effect::Report`].
    fn log(&self, notification: &SessionNotification) {
        let company = &self.args.company;
        match notification {
            SessionNotification::CodeReady { correlation, .. } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} has a pairing code");
            }
            SessionNotification::QrReady { .. } => info!(company.id = %company, "company {company} has a QR code"),
            SessionNotification::Connected { phone } => {
                let correlation = self.session.correlation();
                info!(company.id = %company, correlation.id = %correlation, phone = %phone, "company {company} is connected");
            }
            SessionNotification::ResetDone { correlation } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} was reset");
            }
            SessionNotification::PairingFailed { code, correlation, .. } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "pairing of company {company} ended: {code}");
            }
            SessionNotification::ResetFailed { code, correlation } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "reset of company {company} failed: {code}");
            }
            SessionNotification::DisconnectDone { correlation } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} was disconnected on request");
            }
            SessionNotification::DisconnectFailed { code, correlation } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "disconnect of company {company} failed: {code}");
            }
        }
    }

    /// Logs a failure, once. One that alerts is logged as an error, which Sentry collects; one that concerns the whole
    /// service (`AlertPolicy::OncePerOutage`) was reported at its origin and is logged at debug here.
    fn report(&self, code: ErrorCode, alert: bool, correlation: &CorrelationId) {
        let company = &self.args.company;
        let generation = self.args.generation;
        self.services.metrics.session_failed(code);
        match code.alerts() {
            AlertPolicy::EachTime if alert => {
                self.services.metrics.count_alert(code);
                error!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
            AlertPolicy::OncePerOutage => {
                debug!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
            AlertPolicy::No if code.is_expected() => {
                info!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company}: {code}");
            }
            AlertPolicy::EachTime | AlertPolicy::No => {
                warn!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
        }
    }
}
