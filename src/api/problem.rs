//! Errors as RFC 9457 problem documents with the codes of the catalogue. `type` links to the explanation of the code on
//! our own errors page; the reference is relative to the service, as RFC 9457 allows.

use std::time::Duration;

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, ContentType, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use linekeeper_domain::access::InvalidAccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::messages::InvalidMessageId;
use linekeeper_domain::{
    CompanyId, CorrelationId, ErrorCode, InvalidCompanyId, PairingRefusal, StoreFailure, Text, UserAction,
};
use linekeeper_ports::StoreError;
use serde::Serialize;
use tracing::{info, warn};
use utoipa::ToSchema;

use crate::correlation::correlation_of;
use crate::html::{FailurePage, LinkPage, Words};
use crate::slow::is_too_slow;

/// Media type of a problem document.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Page that explains the error codes; each has an anchor of its name.
pub(crate) const ERRORS_PAGE: &str = "/docs/errors";

/// Failure of one request.
#[derive(Debug)]
pub struct Problem {
    code: ErrorCode,
    status: StatusCode,
    detail: String,
    retry_after: Option<Duration>,
    allow: Option<Box<str>>,
    stored_phone: Option<Box<str>>,
    rule: Option<&'static str>,
    correlation: CorrelationId,
    /// What a page says where the failure is that of a link's short address.
    of_link: Option<Box<LinkPage>>,
}

/// Failure of a request (RFC 9457).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub(crate) struct Document<'a> {
    /// Link to the explanation of the code: `/docs/errors#CODE`, relative to the service.
    #[schema(format = "uri-reference", examples("/docs/errors#INVALID_PHONE"))]
    r#type: String,
    /// Message of the code in English.
    title: &'static str,
    /// HTTP status of the response.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// Details of this failure in English, for developers.
    detail: &'a str,
    code: ErrorCode,
    message: Text,
    user_action: UserAction,
    /// Time in milliseconds after which a retry makes sense; absent if unknown. The header `Retry-After` has the same
    /// time in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    /// Linked phone number, masked; only with `PHONE_MISMATCH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_phone: Option<&'a str>,
    /// Name of the rule that the URL of a webhook breaks: `too_long`, `blank`, `malformed`, `scheme`, `credentials`,
    /// `fragment`, `port` or `address`; only there.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Correlation id of the failed request. Support finds its log and journal entries by it.
    correlation_id: &'a CorrelationId,
}

impl Problem {
    /// The service keeps no messages.
    pub(crate) fn without_messages(correlation: CorrelationId) -> Self {
        let detail = "messages are not kept here: the service runs without [messages] enabled";
        Self::new(ErrorCode::NotFound, detail, correlation)
    }

