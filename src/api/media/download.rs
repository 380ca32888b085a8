//! `GET /api/whatsapp/sessions/{companyId}/media/{mediaId}`: a file of a message, or one that was uploaded.

use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::MediaId;
use linekeeper_ports::KeptFile;

use super::{files_of, problem};
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Get a file
///
/// The file of a message that the line has received (`mediaId` of its content), or one that was uploaded. The first time
/// a file of a message is asked for it is fetched from WhatsApp over the line, whole and checked before the answer begins;
/// from then on it is kept as long as its event.
///
/// The type is the one that the sender gave if it is harmless for browsers, else `application/octet-stream`. A body that
/// ends before `Content-Length` has broken off.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/media/{media}",
    operation_id = "getMedia",
    tag = "messages",
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = Vec<u8>)),
)]
pub(crate) async fn get(
    state: web::Data<ApiState>,
    path: web::Path<(CompanyId, MediaId)>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let files = files_of(&state, &correlation)?;
    let (company, id) = path.into_inner();
    let file = files.file(&company, &id).await.map_err(|error| problem(&error, correlation.clone()))?;
    let bytes = files.bytes(&file).map_err(|error| problem(&error, correlation))?;
    Ok(head(&file).body(SizedStream::new(file.facts.bytes, bytes)))
}

fn head(file: &KeptFile) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, file.facts.mime_type.shown().as_str()))
        // Never shown in place: what people send is not a page of this service.
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.id)))
        .insert_header((ETAG, format!("\"{}\"", file.facts.sha256_hex())));
    response
}
