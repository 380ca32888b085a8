//! A file as it is kept: pieces of 64 KiB, sealed each for its place, sixteen to a segment.

use bytes::Bytes;
use linekeeper_domain::messages::MimeType;
use linekeeper_ports::{BlobStore, FileFacts, FileKey, KeptFile, MediaError, ObjectName};
use linekeeper_secrets::{FILE_CHUNK, FileCipher, SEALED_CHUNK};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Pieces of a segment: about a MiB, which is the most that one transfer holds.
const PIECES: usize = 16;

/// Bytes of a segment but the last.
const SEGMENT: usize = PIECES * SEALED_CHUNK;

/// Seals what it is given and writes it, segment by segment.
pub(crate) struct Sealer<'a> {
    blobs: &'a dyn BlobStore,
    object: &'a ObjectName,
    /// Most bytes that are taken.
    most: u64,
    key: FileKey,
    cipher: FileCipher,
    hash: Sha256,
    bytes: u64,
    /// Place of the piece that is being filled.
    place: u32,
    /// It stays until more comes: only then it is known not to be the last.
    piece: Vec<u8>,
    segments: u32,
    segment: Vec<u8>,
}

impl<'a> Sealer<'a> {
    pub(crate) fn new(blobs: &'a dyn BlobStore, object: &'a ObjectName, most: u64) -> Self {
        let (key, cipher) = fresh();
        Self {
            blobs,
            object,
            most,
            key,
            cipher,
            hash: Sha256::new(),
            bytes: 0,
            place: 0,
            piece: Vec::new(),
            segments: 0,
            segment: Vec::new(),
        }
    }

    /// Begins anew, with another key: what was sealed may be another file.
    pub(crate) fn restart(&mut self) {
        (self.key, self.cipher) = fresh();
        self.hash = Sha256::new();
        (self.bytes, self.place, self.segments) = (0, 0, 0);
        self.piece.clear();
        self.segment.clear();
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`MediaError::TooLarge`], and those of the store.
    pub(crate) async fn push(&mut self, mut bytes: &[u8]) -> Result<(), MediaError> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > self.most {
            return Err(MediaError::TooLarge { most: self.most });
        }
        self.hash.update(bytes);
        while !bytes.is_empty() {
            if self.piece.len() == FILE_CHUNK {
                self.seal(false).await?;
            }
            // No more than is needed: most files are small.
            let (now, later) = bytes.split_at(bytes.len().min(FILE_CHUNK - self.piece.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Writes what is left, and says what the file is.
    ///
    /// # Errors
    /// [`MediaError::Empty`], and those of the store.
    pub(crate) async fn finish(mut self, mime_type: MimeType) -> Result<FileFacts, MediaError> {
        if self.bytes == 0 {
            return Err(MediaError::Empty);
        }
        self.seal(true).await?;
        self.write().await?;
        Ok(FileFacts { mime_type, bytes: self.bytes, sha256: self.hash.finalize().into(), key: self.key })
    }

    async fn seal(&mut self, is_last: bool) -> Result<(), MediaError> {
        self.cipher.seal((self.place, is_last), &mut self.piece).map_err(|_| MediaError::Unreadable)?;
        self.place = self.place.checked_add(1).ok_or(MediaError::Unreadable)?;
        self.segment.extend_from_slice(&self.piece);
        self.piece.clear();
        if self.segment.len() >= SEGMENT { self.write().await } else { Ok(()) }
    }

    async fn write(&mut self) -> Result<(), MediaError> {
        if self.segment.is_empty() {
            return Ok(());
        }
        let segment = Bytes::from(std::mem::take(&mut self.segment));
        self.blobs.put(self.object, self.segments, segment).await?;
        self.segments = self.segments.checked_add(1).ok_or(MediaError::Unreadable)?;
        Ok(())
    }
}

fn fresh() -> (FileKey, FileCipher) {
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(key.as_mut_slice());
    let cipher = FileCipher::new(&key);
    (FileKey(key), cipher)
}

/// Opens a file piece by piece.
pub(crate) struct Opener {
    blobs: Arc<dyn BlobStore>,
    object: ObjectName,
    cipher: FileCipher,
    /// Place of the next piece.
    place: u32,
    pieces: u32,
    /// Length of the last piece.
    last: usize,
    segment: Bytes,
}

impl Opener {
    pub(crate) fn new(blobs: Arc<dyn BlobStore>, file: &KeptFile) -> Self {
        let (bytes, piece) = (file.facts.bytes, FILE_CHUNK as u64);
        let pieces = bytes.div_ceil(piece);
        let last = bytes.saturating_sub(pieces.saturating_sub(1).saturating_mul(piece));
        Self {
            blobs,
            object: file.object.clone(),
            cipher: FileCipher::new(&file.facts.key.0),
            place: 0,
            pieces: u32::try_from(pieces).unwrap_or(u32::MAX),
            last: usize::try_from(last).unwrap_or(FILE_CHUNK),
            segment: Bytes::new(),
        }
    }

    /// Returns the next piece; `None` after the last.
    ///
    /// # Errors
    /// [`MediaError::Unreadable`], and those of the store.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, MediaError> {
        if self.place >= self.pieces {
            return Ok(None);
        }
        if self.segment.is_empty() {
            let segment = self.place / u32::try_from(PIECES).unwrap_or(1);
            self.segment = self.blobs.get(&self.object, segment).await?;
        }
        let is_last = self.place + 1 == self.pieces;
        let length = self.segment.len().min(SEALED_CHUNK);
        let mut piece = self.segment.split_to(length).to_vec();
        self.cipher.open((self.place, is_last), &mut piece).map_err(|_| MediaError::Unreadable)?;
        if piece.len() != if is_last { self.last } else { FILE_CHUNK } {
            return Err(MediaError::Unreadable);
        }
        self.place += 1;
        Ok(Some(piece.into()))
    }
}
