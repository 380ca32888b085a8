//! Rows of files: begun, kept once, found by their ids, and gone with what they belong to.

use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::{Chat, Content, EventId, Media, MediaId, MediaKind, MediaSource};
use linekeeper_ports::{
    Batch, Clock as _, Fence, FileFacts, FileKey, FoundFile, KeptFile, MediaStore as _, MessageLog as _, NewFile,
    ObjectName, SystemClock,
};
use linekeeper_store::Store;
use zeroize::Zeroizing;

use super::{SALON, log, of_number, receive, text};
use crate::support::{company, config, in_a_world, linked};

fn picture() -> Media {
    Media {
        media: MediaKind::Image,
        caption: None,
        mime_type: Some("image/jpeg".to_owned()),
        file_name: None,
        bytes: Some(5),
        seconds: None,
        width: None,
        height: None,
        sha256: None,
        media_id: None,
    }
}

fn source() -> MediaSource {
    MediaSource { path: "/v/1".to_owned(), key: vec![7; 32], encrypted_sha256: vec![8; 32], key_time: None }
}

/// Has the line receive a picture; returns the id of its file.
async fn receives(store: &Store, fence: Fence, (chat, id): (&Chat, &str)) -> MediaId {
    let mut item = text((chat, id), "");
    let event = item.event.as_mut().unwrap();
    event.facts.content = Some(Content::Media(picture()));
    event.file = Some(source());
    let file = MediaId::of_event(&event.id);
    receive(store, fence, Batch { inbound: vec![item], ..Batch::default() }).await;
    file
}

fn facts() -> FileFacts {
    let key = FileKey(Zeroizing::new([9; 32]));
    FileFacts { mime_type: "image/jpeg".parse().unwrap(), bytes: 5, sha256: [1; 32], key }
}

fn new_file(id: &MediaId, event: Option<EventId>) -> NewFile {
    let object = ObjectName::from_random(rand::random());
    NewFile { id: id.clone(), object, event, until: None, bytes: 1_000, lease: Duration::from_secs(60) }
}

async fn begins(store: &Store, id: &MediaId, event: Option<EventId>) -> ObjectName {
    let file = new_file(id, event);
    assert!(store.begin_file(&company(SALON), file.clone()).await.unwrap());
    file.object
}

async fn keeps(store: &Store, object: &ObjectName) -> Option<KeptFile> {
    store.keep_file(&company(SALON), object, (facts(), 30)).await.unwrap()
}

async fn finds(store: &Store, id: &MediaId) -> Option<FoundFile> {
    store.find_file(&company(SALON), id).await.unwrap()
}

async fn due(store: &Store) -> Vec<ObjectName> {
    store.files_to_delete(Timestamp::UNIX_EPOCH, 100).await.unwrap()
}

#[test]
fn file_of_a_message_is_found_by_its_event_until_kept() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let id = receives(store, fence, (&of_number("79160000001"), "A1")).await;
        let read = log(store).await;
        let Some(Content::Media(media)) = &read[0].data.message().unwrap().content else { panic!("no file") };
        assert_eq!(media.media_id, Some(id.clone()));
        let Some(FoundFile::Received(received)) = finds(store, &id).await else { panic!("not received") };
        assert_eq!((received.source, received.media), (source(), picture()));
        assert_eq!(store.find_file(&company("other"), &id).await.unwrap(), None);
        let object = begins(store, &id, Some(received.event)).await;
        assert!(matches!(finds(store, &id).await, Some(FoundFile::Received(_))), "its bytes are on their way");
        let kept = keeps(store, &object).await.unwrap();
        assert_eq!((&kept.id, &kept.object, &kept.facts), (&id, &object, &facts()));
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(finds(&other, &id).await, Some(FoundFile::Kept(kept)), "another process finds it, too");
        other.close().await;
    });
}

#[test]
fn text_has_no_file_and_unknown_ids_none() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        assert_eq!(finds(store, &MediaId::from_random([7; 16])).await, None, "there is no log yet");
        receive(store, fence, super::one(&of_number("79160000001"), "A1")).await;
        let id = MediaId::of_event(&log(store).await[0].id);
        assert_eq!(finds(store, &id).await, None);
        let unknown = EventId::from_random([7; 16]);
        let begun = store.begin_file(&company(SALON), new_file(&MediaId::of_event(&unknown), Some(unknown))).await;
        assert!(!begun.unwrap(), "there is no such event");
        assert!(due(store).await.is_empty());
    });
}