    /// Creates a problem with the status and the texts of the code; `detail` adds details in English.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>, correlation: CorrelationId) -> Self {
        let status = StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = code.retry_after();
        let detail = detail.into();
        Self {
            code,
            status,
            detail,
            retry_after,
            allow: None,
            stored_phone: None,
            rule: None,
            correlation,
            of_link: None,
        }
    }

    /// Problem of a pairing request that was refused.
    pub(crate) fn pairing(refusal: &PairingRefusal, correlation: CorrelationId) -> Self {
        let mut problem = Self::new(refusal.code, "the pairing did not begin", correlation);
        problem.retry_after = refusal.retry_after;
        problem.stored_phone = refusal.stored_phone.as_ref().map(|phone| phone.masked().into());
        problem
    }

    /// Problem of a rate limit: 429, with the time until the next request is accepted.
    pub(crate) fn too_many(wait: Duration, correlation: CorrelationId) -> Self {
        let mut problem = Self::new(ErrorCode::TooManyRequests, "there were too many requests", correlation);
        problem.retry_after = Some(wait);
        problem
    }

    /// Problem of a failed call of the store. The store's own message is logged, not returned; the alert about an
    /// outage is raised once, by the store.
    pub(crate) fn store(error: &StoreError, correlation: CorrelationId) -> Self {
        match error.failure {
            // Not a warning: requests during an outage, for example a probe every second, add nothing to the store's
            // alert.
            StoreFailure::Unavailable => {
                info!(correlation.id = %correlation, %error, "a store call of a request failed");
            }
            StoreFailure::UnknownOutcome | StoreFailure::Fenced | StoreFailure::PhoneInUse | StoreFailure::Corrupt => {
                warn!(correlation.id = %correlation, %error, "a store call of a request failed");
            }
        }
        Self::new(error.failure.error_code(), error.failure.to_string(), correlation)
    }

    /// Problem of a body that can be parsed but has invalid values: 422.
    pub(crate) fn senseless(detail: impl Into<String>, correlation: CorrelationId) -> Self {
        Self::new(ErrorCode::BadRequest, detail, correlation).with_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Problem of a body that is too large: 413.
    pub(crate) fn too_large(correlation: CorrelationId) -> Self {
        let problem = Self::new(ErrorCode::BadRequest, "the body is too large", correlation);
        problem.with_status(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Problem of a body that takes too long to arrive: 408.
    pub(crate) fn too_slow(correlation: CorrelationId) -> Self {
        let problem = Self::new(ErrorCode::BadRequest, "the body took too long", correlation);
        problem.with_status(StatusCode::REQUEST_TIMEOUT)
    }

    /// Problem of a method that the path does not support: 405, with the supported ones in `Allow`.
    pub(crate) fn wrong_method(request: &HttpRequest, allow: String) -> Self {
        let detail = format!("{} does not go here", request.method());
        let problem = Self::new(ErrorCode::BadRequest, detail, correlation_of(request));
        Self { allow: Some(allow.into()), ..problem.with_status(StatusCode::METHOD_NOT_ALLOWED) }
    }

    /// Problem for the status of an error response that has no document of its own.
    pub(crate) fn of_status(status: StatusCode, correlation: CorrelationId) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => ErrorCode::Unauthorized,
            StatusCode::FORBIDDEN => ErrorCode::Forbidden,
            StatusCode::NOT_FOUND => ErrorCode::NotFound,
            StatusCode::TOO_MANY_REQUESTS => ErrorCode::TooManyRequests,
            status if status.is_server_error() => ErrorCode::Internal,
            _ => ErrorCode::BadRequest,
        };
        let detail = status.canonical_reason().unwrap_or("the request failed").to_lowercase();
        Self::new(code, detail, correlation).with_status(status)
    }

    /// The problem with what a page says to the owner of a salon who opened a link.
    pub(crate) fn of_link(self, words: &'static Words, details: LinkDetails) -> Self {
        Self { of_link: Some(Box::new(LinkPage { words, details })), ..self }
    }

    /// The problem with the name of the rule that a value breaks.
    pub(crate) fn with_rule(self, rule: Option<&'static str>) -> Self {
        Self { rule, ..self }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let document = Document {
            r#type: format!("{ERRORS_PAGE}#{}", self.code),
            title: self.code.text().en,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            message: self.code.text(),
            user_action: self.code.user_action(),
            retry_after_ms: self.retry_after.and_then(|wait| u64::try_from(wait.as_millis()).ok()),
            stored_phone: self.stored_phone.as_deref(),
            rule: self.rule,
            correlation_id: &self.correlation,
        };
        let mut response = HttpResponse::build(self.status);
        let (code, correlation) = (self.code, self.correlation.clone());
        response.extensions_mut().insert(FailurePage { code, correlation, of_link: self.of_link.clone() });
        response.insert_header(ContentType(PROBLEM_JSON.parse().unwrap_or(mime::APPLICATION_JSON)));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"linekeeper\""));
        }
        if let Some(allow) = &self.allow {
            response.insert_header((ALLOW, &**allow));
        }
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        match serde_json::to_string(&document) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }
}

pub(crate) async fn no_such_path(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(Problem::new(ErrorCode::NotFound, "there is no such path", correlation_of(&request)))
}

pub(crate) fn bad_path(_: PathError, request: &HttpRequest) -> actix_web::Error {
    let is_company = |text: &str| text.parse::<CompanyId>().is_ok();
    let rule = match request.match_info().get("company") {
        Some(company) if is_company(company) && request.match_info().get("message").is_some() => {
            InvalidMessageId.to_string()
        }
        Some(company) if is_company(company) => InvalidAccessId.to_string(),
        Some(_) | None => InvalidCompanyId.to_string(),
    };
    Problem::new(ErrorCode::BadRequest, rule, correlation_of(request)).into()
}

pub(crate) fn bad_json(error: JsonPayloadError, request: &HttpRequest) -> actix_web::Error {
    let problem = |detail: String| Problem::new(ErrorCode::BadRequest, detail, correlation_of(request));
    // Serde's own message may repeat what was sent, for example a phone number; the position is enough.
    let problem = match &error {
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
            Problem::too_large(correlation_of(request))
        }
        JsonPayloadError::ContentType => {
            problem("the body is application/json".to_owned()).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        }
        JsonPayloadError::Deserialize(error) if error.is_data() => {
            let at = (error.line(), error.column());
            problem(format!(
                "a field is unknown, missing, repeated or of the wrong kind near line {}, column {}",
                at.0, at.1
            ))
        }
        JsonPayloadError::Deserialize(error) => {
            problem(format!("not JSON: line {}, column {}", error.line(), error.column()))
        }
        JsonPayloadError::Payload(error) if is_too_slow(error) => Problem::too_slow(correlation_of(request)),
        _ => problem("the body cannot be read".to_owned()),
    };
    problem.into()
}

pub(crate) fn bad_query(error: QueryPayloadError, request: &HttpRequest) -> actix_web::Error {
    Problem::new(ErrorCode::BadRequest, error.to_string(), correlation_of(request)).into()
}
