//! [`BlobStore`] over the crate `object_store`: a folder, or a bucket of S3.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt as _;
use linekeeper_ports::{BlobError, BlobStore, ObjectName};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};

use crate::connector::Connector;

/// Bucket of S3, or of what speaks its protocol.
#[derive(Clone)]
pub struct S3 {
    /// Name of the bucket.
    pub bucket: String,
    /// Address of the server; `None` means Amazon's in the region.
    pub endpoint: Option<String>,
    /// Region.
    pub region: String,
    /// Id of the access key.
    pub access_key_id: String,
    /// The access key.
    pub secret_access_key: String,
    /// What all names begin with, so that several can share a bucket; empty for nothing.
    pub prefix: String,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3").field("bucket", &self.bucket).field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Reason why there is no object store.
#[derive(Debug, thiserror::Error)]
pub enum OpenBlobsError {
    /// The folder cannot be made.
    #[error("the folder of files {folder} cannot be used: {reason}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// The settings of S3 do not fit.
    #[error("S3 cannot be used: {0}")]
    S3(String),
}

/// Files' bytes in a folder or in a bucket.
pub struct ObjectBlobs {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    /// Where it is a folder.
    folder: Option<PathBuf>,
}

impl ObjectBlobs {
    /// Opens a folder, which is made if it is not there, for its owner only.
    ///
    /// # Errors
    /// [`OpenBlobsError`].
    pub fn folder(folder: &Path) -> Result<Self, OpenBlobsError> {
        let failed = |reason: String| OpenBlobsError::Folder { folder: folder.to_owned(), reason };
        make_private(folder).map_err(|error| failed(error.to_string()))?;
        let folder = folder.canonicalize().map_err(|error| failed(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| failed(error.to_string()))?;
        // A segment counts once the disk has it: its row says so afterwards.
        let store = store.with_fsync(true);
        Ok(Self { store: Arc::new(store), prefix: String::new(), folder: Some(folder) })
    }

    /// Opens a bucket. Nothing is asked of it before it is used.
    ///
    /// # Errors
    /// [`OpenBlobsError`].
    pub fn s3(s3: &S3) -> Result<Self, OpenBlobsError> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key_id)
            .with_secret_access_key(&s3.secret_access_key)
            .with_http_connector(Connector);
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let store = builder.build().map_err(|error| OpenBlobsError::S3(error.to_string()))?;
        let prefix = s3.prefix.trim_matches('/').to_owned();
        Ok(Self { store: Arc::new(store), prefix, folder: None })
    }

    fn place(&self, object: &ObjectName) -> String {
        // Two levels, so that no folder has a million entries.
        let name = object.as_str();
        let shard = name.get(..2).unwrap_or_default();
        if self.prefix.is_empty() { format!("{shard}/{name}") } else { format!("{}/{shard}/{name}", self.prefix) }
    }

    fn path(&self, object: &ObjectName, segment: u32) -> object_store::path::Path {
        object_store::path::Path::from(format!("{}/{segment:06}", self.place(object)))
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn failure(error: &Error) -> BlobError {
    match error {
        Error::NotFound { .. } => BlobError::Missing,
        // The library's own words name the path, which says nothing, and never a key.
        other => BlobError::Unavailable(other.to_string()),
    }
}

#[async_trait]
impl BlobStore for ObjectBlobs {
    async fn put(&self, object: &ObjectName, segment: u32, bytes: Bytes) -> Result<(), BlobError> {
        let put = self.store.put(&self.path(object, segment), bytes.into()).await;
        put.map(drop).map_err(|error| failure(&error))
    }

    async fn get(&self, object: &ObjectName, segment: u32) -> Result<Bytes, BlobError> {
        let got = self.store.get(&self.path(object, segment)).await.map_err(|error| failure(&error))?;
        got.bytes().await.map_err(|error| failure(&error))
    }

    async fn delete(&self, object: &ObjectName) -> Result<(), BlobError> {
        if let Some(folder) = &self.folder {
            // With what a process that died while it wrote a segment has left, which the library does not show.
            let gone = tokio::fs::remove_dir_all(folder.join(self.place(object))).await;
            return match gone {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(BlobError::Unavailable(error.to_string()))
                }
                Ok(()) | Err(_) => Ok(()),
            };
        }
        let place = object_store::path::Path::from(self.place(object));
        let all = self.store.list(Some(&place)).map_ok(|entry| entry.location);
        let each = all.try_for_each(|location| async move {
            match self.store.delete(&location).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error),
            }
        });
        each.await.map_err(|error| failure(&error))
    }

    async fn room(&self) -> Result<Option<u64>, BlobError> {
        let Some(folder) = self.folder.clone() else { return Ok(None) };
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(folder)).await;
        match asked {
            Ok(Ok(disk)) => Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize))),
            Ok(Err(error)) => Err(BlobError::Unavailable(error.to_string())),
            Err(error) => Err(BlobError::Unavailable(error.to_string())),
        }
    }
}