#[test]
fn file_is_kept_once_by_whoever_is_first() {
    in_a_world(async |world| {
        let store = &world.store;
        let id = MediaId::from_random([7; 16]);
        let (first, second) = (begins(store, &id, None).await, begins(store, &id, None).await);
        assert_eq!(store.file_bytes().await.unwrap(), 2_000, "what may come counts");
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let kept = keeps(store, &first).await.unwrap();
        assert_eq!(keeps(&other, &second).await, None);
        assert_eq!(keeps(store, &first).await, None, "nor twice");
        assert_eq!(finds(&other, &id).await, Some(FoundFile::Kept(kept)));
        store.give_up_file(&first).await.unwrap();
        store.give_up_file(&second).await.unwrap();
        assert_eq!(due(store).await, std::slice::from_ref(&second), "what is kept is not given up");
        assert_eq!(due(store).await, std::slice::from_ref(&second), "until it is forgotten");
        store.forget_files(vec![first, second]).await.unwrap();
        assert!(due(store).await.is_empty() && finds(store, &id).await.is_some());
        assert_eq!(store.file_bytes().await.unwrap(), 5);
        other.close().await;
    });
}

#[test]
fn bytes_that_nobody_keeps_are_due_after_their_lease() {
    in_a_world(async |world| {
        let (store, id) = (&world.store, MediaId::from_random([7; 16]));
        let file = NewFile { lease: Duration::ZERO, ..new_file(&id, None) };
        assert!(store.begin_file(&company(SALON), file.clone()).await.unwrap());
        begins(store, &id, None).await;
        assert_eq!(due(store).await, std::slice::from_ref(&file.object));
        assert_eq!(keeps(store, &file.object).await, None, "what is being deleted is not kept any more");
    });
}

#[test]
fn file_is_due_when_a_believed_clock_says_so() {
    in_a_world(async |world| {
        let (store, id) = (&world.store, MediaId::from_random([7; 16]));
        let until = SystemClock.now() - Duration::from_secs(10);
        let file = NewFile { until: Some(until), ..new_file(&id, None) };
        assert!(store.begin_file(&company(SALON), file.clone()).await.unwrap());
        let kept = keeps(store, &file.object).await.unwrap();
        assert_eq!(kept.expires_at.timestamp_micros(), until.timestamp_micros());
        assert!(due(store).await.is_empty(), "no time is believed");
        assert_eq!(store.files_to_delete(SystemClock.now(), 100).await.unwrap(), [file.object]);
        assert_eq!(finds(store, &id).await, None);
    });
}

#[test]
fn deleted_chat_and_log_take_their_files_along() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let mut objects = Vec::new();
        for (chat, id) in [(&anna, "A1"), (&boris, "B1")] {
            let file = receives(store, fence, (chat, id)).await;
            let object = begins(store, &file, Some(file.event().unwrap())).await;
            keeps(store, &object).await.unwrap();
            objects.push((file, object));
        }
        let upload = MediaId::from_random([7; 16]);
        let (uploaded, writing) = (begins(store, &upload, None).await, begins(store, &upload, None).await);
        keeps(store, &uploaded).await.unwrap();
        store.delete_chat(&company(SALON), &anna).await.unwrap();
        assert_eq!(due(store).await, [objects[0].1.clone()]);
        assert_eq!(finds(store, &objects[0].0).await, None);
        assert!(finds(store, &objects[1].0).await.is_some() && finds(store, &upload).await.is_some());
        store.delete_log(&company(SALON)).await.unwrap();
        assert_eq!(due(store).await.len(), 4);
        assert_eq!(finds(store, &objects[1].0).await, None);
        assert_eq!(finds(store, &upload).await, None);
        assert_eq!(keeps(store, &writing).await, None, "what was on its way when the log went");
        let again = begins(store, &upload, None).await;
        assert!(keeps(store, &again).await.is_some(), "the new log takes files");
    });
}

#[test]
fn file_whose_event_is_deleted_while_it_comes_is_not_kept() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let file = receives(store, fence, (&of_number("79160000001"), "A1")).await;
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert!(finds(&other, &file).await.is_some(), "the other process has the key at hand");
        let object = begins(&other, &file, Some(file.event().unwrap())).await;
        store.delete_log(&company(SALON)).await.unwrap();
        assert_eq!(keeps(&other, &object).await, None);
        // Without the event alone, as retention leaves it.
        let file = receives(store, fence, (&of_number("79160000001"), "A2")).await;
        let object = begins(store, &file, Some(file.event().unwrap())).await;
        store.prune_log(SystemClock.now() + Duration::from_secs(60), 100).await.unwrap();
        assert_eq!(keeps(store, &object).await, None);
        other.close().await;
    });
}
