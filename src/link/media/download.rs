//! Downloads.

use std::sync::Arc;

use linekeeper_ports::{FileSink, LinkMediaError, WantedFile};
use tokio::time::timeout;
use wacore::download::MediaType;
use whatsapp_rust::download::Downloadable;
use whatsapp_rust::{Client, MediaRetryResult, MediaReuploadError, MediaReuploadRequest};

use super::failure::{Failed, of_download};
use super::type_of;
use super::writer::SinkWriter;
use crate::addresses::{jid_of, jid_of_person};

/// Time for the phone to upload a file again; the library gives up before.
const PHONE: std::time::Duration = std::time::Duration::from_secs(40);

/// A file at a path.
struct AtPath<'a> {
    path: &'a str,
    file: &'a WantedFile,
}

impl Downloadable for AtPath<'_> {
    fn direct_path(&self) -> Option<&str> {
        Some(self.path)
    }

    fn media_key(&self) -> Option<&[u8]> {
        Some(&self.file.source.key)
    }

    fn file_enc_sha256(&self) -> Option<&[u8]> {
        Some(&self.file.source.encrypted_sha256)
    }

    fn file_sha256(&self) -> Option<&[u8]> {
        None
    }

    fn file_length(&self) -> Option<u64> {
        None
    }

    fn app_info(&self) -> MediaType {
        type_of(self.file.kind)
    }
}

/// Fetches a file, from where the message says, else from where the phone has put it again.
pub(super) async fn download(
    client: &Arc<Client>,
    file: &WantedFile,
    sink: Box<dyn FileSink>,
) -> Result<(), LinkMediaError> {
    let writer = SinkWriter::new(sink);
    let outcome = match fetch(client, AtPath { path: &file.source.path, file }, &writer).await {
        Err(Failed::NotThere) => {
            let path = uploaded_again(client, file).await?;
            fetch(client, AtPath { path: &path, file }, &writer).await
        }
        outcome => outcome,
    };
    outcome.map_err(|failed| match failed {
        Failed::NotThere => LinkMediaError::Gone,
        Failed::Otherwise(error) => error,
    })
}

/// Fetches what is at a path. The library asks all hosts, and again with a fresh authorisation where that is refused.
async fn fetch(client: &Client, at: AtPath<'_>, writer: &SinkWriter) -> Result<(), Failed> {
    let progress = writer.progress();
    let fetched = tokio::select! {
        fetched = client.download_to_writer(&at, writer.clone()) => fetched,
        // The thread that waits for the server is left to the HTTP client's own timeout.
        () = progress.silent() => {
            return Err(Failed::Otherwise(LinkMediaError::Unavailable("they hang".to_owned())));
        }
    };
    match (fetched, writer.failure().words()) {
        (Ok(_), _) => Ok(()),
        (Err(_), Some(words)) => Err(Failed::Otherwise(LinkMediaError::Local(words))),
        (Err(error), None) => Err(of_download(&error)),
    }
}

/// Has the phone upload a file again; returns the path.
async fn uploaded_again(client: &Client, file: &WantedFile) -> Result<String, LinkMediaError> {
    let (chat, sender) = (jid_of(&file.chat).ok_or(LinkMediaError::Gone)?, jid_of_person(&file.sender));
    let request = MediaReuploadRequest {
        msg_id: &file.message_id,
        chat_jid: &chat,
        media_key: &file.source.key,
        is_from_me: file.from_me,
        participant: sender.as_ref().filter(|_| file.chat.group.is_some()),
    };
    let asked = timeout(PHONE, client.media_reupload().request(&request)).await;
    match asked.unwrap_or(Err(MediaReuploadError::Timeout)) {
        // A path that begins with two slashes would name another host.
        Ok(MediaRetryResult::Success { direct_path }) if is_path(&direct_path) => Ok(direct_path),
        Ok(_) => Err(LinkMediaError::Gone),
        Err(MediaReuploadError::Timeout) => Err(LinkMediaError::PhoneSilent),
        Err(MediaReuploadError::Client(_) | MediaReuploadError::NotLoggedIn) => Err(LinkMediaError::Offline),
        Err(_) => Err(LinkMediaError::Gone),
    }
}

fn is_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_of_another_host_is_no_path() {
        assert!(is_path("/v/t62.7118-24/1?x=y"));
        assert!(!is_path("//evil.example/x") && !is_path("https://evil.example/x") && !is_path(""));
    }
}
