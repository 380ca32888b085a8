//! Files: where their bytes are kept ([`BlobStore`]), what is known of them ([`MediaStore`]), and the service over both that
//! callers use ([`MediaFiles`]).

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use linekeeper_domain::messages::{EventId, Media, MediaId, MediaSource, MessageFacts, MimeType};
use linekeeper_domain::{CompanyId, Timestamp};
use zeroize::Zeroizing;

use crate::{LinkMediaError, PlainFile, StoreError};

/// Name of a file's bytes in the object store: 32 hexadecimal digits, which say nothing of whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectName(Box<str>);

/// The text is no name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an object's name is {} hexadecimal digits", ObjectName::DIGITS)]
pub struct InvalidObjectName;

impl ObjectName {
    const DIGITS: usize = 32;

    /// Builds a name from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(hex(&bytes).into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ObjectName {
    type Err = InvalidObjectName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        if text.len() == Self::DIGITS && text.bytes().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidObjectName)
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reason why the object store did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// There is no such object.
    #[error("the object store does not have it")]
    Missing,
    /// It does not answer, or refuses.
    #[error("the object store failed: {0}")]
    Unavailable(String),
}

/// Store of sealed bytes. An object is a row of segments, each written at once: so there are no uploads in parts, of which
/// a crash leaves parts that nobody sees and everybody pays for.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Writes one segment; one that is there is replaced.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn put(&self, object: &ObjectName, segment: u32, bytes: Bytes) -> Result<(), BlobError>;

    /// Reads one segment.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn get(&self, object: &ObjectName, segment: u32) -> Result<Bytes, BlobError>;

    /// Deletes whatever there is of an object, also what a crash has left of it. One that is not there is deleted, too.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn delete(&self, object: &ObjectName) -> Result<(), BlobError>;

    /// Bytes for which there is room; `None` where that is not known.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn room(&self) -> Result<Option<u64>, BlobError>;
}

/// Key that the bytes of one file are sealed with. It is in the file's row, sealed itself under the key of the company's log.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(pub Zeroizing<[u8; 32]>);

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(hidden)")
    }
}

/// What is known of a file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Its type, as whoever sent it has it.
    pub mime_type: MimeType,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Key that its bytes are sealed with.
    pub key: FileKey,
}

impl FileFacts {
    /// Its SHA-256 in hexadecimal.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        hex(&self.sha256)
    }
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its id.
    pub id: MediaId,
    /// Where its bytes are.
    pub object: ObjectName,
    /// What is known of it.
    pub facts: FileFacts,
    /// When it is deleted.
    pub expires_at: Timestamp,
}

/// File of a received message that was not fetched yet.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedFile {
    /// The event of the message.
    pub event: EventId,
    /// When the event was written.
    pub at: Timestamp,
    /// The message.
    pub message: Box<MessageFacts>,
    /// What the message says of the file.
    pub media: Media,
    /// Where it is.
    pub source: MediaSource,
}

/// What there is under an id.
#[derive(Debug, Clone, PartialEq)]
pub enum FoundFile {
    /// A file that is kept.
    Kept(KeptFile),
    /// A file that WhatsApp has.
    Received(Box<ReceivedFile>),
}

/// A file whose bytes are about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its id.
    pub id: MediaId,
    /// Where its bytes will be.
    pub object: ObjectName,
    /// Event that it is the file of; `None` for an upload.
    pub event: Option<EventId>,
    /// Until when it may be kept at most.
    pub until: Option<Timestamp>,
    /// Most bytes that it can take; they count as used until it is kept or given up.
    pub bytes: u64,
    /// Time after which the bytes count as left behind.
    pub lease: Duration,
}

