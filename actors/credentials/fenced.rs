//! Credentials as a link sees them: calls to the company's credential actor, under the fence of the moment the link was
//! opened.

use std::sync::Arc;
use std::time::Duration;

use actix::dev::ToEnvelope;
use actix::{Context, Handler, MailboxError, Message};
use async_trait::async_trait;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{Batch, Credentials, Fence, KeyQuery, KeyRow, LinkCredentials, StoreError, Written};
use tokio::sync::SetOnce;

use super::actor::CredentialActor;
use super::handle::{CredentialsHandle, no_answer};
use super::messages::{HasSeen, ReadCredentials, ReadKeys};

/// Fence of a link. A link that registers is opened while its rows are still being emptied: its fence is set when they
/// are, and a write waits for that.
pub type LinkFence = Arc<SetOnce<Fence>>;

/// Implementation of [`LinkCredentials`] for one link. Reads and writes go through the credential actor; writes carry
/// the fence.
pub struct FencedCredentials {
    handle: CredentialsHandle,
    fence: LinkFence,
    /// Whether the rows are emptied for this link.
    emptied: bool,
    timeout: Duration,
}

impl FencedCredentials {
    /// Creates the credentials of a link. A wipe or a change of owner invalidates `fence`, so later writes are refused.
    /// `timeout` bounds each call.
    #[must_use]
    pub fn new(handle: CredentialsHandle, fence: Fence, timeout: Duration) -> Self {
        Self { handle, fence: Arc::new(SetOnce::new_with(Some(fence))), emptied: false, timeout }
    }

    /// Creates the credentials of a link that registers, as [`Self::new`] does.
    #[must_use]
    pub const fn of_pairing(handle: CredentialsHandle, fence: LinkFence, timeout: Duration) -> Self {
        Self { handle, fence, emptied: true, timeout }
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

/// Credentials of a device that another phone has replaced, for a connection that only logs it out. Nothing else of the
/// device is kept. So what the connection asks for is never answered: what it receives is not acknowledged.
pub struct OldCredentials(Credentials);

impl OldCredentials {
    /// The credentials of a replaced device.
    #[must_use]
    pub const fn new(kept: Credentials) -> Self {
        Self(kept)
    }
}

#[async_trait]
impl LinkCredentials for OldCredentials {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        Ok(Some(self.0.clone()))
    }

    async fn keys(&self, _: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        std::future::pending().await
    }

    async fn write(&self, _: Batch) -> Result<Written, StoreError> {
        std::future::pending().await
    }

    async fn has_seen(&self, _: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        std::future::pending().await
    }
}

#[async_trait]
impl LinkCredentials for FencedCredentials {
    fn are_emptied(&self) -> bool {
        self.emptied
    }

    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        self.ask(ReadCredentials).await
    }

    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.ask(ReadKeys { query }).await
    }

    async fn write(&self, batch: Batch) -> Result<Written, StoreError> {
        let written = async {
            let fence = *self.fence.wait().await;
            self.handle.write(fence, batch).await
        };
        let asked = tokio::time::timeout(self.timeout, written).await;
        asked.unwrap_or_else(|_| Err(no_answer(MailboxError::Timeout)))
    }

    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        self.ask(HasSeen { keys }).await
    }
}
