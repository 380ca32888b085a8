//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request repeated under the same key gets the same
//! response, and nothing is done twice. A key is scoped to the caller, the method and the path, and is kept for 24
//! hours.
//!
//! A request that has begun is finished and its response stored even if the caller disconnects, because that is when it
//! retries. Server errors (5xx) and 429 are not stored, so that a retry is carried out.

use actix_http::h1;
use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::{BodyHash, Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer, StoreError};
use linekeeper_secrets::MasterKey;
use tracing::warn;

use crate::MAX_BODY_BYTES;
use crate::access::Caller;
use crate::correlation::correlation_of;
use crate::problem::Problem;
use crate::slow::is_too_slow;
use crate::state::ApiState;

/// Request header with the key.
pub(crate) const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Response header that marks a stored response.
pub(crate) const REPLAYED_HEADER: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Purpose string of the keyed hashes of bodies.
const PURPOSE: &str = "linekeeper idempotency keys 1";
/// Longest key, in characters.
const MAX_KEY: usize = 255;
/// Longest response body of a request with a key, in bytes; a longer one ends as a 500.
const MAX_ANSWER: usize = 8 * 1024;

/// Decision for a request with a key.
enum Turn {
    /// Carry the request out and store its response.
    First(web::Data<ApiState>, IdempotencyClaim),
    /// Return the stored response.
    Replay(HttpResponse),
}

/// Middleware: carries out a request with an idempotency key once. A request without a key passes unchanged.
///
/// # Errors
/// Those of the inner service.
pub(crate) async fn once<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // A path without a valid company id is refused by the endpoint.
    let company = request.match_info().get("company").map(str::parse::<CompanyId>);
    if !request.headers().contains_key(KEY_HEADER) || company.is_some_and(|company| company.is_err()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    match turn_of(&mut request).await {
        Ok(Turn::First(state, claim)) => Ok(carry_out(request, next, (state, claim)).await),
        Ok(Turn::Replay(answer)) => Ok(request.into_response(answer)),
        Err(problem) => Ok(request.error_response(problem)),
    }
}

async fn turn_of(request: &mut ServiceRequest) -> Result<Turn, Problem> {
    let correlation = correlation_of(request.request());
    let payload = request.extract::<web::Payload>().await;
    let payload =
        payload.map_err(|_| Problem::new(ErrorCode::BadRequest, "the body cannot be read", correlation.clone()))?;
    let (claim, body) = claim_of(request.request(), payload).await?;
    let state = state_of(request.request())?;
    match state.idempotency.claim(&claim).await.map_err(|error| Problem::store(&error, correlation.clone()))? {
        Claimed::First => {
            request.set_payload(again(body));
            Ok(Turn::First(state, claim))
        }
        Claimed::Answered(answer) => replayed(answer, correlation).map(Turn::Replay),
        Claimed::UnderWay => Err(under_way(correlation)),
        Claimed::OtherBody => Err(Problem::senseless("the idempotency-key was used with another body", correlation)),
    }
}

/// Runs the request as a task, so that it is finished even if the caller disconnects, and a panic in it gets a
/// response.
async fn carry_out<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    (state, claim): (web::Data<ApiState>, IdempotencyClaim),
) -> ServiceResponse<BoxBody> {
    // Used only for the response after a panic; routing is done, so nothing changes the request any more.
    let http = request.request().clone();
    let done = actix_web::rt::spawn(async move {
        let response = next.call(request).await?.map_into_boxed_body();
        keep(state.idempotency.as_ref(), &claim, response).await
    });
    let error = match done.await {
        Ok(Ok(response)) => return response,
        Ok(Err(error)) => error,
        Err(died) => actix_web::error::ErrorInternalServerError(died),
    };
    ServiceResponse::new(http, HttpResponse::from_error(error))
}

fn under_way(correlation: CorrelationId) -> Problem {
    let detail = "the request under this idempotency-key is still under way";
    Problem::new(ErrorCode::BadRequest, detail, correlation).with_status(StatusCode::CONFLICT)
}

fn state_of(http: &HttpRequest) -> Result<web::Data<ApiState>, Problem> {
    let state = http.app_data::<web::Data<ApiState>>().cloned();
    state.ok_or_else(|| Problem::new(ErrorCode::Internal, "no state", correlation_of(http)))
}

/// The key of a request; `None` if it has none.
///
/// # Errors
/// BAD_REQUEST if the header is no key.
pub(crate) fn key_of(http: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(header) = http.headers().get(KEY_HEADER) else { return Ok(None) };
    let key = key_in(header).ok_or_else(|| {
        let detail = format!("an idempotency-key is 1 to {MAX_KEY} visible characters of ASCII");
        Problem::new(ErrorCode::BadRequest, detail, correlation_of(http))
    })?;
    Ok(Some(key))
}

