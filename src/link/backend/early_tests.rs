//! A young link answers as its rows are, and asks and writes no more than it has to.

use std::sync::Arc;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialDoor as _, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkPurpose};
use proptest::prelude::*;
use wacore::store::Device;
use wacore::store::traits::{AppSyncStore as _, DeviceStore as _, ProtocolStore as _, SignalStore as _};

use whatsapp_rust::store::persistence_manager::PersistenceManager;

use super::door_tests::linked_device;
use super::tests::{At, backend_for};
use super::{Backend, codec};
use crate::tests_door::MemoryDoor;

const TYPES: [&str; 2] = ["session", "identity"];

async fn young() -> (Arc<MemoryDoor>, Backend) {
    let (door, backend) = backend_for(LinkPurpose::Register);
    backend.create().await.unwrap();
    (door, backend)
}

/// A link whose device is stored, and the library's part that changes it.
async fn logged_in() -> (Arc<MemoryDoor>, Arc<Backend>, Arc<PersistenceManager>) {
    let (door, earlier) = backend_for(LinkPurpose::Login);
    earlier.save(&linked_device()).await.unwrap();
    let backend = Arc::new(Backend::new(door.clone(), Arc::new(At(1_000)), LinkPurpose::Login));
    assert!(backend.has_linked_device().await.unwrap());
    let manager = Arc::new(PersistenceManager::new(backend.clone()).await.unwrap());
    backend.attach(Arc::downgrade(&manager));
    (door, backend, manager)
}

#[tokio::test]
async fn what_a_young_link_has_not_written_is_not_asked_for() {
    let (door, backend) = young().await;
    backend.put_session("1@lid", b"one").await.unwrap();
    door.fail(StoreFailure::Unavailable);
    assert_eq!(backend.get_session("1@lid").await.unwrap().unwrap(), "one");
    assert_eq!(backend.load_identity("1@lid").await.unwrap(), None);
    assert!(backend.get_all_lid_mappings().await.unwrap().is_empty());
    assert_eq!(backend.health().failure(), None);
}

#[tokio::test]
async fn a_link_that_has_grown_up_or_logs_in_asks() {
    let (door, backend) = young().await;
    backend.grown_up().await;
    let (login_door, login) = backend_for(LinkPurpose::Login);
    for (door, backend) in [(door, backend), (login_door, login)] {
        backend.put_session("1@lid", b"one").await.unwrap();
        door.fail(StoreFailure::Unavailable);
        assert!(backend.get_session("1@lid").await.is_err());
    }
}

#[tokio::test]
async fn what_changes_nothing_is_not_written() {
    let (door, backend) = young().await;
    backend.put_session("1@lid", b"one").await.unwrap();
    let before = door.writes();
    backend.put_session("1@lid", b"one").await.unwrap();
    backend.delete_session("2@lid").await.unwrap();
    backend.clear_mutation_macs("regular").await.unwrap();
    assert_eq!(door.writes(), before);
    backend.put_session("1@lid", b"two").await.unwrap();
    backend.delete_session("1@lid").await.unwrap();
    assert_eq!(door.writes(), before + 2);
    assert!(door.rows_of("session").is_empty());
}

#[tokio::test]
async fn a_device_that_is_as_it_was_written_is_not_written_again() {
    let (door, backend) = backend_for(LinkPurpose::Login);
    let mut device = linked_device();
    backend.save(&device).await.unwrap();
    backend.save(&device).await.unwrap();
    assert_eq!(door.writes(), 1);
    device.push_name = "Anna".to_owned();
    backend.save(&device).await.unwrap();
    assert_eq!(door.writes(), 2);
}

#[tokio::test]
async fn what_a_log_in_learns_again_is_stored_with_what_it_does_not_or_when_the_link_rests() {
    let (door, backend, manager) = logged_in().await;
    let stored = || codec::decode::<Device>(&door.credentials_now().unwrap().0).unwrap();

    manager.modify_device(|device| device.login_counter = 1).await;
    manager.flush().await.unwrap();
    assert_eq!((door.writes(), stored().login_counter), (1, 0));
    manager.modify_device(|device| device.next_pre_key_id = 31).await;
    manager.flush().await.unwrap();
    assert_eq!((door.writes(), stored().login_counter, stored().next_pre_key_id), (2, 1, 31));
    manager.modify_device(|device| device.login_counter = 2).await;
    manager.flush().await.unwrap();
    assert_eq!(door.writes(), 2);
    backend.grown_up().await;
    assert_eq!((door.writes(), stored().login_counter), (3, 2));
    backend.grown_up().await;
    assert_eq!(door.writes(), 3);
}

