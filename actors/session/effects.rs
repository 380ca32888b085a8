//! Execution of the state machine's effects.

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::session::{Effect, ExitRequest, LinkNo, PasskeyItem, SessionNotification, Slot, Tally};
use linekeeper_domain::{AlertPolicy, CodeUsageEvent, CorrelationId, CountedFor, ErrorCode, PairingRefusal, Phone};
use linekeeper_ports::{CloseMode, Link};
use tracing::{debug, error, info, warn};

use super::actor::SessionActor;
use super::messages::{ExitReason, SessionUpdate};
use super::serial_tasks::SerialTask;
use crate::credentials::{NoteConnected, NoteNumber, WorkNo};
use crate::failures::log_failure;

impl SessionActor {
    pub(super) fn carry_out(&mut self, slot: Slot, effect: Effect, ctx: &mut Context<Self>) {
        let Some(number) = self.work_in(slot, ctx) else { return };
        match effect {
            Effect::Load => self.queue(number, SerialTask::Load, ctx),
            Effect::Check { check, question } => self.check(number, (check, question), ctx),
            Effect::GiveBack => drop(self.granted.take()),
            Effect::AskAdmission { link, urgency } => self.ask_admission(number, (link, urgency), ctx),
            Effect::Prepare { link, phone, ask } => {
                let Some(start) = self.start_of(number, link) else { return };
                self.queue(number, SerialTask::Prepare { start, phone, ask }, ctx);
            }
            Effect::Open { link, login } => self.queue(number, SerialTask::Open { link, login }, ctx),
            Effect::Wipe(wipe, order) => self.queue(number, SerialTask::Wipe(wipe, order), ctx),
            Effect::Close { link, log_out } => self.close(number, (link, log_out), ctx),
            Effect::RequestCode { link, phone } => self.request_code(number, link, &phone),
            Effect::AnswerPasskey { link, assertion } => {
                if let Some(handle) = self.open_link(number, link) {
                    handle.answer_passkey(*assertion);
                }
            }
            Effect::ConfirmPasskey { link } => {
                if let Some(handle) = self.open_link(number, link) {
                    handle.confirm_passkey();
                }
            }
            Effect::ReplyToStep { correlation, result } => drop(self.passkey_steps.answer(&correlation, &result)),
            Effect::TouchConnected => self.touch_connected(number, ctx),
            Effect::NotePark(parked) => self.queue(number, SerialTask::Park(parked), ctx),
            Effect::KeepDisconnect => self.queue(number, SerialTask::KeepDisconnect, ctx),
            Effect::ForgetDisconnect => self.queue(number, SerialTask::ForgetDisconnect, ctx),
            Effect::NoteNumber { phone, event } => self.note_number(number, phone, event),
            Effect::Report { code, alert, correlation } => self.report(code, alert, &correlation),
            Effect::Count(tally) => self.count(tally),
            Effect::Arm(timer, after) => self.arm(number, (timer, after), ctx),
            Effect::Disarm(timer) => self.disarm(number, timer, ctx),
            Effect::DisarmAll => {
                if let Some(work) = self.work(number) {
                    work.disarm_all(ctx);
                }
            }
            Effect::Tell(notification) => self.tell(notification, ctx),
            Effect::Refuse { correlation, refusal } => self.refuse(&correlation, refusal, ctx),
            Effect::LiftWait { by, correlation } => {
                self.args.journal.note_lifted_wait(&self.args.company, by, correlation);
                self.queue(number, SerialTask::LiftWait, ctx);
            }
            Effect::NoteNumberChange(change) => self.args.journal.note_number_change(&self.args.company, change),
            // Carried out by the machine of both slots.
            Effect::ChangePhone(_) => {}
            Effect::Leave(ExitRequest::Reload) => self.leave(ExitReason::Reload, ctx),
        }
    }

    fn close(&mut self, number: WorkNo, (link, log_out): (LinkNo, bool), ctx: &mut Context<Self>) {
        self.cancel_admission(number, link, ctx);
        let Some(work) = self.work(number) else { return };
        match work.link.take() {
            Some((open, handle)) if open == link => {
                let mode = if log_out { CloseMode::LogOut } else { CloseMode::Disconnect };
                self.queue(number, SerialTask::Close(handle, mode), ctx);
            }
            // The link was never opened: its `Open` task is still queued and will be skipped.
            other => work.link = other,
        }
    }

    /// Closes a link that has ended: its last writes must be over before the credentials are wiped or replaced.
    pub(super) fn drop_ended_link(&mut self, number: WorkNo, ended: LinkNo, ctx: &mut Context<Self>) {
        self.close(number, (ended, false), ctx);
    }

    fn request_code(&mut self, number: WorkNo, link: LinkNo, phone: &Phone) {
        if let Some(handle) = self.open_link(number, link) {
            handle.request_code(phone);
        }
    }

    /// The link with this number, if it is open.
    fn open_link(&mut self, number: WorkNo, link: LinkNo) -> Option<&dyn Link> {
        let open = self.work(number)?.link.as_ref();
        open.filter(|(open, _)| *open == link).map(|(_, handle)| handle.as_ref())
    }

    fn touch_connected(&mut self, number: WorkNo, ctx: &mut Context<Self>) {
        let at = self.services.clock.now();
        let Some(work) = self.work(number) else { return };
        // Sent in this turn, so that it cannot undo something that is stored in a later one.
        let noted = work.credentials.ask(NoteConnected { at });
        let noted = noted.into_actor(self).map(|answer, actor, _| {
            if let Err(error) = answer {
                log_failure(&actor.args.company, "store the connection time of", &error);
            }
        });
        ctx.spawn(noted);
    }

    /// Reports a code usage event. It must not be lost, even if the session leaves in the same turn, so it is sent
    /// without waiting; each pairing makes two at most.
    fn note_number(&mut self, number: WorkNo, phone: Phone, event: CodeUsageEvent) {
        let at = self.services.clock.now();
        if let Some(work) = self.work(number) {
            work.credentials.tell(NoteNumber { phone, event, at, counted_for: CountedFor::Company });
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
            Tally::Passkey(step) => metrics.passkey_step(step),
            Tally::Disconnected => metrics.session_failed(ErrorCode::Disconnected),
            Tally::Change(tally) => metrics.phone_change(tally),
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
            | SessionNotification::Passkey(_)
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
            SessionNotification::Passkey(live) => {
                let what = match live.item {
                    PasskeyItem::Challenge(_) => "is asked for its passkey",
                    PasskeyItem::Code(_) => "has the code of its passkey to compare",
                };
                info!(company.id = %company, correlation.id = %live.correlation, "company {company} {what}");
            }
            SessionNotification::Connected { phone } => {
                let correlation = self.session.line().correlation();
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
