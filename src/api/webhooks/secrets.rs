//! `POST …/webhooks/{webhookId}/rotate` and `…/test`: another secret, and an event that tests it.

use std::time::{Duration, Instant};

use actix_web::{HttpResponse, web};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventId;
use linekeeper_domain::webhooks::{Answer, NoAnswer, Outcome, OutcomeKind};
use linekeeper_domain::{CorrelationId, ErrorCode, Timestamp};
use linekeeper_ports::TestMessage;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tracing::info;
use utoipa::ToSchema;

use super::{services, unknown};
use crate::access::Caller;
use crate::body::Body;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Default time in seconds for which the old secret signs too: a day.
const OVERLAP: u64 = 86_400;
/// Longest such time: a week.
const LONGEST_OVERLAP: u64 = 7 * 86_400;
/// Longest wait for the answer to a test, with the wait for a free connection.
const TEST_TIMEOUT: Duration = Duration::from_secs(25);

/// Options of a rotation.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WebhookRotation)]
pub(crate) struct RotationBody {
    /// Time in seconds for which the old secret signs too, at most a week; 0 means that it does not from now on. When
    /// absent, a day.
    #[schema(minimum = 0, maximum = 604_800)]
    overlap_seconds: Option<u64>,
}

/// New secret of an endpoint.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotatedWebhook {
    webhook_id: AccessId,
    /// The new secret. Returned only in this response.
    #[schema(examples("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"))]
    secret: String,
    /// Time until which events are signed with both secrets.
    old_secret_until: Timestamp,
}

/// Outcome of a test.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookTest {
    /// `webhook-id` of the event.
    event_id: String,
    /// Whether the endpoint answered 2xx.
    delivered: bool,
    outcome: OutcomeKind,
    /// HTTP status of the answer; null without one.
    #[schema(required)]
    status: Option<u16>,
    /// What the outcome means, for developers.
    detail: &'static str,
    /// Time from the request to its answer in milliseconds.
    took_ms: u64,
}

/// Rotate the secret of a webhook endpoint
///
/// Events are signed with the new secret from now on, and with the old one, too, for a day or the time that is given: so a
/// receiver changes from one to the other at any time in between. A secret before these two signs no more.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks/{webhook}/rotate",
    operation_id = "rotateWebhookSecret",
    tag = "webhooks",
    request_body = Option<RotationBody>,
    responses((status = 200, description = "The secret was rotated. The new one is returned only in this response.", body = RotatedWebhook)),
)]
pub(crate) async fn rotate(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    body: Body<RotationBody>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let seconds = body.0.overlap_seconds.unwrap_or(OVERLAP);
    if seconds > LONGEST_OVERLAP {
        let detail = format!("overlapSeconds is at most {LONGEST_OVERLAP}");
        return Err(Problem::senseless(detail, correlation));
    }
    let rotated = services.endpoints.rotate_webhook_secret(&webhook, Duration::from_secs(seconds)).await;
    let rotated = rotated.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let rotated = rotated.ok_or_else(|| unknown(correlation.clone()))?;
    let by = caller.principal;
    info!(webhook.id = %webhook, correlation.id = %correlation, "the secret of webhook {webhook} was rotated by {by}");
    let answer = RotatedWebhook {
        webhook_id: webhook.into_inner(),
        secret: rotated.secret.0,
        old_secret_until: rotated.old_until,
    };
    Ok(HttpResponse::Ok().json(answer))
}

/// Test a webhook endpoint
///
/// Sends an event of the type `webhook.test` at once, once, whether or not the endpoint is disabled, and returns its
/// outcome. The event is signed as others are, is in no log and counts for nothing.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks/{webhook}/test",
    operation_id = "testWebhook",
    tag = "webhooks",
    responses((status = 200, description = "The outcome of the test.", body = WebhookTest)),
)]
pub(crate) async fn test(
    state: web::Data<ApiState>,
    webhook: web::Path<AccessId>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let event = EventId::from_random(rand::random());
    let message = message(&event, (&webhook, state.clock.now()), &correlation)?;
    let signed = services.endpoints.sign_webhook_test(&webhook, message).await;
    let signed = signed.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let delivery = signed.ok_or_else(|| unknown(correlation))?;
    let began = Instant::now();
    let sent = tokio::time::timeout(TEST_TIMEOUT, services.sender.send(delivery)).await;
    let outcome = Outcome::of(&sent.unwrap_or(Answer::Missing(NoAnswer::Timeout)));
    Ok(HttpResponse::Ok().json(WebhookTest {
        event_id: event.to_string(),
        delivered: outcome.is_delivered(),
        outcome: outcome.kind,
        status: outcome.status,
        detail: outcome.kind.sentence(),
        took_ms: began.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
    }))
}

fn message(
    event: &EventId,
    (webhook, at): (&AccessId, Timestamp),
    correlation: &CorrelationId,
) -> Result<TestMessage, Problem> {
    let internal = || Problem::new(ErrorCode::Internal, "the test event cannot be built", correlation.clone());
    let body = json!({
        "id": event,
        "type": "webhook.test",
        "timestamp": at,
        "data": { "webhookId": webhook },
    });
    Ok(TestMessage { id: event.as_str().parse().map_err(|_| internal())?, body: body.to_string().into(), at })
}
