//! `POST /api/whatsapp/sessions/{companyId}/messages`: orders a message.
//!
//! The idempotency key is not that of other requests, whose responses are stored for a day: it makes the message's id, so a
//! repetition finds the message as long as the line's log is kept.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use linekeeper_actors::supervisor::OrdersWait;
use linekeeper_domain::messages::{OrderRules, OutboundContent, SendOrder, SendRequest, SendStatus, StanzaId};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::{Enqueued, FileFacts, MediaError, NewOutgoing, OutgoingId};
use tracing::info;

use super::sent::SentMessage;
use super::{SendServices, services};
use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::idempotency::{REPLAYED_HEADER, key_of};
use crate::media;
use crate::problem::Problem;
use crate::state::ApiState;

/// Longest body in bytes: a hundred cards of contacts, as JSON.
pub(crate) const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Send a message
///
/// The message is stored and sent as soon as the line's pace lets it go: messages to those who wrote within a day before others,
/// each chat in the order of its requests. A line that is away sends when it is back, until `expiresAt`. What becomes of the
/// message is at the address in `Location`, and in events `message.status`.
///
/// The header `Idempotency-Key` is required: a repetition with the same key answers with the message that the first request
/// ordered, and nothing is sent twice. Use one key for each message, and the same one for each repetition of its request.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/messages",
    operation_id = "sendMessage",
    tag = "messages",
    params(("Idempotency-Key" = String, Header, description = "1 to 255 visible characters of ASCII, one key for each message.")),
    request_body = SendRequest,
    responses((status = 202, description = "The message waits to be sent, or was sent for an earlier request with this key.", body = SentMessage)),
)]
pub(crate) async fn send(
    (state, request): (web::Data<ApiState>, HttpRequest),
    (company, caller): (web::Path<CompanyId>, Caller),
    body: web::Json<Object<SendRequest>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let key = key_of(&request)?
        .ok_or_else(|| refused("the header idempotency-key is required: one key for each message", &correlation))?;
    let now = state.clock.now();
    let order = body.into_inner().0.check(&OrderRules { region: state.region, now });
    let (order, expires_at) = order.map_err(|error| Problem::senseless(error.to_string(), correlation.clone()))?;
    let new = NewOutgoing {
        id: OutgoingId::OfRequest { principal: caller.principal.to_string(), key },
        whatsapp_id: StanzaId::from_random(rand::random()),
        order: order.clone(),
        at: now,
        expires_at,
    };
    check_file(&state, (&company, &order), &correlation).await?;
    check_room(&state, (&company, services), &correlation).await?;
    let enqueued = services.outbox.enqueue(&company, vec![new]).await;
    let enqueued = enqueued.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let Enqueued { message, was_known } = enqueued.into_iter().next().ok_or_else(|| lost(&correlation))?;
    if was_known && message.order.as_ref().is_ok_and(|known| *known != order) {
        return Err(Problem::senseless("the idempotency-key was used with another message", correlation));
    }
    if !was_known {
        state.metrics.messages_came_to(SendStatus::Queued, 1);
        info!(company.id = %company, message.id = %message.id, correlation.id = %correlation, "a message of company {company} is to be sent, for {}", caller.principal);
    }
    // Also for a repetition: the notice of the first request may have been lost.
    state.supervisor.do_send(OrdersWait { company: company.clone() });
    Ok(accepted(&company, SentMessage::of(message), was_known))
}

/// Checks that the log takes more, and that not too many messages of the line wait.
///
/// # Errors
/// 503 and 429.
async fn check_room(
    state: &ApiState,
    (company, services): (&CompanyId, &SendServices),
    correlation: &CorrelationId,
) -> Result<(), Problem> {
    if !state.log_space.is_there() {
        let detail = "the log of messages takes all of its quota: nothing can be ordered until there is space";
        return Err(Problem::new(ErrorCode::StoreUnavailable, detail, correlation.clone()));
    }
    let waiting = services.outbox.count_waiting(company, services.most_waiting).await;
    let waiting = waiting.map_err(|error| Problem::store(&error, correlation.clone()))?;
    if waiting < services.most_waiting {
        return Ok(());
    }
    let detail = format!("{waiting} messages of this line wait to be sent: no more are taken until some are");
    Err(Problem::new(ErrorCode::TooManyRequests, detail, correlation.clone()))
}

/// Checks that the file of a message is there, and that phones show it as what it is sent as. That of a received message is
/// fetched for it.
///
/// # Errors
/// 422, or why it could not be looked at.
async fn check_file(
    state: &ApiState,
    (company, order): (&CompanyId, &SendOrder),
    correlation: &CorrelationId,
) -> Result<(), Problem> {
    let OutboundContent::Media { media, media_id, .. } = &order.content else { return Ok(()) };
    let files = state.media.as_ref().ok_or_else(|| Problem::without_messages(correlation.clone()))?;
    let senseless = |what: String| Problem::senseless(what, correlation.clone());
    let file = files.file(company, media_id).await.map_err(|error| match error {
        MediaError::NotFound => senseless("content.mediaId is not the id of a file".to_owned()),
        error => media::problem(&error, correlation.clone()),
    })?;
    let FileFacts { mime_type, bytes, .. } = &file.facts;
    media.check(mime_type, *bytes).map_err(|problem| senseless(format!("content.mediaId: {problem}")))
}

fn accepted(company: &CompanyId, message: SentMessage, was_known: bool) -> HttpResponse {
    let mut response = HttpResponse::Accepted();
    let location = format!("/api/whatsapp/sessions/{company}/messages/{}", message.id);
    response.insert_header((LOCATION, location));
    if was_known {
        response.insert_header((REPLAYED_HEADER, "true"));
    }
    response.json(message)
}

fn refused(detail: &str, correlation: &CorrelationId) -> Problem {
    Problem::new(ErrorCode::BadRequest, detail, correlation.clone())
}

fn lost(correlation: &CorrelationId) -> Problem {
    Problem::new(ErrorCode::Internal, "the store answered for another number of messages", correlation.clone())
}
