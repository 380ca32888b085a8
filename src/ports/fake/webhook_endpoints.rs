//! Endpoints of webhooks, in memory. Secrets and signatures are made up: nothing here is sealed or signed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::webhooks::{DeliveryHeaders, DisableReason, EndpointHealth};
use linekeeper_domain::{StoreFailure, Timestamp};

use crate::{
    Delivery, DeliveryQuery, DeliveryState, EndpointBacklog, EndpointChange, EndpointPlace, EndpointTroubles,
    ListedDelivery, NewEndpoint, ReplayOrder, Replayed, RotatedSecret, ShownSecret, StoreError, TestMessage,
    WebhookEndpoint, WebhookEndpoints,
};

#[derive(Debug, Default)]
struct Inner {
    endpoints: BTreeMap<AccessId, WebhookEndpoint>,
    deliveries: Vec<(AccessId, ListedDelivery)>,
    secrets: u32,
    replayed: Vec<ReplayOrder>,
    answer: Option<Replayed>,
    is_down: bool,
}

/// Fake of [`WebhookEndpoints`].
#[derive(Debug, Default)]
pub struct FakeWebhooks(Mutex<Inner>);

impl FakeWebhooks {
    /// Disables an endpoint as failures would.
    pub fn disable(&self, id: &AccessId, at: Timestamp) {
        if let Some(endpoint) = self.lock().endpoints.get_mut(id) {
            endpoint.disabled = Some((DisableReason::Failing, at));
            endpoint.health = EndpointHealth { failing_since: Some(at), failed_at: Some(at), ..endpoint.health };
        }
    }

    /// Adds a delivery to the list of an endpoint.
    pub fn list(&self, id: &AccessId, delivery: ListedDelivery) {
        self.lock().deliveries.push((id.clone(), delivery));
    }

    /// Answers replays with this from now on, instead of with no events.
    pub fn answer_replays(&self, answer: Replayed) {
        self.lock().answer = Some(answer);
    }

    /// Orders of replays so far.
    #[must_use]
    pub fn replayed(&self) -> Vec<ReplayOrder> {
        self.lock().replayed.clone()
    }

    /// Lets every call fail from now on.
    pub fn break_down(&self) {
        self.lock().is_down = true;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Inner>, StoreError> {
        let inner = self.lock();
        if inner.is_down {
            return Err(StoreError::new(StoreFailure::Unavailable, "as the test wants it"));
        }
        Ok(inner)
    }
}

impl Inner {
    /// The endpoint with the numbers of its deliveries.
    fn shown(&self, id: &AccessId) -> Option<WebhookEndpoint> {
        let count = |state| {
            let of = self.deliveries.iter().filter(|(of, listed)| of == id && listed.state == state);
            u32::try_from(of.count()).unwrap_or(u32::MAX)
        };
        let backlog = EndpointBacklog { waiting: count(DeliveryState::Waiting), dead: count(DeliveryState::Dead) };
        self.endpoints.get(id).map(|endpoint| WebhookEndpoint { backlog, ..endpoint.clone() })
    }

    fn secret(&mut self) -> ShownSecret {
        self.secrets += 1;
        ShownSecret(format!("whsec_{}", self.secrets))
    }
}

#[async_trait]
impl WebhookEndpoints for FakeWebhooks {
    async fn add_webhook(&self, endpoint: NewEndpoint) -> Result<ShownSecret, StoreError> {
        let mut inner = self.answering()?;
        let stored = WebhookEndpoint {
            id: endpoint.id.clone(),
            settings: endpoint.settings,
            made_by: Some(endpoint.made_by),
            created_at: endpoint.created_at,
            old_secret_until: None,
            health: EndpointHealth::default(),
            disabled: None,
            delivered_at: None,
            backlog: EndpointBacklog::default(),
        };
        inner.endpoints.insert(endpoint.id, stored);
        Ok(inner.secret())
    }

    async fn webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        Ok(self.answering()?.shown(id))
    }

