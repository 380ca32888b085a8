//! The session's handlers: each turns a message into an event of the machine.

use actix::{Context, Handler, MessageResult, ResponseFuture, StreamHandler};
use linekeeper_domain::session::Event;
use linekeeper_domain::{ErrorCode, PairingRefusal};

use super::actor::SessionActor;
use super::messages::{
    CancelPairing, DisconnectSession, ExitReason, LeaveForRestart, RequestPairing, ResetSession, RetireSession,
    SessionNews, StopSession, UnwatchSession, WatchSession,
};
use crate::credentials::CredentialsExited;

impl Handler<RequestPairing> for SessionActor {
    type Result = ResponseFuture<Result<(), PairingRefusal>>;

    fn handle(&mut self, request: RequestPairing, ctx: &mut Self::Context) -> Self::Result {
        let RequestPairing { method, phone, options, by, correlation } = request;
        let answer = self.pairings.add(correlation.clone());
        self.take(Event::PairingRequested { method, phone, options, by, correlation }, ctx);
        // Whoever asks bounds the waiting, too: a reading that waits for a line to be closed is answered before that bound.
        let patience = self.world.settings.ask_timeout / 2;
        Box::pin(async move { tokio::time::timeout(patience, answer).await.unwrap_or(Ok(())) })
    }
}

impl Handler<CancelPairing> for SessionActor {
    type Result = ();

    fn handle(&mut self, request: CancelPairing, ctx: &mut Self::Context) {
        let CancelPairing { by, correlation } = request;
        self.take(Event::PairingCancelled { by, correlation }, ctx);
    }
}

impl Handler<ResetSession> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, request: ResetSession, ctx: &mut Self::Context) -> Self::Result {
        let ResetSession { by, correlation } = request;
        let answer = self.resets.add(correlation.clone());
        self.take(Event::ResetRequested { by, correlation }, ctx);
        Box::pin(answer)
    }
}

impl Handler<DisconnectSession> for SessionActor {
    type Result = ResponseFuture<Result<(), ErrorCode>>;

    fn handle(&mut self, request: DisconnectSession, ctx: &mut Self::Context) -> Self::Result {
        let DisconnectSession { by, correlation } = request;
        let answer = self.disconnects.add(correlation.clone());
        self.take(Event::DisconnectRequested { by, correlation }, ctx);
        Box::pin(answer)
    }
}

impl Handler<WatchSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, message: WatchSession, ctx: &mut Self::Context) {
        self.welcome(message.watcher, message.news, ctx);
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
        let leaves = self.session.is_at_rest() && self.chores.is_empty() && !self.chore_running;
        if leaves {
            self.leave(ExitReason::Retired, ctx);
        }
        MessageResult(leaves)
    }
}

impl Handler<StopSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, _: StopSession, ctx: &mut Self::Context) {
        self.watchers.send_all(&SessionNews::Stopping, ctx);
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

    fn handle(&mut self, _: CredentialsExited, ctx: &mut Self::Context) {
        self.leave(ExitReason::CredentialsLost, ctx);
    }
}

/// The link's events.
impl StreamHandler<Event> for SessionActor {
    fn handle(&mut self, event: Event, ctx: &mut Context<Self>) {
        self.settle_admission(&event);
        if let Event::Connected { link, .. } = &event
            && self.session.current_link() == Some(*link)
            && let Some(credentials) = &self.credentials
        {
            credentials.set_outage_patience(self.world.settings.outage_patience);
        }
        if let Event::Ended { link, .. } = &event {
            let ended = *link;
            self.lay_down_ended_link(ended, ctx);
        }
        self.take(event, ctx);
    }

    /// A link's end is an event like others; the session goes on.
    fn finished(&mut self, _: &mut Context<Self>) {}
}