#[tokio::test]
async fn what_is_not_urgent_waits_for_a_database_that_answers_and_breaks_no_link() {
    let (door, backend, manager) = logged_in().await;
    manager.modify_device(|device| device.login_counter = 1).await;
    door.fail(StoreFailure::Unavailable);
    backend.grown_up().await;
    assert_eq!(backend.health().failure(), None);
    door.recover();
    backend.save_the_rest().await;
    assert_eq!(door.writes(), 2);
}

#[tokio::test]
async fn after_a_failure_nothing_more_is_stored_at_the_end() {
    let (door, backend, manager) = logged_in().await;
    manager.modify_device(|device| device.login_counter = 1).await;
    door.fail(StoreFailure::Fenced);
    assert!(backend.put_session("1@lid", b"x").await.is_err());
    door.recover();
    backend.save_the_rest().await;
    assert_eq!(door.writes(), 1);
}

#[tokio::test]
async fn a_device_whose_write_failed_is_written_again() {
    let (door, backend) = backend_for(LinkPurpose::Login);
    let device = linked_device();
    backend.save(&device).await.unwrap();
    let mut renamed = device.clone();
    renamed.push_name = "Anna".to_owned();
    door.fail(StoreFailure::Unavailable);
    assert!(backend.save(&renamed).await.is_err());
    // Whether the change arrived is not known: neither state may be taken for what is stored.
    assert!(backend.save(&device).await.is_err());
}

#[tokio::test]
async fn after_a_write_that_failed_the_door_is_asked() {
    let (door, backend) = young().await;
    door.fail(StoreFailure::UnknownOutcome);
    assert!(backend.put_session("1@lid", b"one").await.is_err());
    assert!(backend.get_session("1@lid").await.is_err());
}

fn id() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["a", "ab", "abc", "b", "ba"]).prop_map(str::to_owned)
}

fn prefix() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["", "a", "ab", "c"]).prop_map(str::to_owned)
}

fn delete() -> impl Strategy<Value = KeyDelete> {
    let key_type = proptest::sample::select(TYPES.to_vec());
    (key_type, id(), prefix(), 0..4_i64, 0..3_u8).prop_map(|(key_type, key_id, prefix, stamp, kind)| match kind {
        0 => KeyDelete::Id { key_type, key_id },
        1 => KeyDelete::Prefix { key_type, prefix },
        _ => KeyDelete::OlderThan { key_type, stamp },
    })
}

fn put() -> impl Strategy<Value = KeyPut> {
    let key_type = proptest::sample::select(TYPES.to_vec());
    (key_type, id(), 0..2_u8, proptest::option::of(0..4_i64)).prop_map(|(key_type, key_id, value, stamp)| KeyPut {
        key_type,
        row: KeyRow { key_id, value: vec![value].into(), stamp },
    })
}

fn batch() -> impl Strategy<Value = Batch> {
    (prop::collection::vec(delete(), 0..3), prop::collection::vec(put(), 0..4)).prop_map(|(deletes, puts)| Batch {
        deletes,
        puts,
        ..Batch::default()
    })
}

fn questions() -> impl Iterator<Item = KeyQuery> {
    TYPES.into_iter().flat_map(|key_type| {
        let starts = ["", "a", "ab", "c"];
        let all = starts.map(|start| KeySelect::Prefix(start.to_owned()));
        let last = starts.map(|start| KeySelect::LastWithPrefix(start.to_owned()));
        let ids = [KeySelect::Ids(vec!["ba".to_owned(), "a".to_owned(), "z".to_owned()])];
        all.into_iter().chain(last).chain(ids).map(move |select| KeyQuery { key_type, select })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_young_link_knows_what_the_door_would_say(batches in prop::collection::vec(batch(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (door, young) = young().await;
            // The same batches, all of them, in the order in which they came.
            let (full, other) = backend_for(LinkPurpose::Login);
            for batch in batches {
                let (less, more) = (young.write(batch.clone()).await.unwrap(), other.write(batch).await.unwrap());
                assert_eq!(less.deleted, more.deleted);
                for query in questions() {
                    let told = young.read(query.key_type, query.select.clone()).await.unwrap();
                    assert_eq!(told, door.keys(query.clone()).await.unwrap(), "{query:?}");
                    assert_eq!(told, full.keys(query.clone()).await.unwrap(), "{query:?}");
                }
            }
        });
    }
}
