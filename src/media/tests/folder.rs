//! Bytes in a folder.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use linekeeper_media::{MediaRules, ObjectBlobs};
use linekeeper_ports::{BlobError, BlobStore as _, ObjectName};

use crate::world::{World, bytes};

fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn file_survives_in_a_folder_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let beneath = tempfile::tempdir().unwrap();
    let folder = beneath.path().join("new/media");
    let blobs = Arc::new(ObjectBlobs::folder(&folder).unwrap());
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let world = World::over(blobs, MediaRules { spare: 0, ..MediaRules::default() });
    let plain = bytes(2_500_000);
    let kept = world.upload(&plain).await.unwrap();
    assert_eq!(files_in(&folder).len(), 3, "a segment of a MiB each");
    assert!(world.read(&kept).await.unwrap() == plain);
}

#[tokio::test]
async fn deletion_leaves_nothing_of_an_object_and_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = ObjectBlobs::folder(folder.path()).unwrap();
    let (one, other) = (ObjectName::from_random([7; 16]), ObjectName::from_random([8; 16]));
    for segment in 0..3 {
        blobs.put(&one, segment, Bytes::from_static(b"one")).await.unwrap();
    }
    blobs.put(&other, 0, Bytes::from_static(b"other")).await.unwrap();
    // As a process leaves it that dies while it writes.
    let of_one = files_in(folder.path()).into_iter().find(|path| path.ends_with("000000")).unwrap();
    std::fs::write(of_one.parent().unwrap().join("000003#1"), b"half").unwrap();
    blobs.delete(&one).await.unwrap();
    blobs.delete(&one).await.unwrap();
    assert_eq!(blobs.get(&one, 0).await, Err(BlobError::Missing));
    assert_eq!(blobs.get(&other, 0).await.unwrap(), "other");
    assert!(files_in(folder.path()).len() <= 2, "{:?}", files_in(folder.path()));
    assert!(blobs.room().await.unwrap().unwrap() > 0);
}

#[test]
fn folder_that_cannot_be_made_is_an_error_that_names_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = ObjectBlobs::folder(&file.path().join("media")).err().unwrap().to_string();
    assert!(error.contains("media"), "{error}");
}
