//! The service that callers use.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use linekeeper_domain::messages::MediaId;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{
    BlobStore, FileBytes, FileFacts, FoundFile, IncomingBytes, KeptFile, MediaError, MediaFiles, MediaLines,
    MediaStore, NewFile, ObjectName, PlainFile, ReceivedFile, Upload,
};
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::MediaWay;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use crate::fetching::Fetches;
use crate::guard::Unkept;
use crate::outcome::outcome_of;
use crate::plain::Plain;
use crate::pump::pumped;
use crate::rules::MediaRules;
use crate::sealing::{Opener, Sealer};
use crate::space::Space;

/// Objects that are deleted at once.
const AT_ONCE: u32 = 100;

/// Time for which a fetch waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// What files are made of.
pub struct MediaParts {
    /// Rows.
    pub rows: Arc<dyn MediaStore>,
    /// Bytes.
    pub blobs: Arc<dyn BlobStore>,
    /// Lines.
    pub lines: Arc<dyn MediaLines>,
    /// Runtime of the tasks.
    pub runtime: Handle,
    /// Metrics of the process.
    pub metrics: Metrics,
}

/// [`MediaFiles`] over rows, bytes and lines.
pub struct Media {
    shares: Arc<Shares>,
    fetches: Fetches,
}

/// What uploads and fetches share.
pub(crate) struct Shares {
    pub(crate) rows: Arc<dyn MediaStore>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) lines: Arc<dyn MediaLines>,
    pub(crate) runtime: Handle,
    pub(crate) rules: Arc<MediaRules>,
    pub(crate) metrics: Metrics,
    space: Arc<Space>,
    uploads: Arc<Semaphore>,
    fetches: Arc<Semaphore>,
    answers: Arc<Semaphore>,
}

impl Media {
    /// Creates the service.
    #[must_use]
    pub fn new(parts: MediaParts, rules: MediaRules) -> Self {
        let MediaParts { rows, blobs, lines, runtime, metrics } = parts;
        let places = || Arc::new(Semaphore::new(rules.at_once));
        let shares = Shares {
            rows,
            blobs,
            lines,
            runtime,
            space: Arc::new(Space::of(metrics.clone())),
            metrics,
            uploads: places(),
            fetches: places(),
            answers: places(),
            rules: Arc::new(rules),
        };
        Self { shares: Arc::new(shares), fetches: Fetches::default() }
    }

    pub(crate) fn shares(&self) -> Arc<Shares> {
        Arc::clone(&self.shares)
    }

    async fn find(&self, company: &CompanyId, id: &MediaId) -> Result<Option<FoundFile>, MediaError> {
        Ok(self.shares.rows.find_file(company, id).await?)
    }
}

