//! Wiring of files, and their maintenance.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix::Addr;
use async_trait::async_trait;
use linekeeper_actors::supervisor::{SessionSupervisor, SupervisedLines};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_link::HttpLimits;
use linekeeper_media::{Media, MediaParts, ObjectBlobs};
use linekeeper_ports::{BlobStore, LinkMedia, MediaError, MediaFiles, MediaLines};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tokio::runtime::Handle;
use tracing::info;

use crate::config::Config;
use crate::guarded::guarded;

/// Time between two looks at what is to be deleted.
const EVERY: Duration = Duration::from_secs(60);

/// The lines of the sessions, which are there once their supervisor is: the sessions use the files, too.
#[derive(Default)]
pub(crate) struct LateLines(OnceLock<SupervisedLines>);

impl LateLines {
    /// Sets the supervisor.
    pub(crate) fn are_those_of(&self, supervisor: &Addr<SessionSupervisor>) {
        // Set once, before anything asks.
        let _ = self.0.set(SupervisedLines::of(supervisor.clone()));
    }
}

#[async_trait]
impl MediaLines for LateLines {
    async fn line_of(&self, company: &CompanyId) -> Option<Arc<dyn LinkMedia>> {
        self.0.get()?.line_of(company).await
    }
}

/// Makes the service of files; `None` where messages are not kept.
///
/// # Errors
/// A sentence about the folder or the bucket.
pub(crate) fn files(
    config: &Config,
    store: &Store,
    (lines, runtime, metrics): (&Arc<LateLines>, &Handle, &Metrics),
) -> Result<Option<Arc<dyn MediaFiles>>, String> {
    if !config.messages.is_enabled() {
        return Ok(None);
    }
    let blobs: Arc<dyn BlobStore> = match config.media.bucket() {
        Some(bucket) => Arc::new(ObjectBlobs::s3(&bucket).map_err(|error| error.to_string())?),
        None => {
            let beside = || config.store.data_dir.join("media");
            let folder = config.media.directory.clone().unwrap_or_else(beside);
            Arc::new(ObjectBlobs::folder(&folder).map_err(|error| error.to_string())?)
        }
    };
    let lines = Arc::clone(lines);
    let (rows, runtime, metrics) = (Arc::new(store.clone()), runtime.clone(), metrics.clone());
    let parts = MediaParts { rows, blobs, lines, runtime, metrics };
    Ok(Some(Arc::new(Media::new(parts, config.media.rules(config.messages.retention_days)))))
}

/// Limits of the links' HTTP client.
///
/// # Errors
/// A sentence about the file of the simulator's authority.
#[cfg_attr(
    not(feature = "sandbox"),
    expect(clippy::unnecessary_wraps, unused_variables, reason = "a normal build reads no file")
)]
pub(crate) fn http_limits(config: &Config) -> Result<HttpLimits, String> {
    Ok(HttpLimits {
        #[cfg(feature = "sandbox")]
        authority: config.whatsapp.media_authority()?,
        ..HttpLimits::default()
    })
}

/// Deletes the bytes of files that are not kept, as long as the process lives. Those over their retention go with the rest of
/// maintenance, by a clock that can be trusted.
pub(crate) async fn sweep(files: Arc<dyn MediaFiles>, metrics: Metrics) {
    loop {
        guarded(Task::Media, &metrics, swept(Arc::clone(&files), Timestamp::UNIX_EPOCH)).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// Deletes bytes that are not kept, and files that were kept until before a time.
///
/// # Errors
/// Those of the stores.
pub(crate) async fn swept(files: Arc<dyn MediaFiles>, kept_until: Timestamp) -> Result<(), MediaError> {
    let deleted = files.sweep(kept_until).await?;
    if deleted > 0 {
        info!(files = deleted, "the bytes of {deleted} files that are not kept any more are deleted");
    }
    Ok(())
}
