//! Control API of media: the decrypted file of a message, and files that are gone from their host.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use bytes::Bytes;
use serde::Deserialize;

use super::crypto::{bytes32, decrypt, media_of};
use crate::contents::shown;
use crate::control::{answer, bad_method, done};
use crate::error::Refusal;
use crate::orders::Content;
use crate::simulator::Simulator;
use crate::world::World;

/// Mounts the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let other = || web::to(bad_method);
    config
        .service(web::resource("/messages/{seq}/file").get(sent).default_service(other()))
        .service(web::resource("/received/{seq}/file").get(taken).default_service(other()))
        .service(web::resource("/media/lose").post(lose).default_service(other()));
}

async fn sent(simulator: Data<Simulator>, seq: Path<u64>) -> HttpResponse {
    let content = |world: &World| world.log.get(*seq).map(|entry| entry.content.clone());
    file(simulator.file(content).await)
}

async fn taken(simulator: Data<Simulator>, seq: Path<u64>) -> HttpResponse {
    let content = |world: &World| world.inbox.get(*seq).map(|taken| taken.content.clone());
    file(simulator.file(content).await)
}

/// Type of every other file.
const OCTETS: &str = "application/octet-stream";
/// Types of files that a browser shows and never runs.
const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/gif"];

/// A decrypted file with the type that its message names.
struct File {
    bytes: Vec<u8>,
    mimetype: Option<String>,
}

fn file(outcome: Result<File, Refusal>) -> HttpResponse {
    match outcome {
        // Pictures apart, not as what the sender says it is: a browser would run it.
        Ok(File { bytes, mimetype }) => HttpResponse::Ok()
            .insert_header((
                CONTENT_TYPE,
                mimetype.filter(|kind| PICTURES.contains(&kind.as_str())).unwrap_or_else(|| OCTETS.to_owned()),
            ))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(bytes),
        Err(refusal) => answer::<()>(Err(refusal)),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Lose {
    /// SHA-256 of the encrypted file, in Base64.
    file_enc_sha256: String,
    /// Status of the answer from then on.
    #[serde(default = "gone")]
    status: u16,
}

const fn gone() -> u16 {
    404
}

async fn lose(simulator: Data<Simulator>, body: Json<Lose>) -> HttpResponse {
    done(simulator.lose_file(&body.file_enc_sha256, body.status).await)
}

impl Simulator {
    /// File of a message that a phone has sent, decrypted, by the message's place in the log.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] if there is no such message or file, or it is not what the message says.
    pub async fn sent_file(&self, seq: u64) -> Result<Vec<u8>, Refusal> {
        let file = self.file(|world| world.log.get(seq).map(|entry| entry.content.clone())).await?;
        Ok(file.bytes)
    }

    /// File of a message that a phone has taken, decrypted, by the message's place in the log.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] if there is no such message or file, or it is not what the message says.
    pub async fn received_file(&self, seq: u64) -> Result<Vec<u8>, Refusal> {
        let file = self.file(|world| world.inbox.get(seq).map(|taken| taken.content.clone())).await?;
        Ok(file.bytes)
    }

    /// Has the media host answer with a status (404 or 410) for a file, by the SHA-256 of the encrypted file in Base64,
    /// until a phone uploads it again.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] if there is no such file, or for another status.
    pub async fn lose_file(&self, enc_sha256: &str, status: u16) -> Result<(), Refusal> {
        if !matches!(status, 404 | 410) {
            return Err(bad("a file is gone with status 404 or 410"));
        }
        let hash = bytes32(Some(enc_sha256)).ok_or_else(|| bad("a hash is 32 bytes in Base64"))?;
        match self.with(|world| world.media.lose(&hash, status)) {
            true => Ok(()),
            false => Err(bad("there is no such file")),
        }
    }

    async fn file(&self, content: impl FnOnce(&World) -> Option<Vec<u8>>) -> Result<File, Refusal> {
        let (content, bytes) = self.look(|world| {
            let content = content(world).ok_or_else(|| bad("there is no such message"))?;
            let message = waproto::codec::message_decode(&content).map_err(|_| bad("the message cannot be read"))?;
            let content = shown(&message).content.ok_or_else(|| bad("the message has no file"))?;
            let hash = media_of(&content).and_then(|(_, media)| bytes32(media.file_enc_sha256.as_deref()));
            let bytes = hash.and_then(|hash| world.media.with_hash(&hash));
            Ok::<(Content, Bytes), Refusal>((content, bytes.ok_or_else(|| bad("the file was never uploaded"))?))
        })?;
        let decrypted = tokio::task::spawn_blocking(move || {
            let media = media_of(&content).ok_or("the message has no file")?;
            let bytes = decrypt(&bytes, media)?;
            Ok(File { bytes, mimetype: media.1.mimetype.clone() })
        });
        decrypted.await.map_err(|error| Refusal::Internal(error.to_string()))?.map_err(bad)
    }
}

fn bad(why: &str) -> Refusal {
    Refusal::BadRequest(why.to_owned())
}
