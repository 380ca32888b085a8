//! Conformance tests: what the library expects of its storage, on the backend over credentials in memory.

use std::sync::Arc;

use bytes::Bytes;
use chrono::DateTime;
use linekeeper_domain::Timestamp;
use linekeeper_ports::{Clock, LinkPurpose};
use wacore::appstate::hash::HashState;
use wacore::store::traits::{
    AppStateSyncKey, AppSyncStore, DeviceInfo, DeviceListRecord, LidPnMappingEntry, MsgSecretEntry, MsgSecretStore,
    PendingInboundKey, PendingInboundRow, ProtocolStore, SignalStore, TcTokenEntry,
};
use wacore_appstate::processor::AppStateMutationMAC;

use super::{Backend, keys};
use crate::tests_credentials::MemoryCredentials;

pub(super) struct At(pub(super) i64);

impl Clock for At {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp(self.0, 0).unwrap()
    }
}

pub(super) fn backend_for(purpose: LinkPurpose) -> (Arc<MemoryCredentials>, Backend) {
    let credentials = MemoryCredentials::new();
    let backend = Backend::new(credentials.clone(), Arc::new(At(1_000)), purpose);
    (credentials, backend)
}

pub(super) fn backend() -> Backend {
    backend_for(LinkPurpose::Login).1
}

fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

#[tokio::test]
async fn identities_and_sessions_are_kept_singly_and_in_batches() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    backend.put_identity("1@lid", [1; 32]).await.unwrap();
    backend.put_identities_batch(&[(arc("1@lid"), [2; 32]), (arc("2:7@lid"), [3; 32])]).await.unwrap();
    assert_eq!(backend.load_identity("1@lid").await.unwrap(), Some([2; 32]));
    backend.delete_identity("1@lid").await.unwrap();
    assert_eq!(backend.load_identity("1@lid").await.unwrap(), None);

    backend.put_session("1@lid", b"one").await.unwrap();
    let before = credentials.writes();
    let sessions = [(arc("1@lid"), Bytes::from_static(b"new")), (arc("2@lid"), Bytes::from_static(b"two"))];
    backend.put_sessions_batch(&sessions).await.unwrap();
    assert_eq!(credentials.writes(), before + 1, "a batch is one write");
    assert_eq!(backend.get_session("1@lid").await.unwrap(), Some(Bytes::from_static(b"new")));
    assert!(backend.has_session("2@lid").await.unwrap());
    backend.delete_session("2@lid").await.unwrap();
    assert!(!backend.has_session("2@lid").await.unwrap());
}

#[tokio::test]
async fn signal_state_of_a_user_is_not_that_of_a_longer_number() {
    let backend = backend();
    backend.put_session("123456:4@s.whatsapp.net", b"s").await.unwrap();
    backend.put_identity("777@lid", [0; 32]).await.unwrap();
    assert!(backend.has_signal_state_for_user("123456").await.unwrap());
    assert!(backend.has_signal_state_for_user("777").await.unwrap());
    for user in ["12345", "1234567", "77", ""] {
        assert!(!backend.has_signal_state_for_user(user).await.unwrap(), "{user}");
    }
}

#[tokio::test]
async fn pre_keys_are_returned_in_requested_order_with_greatest_id() {
    let backend = backend();
    assert_eq!(backend.get_max_prekey_id().await.unwrap(), 0);
    backend.store_prekey(9, b"nine", false).await.unwrap();
    let batch = [(10, Bytes::from_static(b"ten")), (100_000, Bytes::from_static(b"big"))];
    backend.store_prekeys_batch(&batch, true).await.unwrap();
    assert_eq!(backend.get_max_prekey_id().await.unwrap(), 100_000);
    let loaded = backend.load_prekeys_batch(&[100_000, 5, 9]).await.unwrap();
    assert_eq!(loaded, [(100_000, Bytes::from_static(b"big")), (9, Bytes::from_static(b"nine"))]);
    assert_eq!(backend.load_prekey(10).await.unwrap(), Some(Bytes::from_static(b"ten")));
}

