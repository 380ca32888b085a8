//! Files over a line: downloads, which the phone makes possible again where WhatsApp has deleted a file, and uploads.
//!
//! Work runs as tasks of the link, so none is left when it is closed; who waits for one that ended so hears that the line is
//! offline.

mod cipher;
mod download;
mod failure;
mod upload;
mod writer;

use std::sync::{Arc, Weak};

use async_trait::async_trait;
use linekeeper_domain::messages::MediaKind;
use linekeeper_ports::{FileSink, LinkMedia, LinkMediaError, PlainFile, UploadedFile, WantedFile};
use wacore::download::MediaType;
use whatsapp_rust::Client;

use crate::runtime::LinkRuntime;

/// Files over one link.
pub(crate) struct LineMedia {
    client: Weak<Client>,
    runtime: LinkRuntime,
}

impl LineMedia {
    /// Creates it for a client that has been built.
    pub(crate) fn of(client: &Arc<Client>, runtime: LinkRuntime) -> Self {
        Self { client: Arc::downgrade(client), runtime }
    }

    /// The client, while its line is logged in.
    fn client(&self) -> Result<Arc<Client>, LinkMediaError> {
        let client = self.client.upgrade().filter(|client| client.is_connected() && client.is_logged_in());
        client.ok_or(LinkMediaError::Offline)
    }
}

#[async_trait]
impl LinkMedia for LineMedia {
    async fn download(&self, file: WantedFile, sink: Box<dyn FileSink>) -> Result<(), LinkMediaError> {
        let client = self.client()?;
        let task = self.runtime.start(async move { download::download(&client, &file, sink).await });
        task.await.ok().flatten().unwrap_or(Err(LinkMediaError::Offline))
    }

    async fn upload(&self, file: Arc<dyn PlainFile>, kind: MediaKind) -> Result<UploadedFile, LinkMediaError> {
        let (client, runtime) = (self.client()?, self.runtime.clone());
        let task = self.runtime.start(async move { upload::upload(&client, &runtime, (file, kind)).await });
        task.await.ok().flatten().unwrap_or(Err(LinkMediaError::Offline))
    }
}

/// The library's name of a kind: by it the keys of a file are derived.
const fn type_of(kind: MediaKind) -> MediaType {
    match kind {
        MediaKind::Image => MediaType::Image,
        MediaKind::Video | MediaKind::VideoNote => MediaType::Video,
        MediaKind::Audio | MediaKind::Voice => MediaType::Audio,
        MediaKind::Document => MediaType::Document,
        MediaKind::Sticker => MediaType::Sticker,
    }
}
