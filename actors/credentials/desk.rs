//! The way to a credential actor for its session and its links: an answer always comes, and what waits for one is counted.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Addr, Context, Handler, MailboxError, Message};
use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Mailbox;

use super::actor::CredentialActor;
use super::messages::{NoteNumber, SetOutagePatience};
use crate::counted::counted;

/// See the module.
#[derive(Clone)]
pub struct Desk {
    actor: Addr<CredentialActor>,
    metrics: Metrics,
}

impl Desk {
    /// The way to this actor.
    #[must_use]
    pub const fn new(actor: Addr<CredentialActor>, metrics: Metrics) -> Self {
        Self { actor, metrics }
    }

    /// Asks, in this very moment and however long the answer takes. An actor that is gone could not do what it was asked.
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

    /// From now on what links ask waits so long for a database that does not answer.
    pub(crate) fn set_outage_patience(&self, patience: Duration) {
        self.actor.do_send(SetOutagePatience { patience });
    }

    /// Tells of a deed; nobody waits for the answer.
    pub(crate) fn tell(&self, note: NoteNumber) {
        self.actor.do_send(note);
    }
}

/// The actor may still be carrying out what it was asked when the answer no longer comes in time.
pub(super) fn no_answer(gone: MailboxError) -> StoreError {
    let failure = match gone {
        MailboxError::Timeout => StoreFailure::UnknownOutcome,
        MailboxError::Closed => StoreFailure::Unavailable,
    };
    StoreError::new(failure, format!("credential actor: {gone}"))
}
