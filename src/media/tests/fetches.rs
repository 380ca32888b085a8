//! Files of received messages.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::join_all;
use linekeeper_domain::messages::{EventId, MediaId};
use linekeeper_media::MediaRules;
use linekeeper_ports::{LinkMediaError, MediaError, MediaFiles as _};

use crate::world::{World, bytes, received, salon};

#[tokio::test]
async fn file_is_fetched_once_and_kept() {
    let world = World::new(MediaRules::default());
    let plain = bytes(1_200_000);
    let id = world.receives(&plain);
    let file = world.files.file(&salon(), &id).await.unwrap();
    assert_eq!((file.id.clone(), file.facts.mime_type.as_str()), (id.clone(), "image/jpeg"));
    assert!(world.read(&file).await.unwrap() == plain);
    world.line.set_offline(true);
    assert_eq!(world.files.file(&salon(), &id).await.unwrap(), file, "the line is not needed any more");
    assert_eq!((world.line.asked(), world.rows.count()), (1, 1));
}

#[tokio::test]
async fn callers_at_the_same_time_wait_for_one_fetch() {
    let world = World::new(MediaRules::default());
    let id = world.receives(b"a picture");
    world.line.hold();
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let (files, id) = (Arc::clone(&world.files), id.clone());
            tokio::spawn(async move { files.file(&salon(), &id).await.unwrap() })
        })
        .collect();
    while world.line.asked() == 0 {
        tokio::task::yield_now().await;
    }
    // One that goes away ends nothing for the others.
    asked[0].abort();
    world.line.let_go();
    let told = join_all(asked).await;
    assert_eq!(told.into_iter().filter(Result::is_ok).count(), 19);
    assert_eq!((world.line.asked(), world.rows.count()), (1, 1));
}

#[tokio::test]
async fn failure_of_a_fetch_is_told_and_leaves_nothing() {
    let world = World::new(MediaRules { most_bytes: 1_000, ..MediaRules::default() });
    let failures = [
        LinkMediaError::Gone,
        LinkMediaError::PhoneSilent,
        LinkMediaError::Unavailable("hangs".to_owned()),
        LinkMediaError::Damaged,
        LinkMediaError::Offline,
    ];
    for failure in failures {
        let event = EventId::from_random(rand::random());
        world.rows.receive(&salon(), received(event.clone(), ("/x", b"file")));
        world.line.has("/x", Err(failure.clone()));
        let outcome = world.files.file(&salon(), &MediaId::of_event(&event)).await;
        assert!(matches!(outcome, Err(MediaError::Link(told)) if told == failure), "{failure}");
        world.is_empty().await;
        world.line.has("/x", Ok(Bytes::from_static(b"file")));
        assert!(world.files.file(&salon(), &MediaId::of_event(&event)).await.is_ok(), "the next one may succeed");
        world.rows.delete_log(&salon());
        world.files.sweep(linekeeper_domain::Timestamp::UNIX_EPOCH).await.unwrap();
    }
}

#[tokio::test]
async fn file_with_another_hash_or_length_is_not_kept() {
    let world = World::new(MediaRules { most_bytes: 1_000_000, ..MediaRules::default() });
    let event = EventId::from_random(rand::random());
    let id = MediaId::of_event(&event);
    world.rows.receive(&salon(), received(event, ("/x", b"true")));
    world.line.has("/x", Ok(Bytes::from_static(b"false")));
    assert!(matches!(world.files.file(&salon(), &id).await, Err(MediaError::Link(LinkMediaError::Damaged))));
    world.is_empty().await;
    world.line.has("/x", Ok(bytes(1_200_000).into()));
    let outcome = world.files.file(&salon(), &id).await;
    assert!(matches!(outcome, Err(MediaError::TooLarge { most: 1_000_000 })), "it said to have four bytes");
    world.is_empty().await;
}

#[tokio::test]
async fn file_that_says_to_be_too_large_is_not_asked_for() {
    let world = World::new(MediaRules { most_bytes: 10, ..MediaRules::default() });
    let id = world.receives(&bytes(11));
    assert!(matches!(world.files.file(&salon(), &id).await, Err(MediaError::TooLarge { most: 10 })));
    assert_eq!((world.line.asked(), world.rows.count()), (0, 0));
}

#[tokio::test]
async fn line_that_is_offline_is_told_and_nothing_is_begun() {
    let world = World::new(MediaRules::default());
    let id = world.receives(b"a picture");
    world.line.set_offline(true);
    assert!(matches!(world.files.file(&salon(), &id).await, Err(MediaError::Link(LinkMediaError::Offline))));
    assert_eq!(world.rows.count(), 0);
    let unknown = MediaId::from_random([7; 16]);
    assert!(matches!(world.files.file(&salon(), &unknown).await, Err(MediaError::NotFound)));
    let other = "997442".parse().unwrap();
    assert!(matches!(world.files.file(&other, &id).await, Err(MediaError::NotFound)), "that of another company");
}

#[tokio::test]
async fn file_whose_event_is_deleted_meanwhile_is_not_kept() {
    let world = World::new(MediaRules::default());
    let id = world.receives(b"a picture");
    world.line.hold();
    let (files, asked) = (Arc::clone(&world.files), id.clone());
    let fetch = tokio::spawn(async move { files.file(&salon(), &asked).await });
    while world.line.asked() == 0 {
        tokio::task::yield_now().await;
    }
    world.rows.delete_log(&salon());
    world.line.let_go();
    assert!(matches!(fetch.await.unwrap(), Err(MediaError::NotFound)));
    world.is_empty().await;
}
