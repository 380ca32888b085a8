//! Message handlers of the session: each turns a message into an event of the state machine.

use actix::{Context, Handler, MessageResult, ResponseFuture, StreamHandler};
use linekeeper_domain::session::{Event, Input};
use linekeeper_domain::{ErrorCode, PairingRefusal};

use super::actor::SessionActor;
use super::messages::{
    AnswerPasskey, CancelPairing, ConfirmPasskey, DisconnectSession, ExitReason, LeaveForRestart, MediaLine,
    ResetSession, RetireSession, SessionUpdate, ShowPasskey, StartPairing, StopSession, UnwatchSession, WatchSession,
};
use super::serial_tasks::{OfLink, Told};
use super::slot_work::SlotWork;
use crate::credentials::CredentialsExited;

impl Handler<StartPairing> for SessionActor {
    type Result = ResponseFuture<Result<(), PairingRefusal>>;

    fn handle(&mut self, request: StartPairing, ctx: &mut Self::Context) -> Self::Result {
        let StartPairing { method, phone, options, by, correlation } = request;
        let answer = self.pairings.add(correlation.clone());
        self.take(Input::Asked(Event::PairingRequested { method, phone, options, by, correlation }), ctx);
        // Answered within half of the caller's timeout, as taken, even if the stored data is not read by then (that may
        // wait for a link to close).
        let patience = self.services.settings.ask_timeout / 2;
        Box::pin(async move { tokio::time::timeout(patience, answer).await.unwrap_or(Ok(())) })
    }
}

impl Handler<CancelPairing> for SessionActor {
    type Result = ();

    fn handle(&mut self, request: CancelPairing, ctx: &mut Self::Context) {
        let CancelPairing { by, correlation } = request;
        self.take(Input::Asked(Event::PairingCancelled { by, correlation }), ctx);
    }
}

impl Handler<ResetSession> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, request: ResetSession, ctx: &mut Self::Context) -> Self::Result {
        let ResetSession { by, correlation } = request;
        let answer = self.resets.add(correlation.clone());
        self.take(Input::Asked(Event::ResetRequested { by, correlation }), ctx);
        Box::pin(answer)
    }
}

impl Handler<DisconnectSession> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, request: DisconnectSession, ctx: &mut Self::Context) -> Self::Result {
        let DisconnectSession { by, correlation } = request;
        let answer = self.disconnects.add(correlation.clone());
        self.take(Input::Asked(Event::DisconnectRequested { by, correlation }), ctx);
        Box::pin(answer)
    }
}

impl Handler<AnswerPasskey> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, AnswerPasskey(step): AnswerPasskey, ctx: &mut Self::Context) -> Self::Result {
        let answer = self.passkey_steps.add(step.correlation.clone());
        self.take(Input::Asked(Event::PasskeyAnswered(step)), ctx);
        Box::pin(answer)
    }
}

impl Handler<ConfirmPasskey> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, ConfirmPasskey(step): ConfirmPasskey, ctx: &mut Self::Context) -> Self::Result {
        let answer = self.passkey_steps.add(step.correlation.clone());
        self.take(Input::Asked(Event::PasskeyConfirmed(step)), ctx);
        Box::pin(answer)
    }
}

impl Handler<ShowPasskey> for SessionActor {
    type Result = MessageResult<ShowPasskey>;

    fn handle(&mut self, _: ShowPasskey, _: &mut Self::Context) -> Self::Result {
        MessageResult(self.session.live_passkey())
    }
}

impl Handler<MediaLine> for SessionActor {
    type Result = MessageResult<MediaLine>;

    fn handle(&mut self, _: MediaLine, _: &mut Self::Context) -> Self::Result {
        // That of the line, and never of the device it is about to be changed to.
        let link = self.line.as_ref().and_then(|line| line.link.as_ref());
        MessageResult(link.and_then(|(_, link)| link.media()))
    }
}

impl Handler<WatchSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, message: WatchSession, ctx: &mut Self::Context) {
        self.welcome(message.watcher, message.updates, ctx);
    }
}

impl Handler<UnwatchSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, message: UnwatchSession, _: &mut Self::Context) {
        self.watchers.remove(message.watcher);
    }
}

impl Handler<RetireSession> for SessionActor {
    type Result = MessageResult<RetireSession>;

    fn handle(&mut self, _: RetireSession, ctx: &mut Self::Context) -> Self::Result {
        let leaves = self.session.is_at_rest() && self.works().chain(&self.retiring).all(SlotWork::is_done);
        if leaves {
            self.leave(ExitReason::Retired, ctx);
        }
        MessageResult(leaves)
    }
}

impl Handler<StopSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, _: StopSession, ctx: &mut Self::Context) {
        self.watchers.send_all(&SessionUpdate::Stopping, ctx);
        self.finish_and_leave(ExitReason::Stopped, ctx);
    }
}

impl Handler<LeaveForRestart> for SessionActor {
    type Result = ();

    fn handle(&mut self, _: LeaveForRestart, ctx: &mut Self::Context) {
        self.finish_and_leave(ExitReason::Restarted, ctx);
    }
}

impl Handler<CredentialsExited> for SessionActor {
    type Result = ();

    fn handle(&mut self, exited: CredentialsExited, ctx: &mut Self::Context) {
        // That of a replaced device ends with its work.
        if self.slot_of(exited.number).is_some() {
            self.leave(ExitReason::CredentialsLost, ctx);
        }
    }
}

/// Takes the events of the links.
impl StreamHandler<OfLink> for SessionActor {
    fn handle(&mut self, OfLink(number, told): OfLink, ctx: &mut Context<Self>) {
        let event = match told {
            Told::Event(event) => event,
            Told::Sends(reports) => return self.sends_answered(reports, ctx),
        };
        self.settle_admission(number, &event);
        let is_current = self.slot_of(number).is_some_and(|slot| self.session.current_link(slot) == event.link());
        let patience = self.services.settings.outage_patience;
        if let Event::Connected { .. } = &event
            && is_current
            && let Some(work) = self.work(number)
        {
            work.credentials.set_outage_patience(patience);
        }
        if let Event::Ended { link, .. } = &event {
            let ended = *link;
            self.drop_ended_link(number, ended, ctx);
        }
        self.take_in(number, event, ctx);
    }

    /// Overrides the default, which stops the actor: the end of a link is an event like others.
    fn finished(&mut self, _: &mut Context<Self>) {}
}