#[tokio::test]
async fn marking_pre_keys_uploaded_does_not_restore_a_consumed_one() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    backend.store_prekey(1, b"one", false).await.unwrap();
    backend.store_prekey(2, b"two", false).await.unwrap();
    backend.remove_prekey(1).await.unwrap();
    let unmarked = credentials.rows_of(keys::PRE_KEY);
    backend.mark_prekeys_uploaded(&[1, 2]).await.unwrap();
    assert_eq!(backend.load_prekey(1).await.unwrap(), None);
    assert_eq!(backend.load_prekey(2).await.unwrap(), Some(Bytes::from_static(b"two")));
    assert_ne!(credentials.rows_of(keys::PRE_KEY), unmarked, "the mark is kept");
}

#[tokio::test]
async fn signed_pre_keys_and_sender_keys_are_kept() {
    let backend = backend();
    backend.store_signed_prekey(2, b"b").await.unwrap();
    backend.store_signed_prekey(10, b"a").await.unwrap();
    assert_eq!(backend.load_all_signed_prekeys().await.unwrap(), [(2, b"b".to_vec()), (10, b"a".to_vec())]);
    backend.remove_signed_prekey(2).await.unwrap();
    assert_eq!(backend.load_signed_prekey(2).await.unwrap(), None);
    assert_eq!(backend.load_signed_prekey(10).await.unwrap(), Some(b"a".to_vec()));

    backend.put_sender_key("g::1", b"x").await.unwrap();
    backend.put_sender_keys_batch(&[(arc("g::1"), Bytes::from_static(b"y"))]).await.unwrap();
    assert_eq!(backend.get_sender_key("g::1").await.unwrap(), Some(b"y".to_vec()));
    backend.delete_sender_key("g::1").await.unwrap();
    assert_eq!(backend.get_sender_key("g::1").await.unwrap(), None);
}

#[tokio::test]
async fn the_newest_app_state_key_is_the_one_set_last() {
    let backend = backend();
    assert_eq!(backend.get_latest_sync_key_id().await.unwrap(), None);
    let key = |byte| AppStateSyncKey { key_data: vec![byte], fingerprint: vec![], timestamp: i64::from(byte) };
    backend.set_sync_key(&[9], key(9)).await.unwrap();
    backend.set_sync_key(&[1], key(1)).await.unwrap();
    assert_eq!(backend.get_latest_sync_key_id().await.unwrap(), Some(vec![1]));
    assert_eq!(backend.get_sync_key(&[9]).await.unwrap().unwrap().key_data, [9]);
    assert!(backend.get_sync_key(&[2]).await.unwrap().is_none());
}

#[tokio::test]
async fn app_state_versions_are_kept_and_unreadable_ones_are_absent() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    assert_eq!(backend.get_version("regular").await.unwrap().version, 0);
    let state = HashState { version: 7, hash: [5; 128], ..HashState::default() };
    backend.set_version("regular", state).await.unwrap();
    let read = backend.get_version("regular").await.unwrap();
    assert_eq!((read.version, read.hash), (7, [5; 128]));
    credentials.spoil(keys::SYNC_VERSION);
    assert_eq!(backend.get_version("regular").await.unwrap().version, 0);
    assert_eq!(backend.health().failure(), None);
}

