//! `GET …/webhooks/{webhookId}/deliveries?state=…&cursor=…&limit=…`: what an endpoint is owed, was sent, and did not take.

use actix_web::{HttpResponse, web};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{EventId, EventType};
use linekeeper_domain::webhooks::OutcomeKind;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{DeliveryPlace, DeliveryQuery, DeliveryState, ListedDelivery};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{services, unknown};
use crate::correlation::Correlation;
use crate::page::{cut, limit_of, place_of, to_read};
use crate::problem::Problem;
use crate::state::ApiState;

/// State of deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookDeliveryState)]
pub(crate) enum ListedState {
    /// To be sent, or sent again.
    Waiting,
    /// Taken by the receiver. Kept for three days.
    Delivered,
    /// Given up after all attempts. Kept as long as its event.
    Dead,
}

impl From<ListedState> for DeliveryState {
    fn from(state: ListedState) -> Self {
        match state {
            ListedState::Waiting => Self::Waiting,
            ListedState::Delivered => Self::Delivered,
            ListedState::Dead => Self::Dead,
        }
    }
}

/// Query parameters of the list of deliveries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesQuery {
    /// State of the deliveries.
    state: ListedState,
    /// Start of the page: `next` of the page before, with the same state.
    cursor: Option<String>,
    /// Maximum number of deliveries in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Delivery of an event to an endpoint.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookDelivery {
    /// Id of the event, `webhook-id` of each attempt.
    #[schema(value_type = String)]
    event_id: EventId,
    r#type: EventType,
    company_id: CompanyId,
    /// Place of the event in the company's log.
    seq: i64,
    /// Time at which the event was written into the log.
    timestamp: Timestamp,
    /// Attempts so far, since it was last replayed.
    attempts: u32,
    /// Outcome of the last attempt; null before the first, and where the event could not be read.
    #[schema(required)]
    outcome: Option<OutcomeKind>,
    /// HTTP status of the last attempt; null without an answer.
    #[schema(required)]
    status: Option<u16>,
    /// What the outcome means, for developers; null without one.
    #[schema(required)]
    detail: Option<&'static str>,
    /// End of the last attempt; null before the first.
    #[schema(required)]
    tried_at: Option<Timestamp>,
    /// Time before which it is not tried again; null if it waits for nothing but its turn, or is not tried again.
    #[schema(required)]
    not_before: Option<Timestamp>,
}

impl From<ListedDelivery> for WebhookDelivery {
    fn from(listed: ListedDelivery) -> Self {
        Self {
            event_id: listed.event,
            r#type: listed.kind,
            company_id: listed.company,
            seq: listed.seq,
            timestamp: listed.at,
            attempts: listed.attempts,
            outcome: listed.outcome,
            status: listed.status,
            detail: listed.outcome.map(OutcomeKind::sentence),
            tried_at: listed.tried_at,
            not_before: listed.not_before,
        }
    }
}

/// Page of deliveries. Those that wait are in the order of company, chat and log; others with the latest attempt first.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookDeliveriesPage {
    /// Deliveries of the page.
    deliveries: Vec<WebhookDelivery>,
    /// Value of `cursor` for the next page; null on the last page.
    #[schema(required)]
    next: Option<String>,
}

/// List deliveries of a webhook endpoint
///
/// What waits, what was delivered within the last three days, or what was given up (dead letters).
#[utoipa::path(
    get,
    path = "/api/whatsapp/webhooks/{webhook}/deliveries",
    operation_id = "listWebhookDeliveries",
    tag = "webhooks",
    params(DeliveriesQuery),
    responses((status = 200, description = "A page of deliveries.", body = WebhookDeliveriesPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    webhook: web::Path<AccessId>,
    query: web::Query<DeliveriesQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let DeliveriesQuery { state: listed, cursor, limit } = query.into_inner();
    let limit = limit_of(limit, &correlation)?;
    let after = place_of::<DeliveryPlace>(cursor.as_deref(), &correlation)?;
    let endpoint = webhook.into_inner();
    let query = DeliveryQuery { endpoint: endpoint.clone(), state: listed.into(), after, limit: to_read(limit) };
    let read = services.endpoints.webhook_deliveries(query).await;
    let mut read = read.map_err(|error| Problem::store(&error, correlation.clone()))?;
    if read.is_empty() {
        let endpoint = services.endpoints.webhook(&endpoint).await;
        let endpoint = endpoint.map_err(|error| Problem::store(&error, correlation.clone()))?;
        endpoint.ok_or_else(|| unknown(correlation))?;
    }
    let next = cut(&mut read, limit).map(|last| last.place().to_string());
    let deliveries = read.into_iter().map(WebhookDelivery::from).collect();
    Ok(HttpResponse::Ok().json(WebhookDeliveriesPage { deliveries, next }))
}
