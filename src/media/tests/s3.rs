//! Bytes in a bucket, over the protocol of S3 and real sockets.

use std::sync::Arc;

use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use linekeeper_domain::Timestamp;
use linekeeper_media::{MediaRules, ObjectBlobs, S3};
use linekeeper_ports::{BlobError, BlobStore as _, MediaError, MediaFiles as _, ObjectName};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::world::{World, bytes};

/// A server with the bucket `files`.
struct Server {
    folder: TempDir,
    endpoint: String,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("files")).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new());
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Self { folder, endpoint }
    }

    fn bucket(&self, secret: &str) -> S3 {
        S3 {
            bucket: "files".to_owned(),
            endpoint: Some(self.endpoint.clone()),
            region: "us-east-1".to_owned(),
            access_key_id: "key".to_owned(),
            secret_access_key: secret.to_owned(),
            prefix: "salons".to_owned(),
        }
    }

    /// Objects in the bucket.
    fn objects(&self) -> Vec<std::path::PathBuf> {
        fn of(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.flat_map(|path| if path.is_dir() { of(&path) } else { vec![path] }).collect()
        }
        of(&self.folder.path().join("files"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn file_comes_and_goes_in_a_bucket() {
    let server = Server::start().await;
    let blobs = Arc::new(ObjectBlobs::s3(&server.bucket("secret")).unwrap());
    let world = World::over(blobs, MediaRules::default());
    let plain = bytes(3_500_000);
    let kept = world.upload(&plain).await.unwrap();
    assert_eq!(server.objects().len(), 4, "a segment of a MiB each");
    assert!(server.objects().iter().all(|path| path.to_string_lossy().contains("salons")));
    assert!(world.read(&kept).await.unwrap() == plain);
    let id = world.receives(b"a picture");
    let fetched = world.files.file(&crate::world::salon(), &id).await.unwrap();
    assert_eq!(world.read(&fetched).await.unwrap(), b"a picture");
    world.rows.delete_log(&crate::world::salon());
    assert_eq!(world.files.sweep(Timestamp::UNIX_EPOCH).await.unwrap(), 2);
    assert!(server.objects().is_empty(), "{:?}", server.objects());
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_object_is_told_apart_from_a_failing_server() {
    let server = Server::start().await;
    let blobs = ObjectBlobs::s3(&server.bucket("secret")).unwrap();
    let object = ObjectName::from_random([7; 16]);
    assert_eq!(blobs.get(&object, 0).await, Err(BlobError::Missing));
    blobs.delete(&object).await.unwrap();
    blobs.put(&object, 0, Bytes::from_static(b"one")).await.unwrap();
    blobs.put(&object, 0, Bytes::from_static(b"two")).await.unwrap();
    assert_eq!(blobs.get(&object, 0).await.unwrap(), "two");
    assert_eq!(blobs.room().await.unwrap(), None);
    let stranger = ObjectBlobs::s3(&server.bucket("wrong")).unwrap();
    let Err(BlobError::Unavailable(words)) = stranger.get(&object, 0).await else { panic!("let in") };
    assert!(!words.contains("wrong"), "{words}");
    let world = World::over(Arc::new(stranger), MediaRules::default());
    assert!(matches!(world.upload(b"a picture").await, Err(MediaError::Blobs(_))));
}
