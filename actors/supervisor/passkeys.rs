//! Steps of linkings with a passkey. They reach a session that is running only: none is started for one, because nothing
//! waits for it there.

use actix::dev::ToEnvelope;
use actix::{Context, Handler, Message};
use linekeeper_domain::{CompanyId, ErrorCode};
use linekeeper_telemetry::metrics::Mailbox;

use super::actor::SessionSupervisor;
use super::delivery::Promise;
use super::messages::{AnswerPasskey, ConfirmPasskey, ShowPasskey};
use crate::counted::counted;
use crate::session::{self, SessionActor};

impl SessionSupervisor {
    /// Sends a message to the company's session. `NO_PASSKEY_REQUESTED` where none is running, or it ends before it reads
    /// the message.
    pub(super) fn ask_running<M, T>(&self, company: &CompanyId, message: M) -> Promise<T>
    where
        M: Message<Result = T> + Send + 'static,
        T: Send + 'static,
        SessionActor: Handler<M>,
        Context<SessionActor>: ToEnvelope<SessionActor, M>,
    {
        let running = self.entries.get(company).and_then(|entry| entry.session());
        let Some(session) = running else { return Box::pin(std::future::ready(Err(ErrorCode::NoPasskeyRequested))) };
        let asked = session.send(message).timeout(self.services.settings.ask_timeout);
        let asked = counted(self.services.metrics.queued(Mailbox::Session), asked);
        Box::pin(async move {
            asked.await.map_err(|gone| match gone {
                actix::MailboxError::Closed => ErrorCode::NoPasskeyRequested,
                actix::MailboxError::Timeout => ErrorCode::Internal,
            })
        })
    }
}

impl Handler<AnswerPasskey> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, ask: AnswerPasskey, _: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let answer = self.ask_running(&ask.company, session::AnswerPasskey(ask.step));
        Box::pin(async move { answer.await? })
    }
}

impl Handler<ConfirmPasskey> for SessionSupervisor {
    type Result = Promise<()>;

    fn handle(&mut self, ask: ConfirmPasskey, _: &mut Self::Context) -> Self::Result {
        self.audit_request(&ask.record());
        let answer = self.ask_running(&ask.company, session::ConfirmPasskey(ask.step));
        Box::pin(async move { answer.await? })
    }
}

impl Handler<ShowPasskey> for SessionSupervisor {
    type Result = Promise<Option<linekeeper_domain::session::LivePasskey>>;

    fn handle(&mut self, ask: ShowPasskey, _: &mut Self::Context) -> Self::Result {
        self.ask_running(&ask.company, session::ShowPasskey)
    }
}
