//! The way through the door: the device's identity, failures, and the seal.

use std::sync::Arc;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::LinkPurpose;
use wacore::store::Device;
use wacore::store::traits::{DeviceStore, SignalStore};

use super::tests::{At, backend, backend_for};
use super::{Backend, keys};
use crate::tests_door::Held;

#[tokio::test]
async fn a_device_is_written_whole_and_read_back() {
    let backend = backend();
    assert!(!backend.exists().await.unwrap());
    let device = Device::new();
    backend.save(&device).await.unwrap();
    assert!(backend.exists().await.unwrap());
    let read = backend.load().await.unwrap().unwrap();
    assert_eq!(read.registration_id, device.registration_id);
    assert_eq!(read.adv_secret_key, device.adv_secret_key);
    assert_eq!(read.identity_key.public_key, device.identity_key.public_key);
}

#[tokio::test]
async fn a_linked_device_is_written_with_its_phone() {
    let (door, backend) = backend_for(LinkPurpose::Login);
    let mut device = Device::new();
    backend.save(&device).await.unwrap();
    assert_eq!(door.linked_phone(), None);
    device.pn = Some("79006464263:4@s.whatsapp.net".parse().unwrap());
    backend.save(&device).await.unwrap();
    assert_eq!(door.linked_phone().unwrap().digits(), "79006464263");
}

#[tokio::test]
async fn a_pairing_begins_with_new_keys_whatever_was_left() {
    let (door, backend) = backend_for(LinkPurpose::Register);
    let earlier = Backend::new(door.clone(), Arc::new(At(1_000)), LinkPurpose::Login);
    let old = Device::new();
    earlier.save(&old).await.unwrap();
    earlier.put_session("1@lid", b"old").await.unwrap();
    assert!(!backend.exists().await.unwrap());
    assert!(backend.load().await.unwrap().is_none());
    backend.create().await.unwrap();
    let new = backend.load().await.unwrap().unwrap();
    assert_ne!(new.adv_secret_key, old.adv_secret_key);
    assert!(!backend.has_session("1@lid").await.unwrap());
}

#[tokio::test]
async fn the_first_failure_is_remembered_and_told() {
    let (door, backend) = backend_for(LinkPurpose::Login);
    door.fail(StoreFailure::Fenced);
    assert!(backend.put_session("1@lid", b"x").await.is_err());
    door.fail(StoreFailure::Unavailable);
    assert!(backend.get_session("1@lid").await.is_err());
    assert_eq!(backend.health().failure(), Some(StoreFailure::Fenced));
    backend.health().failed().await;
}

#[tokio::test]
async fn what_only_the_device_knows_must_be_readable() {
    for key_type in [keys::IDENTITY, keys::PRE_KEY] {
        let (door, backend) = backend_for(LinkPurpose::Login);
        backend.put_identity("1@lid", [1; 32]).await.unwrap();
        backend.store_prekey(1, b"x", false).await.unwrap();
        door.spoil(key_type);
        let results = (backend.load_identity("1@lid").await.is_err(), backend.load_prekey(1).await.is_err());
        assert!(results.0 || results.1);
        assert_eq!(backend.health().failure(), Some(StoreFailure::Corrupt), "{key_type}");
    }
    let (door, backend) = backend_for(LinkPurpose::Login);
    door.set_credentials(b"garbage");
    assert!(backend.load().await.is_err());
    assert_eq!(backend.health().failure(), Some(StoreFailure::Corrupt));
}

#[tokio::test]
async fn nothing_is_written_after_the_seal_and_what_is_under_way_is_waited_for() {
    let (door, backend) = backend_for(LinkPurpose::Login);
    let backend = Arc::new(backend);
    door.hold(Held::Everything);
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
    door.hold(Held::Nothing);
    sealing.await.unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(door.writes(), 1);
    assert!(backend.put_session("2@lid", b"x").await.is_err());
    assert_eq!(door.writes(), 1);
    assert_eq!(backend.health().failure(), None, "a closed link is not a failure of the store");
}
