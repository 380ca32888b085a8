//! Delivery of a request to a session that may be leaving at that moment: if it left before it read the request, it is
//! started again and asked once more. A session that is gone while its exit notice is still on its way is asked all the
//! same: the notice arrives before the mailbox error, so its end is decided about like any other.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Addr, AsyncContext, Context, Handler, MailboxError, Message, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_telemetry::metrics::Mailbox;
use tokio::sync::oneshot;
use tracing::warn;

use super::actor::SessionSupervisor;
use crate::counted::counted;
use crate::session::SessionActor;

/// Future of the answer.
pub(super) type Promise<T> = actix::ResponseFuture<Result<T, ErrorCode>>;

/// Request to deliver.
pub(super) struct CompanyMessage<M> {
    pub(super) company: CompanyId,
    pub(super) correlation: CorrelationId,
    pub(super) message: M,
}

/// Most deliveries of a request: to a session that is gone already, to one that is leaving, and to its next life.
const ATTEMPTS: u8 = 3;

/// One delivery attempt.
struct Delivery<M, T> {
    addressed: CompanyMessage<M>,
    answer: oneshot::Sender<Result<T, ErrorCode>>,
    more_attempts: u8,
}

impl SessionSupervisor {
    pub(super) fn deliver<M, T>(&mut self, addressed: CompanyMessage<M>, ctx: &mut Context<Self>) -> Promise<T>
    where
        M: Message<Result = T> + Clone + Send + 'static,
        T: Send + 'static,
        SessionActor: Handler<M>,
        Context<SessionActor>: ToEnvelope<SessionActor, M>,
    {
        let (answer, answered) = oneshot::channel();
        self.try_deliver(Delivery { addressed, answer, more_attempts: ATTEMPTS - 1 }, ctx);
        Box::pin(async move { answered.await.unwrap_or(Err(ErrorCode::Internal)) })
    }

    fn try_deliver<M, T>(&mut self, delivery: Delivery<M, T>, ctx: &mut Context<Self>)
    where
        M: Message<Result = T> + Clone + Send + 'static,
        T: Send + 'static,
        SessionActor: Handler<M>,
        Context<SessionActor>: ToEnvelope<SessionActor, M>,
    {
        let Delivery { addressed, answer, more_attempts } = delivery;
        let Some(session) = self.session_of(&addressed.company, &addressed.correlation, ctx) else {
            let _gone = answer.send(Err(ErrorCode::StoreUnavailable));
            return;
        };
        let asked = ask(session, addressed.message.clone(), self.services.settings.ask_timeout);
        let asked = counted(self.services.metrics.queued(Mailbox::Session), asked);
        let done = asked.into_actor(self).map(move |result, supervisor, ctx| match result {
            Err(MailboxError::Closed) if more_attempts > 0 => {
                supervisor.try_deliver(Delivery { addressed, answer, more_attempts: more_attempts - 1 }, ctx);
            }
            result => {
                let result = result.map_err(|gone| {
                    warn!(company.id = %addressed.company, "session of company {} did not answer: {gone}", addressed.company);
                    ErrorCode::Internal
                });
                // The caller may be gone; the session has carried out the request all the same.
                let _gone = answer.send(result);
            }
        });
        ctx.spawn(done);
    }
}

async fn ask<M, T>(session: Addr<SessionActor>, message: M, timeout: Duration) -> Result<T, MailboxError>
where
    M: Message<Result = T> + Send + 'static,
    T: Send + 'static,
    SessionActor: Handler<M>,
    Context<SessionActor>: ToEnvelope<SessionActor, M>,
{
    session.send(message).timeout(timeout).await
}
