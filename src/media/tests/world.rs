//! Rows, bytes and a line for one test.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{
    Chat, ChatKind, Content, EventId, Media as MediaFacts, MediaId, MediaKind, MediaSource, MessageFacts, Origin,
    Person,
};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_media::{Media, MediaParts, MediaRules};
use linekeeper_ports::fake::{FakeBlobs, FakeMediaLine, FakeMediaRows};
use linekeeper_ports::{BlobStore, IncomingBytes, KeptFile, MediaError, MediaFiles, ReceivedFile, Upload};
use linekeeper_telemetry::Metrics;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;

pub(crate) struct World {
    pub(crate) rows: Arc<FakeMediaRows>,
    pub(crate) blobs: Arc<FakeBlobs>,
    pub(crate) line: Arc<FakeMediaLine>,
    pub(crate) files: Arc<Media>,
}

impl World {
    pub(crate) fn new(rules: MediaRules) -> Self {
        let blobs = Arc::<FakeBlobs>::default();
        let World { rows, line, files, .. } = Self::over(blobs.clone(), rules);
        Self { rows, blobs, line, files }
    }

    pub(crate) fn over(bytes: Arc<dyn BlobStore>, rules: MediaRules) -> Self {
        let (rows, line) = (Arc::<FakeMediaRows>::default(), Arc::<FakeMediaLine>::default());
        let parts = MediaParts {
            rows: rows.clone(),
            blobs: bytes,
            lines: line.clone(),
            runtime: Handle::current(),
            metrics: Metrics::new(),
        };
        Self { rows, blobs: Arc::default(), line, files: Arc::new(Media::new(parts, rules)) }
    }

    /// Has the line receive a message with a file, which the line has at a path; returns its id.
    pub(crate) fn receives(&self, file: &[u8]) -> MediaId {
        let event = EventId::from_random(rand::random());
        let path = format!("/{}", event.as_str());
        self.line.has(&path, Ok(Bytes::copy_from_slice(file)));
        self.rows.receive(&salon(), received(event.clone(), (&path, file)));
        MediaId::of_event(&event)
    }

    pub(crate) async fn upload(&self, bytes: &[u8]) -> Result<KeptFile, MediaError> {
        self.files.upload(&salon(), png(Some(bytes.len() as u64)), pieces(bytes)).await
    }

    pub(crate) async fn read(&self, file: &KeptFile) -> Result<Vec<u8>, MediaError> {
        let (mut bytes, mut read) = (self.files.bytes(file)?, Vec::new());
        while let Some(piece) = bytes.next().await {
            read.extend_from_slice(&piece?);
        }
        Ok(read)
    }

    /// Waits until nothing of a file that was not kept is left.
    pub(crate) async fn is_empty(&self) {
        for _ in 0..1_000 {
            if self.rows.count() == 0 && self.blobs.segments().is_empty() {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{} rows and {} segments are left", self.rows.count(), self.blobs.segments().len());
    }
}

pub(crate) fn salon() -> CompanyId {
    "997441".parse().unwrap()
}

/// Bytes that differ from piece to piece.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from((place + place / 65_536) % 251).unwrap()).collect()
}

pub(crate) fn pieces(bytes: &[u8]) -> IncomingBytes<'static> {
    let pieces: Vec<_> = bytes.chunks(10_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces).boxed()
}

/// Bytes that break off.
pub(crate) fn broken(bytes: &[u8]) -> IncomingBytes<'static> {
    pieces(bytes).chain(stream::iter([Err(io::Error::from(io::ErrorKind::UnexpectedEof))])).boxed()
}

pub(crate) fn png(bytes: Option<u64>) -> Upload {
    let id = MediaId::from_random(rand::random::<[u8; AccessId::LENGTH]>());
    Upload { id, mime_type: "image/png".parse().unwrap(), bytes }
}

pub(crate) fn received(event: EventId, (path, file): (&str, &[u8])) -> ReceivedFile {
    let phone = Some("79160000001".to_owned());
    let sha256: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
    let media = MediaFacts {
        media: MediaKind::Image,
        caption: None,
        mime_type: Some("image/jpeg".to_owned()),
        file_name: None,
        bytes: Some(file.len() as u64),
        seconds: None,
        width: None,
        height: None,
        sha256: Some(sha256),
        media_id: None,
    };
    let message = MessageFacts {
        chat: Chat { kind: ChatKind::Direct, lid: None, phone: phone.clone(), group: None },
        sender: Person { lid: None, phone },
        from_me: false,
        sender_name: None,
        message_id: "3A01".to_owned(),
        sent_at: Timestamp::UNIX_EPOCH,
        origin: Origin::Live,
        content: Some(Content::Media(media.clone())),
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: None,
    };
    let source = MediaSource { path: path.to_owned(), key: vec![7; 32], encrypted_sha256: vec![8; 32], key_time: None };
    ReceivedFile { event, at: Timestamp::UNIX_EPOCH, message: Box::new(message), media, source }
}
