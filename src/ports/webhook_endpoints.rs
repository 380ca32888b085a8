//! Webhook endpoints as people manage them: settings, secrets, what they were sent, and its repetition.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{EventId, EventType};
use linekeeper_domain::webhooks::{DisableReason, EndpointHealth, WebhookId, WebhookUrl};
use linekeeper_domain::{CompanyId, Timestamp};

use crate::{Delivery, DeliveryPlace, DeliveryQuery, DeliveryState, ListedDelivery, Place, StoreError};

/// Place in the list of endpoints.
pub type EndpointPlace = Place<AccessId>;

/// What a person sets of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSettings {
    /// Where its events go.
    pub url: WebhookUrl,
    /// Companies whose events it gets; none means all, also those to come.
    pub companies: Option<BTreeSet<CompanyId>>,
    /// Types of events that it gets; none means all, also those to come.
    pub events: Option<BTreeSet<EventType>>,
    /// What it is, in a person's words.
    pub description: Option<String>,
}

/// A new endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEndpoint {
    /// Its id.
    pub id: AccessId,
    /// Its settings.
    pub settings: EndpointSettings,
    /// Identity that adds it, as in the journal.
    pub made_by: String,
    /// Time of the addition.
    pub created_at: Timestamp,
}

/// Changes of an endpoint; what is absent stays. Where a setting may be absent itself, the inner value is the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointChange {
    /// Another URL.
    pub url: Option<WebhookUrl>,
    /// Other companies. What waits for others is not sent any more.
    pub companies: Option<Option<BTreeSet<CompanyId>>>,
    /// Other types of events. What waits already is sent.
    pub events: Option<Option<BTreeSet<EventType>>>,
    /// Another description.
    pub description: Option<Option<String>>,
}

impl EndpointChange {
    /// The settings after the change.
    #[must_use]
    pub fn applied_to(self, settings: EndpointSettings) -> EndpointSettings {
        EndpointSettings {
            url: self.url.unwrap_or(settings.url),
            companies: self.companies.unwrap_or(settings.companies),
            events: self.events.unwrap_or(settings.events),
            description: self.description.unwrap_or(settings.description),
        }
    }
}

/// An endpoint, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Its id.
    pub id: AccessId,
    /// Its settings.
    pub settings: EndpointSettings,
    /// Identity that added it; none where that is not known.
    pub made_by: Option<String>,
    /// Time of the addition.
    pub created_at: Timestamp,
    /// Time until which the secret before the present one signs too; none if there is none.
    pub old_secret_until: Option<Timestamp>,
    /// How its last attempts went.
    pub health: EndpointHealth,
    /// Why and since when it gets nothing; none while it does.
    pub disabled: Option<(DisableReason, Timestamp)>,
    /// Time of the last 2xx, accurate to the minute; none before the first.
    pub delivered_at: Option<Timestamp>,
    /// What it is owed, and what was given up.
    pub backlog: EndpointBacklog,
}

/// Numbers of deliveries of an endpoint. Each is counted up to [`COUNTED_DELIVERIES`], which stands for more, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointBacklog {
    /// Deliveries that wait.
    pub waiting: u32,
    /// Dead letters.
    pub dead: u32,
}

/// Number up to which the deliveries of an endpoint are counted: one that has been away for days has millions.
pub const COUNTED_DELIVERIES: u32 = 1000;

/// Numbers of endpoints that a person should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointTroubles {
    /// Endpoints that failures have disabled.
    pub disabled: u32,
    /// Enabled endpoints whose attempts have all failed for an hour or longer.
    pub failing: u32,
}

impl From<&WebhookEndpoint> for EndpointPlace {
    fn from(endpoint: &WebhookEndpoint) -> Self {
        Self { at: endpoint.created_at, id: endpoint.id.clone() }
    }
}

/// Secret of an endpoint as text, which its owner is shown once. Not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownSecret(pub String);

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownSecret(hidden)")
    }
}

/// Result of a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotatedSecret {
    /// The new secret.
    pub secret: ShownSecret,
    /// Time until which the one before signs too.
    pub old_until: Timestamp,
}

