//! Carrying out effects.

use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::session::{Departure, Effect, Event, LinkNo, Notice, Tally, Timer};
use linekeeper_domain::{CorrelationId, CountedFor, ErrorCode, News, NumberDeed, PairingRefusal, Phone};
use linekeeper_ports::CloseMode;
use tracing::{debug, error, info, warn};

use super::actor::{Alarm, SessionActor};
use super::chores::Chore;
use super::messages::{ExitReason, SessionNews};
use crate::credentials::{NoteConnected, NoteNumber};
use crate::failures::log_failure;

impl SessionActor {
    pub(super) fn carry_out(&mut self, effect: Effect, ctx: &mut Context<Self>) {
        match effect {
            Effect::Load => self.queue(Chore::Load, ctx),
            Effect::Check { check, question } => self.check(check, question, ctx),
            Effect::GiveBack => drop(self.granted.take()),
            Effect::AskAdmission { link, urgency } => self.ask_admission(link, urgency, ctx),
            Effect::Prepare { link, phone } => self.queue(Chore::Prepare { link, phone }, ctx),
            Effect::Open { link, login } => self.queue(Chore::Open { link, login }, ctx),
            Effect::Wipe(wipe, order) => self.queue(Chore::Wipe(wipe, order), ctx),
            Effect::Close { link, log_out } => self.close(link, log_out, ctx),
            Effect::RequestCode { link, phone } => self.request_code(link, &phone),
            Effect::TouchConnected => self.touch_connected(ctx),
            Effect::NotePark(parked) => self.queue(Chore::Park(parked), ctx),
            Effect::KeepDisconnect => self.queue(Chore::KeepDisconnect, ctx),
            Effect::ForgetDisconnect => self.queue(Chore::ForgetDisconnect, ctx),
            Effect::NoteNumber { phone, deed } => self.note_number(phone, deed),
            Effect::Report { code, alert, correlation } => self.report(code, alert, &correlation),
            Effect::Count(tally) => self.count(tally),
            Effect::Arm(timer, after) => self.arm(timer, after, ctx),
            Effect::Disarm(timer) => self.disarm(timer, ctx),
            Effect::DisarmAll => {
                for (_, alarm) in self.timers.drain() {
                    ctx.cancel_future(alarm.handle);
                }
            }
            Effect::Tell(notice) => self.tell(notice, ctx),
            Effect::Refuse { correlation, refusal } => self.refuse(&correlation, refusal, ctx),
            Effect::LiftWait { by, correlation } => {
                self.birth.pen.note_lifted_wait(&self.birth.company, by, correlation);
                self.queue(Chore::LiftWait, ctx);
            }
            Effect::NoteNumberChange(change) => self.birth.pen.note_number_change(&self.birth.company, change),
            Effect::Leave(Departure::Reload) => self.leave(ExitReason::Reload, ctx),
        }
    }

    fn close(&mut self, link: LinkNo, log_out: bool, ctx: &mut Context<Self>) {
        self.give_admission_up(link, ctx);
        match self.link.take() {
            Some((open, handle)) if open == link => {
                let mode = if log_out { CloseMode::LogOut } else { CloseMode::Disconnect };
                self.queue(Chore::Close(handle, mode), ctx);
            }
            // It was never opened: its turn among the chores had not come, and will not.
            other => self.link = other,
        }
    }

    /// A link that has ended is still closed: its last writes must be over before credentials change hands.
    pub(super) fn lay_down_ended_link(&mut self, ended: LinkNo, ctx: &mut Context<Self>) {
        self.close(ended, false, ctx);
    }

    fn request_code(&self, link: LinkNo, phone: &Phone) {
        if let Some((_, handle)) = self.link.as_ref().filter(|(open, _)| *open == link) {
            handle.request_code(phone);
        }
    }

    fn touch_connected(&self, ctx: &mut Context<Self>) {
        let Some(credentials) = &self.credentials else { return };
        // Sent in this turn, so that it does not undo what is noted in a later one.
        let noted = credentials.ask(NoteConnected { at: self.world.clock.now() });
        let noted = noted.into_actor(self).map(|answer, actor, _| {
            if let Err(error) = answer {
                log_failure(&actor.birth.company, "note the connection of", &error);
            }
        });
        ctx.spawn(noted);
    }

