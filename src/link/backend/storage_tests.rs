//! Tests of storage access: the device's identity, failures, and sealing.

use std::sync::Arc;

use bytes::Bytes;
use linekeeper_domain::StoreFailure;
use linekeeper_ports::LinkPurpose;
use wacore::store::Device;
use wacore::store::traits::{DeviceStore, SignalStore};

use super::tests::{At, backend, backend_for};
use super::{Backend, keys};
use crate::tests_credentials::Held;

/// Device with keys of its own that a phone has linked.
pub(super) fn linked_device() -> Device {
    let mut device = Device::new();
    device.pn = Some("79006464263:4@s.whatsapp.net".parse().unwrap());
    device
}

#[tokio::test]
async fn a_device_is_written_whole_and_read_back() {
    let backend = backend();
    assert!(!backend.exists().await.unwrap());
    let device = linked_device();
    backend.save(&device).await.unwrap();
    assert!(backend.exists().await.unwrap());
    let read = backend.load().await.unwrap().unwrap();
    assert_eq!(read.registration_id, device.registration_id);
    assert_eq!(read.adv_secret_key, device.adv_secret_key);
    assert_eq!(read.identity_key.public_key, device.identity_key.public_key);
}

#[tokio::test]
async fn a_linked_device_is_written_with_its_phone() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    backend.save(&linked_device()).await.unwrap();
    assert_eq!(credentials.linked_phone().unwrap().digits(), "79006464263");
}

#[tokio::test]
async fn a_device_that_no_phone_has_linked_is_not_written() {
    let (credentials, backend) = backend_for(LinkPurpose::Register);
    backend.create().await.unwrap();
    backend.save(&Device::new()).await.unwrap();
    assert_eq!(credentials.writes(), 0);
    backend.save(&linked_device()).await.unwrap();
    assert_eq!(credentials.writes(), 1);
    assert!(backend.load().await.unwrap().is_some());
}

#[tokio::test]
async fn a_pairing_begins_with_new_keys_whatever_was_left() {
    let (credentials, backend) = backend_for(LinkPurpose::Register);
    let earlier = Backend::new(credentials.clone(), Arc::new(At(1_000)), LinkPurpose::Login);
    let old = linked_device();
    earlier.save(&old).await.unwrap();
    earlier.put_session("1@lid", b"old").await.unwrap();
    assert!(!backend.exists().await.unwrap());
    backend.create().await.unwrap();
    assert!(backend.load().await.unwrap().is_none());
    assert!(!backend.has_session("1@lid").await.unwrap());
    let new = linked_device();
    backend.save(&new).await.unwrap();
    assert_eq!(backend.load().await.unwrap().unwrap().adv_secret_key, new.adv_secret_key);
    assert!(credentials.rows_of("session").is_empty());
}

#[tokio::test]
async fn first_write_of_a_pairing_deletes_all_rows_left_before() {
    let (credentials, backend) = backend_for(LinkPurpose::Register);
    let earlier = Backend::new(credentials.clone(), Arc::new(At(1_000)), LinkPurpose::Login);
    earlier.put_session("1@lid", b"old").await.unwrap();
    backend.put_session("2@lid", b"new").await.unwrap();
    assert_eq!(credentials.rows_of("session").into_iter().map(|row| row.key_id).collect::<Vec<_>>(), ["2@lid"]);
    backend.put_session("3@lid", b"new").await.unwrap();
    assert_eq!(credentials.rows_of("session").len(), 2);
}

#[tokio::test]
async fn failed_first_write_is_repeated_as_the_first() {
    let (credentials, backend) = backend_for(LinkPurpose::Register);
    let earlier = Backend::new(credentials.clone(), Arc::new(At(1_000)), LinkPurpose::Login);
    earlier.put_session("1@lid", b"old").await.unwrap();
    credentials.fail(StoreFailure::Unavailable);
    assert!(backend.put_session("2@lid", b"new").await.is_err());
    credentials.recover();
    backend.put_session("2@lid", b"new").await.unwrap();
    assert_eq!(credentials.rows_of("session").into_iter().map(|row| row.key_id).collect::<Vec<_>>(), ["2@lid"]);
}

#[tokio::test]
async fn the_first_failure_is_remembered_and_told() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    credentials.fail(StoreFailure::Fenced);
    assert!(backend.put_session("1@lid", b"x").await.is_err());
    credentials.fail(StoreFailure::Unavailable);
    assert!(backend.get_session("1@lid").await.is_err());
    assert_eq!(backend.health().failure(), Some(StoreFailure::Fenced));
    backend.health().failed().await;
}

#[tokio::test]
async fn unreadable_row_that_cannot_be_fetched_again_fails_the_link() {
    for spoilt in [keys::IDENTITY, keys::PRE_KEY] {
        let (credentials, backend) = backend_for(LinkPurpose::Login);
        backend.put_identity("1@lid", [1; 32]).await.unwrap();
        backend.store_prekey(1, b"x", false).await.unwrap();
        credentials.spoil(spoilt);
        let (identity, pre_key) = (backend.load_identity("1@lid").await, backend.load_prekey(1).await);
        // Only the unreadable row fails, and the failure is recorded as the link's.
        assert_eq!(identity.ok(), (spoilt != keys::IDENTITY).then_some(Some([1; 32])), "{spoilt}");
        assert_eq!(pre_key.ok(), (spoilt != keys::PRE_KEY).then(|| Some(Bytes::from_static(b"x"))), "{spoilt}");
        assert_eq!(backend.health().failure(), Some(StoreFailure::Corrupt), "{spoilt}");
    }
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    credentials.set_credentials(b"garbage");
    assert!(backend.load().await.is_err());
    assert_eq!(backend.health().failure(), Some(StoreFailure::Corrupt));
}

#[tokio::test]
async fn seal_waits_for_running_writes_and_blocks_later_ones() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    let backend = Arc::new(backend);
    credentials.hold(Held::Everything);
    let writing = tokio::spawn({
        let backend = Arc::clone(&backend);
        async move { backend.put_session("1@lid", b"x").await }
    });
    // The write is under way as soon as it holds the lock that `seal` wants.
    while backend.under_way.try_write().is_ok() {
        tokio::task::yield_now().await;
    }
    let sealing = tokio::spawn({
        let backend = Arc::clone(&backend);
        async move { backend.seal(std::time::Duration::from_secs(60)).await }
    });
    while !backend.sealed.load(std::sync::atomic::Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    assert!(!sealing.is_finished());
    credentials.hold(Held::Nothing);
    sealing.await.unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(credentials.writes(), 1);
    assert!(backend.put_session("2@lid", b"x").await.is_err());
    assert_eq!(credentials.writes(), 1);
    assert_eq!(backend.health().failure(), None, "a closed link is not a failure of the store");
}