/// Events of an endpoint that are sent once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplaySelection {
    /// Events by their ids, whether or not they were ever owed, of the companies of the endpoint.
    Events(Vec<EventId>),
    /// What was delivered or given up.
    Settled {
        /// State of the deliveries, not waiting.
        state: DeliveryState,
        /// Time from which on, inclusive, the last attempt ended.
        from: Timestamp,
        /// Time until which, exclusive.
        until: Timestamp,
        /// Place after which a further call goes on.
        after: Option<DeliveryPlace>,
    },
    /// Events that were never owed, because the endpoint was disabled, or not there.
    Missed {
        /// Time from which on, inclusive, the event was written.
        from: Timestamp,
        /// Time until which, exclusive.
        until: Timestamp,
        /// Place after which a further call goes on.
        after: Option<DeliveryPlace>,
    },
}

/// Order to send events once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayOrder {
    /// The endpoint.
    pub endpoint: AccessId,
    /// Which events.
    pub selection: ReplaySelection,
}

/// Result of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// Deliveries that wait again. Those that waited already are not counted.
    pub count: u32,
    /// Where a further call goes on; none if nothing is left.
    pub next: Option<DeliveryPlace>,
}

/// Message that is not in the log, to be signed as an event is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMessage {
    /// Its id.
    pub id: WebhookId,
    /// Its body, JSON.
    pub body: Bytes,
    /// Time of the attempt.
    pub at: Timestamp,
}

/// Most events that one replay repeats.
pub const REPLAYED_AT_ONCE: u32 = 1000;

/// Storage of webhook endpoints. URLs and secrets are sealed; a secret leaves the store when it is made, and signed
/// deliveries do.
#[async_trait]
pub trait WebhookEndpoints: Send + Sync {
    /// Stores a new endpoint and makes its secret.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_webhook(&self, endpoint: NewEndpoint) -> Result<ShownSecret, StoreError>;

    /// Returns an endpoint.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Returns the endpoints that follow this place, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn webhooks(&self, after: Option<EndpointPlace>, limit: u32) -> Result<Vec<WebhookEndpoint>, StoreError>;

    /// Changes an endpoint and returns it; none if there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn change_webhook(
        &self,
        id: &AccessId,
        change: EndpointChange,
    ) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Disables an endpoint until it is enabled, and returns it; none if there is none. One that failures have disabled
    /// keeps the time of that.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn disable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Enables an endpoint again, as if nothing had failed, and returns it; none if there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn enable_webhook(&self, id: &AccessId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Counts the endpoints that a person should look at.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn webhook_troubles(&self) -> Result<EndpointTroubles, StoreError>;

    /// Deletes an endpoint with what it is owed; returns whether there was one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_webhook(&self, id: &AccessId) -> Result<bool, StoreError>;

    /// Makes a new secret; the present one signs too for `overlap`, and one before that no more. None if there is no such
    /// endpoint.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn rotate_webhook_secret(
        &self,
        id: &AccessId,
        overlap: Duration,
    ) -> Result<Option<RotatedSecret>, StoreError>;

    /// Signs a message for an endpoint, whether or not that is disabled; none if there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn sign_webhook_test(&self, id: &AccessId, message: TestMessage) -> Result<Option<Delivery>, StoreError>;

    /// Returns deliveries of an endpoint; none at all if there is no such endpoint.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn webhook_deliveries(&self, query: DeliveryQuery) -> Result<Vec<ListedDelivery>, StoreError>;

    /// Sends events once more, in the order of each chat, at most [`REPLAYED_AT_ONCE`]; none if there is no such
    /// endpoint.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn replay_webhook(&self, order: ReplayOrder) -> Result<Option<Replayed>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_leaves_what_is_absent() {
        let url = WebhookUrl::parse("https://a.example/", &linekeeper_domain::webhooks::UrlRules::default()).unwrap();
        let companies = Some(["1".parse().unwrap()].into_iter().collect());
        let settings = EndpointSettings { url, companies, events: None, description: Some("orders".to_owned()) };
        assert_eq!(EndpointChange::default().applied_to(settings.clone()), settings);
        let change = EndpointChange { companies: Some(None), ..EndpointChange::default() };
        let changed = change.applied_to(settings.clone());
        assert_eq!(changed, EndpointSettings { companies: None, ..settings });
    }
}