fn place_of(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, MediaError> {
    Arc::clone(places).try_acquire_owned().map_err(|_| MediaError::Busy)
}

impl Shares {
    pub(crate) async fn place_to_fetch(&self) -> Result<OwnedSemaphorePermit, MediaError> {
        let place = timeout(PATIENCE, Arc::clone(&self.fetches).acquire_owned()).await;
        place.ok().and_then(Result::ok).ok_or(MediaError::Busy)
    }

    /// Writes the row of a file whose bytes follow.
    pub(crate) async fn begin(
        &self,
        company: &CompanyId,
        (id, of): (MediaId, Option<&ReceivedFile>),
        bytes: u64,
    ) -> Result<Unkept, MediaError> {
        self.space.take(bytes, &self.rules, (&*self.rows, &*self.blobs)).await?;
        let object = ObjectName::from_random(rand::random());
        let event = of.map(|of| of.event.clone());
        let until = of.and_then(|of| self.rules.until(of));
        let file = NewFile { id, object: object.clone(), event, until, bytes, lease: self.rules.lease() };
        if !self.rows.begin_file(company, file).await? {
            self.space.give_back(bytes);
            return Err(MediaError::NotFound);
        }
        let (rows, blobs) = (Arc::clone(&self.rows), Arc::clone(&self.blobs));
        let (runtime, space) = (self.runtime.clone(), Arc::clone(&self.space));
        Ok(Unkept { object, rows, blobs, runtime, space, bytes, is_kept: false })
    }

    /// Keeps a file whose bytes are written, or returns the one that another process has kept meanwhile.
    pub(crate) async fn keep(
        &self,
        company: &CompanyId,
        (unkept, id): (&mut Unkept, &MediaId),
        facts: FileFacts,
    ) -> Result<KeptFile, MediaError> {
        let days = self.rules.kept_days;
        if let Some(kept) = self.rows.keep_file(company, &unkept.object, (facts, days)).await? {
            unkept.is_kept = true;
            self.space.give_back(unkept.bytes.saturating_sub(kept.facts.bytes));
            return Ok(kept);
        }
        match self.rows.find_file(company, id).await? {
            Some(FoundFile::Kept(kept)) => Ok(kept),
            Some(FoundFile::Received(_)) | None => Err(MediaError::NotFound),
        }
    }

    /// Next bytes of a caller; `None` at their end.
    async fn next(&self, bytes: &mut IncomingBytes<'_>, end: Instant) -> Result<Option<Bytes>, MediaError> {
        let by = (Instant::now() + self.rules.idle).min(end);
        match timeout_at(by, bytes.next()).await {
            Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
            Ok(Some(Err(error))) if error.kind() == io::ErrorKind::TimedOut => Err(MediaError::Slow),
            Ok(Some(Err(_))) => Err(MediaError::BrokenOff),
            Ok(None) => Ok(None),
            Err(_) => Err(MediaError::Slow),
        }
    }

    async fn take_upload(
        &self,
        company: &CompanyId,
        upload: Upload,
        mut bytes: IncomingBytes<'_>,
    ) -> Result<KeptFile, MediaError> {
        let most = upload.bytes.unwrap_or(self.rules.most_bytes);
        let end = Instant::now() + self.rules.transfer;
        let mut unkept = self.begin(company, (upload.id.clone(), None), most).await?;
        let object = unkept.object.clone();
        let mut sealer = Sealer::new(&*self.blobs, &object, most);
        while let Some(bytes) = self.next(&mut bytes, end).await? {
            sealer.push(&bytes).await?;
        }
        let facts = sealer.finish(upload.mime_type).await?;
        if upload.bytes.is_some_and(|bytes| bytes != facts.bytes) {
            return Err(MediaError::BrokenOff);
        }
        self.keep(company, (&mut unkept, &upload.id), facts).await
    }

    /// Compares what a caller sends again with what was kept the first time.
    async fn compare(
        &self,
        kept: KeptFile,
        upload: &Upload,
        mut bytes: IncomingBytes<'_>,
    ) -> Result<KeptFile, MediaError> {
        let end = Instant::now() + self.rules.transfer;
        let (mut hash, mut length) = (Sha256::new(), 0_u64);
        while let Some(bytes) = self.next(&mut bytes, end).await? {
            hash.update(&bytes);
            length = length.saturating_add(bytes.len() as u64);
            if length > self.rules.most_bytes {
                return Err(MediaError::TooLarge { most: self.rules.most_bytes });
            }
        }
        let is_same =
            kept.facts.sha256 == <[u8; 32]>::from(hash.finalize()) && kept.facts.mime_type == upload.mime_type;
        if is_same { Ok(kept) } else { Err(MediaError::Differs) }
    }
}

#[async_trait]
impl MediaFiles for Media {
    async fn upload(
        &self,
        company: &CompanyId,
        upload: Upload,
        bytes: IncomingBytes<'_>,
    ) -> Result<KeptFile, MediaError> {
        let most = self.shares.rules.most_bytes;
        if upload.bytes.is_some_and(|bytes| bytes > most) {
            return Err(MediaError::TooLarge { most });
        }
        let _place = place_of(&self.shares.uploads)?;
        match self.find(company, &upload.id).await? {
            Some(FoundFile::Kept(kept)) => self.shares.compare(kept, &upload, bytes).await,
            Some(FoundFile::Received(_)) => Err(MediaError::Differs),
            None => {
                let taken = self.shares.take_upload(company, upload, bytes).await;
                self.shares.metrics.media_transfer(MediaWay::Upload, outcome_of(&taken));
                taken
            }
        }
    }

    async fn file(&self, company: &CompanyId, id: &MediaId) -> Result<KeptFile, MediaError> {
        match self.find(company, id).await? {
            Some(FoundFile::Kept(kept)) => Ok(kept),
            Some(FoundFile::Received(file)) => self.fetches.of(self, company, *file).await,
            None => Err(MediaError::NotFound),
        }
    }

    fn bytes(&self, file: &KeptFile) -> Result<FileBytes, MediaError> {
        let Shares { answers, blobs, rules, runtime, .. } = &*self.shares;
        let place = place_of(answers)?;
        Ok(pumped(Opener::new(Arc::clone(blobs), file), (place, rules), runtime))
    }

    fn plain(&self, file: &KeptFile) -> Arc<dyn PlainFile> {
        let Shares { blobs, runtime, .. } = &*self.shares;
        Arc::new(Plain { blobs: Arc::clone(blobs), file: file.clone(), runtime: runtime.clone() })
    }

    async fn sweep(&self, kept_until: Timestamp) -> Result<u64, MediaError> {
        let Shares { rows, blobs, space, .. } = &*self.shares;
        let mut deleted = 0;
        loop {
            let objects = rows.files_to_delete(kept_until, AT_ONCE).await?;
            let found = objects.len();
            for object in &objects {
                blobs.delete(object).await?;
            }
            rows.forget_files(objects).await?;
            deleted += found as u64;
            if found > 0 {
                space.forget();
            }
            if found < AT_ONCE as usize {
                return Ok(deleted);
            }
        }
    }
}