    async fn webhooks(&self, after: Option<EndpointPlace>, limit: u32) -> Result<Vec<WebhookEndpoint>, StoreError> {
        let inner = self.answering()?;
        let mut all: Vec<_> = inner.endpoints.keys().filter_map(|id| inner.shown(id)).collect();
        let order = |endpoint: &WebhookEndpoint| (endpoint.created_at, endpoint.id.clone());
        all.retain(|endpoint| after.as_ref().is_none_or(|last| order(endpoint) < (last.at, last.id.clone())));
        all.sort_by_key(|endpoint| std::cmp::Reverse(order(endpoint)));
        all.truncate(limit as usize);
        Ok(all)
    }

    async fn change_webhook(
        &self,
        id: &AccessId,
        change: EndpointChange,
    ) -> Result<Option<WebhookEndpoint>, StoreError> {
        let mut inner = self.answering()?;
        if let Some(endpoint) = inner.endpoints.get_mut(id) {
            endpoint.settings = change.applied_to(endpoint.settings.clone());
        }
        Ok(inner.shown(id))
    }

    async fn disable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let mut inner = self.answering()?;
        if let Some(endpoint) = inner.endpoints.get_mut(id) {
            let at = endpoint.disabled.map_or(endpoint.created_at, |(_, at)| at);
            endpoint.disabled = Some((DisableReason::Manual, at));
        }
        Ok(inner.shown(id))
    }

    async fn enable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let mut inner = self.answering()?;
        if let Some(endpoint) = inner.endpoints.get_mut(id) {
            (endpoint.disabled, endpoint.health) = (None, EndpointHealth::default());
        }
        Ok(inner.shown(id))
    }

    async fn webhook_troubles(&self) -> Result<EndpointTroubles, StoreError> {
        let inner = self.answering()?;
        let by_failures =
            |endpoint: &&WebhookEndpoint| endpoint.disabled.is_some_and(|(reason, _)| reason != DisableReason::Manual);
        let failing =
            |endpoint: &&WebhookEndpoint| endpoint.disabled.is_none() && endpoint.health.failing_since.is_some();
        let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        Ok(EndpointTroubles {
            disabled: count(inner.endpoints.values().filter(by_failures).count()),
            failing: count(inner.endpoints.values().filter(failing).count()),
        })
    }

    async fn remove_webhook(&self, id: &AccessId) -> Result<bool, StoreError> {
        Ok(self.answering()?.endpoints.remove(id).is_some())
    }

    async fn rotate_webhook_secret(
        &self,
        id: &AccessId,
        overlap: Duration,
    ) -> Result<Option<RotatedSecret>, StoreError> {
        let mut inner = self.answering()?;
        let Some(endpoint) = inner.endpoints.get_mut(id) else { return Ok(None) };
        let old_until = endpoint.created_at + overlap;
        endpoint.old_secret_until = Some(old_until);
        Ok(Some(RotatedSecret { secret: inner.secret(), old_until }))
    }

    async fn sign_webhook_test(&self, id: &AccessId, message: TestMessage) -> Result<Option<Delivery>, StoreError> {
        let inner = self.answering()?;
        Ok(inner.endpoints.get(id).map(|endpoint| Delivery {
            url: endpoint.settings.url.clone(),
            headers: DeliveryHeaders::new(message.id, message.at, &[[7; 32]]),
            body: message.body,
        }))
    }

    async fn webhook_deliveries(&self, query: DeliveryQuery) -> Result<Vec<ListedDelivery>, StoreError> {
        let inner = self.answering()?;
        let of = inner.deliveries.iter().filter(|(id, listed)| *id == query.endpoint && listed.state == query.state);
        let mut listed: Vec<_> = of.map(|(_, listed)| listed.clone()).collect();
        if let Some(after) = query.after {
            let place = listed.iter().position(|listed| listed.place() == after);
            listed.drain(..place.map_or(0, |place| place + 1));
        }
        listed.truncate(query.limit as usize);
        Ok(listed)
    }

    async fn replay_webhook(&self, order: ReplayOrder) -> Result<Option<Replayed>, StoreError> {
        let mut inner = self.answering()?;
        if !inner.endpoints.contains_key(&order.endpoint) {
            return Ok(None);
        }
        inner.replayed.push(order);
        Ok(Some(inner.answer.clone().unwrap_or(Replayed { count: 0, next: None })))
    }
}
