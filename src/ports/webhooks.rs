//! Webhooks: one request to an endpoint, from its connection to its answer.

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::webhooks::{Answer, DeliveryHeaders, WebhookUrl};

/// One attempt at a delivery.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// URL of the endpoint.
    pub url: WebhookUrl,
    /// Id, time and signatures.
    pub headers: DeliveryHeaders,
    /// Body, JSON: exactly the bytes that were signed.
    pub body: Bytes,
}

/// Shows neither the body nor the signatures nor the path, in which receivers keep secrets.
impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("url", &self.url)
            .field("id", self.headers.id())
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// Client of the endpoints. Bounded in time once a connection is free, and in connections, of all and of each host.
#[async_trait]
pub trait WebhookSender: Send + Sync {
    /// Sends one `POST` and returns its answer. Nothing is repeated and no redirect is followed. Dropping the future ends
    /// the exchange, whose outcome is unknown then.
    async fn send(&self, delivery: Delivery) -> Answer;
}
