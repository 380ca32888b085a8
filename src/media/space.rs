//! Whether there is room for another file.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linekeeper_ports::{BlobStore, MediaError, MediaStore};
use linekeeper_telemetry::Metrics;
use tokio::time::Instant;

use crate::rules::MediaRules;

/// Time for which the sum of all files is remembered: it reads a row of each.
const REMEMBERED: Duration = Duration::from_secs(10);

/// What all files take, as it was a moment ago, with what was begun since.
pub(crate) struct Space {
    known: Mutex<Option<(Instant, u64)>>,
    metrics: Metrics,
}

impl Space {
    /// Nothing is known yet.
    pub(crate) const fn of(metrics: Metrics) -> Self {
        Self { known: Mutex::new(None), metrics }
    }

    /// Checks that a file of so many bytes fits, and counts it.
    ///
    /// # Errors
    /// [`MediaError::Full`], and those of the stores.
    pub(crate) async fn take(
        &self,
        bytes: u64,
        rules: &MediaRules,
        (rows, blobs): (&dyn MediaStore, &dyn BlobStore),
    ) -> Result<(), MediaError> {
        let remembered = *self.known();
        let (at, used) = match remembered {
            Some((at, used)) if at.elapsed() < REMEMBERED => (at, used),
            Some(_) | None => (Instant::now(), rows.file_bytes().await?),
        };
        let (after, room) = (used.saturating_add(bytes), blobs.room().await?);
        let is_full = after > rules.quota || room.is_some_and(|room| room < bytes.saturating_add(rules.spare));
        let used = if is_full { used } else { after };
        *self.known() = Some((at, used));
        self.metrics.media_space(used, is_full);
        if is_full { Err(MediaError::Full) } else { Ok(()) }
    }

    /// Counts bytes no more that a file was to take, and does not.
    pub(crate) fn give_back(&self, bytes: u64) {
        if let Some((_, used)) = &mut *self.known() {
            *used = used.saturating_sub(bytes);
        }
    }

    /// Forgets the sum: files were deleted.
    pub(crate) fn forget(&self) {
        *self.known() = None;
    }

    fn known(&self) -> MutexGuard<'_, Option<(Instant, u64)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
