//! Files that callers upload.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use linekeeper_domain::Timestamp;
use linekeeper_media::MediaRules;
use linekeeper_ports::{MediaError, MediaFiles as _};

use crate::world::{World, broken, bytes, pieces, png, salon};

fn small() -> MediaRules {
    MediaRules { most_bytes: 3_000_000, quota: 5_000_000, spare: 1_000, ..MediaRules::default() }
}

#[tokio::test]
async fn upload_is_read_back_whatever_its_length() {
    let world = World::new(small());
    // Around the bounds of pieces and segments, in which a last piece is told from others.
    for length in [1, 65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 2_500_000] {
        let world = World::new(small());
        let plain = bytes(length);
        let kept = world.upload(&plain).await.unwrap();
        assert_eq!(kept.facts.bytes, length as u64);
        assert!(world.read(&kept).await.unwrap() == plain, "{length}");
        assert!(world.blobs.segments().iter().all(|segment| segment.len() <= (1 << 20) + 256));
    }
    assert!(matches!(world.upload(b"").await, Err(MediaError::Empty)));
    world.is_empty().await;
}

#[tokio::test]
async fn stored_bytes_show_nothing_of_the_file() {
    let world = World::new(small());
    world.upload(&[b'a'; 100_000]).await.unwrap();
    world.upload(&[b'a'; 100_000]).await.unwrap();
    let segments = world.blobs.segments();
    assert!(segments.iter().all(|segment| !segment.windows(8).any(|bytes| bytes == b"aaaaaaaa")));
    assert_ne!(segments[0], segments[1]);
}

#[tokio::test]
async fn changed_bytes_are_never_handed_out() {
    let world = World::new(small());
    let kept = world.upload(&bytes(200_000)).await.unwrap();
    world.blobs.change(|segment| {
        let mut changed = segment.to_vec();
        changed.swap(65_000, 140_000);
        changed.into()
    });
    assert!(matches!(world.read(&kept).await, Err(MediaError::Unreadable)));
    world.blobs.change(|segment| segment.slice(..segment.len() - 1));
    assert!(matches!(world.read(&kept).await, Err(MediaError::Unreadable)));
    world.blobs.change(|_| Bytes::new());
    assert!(matches!(world.read(&kept).await, Err(MediaError::Unreadable)));
}

#[tokio::test]
async fn upload_that_breaks_off_leaves_nothing() {
    let world = World::new(small());
    let plain = bytes(1_500_000);
    let outcome = world.files.upload(&salon(), png(None), broken(&plain)).await;
    assert!(matches!(outcome, Err(MediaError::BrokenOff)));
    world.is_empty().await;
    let outcome = world.files.upload(&salon(), png(Some(1_500_001)), pieces(&plain)).await;
    assert!(matches!(outcome, Err(MediaError::BrokenOff)), "fewer bytes than were announced");
    world.is_empty().await;
    // A caller that goes away takes its future with it.
    let endless = pieces(&plain).chain(stream::pending()).boxed();
    let gone = tokio::time::timeout(Duration::from_millis(200), world.files.upload(&salon(), png(None), endless)).await;
    assert!(gone.is_err());
    world.is_empty().await;
}

#[tokio::test]
async fn failing_store_leaves_nothing_when_it_is_back() {
    let world = World::new(small());
    world.blobs.set_down(true);
    assert!(matches!(world.upload(&bytes(1_500_000)).await, Err(MediaError::Blobs(_))));
    world.blobs.set_down(false);
    // What could not be deleted at once is found by its row.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    world.files.sweep(Timestamp::UNIX_EPOCH).await.unwrap();
    world.is_empty().await;
}

#[tokio::test]
async fn file_that_is_too_large_is_refused_before_and_while_it_comes() {
    let world = World::new(small());
    let announced = world.files.upload(&salon(), png(Some(3_000_001)), pieces(b"a")).await;
    assert!(matches!(announced, Err(MediaError::TooLarge { most: 3_000_000 })));
    assert_eq!(world.rows.count(), 0);
    let endless = stream::repeat_with(|| Ok(Bytes::from(vec![7; 100_000]))).boxed();
    let outcome = world.files.upload(&salon(), png(None), endless).await;
    assert!(matches!(outcome, Err(MediaError::TooLarge { most: 3_000_000 })));
    world.is_empty().await;
}

#[tokio::test]
async fn no_file_is_taken_beyond_the_quota_or_onto_a_full_disk() {
    let world = World::new(small());
    let first = world.upload(&bytes(2_000_000)).await.unwrap();
    world.upload(&bytes(2_000_000)).await.unwrap();
    assert!(matches!(world.upload(&bytes(2_000_000)).await, Err(MediaError::Full)));
    assert!(world.upload(&bytes(500_000)).await.is_ok());
    assert!(world.read(&first).await.is_ok(), "what is there is handed out");
    let world = World::new(small());
    world.blobs.set_room(101_000);
    assert!(matches!(world.upload(&bytes(100_001)).await, Err(MediaError::Full)));
    assert!(world.upload(&bytes(100_000)).await.is_ok());
}

#[tokio::test]
async fn repeated_upload_is_the_same_file_and_another_one_is_refused() {
    let world = World::new(small());
    let (plain, upload) = (bytes(100_000), png(None));
    let first = world.files.upload(&salon(), upload.clone(), pieces(&plain)).await.unwrap();
    let again = world.files.upload(&salon(), upload.clone(), pieces(&plain)).await.unwrap();
    assert_eq!((first, world.rows.count()), (again, 1));
    let other = world.files.upload(&salon(), upload, pieces(&plain[1..])).await;
    assert!(matches!(other, Err(MediaError::Differs)));
    assert_eq!(world.rows.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn caller_that_sends_nothing_is_given_up() {
    let world = World::new(small());
    let silent = pieces(&bytes(10)).chain(stream::pending()).boxed();
    assert!(matches!(world.files.upload(&salon(), png(None), silent).await, Err(MediaError::Slow)));
    world.is_empty().await;
    let trickle = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(29)).await;
        Some((Ok(Bytes::from_static(b"a")), ()))
    });
    let outcome = world.files.upload(&salon(), png(None), trickle.boxed()).await;
    assert!(matches!(outcome, Err(MediaError::Slow)), "a byte now and then is too slow, too");
    world.is_empty().await;
}

#[tokio::test(start_paused = true)]
async fn answer_that_nobody_takes_gives_its_place_back() {
    let world = World::new(MediaRules { at_once: 1, ..small() });
    let kept = world.upload(&bytes(1_000_000)).await.unwrap();
    let held = world.files.bytes(&kept).unwrap();
    assert!(matches!(world.files.bytes(&kept), Err(MediaError::Busy)));
    tokio::time::sleep(Duration::from_secs(31)).await;
    assert_eq!(world.read(&kept).await.unwrap().len(), 1_000_000);
    let read: usize = held.map(|piece| piece.unwrap().len()).fold(0, |sum, length| async move { sum + length }).await;
    assert!(read < 1_000_000, "the first answer ends early, which its length shows");
}

#[tokio::test]
async fn deleted_log_takes_its_files_along() {
    let world = World::new(small());
    let kept = world.upload(&bytes(100_000)).await.unwrap();
    world.rows.delete_log(&salon());
    assert!(matches!(world.files.file(&salon(), &kept.id).await, Err(MediaError::NotFound)));
    assert_eq!(world.files.sweep(Timestamp::UNIX_EPOCH).await.unwrap(), 1);
    world.is_empty().await;
}
