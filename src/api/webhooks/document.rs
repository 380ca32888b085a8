//! Documents of endpoints.

use std::collections::BTreeSet;

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::DisableReason;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{EndpointBacklog, WebhookEndpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// Webhook endpoint, without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookEndpoint)]
pub(crate) struct Webhook {
    /// Id of the endpoint.
    pub(super) webhook_id: AccessId,
    /// Where its events go.
    #[schema(format = "uri", max_length = 2048)]
    pub(super) url: String,
    /// Companies whose events it gets; null means all, also those to come.
    #[schema(required)]
    pub(super) companies: Option<BTreeSet<CompanyId>>,
    /// Types of events that it gets; null means all, also those to come.
    #[schema(required)]
    pub(super) events: Option<BTreeSet<EventType>>,
    /// What it is, in a person's words; null if nobody has said so.
    #[schema(required, min_length = 1, max_length = 200)]
    pub(super) description: Option<String>,
    /// Identity of the caller that added it: `key:` with the key's id, or `visit:` with the ids of the dashboard session
    /// and its key; null where that is not known.
    #[schema(required, examples("key:k3m9p2q8r7s6t5u4"))]
    pub(super) made_by: Option<String>,
    /// Time at which it was added.
    pub(super) created_at: Timestamp,
    /// Why it gets nothing any more, until it is enabled; null while it does.
    #[schema(required)]
    pub(super) disabled: Option<DisableReason>,
    /// Time at which it was disabled; null while it is not.
    #[schema(required)]
    pub(super) disabled_at: Option<Timestamp>,
    /// First failure since the last 2xx; null while the last attempt was a 2xx.
    #[schema(required)]
    pub(super) failing_since: Option<Timestamp>,
    /// End of the pause that an overloaded endpoint has (429, 502, 503, 504); null if there was none. It may be past.
    #[schema(required)]
    pub(super) paused_until: Option<Timestamp>,
    /// Time of the last 2xx, accurate to the minute; null before the first.
    #[schema(required)]
    pub(super) delivered_at: Option<Timestamp>,
    /// Time until which the secret before the present one signs too; null if there is none.
    #[schema(required)]
    pub(super) old_secret_until: Option<Timestamp>,
    /// Number of deliveries that wait; 1000 means that many or more.
    #[schema(minimum = 0, maximum = 1000)]
    pub(super) waiting: u32,
    /// Number of dead letters; 1000 means that many or more.
    #[schema(minimum = 0, maximum = 1000)]
    pub(super) dead: u32,
}

impl From<WebhookEndpoint> for Webhook {
    fn from(endpoint: WebhookEndpoint) -> Self {
        let WebhookEndpoint { id, settings, made_by, created_at, old_secret_until, health, disabled, .. } = endpoint;
        let (delivered_at, EndpointBacklog { waiting, dead }) = (endpoint.delivered_at, endpoint.backlog);
        let (reason, disabled_at) = disabled.unzip();
        Self {
            webhook_id: id,
            url: settings.url.as_str().to_owned(),
            companies: settings.companies,
            events: settings.events,
            description: settings.description,
            made_by,
            created_at,
            disabled: reason,
            disabled_at,
            failing_since: health.failing_since,
            paused_until: health.paused_until,
            delivered_at,
            old_secret_until,
            waiting,
            dead,
        }
    }
}