#[tokio::test]
async fn clearing_macs_of_a_collection_keeps_those_of_others() {
    let backend = backend();
    let mac = |byte| AppStateMutationMAC { index_mac: vec![byte; 32], value_mac: vec![byte] };
    backend.put_mutation_macs("regular", 1, &[mac(1), mac(2)]).await.unwrap();
    backend.put_mutation_macs("regular_low", 1, &[mac(1)]).await.unwrap();
    let found = backend.get_mutation_macs("regular", &[[1; 32], [3; 32]]).await.unwrap();
    assert_eq!((found.len(), found.get(&[1; 32])), (1, Some(&vec![1])));
    backend.delete_mutation_macs("regular", &[vec![1; 32]]).await.unwrap();
    assert_eq!(backend.get_mutation_mac("regular", &[1; 32]).await.unwrap(), None);
    backend.clear_mutation_macs("regular").await.unwrap();
    assert_eq!(backend.get_mutation_mac("regular", &[2; 32]).await.unwrap(), None);
    assert_eq!(backend.get_mutation_mac("regular_low", &[1; 32]).await.unwrap(), Some(vec![1]));
}

#[tokio::test]
async fn sender_key_rows_are_deleted_by_device_and_by_group() {
    let backend = backend();
    backend.set_sender_key_status("g1@g.us", &[("a:1@lid", true), ("b@lid", false)]).await.unwrap();
    backend.set_sender_key_status("g2@g.us", &[("a:1@lid", true)]).await.unwrap();
    backend.set_sender_key_status("g1@g.us", &[("b@lid", true)]).await.unwrap();
    let devices = backend.get_sender_key_devices("g1@g.us").await.unwrap();
    assert_eq!(devices, [("b@lid".to_owned(), true), ("a:1@lid".to_owned(), true)]);
    backend.delete_sender_key_device_rows(&["a:1@lid"]).await.unwrap();
    assert!(backend.get_sender_key_devices("g2@g.us").await.unwrap().is_empty());
    assert_eq!(backend.get_sender_key_devices("g1@g.us").await.unwrap().len(), 1);
    backend.clear_sender_key_devices("g1@g.us").await.unwrap();
    assert!(backend.get_sender_key_devices("g1@g.us").await.unwrap().is_empty());
    backend.set_sender_key_status("g1@g.us", &[("a@lid", true)]).await.unwrap();
    backend.clear_all_sender_key_devices().await.unwrap();
    assert!(backend.get_sender_key_devices("g1@g.us").await.unwrap().is_empty());
}

fn lid(lid: &str, phone: &str, created_at: i64, updated_at: i64) -> LidPnMappingEntry {
    let (lid, phone_number) = (lid.to_owned(), phone.to_owned());
    LidPnMappingEntry { lid, phone_number, created_at, updated_at, learning_source: "usync".to_owned() }
}