    /// A notice that must not be lost, also when the session leaves in the same turn; each pairing makes two at most.
    fn note_number(&self, phone: Phone, deed: NumberDeed) {
        if let Some(credentials) = &self.credentials {
            credentials.tell(NoteNumber { phone, deed, at: self.world.clock.now(), counted_for: CountedFor::Company });
        }
    }

    fn count(&self, tally: Tally) {
        let metrics = &self.world.metrics;
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
            // One that runs out in the very turn in which it is stopped or replaced is still called by actix.
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

    fn tell(&mut self, notice: Notice, ctx: &mut Context<Self>) {
        self.log(&notice);
        match &notice {
            Notice::ResetDone { correlation } => drop(self.resets.answer(correlation, &Ok(()))),
            Notice::ResetFailed { code, correlation } => drop(self.resets.answer(correlation, &Err(*code))),
            Notice::DisconnectDone { correlation } => drop(self.disconnects.answer(correlation, &Ok(()))),
            Notice::DisconnectFailed { code, correlation } => drop(self.disconnects.answer(correlation, &Err(*code))),
            Notice::CodeReady { .. }
            | Notice::QrReady { .. }
            | Notice::Connected { .. }
            | Notice::PairingFailed { .. } => {}
        }
        self.watchers.send_all(&SessionNews::Notice(notice), ctx);
    }

    /// Whoever asked is answered; one who did not wait for the answer hears it with those who watch.
    fn refuse(&mut self, correlation: &CorrelationId, refusal: PairingRefusal, ctx: &mut Context<Self>) {
        let company = &self.birth.company;
        info!(company.id = %company, correlation.id = %correlation, code = %refusal.code, "a pairing request for company {company} was refused: {}", refusal.code);
        let PairingRefusal { code, retry_after, .. } = refusal;
        if !self.pairings.answer(correlation, &Err(refusal)) {
            let notice = Notice::PairingFailed { code, retry_after, correlation: correlation.clone() };
            self.watchers.send_all(&SessionNews::Notice(notice), ctx);
        }
    }

    /// What went well, and what people are told; failures are reported by effects of their own.
    fn log(&self, notice: &Notice) {
        let company = &self.birth.company;
        match notice {
            Notice::CodeReady { correlation, .. } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} has a pairing code");
            }
            Notice::QrReady { .. } => info!(company.id = %company, "company {company} has a QR"),
            Notice::Connected { phone } => {
                let correlation = self.session.correlation();
                info!(company.id = %company, correlation.id = %correlation, phone = %phone, "company {company} is connected");
            }
            Notice::ResetDone { correlation } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} was reset");
            }
            Notice::PairingFailed { code, correlation, .. } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "pairing of company {company} ended: {code}");
            }
            Notice::ResetFailed { code, correlation } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "reset of company {company} ended: {code}");
            }
            Notice::DisconnectDone { correlation } => {
                info!(company.id = %company, correlation.id = %correlation, "company {company} is disconnected, as a person wants it");
            }
            Notice::DisconnectFailed { code, correlation } => {
                info!(company.id = %company, correlation.id = %correlation, code = %code, "disconnect of company {company} ended: {code}");
            }
        }
    }

    /// A failure is logged here, once. What is news goes out as an error, which Sentry collects; what is about the whole
    /// service was told where it began.
    fn report(&self, code: ErrorCode, alert: bool, correlation: &CorrelationId) {
        let company = &self.birth.company;
        let generation = self.birth.generation;
        self.world.metrics.session_failed(code);
        match code.news() {
            News::EachTime if alert => {
                self.world.metrics.news(code);
                error!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
            News::OncePerOutage => {
                debug!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
            News::No if code.is_expected() => {
                info!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company}: {code}");
            }
            News::EachTime | News::No => {
                warn!(company.id = %company, correlation.id = %correlation, session.generation = generation, code = %code, "session of company {company} failed: {code}");
            }
        }
    }
}
