//! Files of a line: [`upload`] takes those that are to be sent, [`download`] hands out these and those of messages.

pub(crate) mod download;
pub(crate) mod upload;

use std::sync::Arc;

use actix_web::http::StatusCode;
use linekeeper_domain::{CorrelationId, ErrorCode};
use linekeeper_ports::{KeptFile, LinkMediaError, MediaError, MediaFiles};
use serde::Serialize;
use tracing::{info, warn};
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::state::ApiState;

/// A file that is kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileDocument {
    /// Id of the file: `mediaId` of a message that is to be sent with it.
    #[schema(value_type = String, example = "med_b6o1h3v9q2xk7c4m")]
    id: linekeeper_domain::messages::MediaId,
    /// Type of the file, without parameters.
    mime_type: String,
    /// Length in bytes.
    bytes: u64,
    /// SHA-256 in hexadecimal.
    sha256: String,
    /// When it is deleted.
    expires_at: linekeeper_domain::Timestamp,
}

impl From<KeptFile> for FileDocument {
    fn from(file: KeptFile) -> Self {
        let KeptFile { id, facts, expires_at, .. } = file;
        let sha256 = facts.sha256_hex();
        Self { id, mime_type: facts.mime_type.into(), bytes: facts.bytes, sha256, expires_at }
    }
}

/// The files, where messages are kept.
///
/// # Errors
/// NOT_FOUND where they are not.
fn files_of(state: &ApiState, correlation: &CorrelationId) -> Result<Arc<dyn MediaFiles>, Problem> {
    state.media.clone().ok_or_else(|| Problem::without_messages(correlation.clone()))
}

/// What a failure is for the caller.
pub(crate) fn problem(error: &MediaError, correlation: CorrelationId) -> Problem {
    let code = match error {
        MediaError::Store(error) => return Problem::store(error, correlation),
        MediaError::TooLarge { .. } | MediaError::Empty | MediaError::Differs | MediaError::BrokenOff => {
            ErrorCode::BadRequest
        }
        MediaError::Slow => return Problem::too_slow(correlation),
        MediaError::NotFound => ErrorCode::NotFound,
        MediaError::Full => ErrorCode::MediaStoreFull,
        MediaError::Busy => ErrorCode::TooManyRequests,
        MediaError::Link(LinkMediaError::Offline) => ErrorCode::NotConnected,
        MediaError::Link(LinkMediaError::Gone) => ErrorCode::MediaGone,
        MediaError::Link(LinkMediaError::Damaged) | MediaError::Unreadable => ErrorCode::MediaDamaged,
        MediaError::Link(LinkMediaError::PhoneSilent | LinkMediaError::Unavailable(_) | LinkMediaError::Local(_)) => {
            ErrorCode::MediaUnavailable
        }
        MediaError::Blobs(_) => ErrorCode::MediaStoreUnavailable,
    };
    if code.alerts() == linekeeper_domain::AlertPolicy::No {
        info!(code = code.name(), correlation.id = %correlation, "a file was not handed over: {error}");
    } else {
        warn!(code = code.name(), correlation.id = %correlation, "a file was not handed over: {error}");
    }
    let problem = Problem::new(code, error.to_string(), correlation);
    match error {
        MediaError::TooLarge { .. } => problem.with_status(StatusCode::PAYLOAD_TOO_LARGE),
        MediaError::Empty | MediaError::Differs => problem.with_status(StatusCode::UNPROCESSABLE_ENTITY),
        _ => problem,
    }
}
