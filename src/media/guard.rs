//! Bytes that are being written: whatever ends the writing, they are kept or deleted.

use std::sync::Arc;

use linekeeper_ports::{BlobStore, MediaStore, ObjectName};
use tokio::runtime::Handle;
use tracing::debug;

use crate::space::Space;

/// Deletes the object when it is dropped, unless it was kept. If that fails maintenance does it.
pub(crate) struct Unkept {
    pub(crate) object: ObjectName,
    pub(crate) rows: Arc<dyn MediaStore>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) runtime: Handle,
    pub(crate) space: Arc<Space>,
    /// Bytes that it was to take at most.
    pub(crate) bytes: u64,
    pub(crate) is_kept: bool,
}

impl Drop for Unkept {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        self.space.give_back(self.bytes);
        let (rows, blobs, object) = (Arc::clone(&self.rows), Arc::clone(&self.blobs), self.object.clone());
        // A caller that went away takes its task with it, so this is one of its own.
        drop(self.runtime.spawn(async move {
            let given_up = rows.give_up_file(&object).await.is_ok();
            if given_up && blobs.delete(&object).await.is_ok() && rows.forget_files(vec![object]).await.is_ok() {
                return;
            }
            debug!("bytes of a file that was not kept are left to maintenance");
        }));
    }
}
