//! `POST …/webhooks/{webhookId}/replay`: sends events once more.

use actix_web::{HttpResponse, web};
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventId;
use linekeeper_ports::{DeliveryPlace, DeliveryState, ReplayOrder, ReplaySelection};
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::ToSchema;

use super::{services, unknown};
use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Most events of one request: so many ids fit into a body.
const MOST_EVENTS: usize = 500;

/// What is sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReplayedState {
    /// What was given up, by the time of its last attempt.
    Dead,
    /// What was delivered within the last three days, by that time.
    Delivered,
    /// Events that the endpoint was never owed, because it was disabled or not there, by the time at which they were
    /// written.
    Missed,
}

/// Events to send once more: either `eventIds`, or a `state` with a time range.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WebhookReplay)]
pub(crate) struct ReplayBody {
    /// Ids of events, whether or not the endpoint was ever owed them.
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 500)]
    event_ids: Option<Vec<EventId>>,
    /// What is sent once more.
    state: Option<ReplayedState>,
    /// Begin of the time range, inclusive. Required, except for `dead`, of which all are sent without it.
    from: Option<Timestamp>,
    /// End of the time range, exclusive. When absent, the time of the request.
    until: Option<Timestamp>,
    /// `next` of the request before, with the same state and range.
    cursor: Option<String>,
}

impl ReplayBody {
    /// # Errors
    /// A sentence about what does not fit.
    fn checked(self, now: Timestamp) -> Result<ReplaySelection, String> {
        let Self { event_ids, state, from, until, cursor } = self;
        let state = match (event_ids, state) {
            (Some(ids), None) if from.is_none() && until.is_none() && cursor.is_none() => {
                if !(1..=MOST_EVENTS).contains(&ids.len()) {
                    return Err(format!("eventIds has 1 to {MOST_EVENTS} ids"));
                }
                return Ok(ReplaySelection::Events(ids));
            }
            (None, Some(state)) => state,
            (Some(_), _) | (None, None) => return Err("either eventIds, or a state with a time range".to_owned()),
        };
        let after = cursor.map(|text| text.parse::<DeliveryPlace>()).transpose();
        let after = after.map_err(|_| "the cursor is none of ours".to_owned())?;
        // What is sent from now on is not sent once more by the same request.
        let until = until.map_or(now, |until| until.min(now));
        let from = match (from, state) {
            (Some(from), _) => from,
            (None, ReplayedState::Dead) => Timestamp::UNIX_EPOCH,
            (None, ReplayedState::Delivered | ReplayedState::Missed) => {
                return Err("from is required with this state".to_owned());
            }
        };
        let from = from.max(Timestamp::UNIX_EPOCH);
        Ok(match state {
            ReplayedState::Dead => ReplaySelection::Settled { state: DeliveryState::Dead, from, until, after },
            ReplayedState::Delivered => {
                ReplaySelection::Settled { state: DeliveryState::Delivered, from, until, after }
            }
            ReplayedState::Missed => ReplaySelection::Missed { from, until, after },
        })
    }
}

/// Result of a replay.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayedEvents {
    /// Events that are sent once more. Those that waited already are not counted.
    replayed: u32,
    /// Value of `cursor` for the next request; null if nothing is left.
    #[schema(required)]
    next: Option<String>,
}

/// Send events to a webhook endpoint once more
///
/// At most 1000 at a time, in the order of each chat and with the ids that they have: receivers recognise what they had
/// before. Of a disabled endpoint they wait until it is enabled.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks/{webhook}/replay",
    operation_id = "replayWebhook",
    tag = "webhooks",
    request_body = ReplayBody,
    responses((status = 200, description = "The events wait to be sent.", body = ReplayedEvents)),
)]
pub(crate) async fn replay(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    body: web::Json<Object<ReplayBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let selection = body.into_inner().0.checked(state.clock.now());
    let selection = selection.map_err(|detail| Problem::senseless(detail, correlation.clone()))?;
    let endpoint = webhook.into_inner();
    let replayed = services.endpoints.replay_webhook(ReplayOrder { endpoint: endpoint.clone(), selection }).await;
    let replayed = replayed.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let replayed = replayed.ok_or_else(|| unknown(correlation.clone()))?;
    let (by, count) = (caller.principal, replayed.count);
    info!(webhook.id = %endpoint, correlation.id = %correlation, "{count} events are sent to webhook {endpoint} once more, on behalf of {by}");
    let next = replayed.next.map(|place| place.to_string());
    Ok(HttpResponse::Ok().json(ReplayedEvents { replayed: count, next }))
}