/// Rows of files. A row is written before the first byte of its file and goes after the last, so every object that
/// there is has a row, whatever dies in between.
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Finds a file of a company.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn find_file(&self, company: &CompanyId, id: &MediaId) -> Result<Option<FoundFile>, StoreError>;

    /// Notes that bytes are about to be written. They are deleted by maintenance unless the file is kept within its lease.
    /// Returns `false`, and has noted nothing, if the event is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn begin_file(&self, company: &CompanyId, file: NewFile) -> Result<bool, StoreError>;

    /// Keeps a file whose bytes are written, for so many days at most. `None`, and nothing is changed, if its event or
    /// the log is deleted by now, or a file with this id is kept already.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_file(
        &self,
        company: &CompanyId,
        object: &ObjectName,
        kept: (FileFacts, u32),
    ) -> Result<Option<KeptFile>, StoreError>;

    /// Has maintenance delete the bytes of a file.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn give_up_file(&self, object: &ObjectName) -> Result<(), StoreError>;

    /// Returns at most `limit` objects whose bytes are to be deleted: given up, begun long ago, or kept until before the
    /// given time. They are not found any more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn files_to_delete(&self, kept_until: Timestamp, limit: u32) -> Result<Vec<ObjectName>, StoreError>;

    /// Forgets files whose bytes are deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn forget_files(&self, objects: Vec<ObjectName>) -> Result<(), StoreError>;

    /// Bytes that all files take or may take.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file_bytes(&self) -> Result<u64, StoreError>;
}

/// Reason why a file is not handed out, or not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MediaError {
    /// There is no such file, or not any more.
    #[error("there is no such file")]
    NotFound,
    /// It is longer than this service keeps.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// Most bytes.
        most: u64,
    },
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Another file came with the same id.
    #[error("another file was uploaded with this key")]
    Differs,
    /// The quota is used, or the disk almost full.
    #[error("there is no room for more files")]
    Full,
    /// Too many files are on their way.
    #[error("too many files are on their way")]
    Busy,
    /// The caller broke off, or its connection did.
    #[error("the body broke off")]
    BrokenOff,
    /// The caller sent or took nothing for too long.
    #[error("the body took too long")]
    Slow,
    /// It was not fetched from WhatsApp.
    #[error(transparent)]
    Link(#[from] LinkMediaError),
    /// The row cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes cannot be read or written.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The bytes are not those that were sealed.
    #[error("the stored bytes are damaged")]
    Unreadable,
}

/// Bytes that a caller sends.
pub type IncomingBytes<'a> = BoxStream<'a, io::Result<Bytes>>;

/// Bytes of a file that is handed out.
pub type FileBytes = BoxStream<'static, Result<Bytes, MediaError>>;

/// An uploaded file before its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id: a new one, or the one that an earlier upload with the same key has.
    pub id: MediaId,
    /// Type that the caller says.
    pub mime_type: MimeType,
    /// Length that the caller says.
    pub bytes: Option<u64>,
}

/// Files of the companies, as callers see them.
#[async_trait]
pub trait MediaFiles: Send + Sync {
    /// Takes a file. An upload that breaks off leaves nothing. One with the id of a file that is kept keeps nothing
    /// more, and answers with that file if both have the same bytes.
    ///
    /// # Errors
    /// [`MediaError`].
    async fn upload(
        &self,
        company: &CompanyId,
        upload: Upload,
        bytes: IncomingBytes<'_>,
    ) -> Result<KeptFile, MediaError>;

    /// Returns a file that is kept. One of a received message is fetched from WhatsApp first, whole, so that nothing is
    /// handed out that turns out not to be the file; several callers at the same time wait for one fetch.
    ///
    /// # Errors
    /// [`MediaError`].
    async fn file(&self, company: &CompanyId, id: &MediaId) -> Result<KeptFile, MediaError>;

    /// Returns the bytes of a file that is kept.
    ///
    /// # Errors
    /// [`MediaError::Busy`].
    fn bytes(&self, file: &KeptFile) -> Result<FileBytes, MediaError>;

    /// Returns a file that is kept as one that can be read several times, by threads that may wait.
    fn plain(&self, file: &KeptFile) -> Arc<dyn PlainFile>;

    /// Deletes bytes that no file has any more, and files that were kept until before the given time. Returns the number
    /// of objects.
    ///
    /// # Errors
    /// [`MediaError`].
    async fn sweep(&self, kept_until: Timestamp) -> Result<u64, MediaError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_name_is_read_back_and_is_no_path() {
        let name = ObjectName::from_random([0xa7; 16]);
        assert_eq!(name.as_str().parse(), Ok(name.clone()));
        for text in ["", "a7", "../../../../../../../../etc/pass", "A7A7A7A7A7A7A7A7A7A7A7A7A7A7A7A7"] {
            assert_eq!(text.parse::<ObjectName>(), Err(InvalidObjectName), "{text}");
        }
    }

    #[test]
    fn key_of_a_file_is_never_printed() {
        assert_eq!(format!("{:?}", FileKey(Zeroizing::new([7; 32]))), "FileKey(hidden)");
    }
}
