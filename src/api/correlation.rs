//! The correlation id of a request: the caller's `x-correlation-id` if it is one, else a new one; always in the response.

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use linekeeper_domain::CorrelationId;
use linekeeper_telemetry::new_correlation_id;

const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");

/// The request's correlation id.
#[derive(Clone)]
pub(crate) struct Correlation(pub(crate) CorrelationId);

/// Gives every request its id.
///
/// # Errors
/// Those of the service inside.
pub async fn correlate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let given = request.headers().get(&HEADER).and_then(|value| value.to_str().ok()?.parse().ok());
    let id = given.unwrap_or_else(|| new_correlation_id("http"));
    request.extensions_mut().insert(Correlation(id.clone()));
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}

/// The id given by [`correlate`], or a new one outside of it.
pub(crate) fn correlation_of(request: &HttpRequest) -> CorrelationId {
    let given = request.extensions().get::<Correlation>().cloned();
    given.map_or_else(|| new_correlation_id("http"), |Correlation(id)| id)
}

impl FromRequest for Correlation {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self(correlation_of(request))))
    }
}
