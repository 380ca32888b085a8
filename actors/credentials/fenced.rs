//! Credentials as a link sees them: calls to the company's credential actor, under the fence of the moment the link was
//! opened.

use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Context, Handler, MailboxError, Message};
use async_trait::async_trait;
use linekeeper_ports::{Batch, Credentials, Fence, KeyQuery, KeyRow, LinkCredentials, StoreError, Written};

use super::actor::CredentialActor;
use super::handle::{CredentialsHandle, no_answer};
use super::messages::{ReadCredentials, ReadKeys, WriteBatch};

/// Implementation of [`LinkCredentials`] for one link. Reads and writes go through the credential actor; writes carry
/// the fence.
pub struct FencedCredentials {
    handle: CredentialsHandle,
    fence: Fence,
    timeout: Duration,
}

impl FencedCredentials {
    /// Creates the credentials of a link. A wipe or a change of owner invalidates `fence`, so later writes are refused.
    /// `timeout` bounds each call.
    #[must_use]
    pub const fn new(handle: CredentialsHandle, fence: Fence, timeout: Duration) -> Self {
        Self { handle, fence, timeout }
    }

    async fn ask<M, T>(&self, message: M) -> Result<T, StoreError>
    where
        M: Message<Result = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
        CredentialActor: Handler<M>,
        Context<CredentialActor>: ToEnvelope<CredentialActor, M>,
    {
        let asked = tokio::time::timeout(self.timeout, self.handle.ask(message)).await;
        asked.unwrap_or_else(|_| Err(no_answer(MailboxError::Timeout)))
    }
}

#[async_trait]
impl LinkCredentials for FencedCredentials {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        self.ask(ReadCredentials).await
    }

    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.ask(ReadKeys { query }).await
    }

    async fn write(&self, batch: Batch) -> Result<Written, StoreError> {
        // actix skips a message whose sender has stopped waiting: this write would be left out and the later ones made
        // all the same. So a spawned task waits for the answer, without a timeout.
        let (handle, message) = (self.handle.clone(), WriteBatch { fence: self.fence, batch });
        let asked = tokio::spawn(async move { handle.ask(message).await });
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(no_answer(MailboxError::Timeout)),
        }
    }
}
