//! Tests that the pairing cache returns what the store holds, and saves queries and writes.

use std::sync::Arc;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkCredentials as _, LinkPurpose};
use proptest::prelude::*;
use wacore::store::Device;
use wacore::store::traits::{AppSyncStore as _, DeviceStore as _, ProtocolStore as _, SignalStore as _};

use whatsapp_rust::store::persistence_manager::PersistenceManager;

use super::storage_tests::linked_device;
use super::tests::{At, backend_for};
use super::{Backend, codec};
use crate::tests_credentials::MemoryCredentials;

const TYPES: [&str; 2] = ["session", "identity"];

async fn pairing() -> (Arc<MemoryCredentials>, Backend) {
    let (credentials, backend) = backend_for(LinkPurpose::Register);
    backend.create().await.unwrap();
    (credentials, backend)
}

/// Link whose device is stored, and the library's manager, which changes it.
async fn logged_in() -> (Arc<MemoryCredentials>, Arc<Backend>, Arc<PersistenceManager>) {
    let (credentials, earlier) = backend_for(LinkPurpose::Login);
    earlier.save(&linked_device()).await.unwrap();
    let backend = Arc::new(Backend::new(credentials.clone(), Arc::new(At(1_000)), LinkPurpose::Login));
    assert!(backend.has_linked_device().await.unwrap());
    let manager = Arc::new(PersistenceManager::new(backend.clone()).await.unwrap());
    backend.attach(Arc::downgrade(&manager));
    (credentials, backend, manager)
}

#[tokio::test]
async fn pairing_reads_are_answered_without_the_store() {
    let (credentials, backend) = pairing().await;
    backend.put_session("1@lid", b"one").await.unwrap();
    credentials.fail(StoreFailure::Unavailable);
    assert_eq!(backend.get_session("1@lid").await.unwrap().unwrap(), "one");
    assert_eq!(backend.load_identity("1@lid").await.unwrap(), None);
    assert!(backend.get_all_lid_mappings().await.unwrap().is_empty());
    assert_eq!(backend.health().failure(), None);
}

#[tokio::test]
async fn reads_query_the_store_after_pairing_and_for_a_log_in() {
    let (credentials, backend) = pairing().await;
    backend.pairing_is_over().await;
    let (login_door, login) = backend_for(LinkPurpose::Login);
    for (credentials, backend) in [(credentials, backend), (login_door, login)] {
        backend.put_session("1@lid", b"one").await.unwrap();
        credentials.fail(StoreFailure::Unavailable);
        assert!(backend.get_session("1@lid").await.is_err());
    }
}

#[tokio::test]
async fn writes_that_change_nothing_are_skipped() {
    let (credentials, backend) = pairing().await;
    backend.put_session("1@lid", b"one").await.unwrap();
    let before = credentials.writes();
    backend.put_session("1@lid", b"one").await.unwrap();
    backend.delete_session("2@lid").await.unwrap();
    backend.clear_mutation_macs("regular").await.unwrap();
    assert_eq!(credentials.writes(), before);
    backend.put_session("1@lid", b"two").await.unwrap();
    backend.delete_session("1@lid").await.unwrap();
    assert_eq!(credentials.writes(), before + 2);
    assert!(credentials.rows_of("session").is_empty());
}

#[tokio::test]
async fn unchanged_device_is_not_written_again() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    let mut device = linked_device();
    backend.save(&device).await.unwrap();
    backend.save(&device).await.unwrap();
    assert_eq!(credentials.writes(), 1);
    device.push_name = "Anna".to_owned();
    backend.save(&device).await.unwrap();
    assert_eq!(credentials.writes(), 2);
}

#[tokio::test]
async fn relearnable_fields_are_stored_with_others_or_after_pairing() {
    let (credentials, backend, manager) = logged_in().await;
    let stored = || codec::decode::<Device>(&credentials.credentials_now().unwrap().0).unwrap();

    manager.modify_device(|device| device.login_counter = 1).await;
    manager.flush().await.unwrap();
    assert_eq!((credentials.writes(), stored().login_counter), (1, 0));
    manager.modify_device(|device| device.next_pre_key_id = 31).await;
    manager.flush().await.unwrap();
    assert_eq!((credentials.writes(), stored().login_counter, stored().next_pre_key_id), (2, 1, 31));
    manager.modify_device(|device| device.login_counter = 2).await;
    manager.flush().await.unwrap();
    assert_eq!(credentials.writes(), 2);
    backend.pairing_is_over().await;
    assert_eq!((credentials.writes(), stored().login_counter), (3, 2));
    backend.pairing_is_over().await;
    assert_eq!(credentials.writes(), 3);
}

#[tokio::test]
async fn deferred_fields_wait_for_the_database_without_failing() {
    let (credentials, backend, manager) = logged_in().await;
    manager.modify_device(|device| device.login_counter = 1).await;
    credentials.fail(StoreFailure::Unavailable);
    backend.pairing_is_over().await;
    assert_eq!(backend.health().failure(), None);
    credentials.recover();
    backend.save_the_rest().await;
    assert_eq!(credentials.writes(), 2);
}

#[tokio::test]
async fn deferred_fields_are_not_stored_after_a_failure() {
    let (credentials, backend, manager) = logged_in().await;
    manager.modify_device(|device| device.login_counter = 1).await;
    credentials.fail(StoreFailure::Fenced);
    assert!(backend.put_session("1@lid", b"x").await.is_err());
    credentials.recover();
    backend.save_the_rest().await;
    assert_eq!(credentials.writes(), 1);
}

#[tokio::test]
async fn a_device_whose_write_failed_is_written_again() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    let device = linked_device();
    backend.save(&device).await.unwrap();
    let mut renamed = device.clone();
    renamed.push_name = "Anna".to_owned();
    credentials.fail(StoreFailure::Unavailable);
    assert!(backend.save(&renamed).await.is_err());
    // It is unknown whether the change was stored: neither state may be assumed.
    assert!(backend.save(&device).await.is_err());
}

#[tokio::test]
async fn reads_query_the_store_after_a_failed_write() {
    let (credentials, backend) = pairing().await;
    credentials.fail(StoreFailure::UnknownOutcome);
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
    fn cached_reads_equal_those_of_the_store(batches in prop::collection::vec(batch(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (credentials, pairing) = pairing().await;
            // Reference: a link without the cache gets the same batches in the same order.
            let (full, other) = backend_for(LinkPurpose::Login);
            for batch in batches {
                let (less, more) = (pairing.write(batch.clone()).await.unwrap(), other.write(batch).await.unwrap());
                assert_eq!(less.deleted, more.deleted);
                for query in questions() {
                    let told = pairing.read(query.key_type, query.select.clone()).await.unwrap();
                    assert_eq!(told, credentials.keys(query.clone()).await.unwrap(), "{query:?}");
                    assert_eq!(told, full.keys(query.clone()).await.unwrap(), "{query:?}");
                }
            }
        });
    }
}