#[tokio::test]
async fn a_phone_points_to_its_most_recent_hidden_id() {
    let backend = backend();
    backend.put_lid_mapping(&lid("L1", "100", 1, 10)).await.unwrap();
    backend.put_lid_mappings(&[lid("L2", "100", 2, 20), lid("L3", "300", 3, 30)]).await.unwrap();
    assert_eq!(backend.get_pn_mapping("100").await.unwrap().unwrap().lid, "L2");
    backend.put_lid_mapping(&lid("L1", "100", 9, 15)).await.unwrap();
    assert_eq!(backend.get_pn_mapping("100").await.unwrap().unwrap().lid, "L2", "older news change nothing");
    assert_eq!(backend.get_lid_mapping("L1").await.unwrap().unwrap().created_at, 1, "first seen stays");
    assert_eq!(backend.get_all_lid_mappings().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_hidden_id_that_moved_leaves_its_old_phone() {
    let backend = backend();
    backend.put_lid_mapping(&lid("L1", "100", 1, 10)).await.unwrap();
    backend.put_lid_mapping(&lid("L1", "200", 1, 11)).await.unwrap();
    assert!(backend.get_pn_mapping("100").await.unwrap().is_none());
    assert_eq!(backend.get_pn_mapping("200").await.unwrap().unwrap().lid, "L1");
}

#[tokio::test]
async fn base_keys_are_compared_for_their_address_and_message() {
    let backend = backend();
    backend.save_base_key("1@lid", "M", b"key").await.unwrap();
    assert!(backend.has_same_base_key("1@lid", "M", b"key").await.unwrap());
    assert!(!backend.has_same_base_key("1@lid", "M", b"other").await.unwrap());
    assert!(!backend.has_same_base_key("1@lid", "N", b"key").await.unwrap());
    backend.delete_base_key("1@lid", "M").await.unwrap();
    assert!(!backend.has_same_base_key("1@lid", "M", b"key").await.unwrap());
}

#[tokio::test]
async fn device_lists_and_groups_are_kept_and_forgotten() {
    let backend = backend();
    let record = |user: &str, count| DeviceListRecord {
        user: user.to_owned(),
        devices: (0..count).map(|device| DeviceInfo::new(device, Some(1))).collect(),
        timestamp: 5,
        phash: Some("2:x".to_owned()),
        raw_id: Some(3),
    };
    backend.update_device_list(record("1", 1)).await.unwrap();
    backend.update_device_lists(vec![record("1", 2), record("2", 1)]).await.unwrap();
    let read = backend.get_devices("1").await.unwrap().unwrap();
    assert_eq!((read.devices.len(), read.raw_id), (2, Some(3)));
    backend.delete_devices("1").await.unwrap();
    assert!(backend.get_devices("1").await.unwrap().is_none());

    backend.put_group_metadata("g@g.us", b"blob").await.unwrap();
    assert_eq!(backend.get_group_metadata("g@g.us").await.unwrap(), Some(b"blob".to_vec()));
    backend.delete_group_metadata("g@g.us").await.unwrap();
    assert_eq!(backend.get_group_metadata("g@g.us").await.unwrap(), None);
}

#[tokio::test]
async fn the_two_sides_of_a_trust_token_never_overwrite_each_other() {
    let backend = backend();
    backend.touch_tc_token_sender_timestamp("u@lid", 5_000).await.unwrap();
    backend.store_received_tc_token("u@lid", &[1], 4_000).await.unwrap();
    backend.touch_tc_token_sender_timestamp("u@lid", 3_000).await.unwrap();
    let entry = backend.get_tc_token("u@lid").await.unwrap().unwrap();
    assert_eq!((entry.token, entry.token_timestamp, entry.sender_timestamp), (vec![1], 4_000, Some(5_000)));
    backend.store_received_tc_token("u@lid", &[2], 3_999).await.unwrap();
    assert_eq!(backend.get_tc_token("u@lid").await.unwrap().unwrap().token, [1], "a stale token does not win");
    backend.store_received_tc_token("u@lid", &[3], 4_000).await.unwrap();
    assert_eq!(backend.get_tc_token("u@lid").await.unwrap().unwrap().token, [3]);
    assert_eq!(backend.get_all_tc_token_jids().await.unwrap(), ["u@lid"]);
    backend.delete_tc_token("u@lid").await.unwrap();
    assert!(backend.get_tc_token("u@lid").await.unwrap().is_none());
}

#[tokio::test]
async fn trust_tokens_are_pruned_when_both_windows_have_passed() {
    let backend = backend();
    let token = |token: &[u8], token_timestamp, sender_timestamp| TcTokenEntry {
        token: token.to_vec(),
        token_timestamp,
        sender_timestamp,
    };
    let entries = [
        ("recent placeholder", token(&[], 2_500, Some(2_500)), true),
        ("stale placeholder", token(&[], 100, Some(100)), false),
        ("expired token, live sender", token(&[1], 1, Some(2_500)), true),
        ("expired, no sender", token(&[2], 1, None), false),
        ("fresh token", token(&[3], 5_000, None), true),
    ];
    for (jid, entry, _) in &entries {
        backend.put_tc_token(jid, entry).await.unwrap();
    }
    assert_eq!(backend.delete_expired_tc_tokens(1_000, 2_000).await.unwrap(), 2);
    for (jid, _, kept) in &entries {
        assert_eq!(backend.get_tc_token(jid).await.unwrap().is_some(), *kept, "{jid}");
    }
}

#[tokio::test]
async fn sent_message_can_be_repeated_until_it_expires() {
    let backend = backend();
    backend.store_sent_message("c@lid", "M1", b"payload").await.unwrap();
    assert_eq!(backend.take_sent_message("c@lid", "M1").await.unwrap(), Some(b"payload".to_vec()));
    assert_eq!(backend.take_sent_message("c@lid", "M1").await.unwrap(), Some(b"payload".to_vec()), "after a crash");
    backend.store_sent_message("c@lid", "M2", b"payload").await.unwrap();
    assert_eq!(backend.delete_expired_sent_messages(1_000).await.unwrap(), 0, "its own second is not older");
    assert_eq!(backend.delete_expired_sent_messages(1_001).await.unwrap(), 2);
}

#[tokio::test]
async fn pending_messages_are_keyed_by_chat_sender_and_id() {
    let backend = backend();
    let row = |chat, message| PendingInboundRow { chat, sender: "s", id: "1", message };
    backend.store_pending_inbound_batch(&[row("a", b"x"), row("b", b"y")]).await.unwrap();
    backend.store_pending_inbound("as", "", "1", b"z").await.unwrap();
    assert_eq!(backend.get_pending_inbound("a", "s", "1").await.unwrap(), Some(b"x".to_vec()));
    backend.delete_pending_inbound("a", "s", "1").await.unwrap();
    assert_eq!(backend.get_pending_inbound("a", "s", "1").await.unwrap(), None);
    let key = PendingInboundKey { chat: "b", sender: "s", id: "1" };
    backend.delete_pending_inbound_batch(&[key]).await.unwrap();
    assert_eq!(backend.get_pending_inbound("b", "s", "1").await.unwrap(), None);
    assert_eq!(backend.delete_expired_pending_inbound(1_001).await.unwrap(), 1);
}

fn secret(id: &str, byte: u8, expires_at: i64, message_ts: i64) -> MsgSecretEntry {
    MsgSecretEntry { chat: arc("c"), sender: arc("s"), msg_id: arc(id), secret: [byte; 32], expires_at, message_ts }
}

#[tokio::test]
async fn a_message_secret_keeps_the_later_deadline_and_the_known_time() {
    let (credentials, backend) = backend_for(LinkPurpose::Login);
    backend.put_msg_secrets(vec![secret("M", 1, 500, 40)]).await.unwrap();
    let stored = backend.put_msg_secrets(vec![secret("M", 2, 400, 0), secret("N", 3, 0, 0)]).await.unwrap();
    assert_eq!(stored, 2);
    assert_eq!(backend.get_msg_secret_with_ts("c", "s", "M").await.unwrap(), Some((vec![2; 32], 40)));
    assert_eq!(backend.delete_expired_msg_secrets(499).await.unwrap(), 0);
    assert_eq!(backend.delete_expired_msg_secrets(500).await.unwrap(), 1, "a deadline of now has passed");
    assert_eq!(backend.get_msg_secret("c", "s", "N").await.unwrap(), Some(vec![3; 32]), "zero means never");
    assert_eq!(credentials.rows_of(keys::MESSAGE_SECRET).len(), 1);
}

#[tokio::test]
async fn of_two_secrets_in_one_batch_the_later_counts() {
    let backend = backend();
    backend.put_msg_secrets(vec![secret("M", 1, 900, 7), secret("M", 9, 100, 0)]).await.unwrap();
    assert_eq!(backend.get_msg_secret_with_ts("c", "s", "M").await.unwrap(), Some((vec![9; 32], 7)));
    assert_eq!(backend.delete_expired_msg_secrets(899).await.unwrap(), 0);
    backend.put_msg_secret("c", "s", "M", &[4; 32]).await.unwrap();
    assert_eq!(backend.delete_expired_msg_secrets(i64::MAX).await.unwrap(), 0, "never wins over any deadline");
}
