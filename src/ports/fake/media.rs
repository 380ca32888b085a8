//! Files in memory: rows with the rules of the real ones, bytes, and a line that has files.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::messages::{EventId, MediaId, MediaKind};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};
use tokio::sync::Semaphore;

use crate::{
    BlobError, BlobStore, FileFacts, FileSink, FoundFile, KeptFile, LinkMedia, LinkMediaError, MediaLines, MediaStore,
    NewFile, ObjectName, PlainFile, ReceivedFile, StoreError, UploadedFile, WantedFile,
};

/// Fake of [`MediaStore`].
#[derive(Debug, Default)]
pub struct FakeMediaRows(Mutex<Rows>);

#[derive(Debug, Default)]
struct Rows {
    down: bool,
    received: HashMap<(CompanyId, EventId), ReceivedFile>,
    rows: BTreeMap<ObjectName, Row>,
}

#[derive(Debug)]
struct Row {
    company: CompanyId,
    file: NewFile,
    kept: Option<KeptFile>,
    is_gone: bool,
}

impl FakeMediaRows {
    /// Writes the event of a message with a file.
    pub fn receive(&self, company: &CompanyId, file: ReceivedFile) {
        self.lock().received.insert((company.clone(), file.event.clone()), file);
    }

    /// Deletes the log of a company.
    pub fn delete_log(&self, company: &CompanyId) {
        let mut rows = self.lock();
        rows.received.retain(|(of, _), _| of != company);
        for row in rows.rows.values_mut().filter(|row| row.company == *company) {
            row.is_gone = true;
        }
    }

    /// Makes every call fail, or work again.
    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// Number of rows, whatever their state.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().rows.len()
    }

    fn lock(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Rows>, StoreError> {
        let rows = self.lock();
        if rows.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(rows) }
    }
}

impl Rows {
    fn kept(&self, company: &CompanyId, id: &MediaId) -> Option<&KeptFile> {
        let mut of = self.rows.values().filter(|row| row.company == *company && !row.is_gone);
        of.find_map(|row| row.kept.as_ref().filter(|kept| kept.id == *id))
    }
}

#[async_trait]
impl MediaStore for FakeMediaRows {
    async fn find_file(&self, company: &CompanyId, id: &MediaId) -> Result<Option<FoundFile>, StoreError> {
        let rows = self.answering()?;
        if let Some(kept) = rows.kept(company, id) {
            return Ok(Some(FoundFile::Kept(kept.clone())));
        }
        let Ok(event) = id.event() else { return Ok(None) };
        let received = rows.received.get(&(company.clone(), event)).cloned();
        Ok(received.map(|file| FoundFile::Received(Box::new(file))))
    }

    async fn begin_file(&self, company: &CompanyId, file: NewFile) -> Result<bool, StoreError> {
        let mut rows = self.answering()?;
        let is_there = |event: &EventId| rows.received.contains_key(&(company.clone(), event.clone()));
        if !file.event.as_ref().is_none_or(is_there) {
            return Ok(false);
        }
        let row = Row { company: company.clone(), file: file.clone(), kept: None, is_gone: false };
        rows.rows.insert(file.object, row);
        Ok(true)
    }

    async fn keep_file(
        &self,
        company: &CompanyId,
        object: &ObjectName,
        (facts, _): (FileFacts, u32),
    ) -> Result<Option<KeptFile>, StoreError> {
        let mut rows = self.answering()?;
        let Some(id) = rows.rows.get(object).filter(|row| !row.is_gone).map(|row| row.file.id.clone()) else {
            return Ok(None);
        };
        if rows.kept(company, &id).is_some() {
            return Ok(None);
        }
        let kept = KeptFile { id, object: object.clone(), facts, expires_at: Timestamp::UNIX_EPOCH };
        if let Some(row) = rows.rows.get_mut(object) {
            row.kept = Some(kept.clone());
        }
        Ok(Some(kept))
    }

    async fn give_up_file(&self, object: &ObjectName) -> Result<(), StoreError> {
        if let Some(row) = self.answering()?.rows.get_mut(object).filter(|row| row.kept.is_none()) {
            row.is_gone = true;
        }
        Ok(())
    }

    async fn files_to_delete(&self, _: Timestamp, limit: u32) -> Result<Vec<ObjectName>, StoreError> {
        let rows = self.answering()?;
        let gone = rows.rows.iter().filter(|(_, row)| row.is_gone).map(|(object, _)| object.clone());
        Ok(gone.take(limit as usize).collect())
    }

    async fn forget_files(&self, objects: Vec<ObjectName>) -> Result<(), StoreError> {
        let mut rows = self.answering()?;
        rows.rows.retain(|object, row| !(row.is_gone && objects.contains(object)));
        Ok(())
    }

    async fn file_bytes(&self) -> Result<u64, StoreError> {
        let taken = |row: &Row| row.kept.as_ref().map_or(row.file.bytes, |kept| kept.facts.bytes);
        Ok(self.answering()?.rows.values().map(taken).sum())
    }
}

