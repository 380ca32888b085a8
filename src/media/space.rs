//! Whether there is room for another file.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use linekeeper_ports::{BlobStore, MediaError, MediaStore};
use tokio::time::Instant;

use crate::rules::MediaRules;

/// Time for which the sum of all files is remembered: it reads a row of each.
const REMEMBERED: Duration = Duration::from_secs(10);

/// What all files take, as it was a moment ago, with what was begun since.
#[derive(Default)]
pub(crate) struct Space(Mutex<Option<(Instant, u64)>>);

impl Space {
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
        let remembered = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, used) = match remembered {
            Some((at, used)) if at.elapsed() < REMEMBERED => (at, used),
            Some(_) | None => (Instant::now(), rows.file_bytes().await?),
        };
        let after = used.saturating_add(bytes);
        if after > rules.quota {
            return Err(MediaError::Full);
        }
        if let Some(room) = blobs.room().await?
            && room < bytes.saturating_add(rules.spare)
        {
            return Err(MediaError::Full);
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, after));
        Ok(())
    }

    /// Forgets the sum: files were deleted.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
