//! The door a link is given: the company's credential actor, under the fence of the moment the link was opened.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Addr, Handler, MailboxError, Message};
use async_trait::async_trait;
use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialDoor, Credentials, Fence, KeyQuery, KeyRow, StoreError, Written};

use super::actor::CredentialActor;
use super::messages::{ReadCredentials, ReadKeys, WriteBatch};

/// See [`CredentialDoor`].
pub struct Door {
    actor: Addr<CredentialActor>,
    fence: Fence,
    timeout: Duration,
}

impl Door {
    /// A door that no wipe and no change of owner leaves open for writing.
    #[must_use]
    pub const fn new(actor: Addr<CredentialActor>, fence: Fence, timeout: Duration) -> Self {
        Self { actor, fence, timeout }
    }

    async fn ask<M, T>(&self, message: M) -> Result<T, StoreError>
    where
        M: Message<Result = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
        CredentialActor: Handler<M>,
        actix::Context<CredentialActor>: ToEnvelope<CredentialActor, M>,
    {
        self.actor.send(message).timeout(self.timeout).await.unwrap_or_else(|gone| Err(no_answer(gone)))
    }
}

/// The actor may still be carrying out what it was asked when the answer no longer comes in time.
fn no_answer(gone: MailboxError) -> StoreError {
    let failure = match gone {
        MailboxError::Timeout => StoreFailure::UnknownOutcome,
        MailboxError::Closed => StoreFailure::Unavailable,
    };
    StoreError::new(failure, format!("credential actor: {gone}"))
}

#[async_trait]
impl CredentialDoor for Door {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        self.ask(ReadCredentials).await
    }

    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.ask(ReadKeys { query }).await
    }

    async fn write(&self, batch: Batch) -> Result<Written, StoreError> {
        // A message whose sender gives up waiting is not handled when its turn comes: the write would be left out, and those
        // after it made all the same. So the one who waits is a task that does not give up.
        let asked = tokio::spawn(self.actor.send(WriteBatch { fence: self.fence, batch }));
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(Ok(answer)) => answer.unwrap_or_else(|gone| Err(no_answer(gone))),
            Ok(Err(_)) | Err(_) => Err(no_answer(MailboxError::Timeout)),
        }
    }
}
