//! Errors as RFC 9457 problem documents, with the codes of the catalogue.

use std::time::Duration;

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use linekeeper_domain::{CorrelationId, ErrorCode, Text, UserAction};
use linekeeper_ports::StoreError;
use serde::Serialize;
use tracing::warn;

use crate::correlation::correlation_of;

/// One failure of one request.
#[derive(Debug)]
pub struct Problem {
    code: ErrorCode,
    status: StatusCode,
    detail: String,
    retry_after: Option<Duration>,
    correlation: CorrelationId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: ErrorCode,
    message: Text,
    user_action: UserAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    correlation_id: &'a CorrelationId,
}

impl Problem {
    /// A failure by its code; the detail says more, in English.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>, correlation: CorrelationId) -> Self {
        let status = StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { code, status, detail: detail.into(), retry_after: code.retry_after(), correlation }
    }

    /// A failure of the database. Its own words go to the log, not to the caller; those on call hear of the outage once, from
    /// the store.
    pub(crate) fn store(error: &StoreError, correlation: CorrelationId) -> Self {
        warn!(correlation.id = %correlation, %error, "the store did not answer a request");
        Self::new(error.failure.error_code(), error.failure.to_string(), correlation)
    }

    fn with_status(mut self, status: StatusCode) -> Self {
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
            r#type: "about:blank",
            title: self.code.text().en,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            message: self.code.text(),
            user_action: self.code.user_action(),
            retry_after_ms: self.retry_after.and_then(|wait| u64::try_from(wait.as_millis()).ok()),
            correlation_id: &self.correlation,
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header(ContentType("application/problem+json".parse().unwrap_or(mime::APPLICATION_JSON)));
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

pub(crate) async fn wrong_method(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let detail = format!("{} does not go here", request.method());
    Err(Problem::new(ErrorCode::BadRequest, detail, correlation_of(&request))
        .with_status(StatusCode::METHOD_NOT_ALLOWED))
}

pub(crate) fn bad_path(_: PathError, request: &HttpRequest) -> actix_web::Error {
    Problem::new(ErrorCode::BadRequest, linekeeper_domain::InvalidCompanyId.to_string(), correlation_of(request)).into()
}

pub(crate) fn bad_json(error: JsonPayloadError, request: &HttpRequest) -> actix_web::Error {
    let problem = |detail: String| Problem::new(ErrorCode::BadRequest, detail, correlation_of(request));
    // Serde's own message may repeat what was sent, a phone number perhaps; where it went wrong is enough.
    let problem = match &error {
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
            problem("the body is too large".to_owned()).with_status(StatusCode::PAYLOAD_TOO_LARGE)
        }
        JsonPayloadError::ContentType => {
            problem("the body is application/json".to_owned()).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        }
        JsonPayloadError::Deserialize(error) if error.is_data() => {
            let at = (error.line(), error.column());
            problem(format!("a field is unknown, missing or of the wrong kind near line {}, column {}", at.0, at.1))
        }
        JsonPayloadError::Deserialize(error) => {
            problem(format!("not JSON: line {}, column {}", error.line(), error.column()))
        }
        _ => problem("the body cannot be read".to_owned()),
    };
    problem.into()
}

pub(crate) fn bad_query(error: QueryPayloadError, request: &HttpRequest) -> actix_web::Error {
    Problem::new(ErrorCode::BadRequest, error.to_string(), correlation_of(request)).into()
}
