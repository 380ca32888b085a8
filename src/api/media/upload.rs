//! `PUT /api/whatsapp/sessions/{companyId}/media`: takes a file that is to be sent.

use std::io;

use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures::{StreamExt as _, future, stream};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{MediaId, MimeType};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::Upload;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::{FileDocument, files_of, problem};
use crate::access::Caller;
use crate::correlation::Correlation;
use crate::idempotency::key_of;
use crate::problem::Problem;
use crate::slow::is_too_slow;
use crate::state::ApiState;

/// Pieces of the body that wait for being sealed.
const WAITING: usize = 2;

/// Upload a file
///
/// Takes a file that a message is to be sent with. The body is the file, `Content-Type` its type. Any type is taken; which
/// kinds of messages take which types and lengths is said where messages are sent. A file that is not complete is not
/// kept. With an `Idempotency-Key` a repetition with the same file gets the same id and stores nothing more, as long as
/// the file is kept.
#[utoipa::path(
    put,
    path = "/api/whatsapp/sessions/{company}/media",
    operation_id = "putMedia",
    tag = "messages",
    params(("Idempotency-Key" = Option<String>, Header, description = "Key of the upload: 1 to 255 visible characters of ASCII.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "The file is kept.", body = FileDocument)),
)]
pub(crate) async fn put(
    (state, request): (web::Data<ApiState>, HttpRequest),
    company: web::Path<CompanyId>,
    body: web::Payload,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let files = files_of(&state, &correlation)?;
    let upload = Upload {
        id: id_of(&request, &company, &correlation)?,
        mime_type: type_of(&request).ok_or_else(|| no_type(correlation.clone()))?,
        bytes: length_of(&request),
    };
    // The body stays on the thread of its connection.
    let (sender, pieces) = mpsc::channel(WAITING);
    let pieces = stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) });
    let kept = files.upload(&company, upload, pieces.boxed());
    let kept = match future::select(kept, Box::pin(passed_on(body, sender))).await {
        future::Either::Left((kept, _)) => kept,
        future::Either::Right(((), kept)) => kept.await,
    };
    let file = kept.map_err(|error| problem(&error, correlation))?;
    Ok(HttpResponse::Created().json(FileDocument::from(file)))
}

/// Passes the body on until it ends or nobody takes it any more.
async fn passed_on(mut body: web::Payload, pieces: mpsc::Sender<io::Result<Bytes>>) {
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| broken(&error));
        let is_over = piece.is_err();
        if pieces.send(piece).await.is_err() || is_over {
            return;
        }
    }
}

fn broken(error: &PayloadError) -> io::Error {
    let kind = if is_too_slow(error) { io::ErrorKind::TimedOut } else { io::ErrorKind::UnexpectedEof };
    io::Error::from(kind)
}

fn type_of(request: &HttpRequest) -> Option<MimeType> {
    request.headers().get(CONTENT_TYPE)?.to_str().ok()?.parse().ok()
}

fn no_type(correlation: CorrelationId) -> Problem {
    let detail = "Content-Type is the type of the file, for example image/jpeg";
    Problem::new(ErrorCode::BadRequest, detail, correlation)
        .with_status(actix_web::http::StatusCode::UNSUPPORTED_MEDIA_TYPE)
}

fn length_of(request: &HttpRequest) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Id of the upload: with a key the same one for each repetition by the same caller.
fn id_of(request: &HttpRequest, company: &CompanyId, correlation: &CorrelationId) -> Result<MediaId, Problem> {
    let Some(key) = key_of(request)? else { return Ok(MediaId::from_random(rand::random())) };
    let caller = Caller::pass_of(request).map(|pass| pass.principal.to_string());
    let caller =
        caller.ok_or_else(|| Problem::new(ErrorCode::Unauthorized, "nobody is known here", correlation.clone()))?;
    let mut hash = Sha256::new();
    for part in ["upload", &caller, company.as_str(), &key] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; AccessId::LENGTH];
    bytes.copy_from_slice(hash.split_at(AccessId::LENGTH).0);
    Ok(MediaId::from_random(bytes))
}
