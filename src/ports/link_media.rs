//! Files over a line: those of received messages are fetched, those that are sent are uploaded.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::{Chat, MediaKind, MediaSource, Person};

/// Takes the bytes of a file that is fetched. Bytes count only once the fetch has succeeded; it may begin anew on another
/// host. Called on a thread that may wait.
pub trait FileSink: Write + Send {
    /// Forgets what was written: the file is fetched anew.
    ///
    /// # Errors
    /// As writing.
    fn restart(&mut self) -> io::Result<()>;
}

/// A file that can be read several times. Called on threads that may wait.
pub trait PlainFile: Send + Sync {
    /// Length in bytes.
    fn bytes(&self) -> u64;

    /// Begins to read it.
    ///
    /// # Errors
    /// As reading.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;
}

/// File of a received message.
#[derive(Clone, PartialEq)]
pub struct WantedFile {
    /// Where it is.
    pub source: MediaSource,
    /// Kind of the file, by which its keys are derived.
    pub kind: MediaKind,
    /// Chat of its message.
    pub chat: Chat,
    /// Who wrote the message.
    pub sender: Person,
    /// Whether the salon wrote it.
    pub from_me: bool,
    /// WhatsApp's id of the message.
    pub message_id: String,
}

impl fmt::Debug for WantedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WantedFile").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// A file that WhatsApp has taken, with what a message has to say of it.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Address of the file.
    pub url: String,
    /// Path on the media servers.
    pub direct_path: String,
    /// Key of the file.
    pub media_key: [u8; 32],
    /// SHA-256 of the encrypted file.
    pub encrypted_sha256: [u8; 32],
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Time of the key, in Unix seconds.
    pub key_time: i64,
    /// Hashes of the parts of a video or a recording, by which phones play it before they have all of it.
    pub sidecar: Option<Vec<u8>>,
}

impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadedFile").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// Reason why a file did not come or go over a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkMediaError {
    /// The line is not connected.
    #[error("the line is not connected")]
    Offline,
    /// The media servers do not have the file any more, and the phone did not upload it again.
    #[error("WhatsApp does not have the file any more, and neither does the phone")]
    Gone,
    /// The media servers do not have the file any more, and the phone does not answer.
    #[error("WhatsApp does not have the file any more, and the phone does not answer")]
    PhoneSilent,
    /// The media servers do not answer, or not to the end.
    #[error("WhatsApp's media servers failed: {0}")]
    Unavailable(String),
    /// What came is not the file of the message.
    #[error("what WhatsApp's media servers have is not the file of the message")]
    Damaged,
    /// The sink or the file did not go on.
    #[error("the bytes could not be passed on: {0}")]
    Local(String),
}

/// Files over the connection of one line. Outlives the connection: it is offline then.
#[async_trait]
pub trait LinkMedia: Send + Sync {
    /// Fetches a file into a sink. If the media servers do not have it any more, the phone is asked to upload it again.
    ///
    /// # Errors
    /// [`LinkMediaError`]; what the sink was given is not the file then.
    async fn download(&self, file: WantedFile, sink: Box<dyn FileSink>) -> Result<(), LinkMediaError>;

    /// Uploads a file, encrypted with a key of its own.
    ///
    /// # Errors
    /// [`LinkMediaError`].
    async fn upload(&self, file: Arc<dyn PlainFile>, kind: MediaKind) -> Result<UploadedFile, LinkMediaError>;
}

/// The lines of all companies.
#[async_trait]
pub trait MediaLines: Send + Sync {
    /// Returns the company's line, if it has one that is connected, or is about to be.
    async fn line_of(&self, company: &CompanyId) -> Option<Arc<dyn LinkMedia>>;
}
