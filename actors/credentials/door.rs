//! The door a link is given: the company's credential actor, under the fence of the moment the link was opened.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Context, Handler, MailboxError, Message};
use async_trait::async_trait;
use linekeeper_ports::{Batch, CredentialDoor, Credentials, Fence, KeyQuery, KeyRow, StoreError, Written};

use super::actor::CredentialActor;
use super::desk::{Desk, no_answer};
use super::messages::{ReadCredentials, ReadKeys, WriteBatch};

/// See [`CredentialDoor`].
pub struct Door {
    desk: Desk,
    fence: Fence,
    timeout: Duration,
}

impl Door {
    /// A door that no wipe and no change of owner leaves open for writing.
    #[must_use]
    pub const fn new(desk: Desk, fence: Fence, timeout: Duration) -> Self {
        Self { desk, fence, timeout }
    }

    async fn ask<M, T>(&self, message: M) -> Result<T, StoreError>
    where
        M: Message<Result = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
        CredentialActor: Handler<M>,
        Context<CredentialActor>: ToEnvelope<CredentialActor, M>,
    {
        let asked = tokio::time::timeout(self.timeout, self.desk.ask(message)).await;
        asked.unwrap_or_else(|_| Err(no_answer(MailboxError::Timeout)))
    }
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
        let (desk, message) = (self.desk.clone(), WriteBatch { fence: self.fence, batch });
        let asked = tokio::spawn(async move { desk.ask(message).await });
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(no_answer(MailboxError::Timeout)),
        }
    }
}