/// Fake of [`BlobStore`].
#[derive(Debug, Default)]
pub struct FakeBlobs(Mutex<Blobs>);

#[derive(Debug, Default)]
struct Blobs {
    down: bool,
    room: Option<u64>,
    segments: BTreeMap<(ObjectName, u32), Bytes>,
}

impl FakeBlobs {
    /// Makes every call fail, or work again.
    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// Sets how many bytes there is room for.
    pub fn set_room(&self, room: u64) {
        self.lock().room = Some(room);
    }

    /// What is stored, segment by segment.
    #[must_use]
    pub fn segments(&self) -> Vec<Bytes> {
        self.lock().segments.values().cloned().collect()
    }

    /// Changes what is stored.
    pub fn change(&self, change: impl Fn(&Bytes) -> Bytes) {
        for segment in self.lock().segments.values_mut() {
            *segment = change(segment);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Blobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Blobs>, BlobError> {
        let blobs = self.lock();
        if blobs.down { Err(BlobError::Unavailable("broken down by the test".to_owned())) } else { Ok(blobs) }
    }
}

#[async_trait]
impl BlobStore for FakeBlobs {
    async fn put(&self, object: &ObjectName, segment: u32, bytes: Bytes) -> Result<(), BlobError> {
        self.answering()?.segments.insert((object.clone(), segment), bytes);
        Ok(())
    }

    async fn get(&self, object: &ObjectName, segment: u32) -> Result<Bytes, BlobError> {
        self.answering()?.segments.get(&(object.clone(), segment)).cloned().ok_or(BlobError::Missing)
    }

    async fn delete(&self, object: &ObjectName) -> Result<(), BlobError> {
        self.answering()?.segments.retain(|(of, _), _| of != object);
        Ok(())
    }

    async fn room(&self) -> Result<Option<u64>, BlobError> {
        Ok(self.answering()?.room)
    }
}

/// Fake of [`LinkMedia`] and of [`MediaLines`]: a line that has files by their paths, for every company.
#[derive(Debug, Default)]
pub struct FakeMediaLine(Arc<Line>);

#[derive(Debug)]
struct Line {
    files: Mutex<HashMap<String, Result<Bytes, LinkMediaError>>>,
    is_offline: Mutex<bool>,
    asked: Mutex<usize>,
    /// Downloads that may go on.
    may_go: Semaphore,
}

impl Default for Line {
    fn default() -> Self {
        let may_go = Semaphore::new(Semaphore::MAX_PERMITS);
        Self { files: Mutex::default(), is_offline: Mutex::default(), asked: Mutex::default(), may_go }
    }
}

impl FakeMediaLine {
    /// Sets what comes of a download from a path.
    pub fn has(&self, path: &str, file: Result<Bytes, LinkMediaError>) {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), file);
    }

    /// Connects or disconnects the line.
    pub fn set_offline(&self, is_offline: bool) {
        *self.0.is_offline.lock().unwrap_or_else(PoisonError::into_inner) = is_offline;
    }

    /// Holds downloads before their first byte, until they are let go.
    pub fn hold(&self) {
        self.0.may_go.forget_permits(Semaphore::MAX_PERMITS);
    }

    /// Lets downloads go.
    pub fn let_go(&self) {
        self.0.may_go.add_permits(100);
    }

    /// How often a file was asked for.
    #[must_use]
    pub fn asked(&self) -> usize {
        *self.0.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl MediaLines for FakeMediaLine {
    async fn line_of(&self, _: &CompanyId) -> Option<Arc<dyn LinkMedia>> {
        let is_offline = *self.0.is_offline.lock().unwrap_or_else(PoisonError::into_inner);
        (!is_offline).then(|| Arc::clone(&self.0) as _)
    }
}

#[async_trait]
impl LinkMedia for Line {
    async fn download(&self, file: WantedFile, mut sink: Box<dyn FileSink>) -> Result<(), LinkMediaError> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        drop(self.may_go.acquire().await);
        let found = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(&file.source.path).cloned();
        let work = move || {
            let local = |error: std::io::Error| LinkMediaError::Local(error.to_string());
            sink.restart().map_err(local)?;
            // As from a host that breaks off: what comes again is the file.
            sink.write_all(b"not the file").map_err(local)?;
            sink.restart().map_err(local)?;
            sink.write_all(&found.unwrap_or(Err(LinkMediaError::Gone))?).map_err(local)?;
            sink.flush().map_err(local)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(LinkMediaError::Offline))
    }

    async fn upload(&self, file: Arc<dyn PlainFile>, _: MediaKind) -> Result<UploadedFile, LinkMediaError> {
        let (media_key, hash) = ([1; 32], [2; 32]);
        let path = "/fake".to_owned();
        Ok(UploadedFile {
            url: format!("https://media.invalid{path}"),
            direct_path: path,
            media_key,
            encrypted_sha256: hash,
            sha256: hash,
            bytes: file.bytes(),
            key_time: 0,
            sidecar: None,
        })
    }
}
