//! Uploads. The file is read twice: WhatsApp wants the hash of what is sent before its first byte.

use std::sync::Arc;

use linekeeper_domain::messages::MediaKind;
use linekeeper_ports::{LinkMediaError, PlainFile, UploadedFile};
use whatsapp_rust::Client;
use whatsapp_rust::upload::UploadResponse;

use super::cipher::Encrypting;
use super::failure::of_line;
use super::type_of;
use crate::runtime::LinkRuntime;

/// Encrypts and uploads a file.
pub(super) async fn upload(
    client: &Client,
    runtime: &LinkRuntime,
    (file, kind): (Arc<dyn PlainFile>, MediaKind),
) -> Result<UploadedFile, LinkMediaError> {
    let source = Encrypting { file, key: rand::random(), kind: type_of(kind), length: 0 };
    let measured = wacore::runtime::blocking(runtime, move || {
        let mut source = source;
        source.measure().map(|info| (source, info))
    });
    let (source, info) = measured.await.map_err(|error| LinkMediaError::Local(error.to_string()))?;
    let uploaded = client.upload_stream(source, info, type_of(kind)).await;
    uploaded.map(told).map_err(|error| of_line(&error))
}

fn told(uploaded: UploadResponse) -> UploadedFile {
    UploadedFile {
        url: uploaded.url,
        direct_path: uploaded.direct_path,
        media_key: uploaded.media_key,
        encrypted_sha256: uploaded.file_enc_sha256,
        sha256: uploaded.file_sha256,
        bytes: uploaded.file_length,
        key_time: uploaded.media_key_timestamp,
        sidecar: uploaded.streaming_sidecar,
    }
}
