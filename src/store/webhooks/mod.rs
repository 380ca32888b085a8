//! Webhooks: endpoints, what they are owed of the log, and its delivery (tables `webhook_endpoints`, `webhook_lanes`,
//! `webhook_deliveries`).
//!
//! A lane is what one endpoint is owed of one chat. A worker claims lanes, never single deliveries: so the events of a chat
//! arrive in their order, and one that fails holds its chat up and nothing else. Locks are taken in the order endpoint,
//! lanes, deliveries, and several rows of a table in the order of their keys.

mod claim;
mod endpoints;
mod heads;
mod listing;
mod owing;
mod replay;
mod rows;
mod settle;
mod upkeep;

pub(crate) use self::claim::STATEMENTS as CLAIM;
pub(crate) use self::endpoints::STATEMENTS as ENDPOINTS;
pub(crate) use self::listing::STATEMENTS as LISTING;
pub(crate) use self::owing::OWE;
pub(crate) use self::owing::STATEMENTS as OWING;
pub(crate) use self::replay::STATEMENTS as REPLAY;
pub(crate) use self::settle::STATEMENTS as SETTLE;
pub(crate) use self::upkeep::STATEMENTS as UPKEEP;

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{
    Backlog, ClaimOrder, ClaimedLanes, Delivery, DeliveryQuery, EndpointChange, EndpointPlace, EndpointTroubles,
    LaneClaim, ListedDelivery, NewEndpoint, ReplayOrder, Replayed, RotatedSecret, Settled, Settlement, ShownSecret,
    StoreError, TestMessage, WebhookDeliveries, WebhookEndpoint, WebhookEndpoints,
};

use crate::store::Store;

#[async_trait]
impl WebhookEndpoints for Store {
    async fn add_webhook(&self, endpoint: NewEndpoint) -> Result<ShownSecret, StoreError> {
        let sealing = self.sealing();
        let call = self
            .call("add_webhook", move |call| Box::pin(async move { endpoints::add(call, &sealing, &endpoint).await }));
        call.await
    }

    async fn webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        self.call("webhook", move |call| Box::pin(async move { endpoints::one(call, &sealing, &id).await })).await
    }

    async fn webhooks(&self, after: Option<EndpointPlace>, limit: u32) -> Result<Vec<WebhookEndpoint>, StoreError> {
        let sealing = self.sealing();
        let call = self.call("webhooks", move |call| {
            Box::pin(async move { endpoints::page(call, &sealing, (after.as_ref(), limit)).await })
        });
        call.await
    }

    async fn change_webhook(
        &self,
        id: &AccessId,
        change: EndpointChange,
    ) -> Result<Option<WebhookEndpoint>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        let call = self.call("change_webhook", move |call| {
            Box::pin(async move { endpoints::change(call, &sealing, (&id, change)).await })
        });
        call.await
    }

    async fn disable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        let call = self.call("disable_webhook", move |call| {
            Box::pin(async move { endpoints::disable(call, &sealing, &id).await })
        });
        call.await
    }

    async fn webhook_troubles(&self) -> Result<EndpointTroubles, StoreError> {
        self.call("webhook_troubles", move |call| Box::pin(async move { endpoints::troubles(call).await })).await
    }

    async fn enable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        let call = self
            .call("enable_webhook", move |call| Box::pin(async move { endpoints::enable(call, &sealing, &id).await }));
        let enabled = call.await;
        self.note_deliveries_owed();
        enabled
    }

    async fn remove_webhook(&self, id: &AccessId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.call("remove_webhook", move |call| Box::pin(async move { endpoints::remove(call, &id).await })).await
    }

    async fn rotate_webhook_secret(
        &self,
        id: &AccessId,
        overlap: Duration,
    ) -> Result<Option<RotatedSecret>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        let call = self.call("rotate_webhook_secret", move |call| {
            Box::pin(async move { endpoints::rotate(call, &sealing, (&id, overlap)).await })
        });
        call.await
    }

    async fn sign_webhook_test(&self, id: &AccessId, message: TestMessage) -> Result<Option<Delivery>, StoreError> {
        let (sealing, id) = (self.sealing(), id.clone());
        let call = self.call("sign_webhook_test", move |call| {
            Box::pin(async move { endpoints::sign_test(call, &sealing, (&id, message)).await })
        });
        call.await
    }

    async fn webhook_deliveries(&self, query: DeliveryQuery) -> Result<Vec<ListedDelivery>, StoreError> {
        self.call("webhook_deliveries", move |call| Box::pin(async move { listing::list(call, &query).await })).await
    }

    async fn replay_webhook(&self, order: ReplayOrder) -> Result<Option<Replayed>, StoreError> {
        let call = self.call("replay_webhook", move |call| Box::pin(async move { replay::replay(call, &order).await }));
        let replayed = call.await;
        self.note_deliveries_owed();
        replayed
    }
}

#[async_trait]
impl WebhookDeliveries for Store {
    async fn claim_lanes(&self, order: ClaimOrder) -> Result<ClaimedLanes, StoreError> {
        let sealing = self.sealing();
        let call =
            self.call("claim_lanes", move |call| Box::pin(async move { claim::claim(call, &sealing, &order).await }));
        call.await
    }

    async fn settle_delivery(&self, settlement: Settlement) -> Result<Settled, StoreError> {
        let sealing = self.sealing();
        let call = self.call("settle_delivery", move |call| {
            Box::pin(async move { settle::settle(call, &sealing, &settlement).await })
        });
        call.await
    }

    async fn release_lanes(&self, claims: Vec<LaneClaim>) -> Result<(), StoreError> {
        if claims.is_empty() {
            return Ok(());
        }
        self.call("release_lanes", move |call| Box::pin(async move { claim::release(call, &claims).await })).await
    }

    async fn delivery_backlog(&self) -> Result<Backlog, StoreError> {
        self.call("delivery_backlog", move |call| Box::pin(async move { upkeep::backlog(call).await })).await
    }

    async fn deliveries_owed(&self) {
        self.until_deliveries_owed().await;
    }
}
