//! Correlation id of a request: the caller's own (`x-correlation-id`, or the trace id of a `traceparent`), otherwise a
//! new one. It is in every response and in a tracing span around the handling of the request. Also converts errors that
//! actix answers by itself into problem documents, and problem documents into pages for people's browsers.

use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError, web};
use linekeeper_domain::CorrelationId;
use linekeeper_telemetry::metrics::Answered;
use linekeeper_telemetry::{correlation_of as correlation_in, new_correlation_id};
use tracing::Instrument;

use crate::html::as_page;
use crate::problem::Problem;
use crate::state::ApiState;

const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Correlation id of the request, sent by the caller or generated.
#[derive(Clone)]
pub(crate) struct Correlation(pub(crate) CorrelationId);

/// Correlation id sent by the caller; none if it sent no valid one.
#[derive(Clone)]
struct Brought(Option<CorrelationId>);

/// Middleware: gives every request its correlation id and counts it in the metrics.
///
/// # Errors
/// Those of the inner service.
pub async fn correlate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let started = Instant::now();
    let header = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let brought = correlation_in(header(&HEADER), header(&TRACEPARENT));
    let id = brought.clone().unwrap_or_else(new_correlation_id);
    request.extensions_mut().insert(Correlation(id.clone()));
    request.extensions_mut().insert(Brought(brought));
    let (method, state) = (request.method().clone(), request.app_data::<web::Data<ApiState>>().cloned());
    let span =
        tracing::info_span!("http", correlation.id = %id, http.method = %method, http.route = tracing::field::Empty);
    let response = as_problem(next.call(request).instrument(span.clone()).await?, &id);
    let branding = state.as_ref().map(|state| state.branding.clone()).unwrap_or_default();
    let mut response = as_page(response, &branding);
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    span.record("http.route", route.as_str());
    if let Some(state) = state {
        let answered = Answered { status: response.status().as_u16(), took: started.elapsed() };
        state.metrics.http_request(route, method.as_str(), answered);
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}

/// Replaces the body of an error that has none or plain text by a problem document. Any other content type is kept.
fn as_problem<B: MessageBody>(response: ServiceResponse<B>, id: &CorrelationId) -> ServiceResponse<EitherBody<B>> {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let has_form = response.headers().get(CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if !is_error || has_form {
        return response.map_into_left_body();
    }
    let allow = response.headers().get(ALLOW).cloned();
    let mut problem = Problem::of_status(response.status(), id.clone()).error_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(ALLOW, allow);
    }
    response.into_response(problem.map_into_right_body::<B>())
}

/// Correlation id assigned by [`correlate`]; a new one outside of it.
pub(crate) fn correlation_of(request: &HttpRequest) -> CorrelationId {
    let given = request.extensions().get::<Correlation>().cloned();
    given.map_or_else(new_correlation_id, |Correlation(id)| id)
}

/// Correlation id sent by the caller; none if it sent no valid one.
pub(crate) fn brought_by(request: &HttpRequest) -> Option<CorrelationId> {
    request.extensions().get::<Brought>().and_then(|Brought(id)| id.clone())
}

impl FromRequest for Correlation {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self(correlation_of(request))))
    }
}