/// Builds the claim and reads the body.
async fn claim_of(http: &HttpRequest, payload: web::Payload) -> Result<(IdempotencyClaim, Bytes), Problem> {
    let correlation = || correlation_of(http);
    let key = key_of(http)?.unwrap_or_default();
    let body = payload.to_bytes_limited(MAX_BODY_BYTES).await;
    let body = body.map_err(|_| Problem::too_large(correlation()))?;
    let body = body.map_err(|error| match error.as_error::<PayloadError>() {
        Some(error) if is_too_slow(error) => Problem::too_slow(correlation()),
        Some(_) | None => Problem::new(ErrorCode::BadRequest, "the body cannot be read", correlation()),
    })?;
    let caller = Caller::pass_of(http).map(|pass| pass.principal.to_string());
    let state = state_of(http)?;
    let claim = IdempotencyClaim {
        principal: caller
            .ok_or_else(|| Problem::new(ErrorCode::Unauthorized, "nobody is known here", correlation()))?,
        operation: format!("{} {}", http.method(), operation_in(http)),
        key,
        // Keyed hash: a copy of the database must not reveal which number was requested. The current master key comes
        // first.
        body_hashes: state.access.keys.iter().map(|key| hashed_by(key, &body)).collect(),
        at: state.clock.now(),
    };
    Ok((claim, body))
}

fn hashed_by(key: &MasterKey, body: &[u8]) -> BodyHash {
    BodyHash { master_key: key.id().to_string(), hash: key.fingerprint(PURPOSE, body) }
}

/// Path pattern and company, so that two spellings of one path are one operation.
fn operation_in(http: &HttpRequest) -> String {
    let company = http.match_info().get("company").unwrap_or_default();
    format!("{} {company}", http.match_pattern().unwrap_or_default())
}

/// Parses the key. The draft requires quotes (a string of structured fields); many clients omit them.
fn key_in(header: &HeaderValue) -> Option<String> {
    let text = header.to_str().ok()?.trim();
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let allowed = (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    allowed.then(|| key.to_owned())
}

/// Turns the body that was read into a payload for the endpoint.
fn again(body: Bytes) -> Payload {
    let (_, mut payload) = h1::Payload::create(true);
    payload.unread_data(body);
    Payload::from(payload)
}

/// Stores a response that would be the same for a retry; otherwise releases the key.
async fn keep(
    keys: &dyn IdempotencyKeys,
    claim: &IdempotencyClaim,
    response: ServiceResponse<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let (http, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body = to_bytes_limited(body, MAX_ANSWER).await.map_err(actix_web::error::ErrorInternalServerError)??;
    let lasts = !status.is_server_error() && status != StatusCode::TOO_MANY_REQUESTS;
    let text = std::str::from_utf8(&body).ok().filter(|_| lasts);
    let noted = match (text, content_type) {
        (Some(text), Some(content_type)) => {
            let answer = KeptAnswer { status: status.as_u16(), content_type, body: text.to_owned() };
            keys.keep_answer(claim, answer).await
        }
        (None, _) | (_, None) => keys.give_up(claim).await,
    };
    told(noted);
    Ok(ServiceResponse::new(http, head.set_body(BoxBody::new(body))))
}

/// Logs a failed write. The request was carried out all the same; a retry within a minute gets 409 (still under way).
fn told(noted: Result<(), StoreError>) {
    if let Err(error) = noted {
        warn!(%error, "the response for an idempotency key could not be stored");
    }
}

fn replayed(answer: KeptAnswer, correlation: CorrelationId) -> Result<HttpResponse, Problem> {
    let status = StatusCode::from_u16(answer.status);
    let status = status.map_err(|_| Problem::new(ErrorCode::Internal, "a kept answer has no status", correlation))?;
    let mut response = HttpResponse::build(status);
    response.insert_header((REPLAYED_HEADER, "true")).insert_header((CONTENT_TYPE, answer.content_type));
    Ok(response.body(answer.body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<String> {
        key_in(&HeaderValue::from_bytes(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_key_is_visible_ascii_in_quotes_or_without() {
        let longest = "x".repeat(MAX_KEY);
        for text in ["8e03978e-40d5-43dd-bc93-6894a57f9324", "!~", &longest] {
            assert_eq!(key(text).as_deref(), Some(text));
            assert_eq!(key(&format!("\"{text}\"")).as_deref(), Some(text));
        }
        for text in ["", "\"\"", "a b", "ключ", &"x".repeat(MAX_KEY + 1)] {
            assert_eq!(key(text), None, "{text:?}");
        }
    }
}
