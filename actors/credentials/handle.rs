//! Handle to a credential actor, for its session and its links: each call gets an answer, and is counted while it
//! waits.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Addr, Context, Handler, MailboxError, Message};
use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, Fence, StoreError, Written};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Mailbox;
use tokio::sync::oneshot;

use super::actor::CredentialActor;
use super::handlers::answer_of;
use super::messages::{SetOutagePatience, WriteBatch};
use super::permit::NoteNumber;
use crate::counted::counted;

/// Handle to one credential actor.
#[derive(Clone)]
pub struct CredentialsHandle {
    actor: Addr<CredentialActor>,
    metrics: Metrics,
}

impl CredentialsHandle {
    /// Creates a handle to this actor.
    #[must_use]
    pub const fn new(actor: Addr<CredentialActor>, metrics: Metrics) -> Self {
        Self { actor, metrics }
    }

    /// Sends the message at once (not when the future is first polled) and returns the answer, without a timeout. If
    /// the actor is gone the answer is [`StoreFailure::Unavailable`], as if nothing was carried out.
    pub(crate) fn ask<M, T>(&self, message: M) -> impl Future<Output = Result<T, StoreError>> + use<M, T>
    where
        M: Message<Result = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
        CredentialActor: Handler<M>,
        Context<CredentialActor>: ToEnvelope<CredentialActor, M>,
    {
        let asked = counted(self.metrics.queued(Mailbox::Credentials), self.actor.send(message));
        async move { asked.await.unwrap_or_else(|gone| Err(no_answer(gone))) }
    }

    /// Sends a write at once and returns the answer. The write is carried out even if the future is dropped.
    pub(super) fn write(
        &self,
        fence: Fence,
        batch: Batch,
    ) -> impl Future<Output = Result<Written, StoreError>> + use<> {
        let (answer, answered) = oneshot::channel();
        let queued = self.metrics.queued(Mailbox::Credentials);
        // The mailbox's capacity does not bound it: the library makes few writes at a time and waits for each.
        let sent = self.actor.connected().then(|| self.actor.do_send(WriteBatch { fence, batch, answer, queued }));
        async move {
            match sent {
                Some(()) => answer_of(answered).await,
                None => Err(no_answer(MailboxError::Closed)),
            }
        }
    }

    /// Sets how long calls of links wait for a database that does not answer, from now on.
    pub(crate) fn set_outage_patience(&self, patience: Duration) {
        self.actor.do_send(SetOutagePatience { patience });
    }

    /// Reports a code usage event, without waiting for the answer.
    pub(crate) fn tell(&self, note: NoteNumber) {
        self.actor.do_send(note);
    }
}

/// Converts a mailbox error. After a timeout the outcome is unknown: the actor may still be carrying the call out.
pub(super) fn no_answer(gone: MailboxError) -> StoreError {
    let failure = match gone {
        MailboxError::Timeout => StoreFailure::UnknownOutcome,
        MailboxError::Closed => StoreFailure::Unavailable,
    };
    StoreError::new(failure, format!("credential actor: {gone}"))
}
