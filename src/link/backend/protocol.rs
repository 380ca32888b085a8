//! Protocol state: which devices hold a group's key, contacts (see `contacts`), base keys of retries, device lists,
//! groups, and messages kept for a while (sent, or received and not yet handed on).
//!
//! Device lists and groups can be requested again, so an unreadable row counts as absent.

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_ports::{KeyDelete, KeyPut, KeySelect};
use wacore::store::traits::{
    DeviceListRecord, LidPnMappingEntry, PendingInboundKey, PendingInboundRow, ProtocolStore, TcTokenEntry,
};

use super::{Answer, Backend, codec, keys, put, stamped, without};

/// First byte of a value: the device has the group's key, or needs it again. Its address follows, because the row id
/// may hold only a digest of it.
const HAS_KEY: u8 = b'+';
const NEEDS_KEY: u8 = b'-';

fn group_device(group: &str, device: &str, has_key: bool) -> KeyPut {
    let mark = if has_key { HAS_KEY } else { NEEDS_KEY };
    let value: Bytes = std::iter::once(mark).chain(device.bytes()).collect();
    put(keys::SENDER_KEY_DEVICE, keys::joined(&[group, device]), value)
}

pub(super) fn device_of(value: &Bytes) -> Option<(String, bool)> {
    let (mark, device) = value.split_first()?;
    let device = std::str::from_utf8(device).ok()?.to_owned();
    matches!(*mark, HAS_KEY | NEEDS_KEY).then_some((device, *mark == HAS_KEY))
}

#[async_trait]
impl ProtocolStore for Backend {
    async fn get_sender_key_devices(&self, group_jid: &str) -> Answer<Vec<(String, bool)>> {
        let rows = self.read(keys::SENDER_KEY_DEVICE, KeySelect::Prefix(keys::joined(&[group_jid]))).await?;
        Ok(rows.iter().filter_map(|row| device_of(&row.value)).collect())
    }

    async fn set_sender_key_status(&self, group_jid: &str, entries: &[(&str, bool)]) -> Answer<()> {
        let _change = self.change.lock().await;
        self.put(entries.iter().map(|(device, has_key)| group_device(group_jid, device, *has_key)).collect()).await
    }

    async fn clear_sender_key_devices(&self, group_jid: &str) -> Answer<()> {
        let prefix = keys::joined(&[group_jid]);
        self.delete(vec![KeyDelete::Prefix { key_type: keys::SENDER_KEY_DEVICE, prefix }]).await.map(drop)
    }

    async fn delete_sender_key_device_rows(&self, device_jids: &[&str]) -> Answer<()> {
        if device_jids.is_empty() {
            return Ok(());
        }
        let _change = self.change.lock().await;
        let rows = self.read(keys::SENDER_KEY_DEVICE, KeySelect::Prefix(String::new())).await?;
        let named = |value: &Bytes| device_of(value).is_some_and(|(device, _)| device_jids.contains(&device.as_str()));
        let gone = rows.into_iter().filter(|row| named(&row.value));
        self.delete(gone.map(|row| without(keys::SENDER_KEY_DEVICE, row.key_id)).collect()).await.map(drop)
    }

    async fn clear_all_sender_key_devices(&self) -> Answer<()> {
        let all = KeyDelete::Prefix { key_type: keys::SENDER_KEY_DEVICE, prefix: String::new() };
        self.delete(vec![all]).await.map(drop)
    }

    async fn get_lid_mapping(&self, lid: &str) -> Answer<Option<LidPnMappingEntry>> {
        self.lid_entry(lid).await
    }

    async fn get_pn_mapping(&self, phone: &str) -> Answer<Option<LidPnMappingEntry>> {
        self.lid_entry_of_phone(phone).await
    }

    async fn put_lid_mapping(&self, entry: &LidPnMappingEntry) -> Answer<()> {
        self.put_lid_entries(std::slice::from_ref(entry)).await
    }

    async fn put_lid_mappings(&self, entries: &[LidPnMappingEntry]) -> Answer<()> {
        self.put_lid_entries(entries).await
    }

    async fn get_all_lid_mappings(&self) -> Answer<Vec<LidPnMappingEntry>> {
        let rows = self.read(keys::LID, KeySelect::Prefix(String::new())).await?;
        Ok(rows.iter().filter_map(|row| codec::decode(&row.value).ok()).collect())
    }

    async fn save_base_key(&self, address: &str, message_id: &str, base_key: &[u8]) -> Answer<()> {
        self.put(vec![put(keys::BASE_KEY, keys::joined(&[address, message_id]), base_key.to_vec())]).await
    }

    async fn has_same_base_key(&self, address: &str, message_id: &str, current_base_key: &[u8]) -> Answer<bool> {
        let saved = self.read_one(keys::BASE_KEY, keys::joined(&[address, message_id])).await?;
        Ok(saved.is_some_and(|saved| saved == current_base_key))
    }

    async fn delete_base_key(&self, address: &str, message_id: &str) -> Answer<()> {
        self.delete(vec![without(keys::BASE_KEY, keys::joined(&[address, message_id]))]).await.map(drop)
    }

    async fn update_device_list(&self, record: DeviceListRecord) -> Answer<()> {
        self.update_device_lists(vec![record]).await
    }

    async fn update_device_lists(&self, records: Vec<DeviceListRecord>) -> Answer<()> {
        let row = |record: &DeviceListRecord| self.encoded(keys::DEVICE_LIST, keys::one(&record.user), record);
        self.put(records.iter().map(row).collect::<Answer<_>>()?).await
    }

    async fn get_devices(&self, user: &str) -> Answer<Option<DeviceListRecord>> {
        let stored = self.read_one(keys::DEVICE_LIST, keys::one(user)).await?;
        Ok(stored.and_then(|value| codec::decode(&value).ok()))
    }

    async fn delete_devices(&self, user: &str) -> Answer<()> {
        self.delete(vec![without(keys::DEVICE_LIST, keys::one(user))]).await.map(drop)
    }

    async fn get_group_metadata(&self, group_jid: &str) -> Answer<Option<Vec<u8>>> {
        Ok(self.read_one(keys::GROUP, keys::one(group_jid)).await?.map(Into::into))
    }

    async fn put_group_metadata(&self, group_jid: &str, blob: &[u8]) -> Answer<()> {
        self.put(vec![put(keys::GROUP, keys::one(group_jid), blob.to_vec())]).await
    }

    async fn delete_group_metadata(&self, group_jid: &str) -> Answer<()> {
        self.delete(vec![without(keys::GROUP, keys::one(group_jid))]).await.map(drop)
    }

    async fn get_tc_token(&self, jid: &str) -> Answer<Option<TcTokenEntry>> {
        self.tc_token(jid).await
    }

    async fn put_tc_token(&self, jid: &str, entry: &TcTokenEntry) -> Answer<()> {
        let _change = self.change.lock().await;
        self.write_tc_token(jid, entry.clone()).await
    }

    async fn delete_tc_token(&self, jid: &str) -> Answer<()> {
        let _change = self.change.lock().await;
        self.delete(vec![without(keys::TC_TOKEN, keys::one(jid))]).await.map(drop)
    }

    async fn get_all_tc_token_jids(&self) -> Answer<Vec<String>> {
        self.tc_token_owners().await
    }

    async fn delete_expired_tc_tokens(&self, token_cutoff: i64, sender_cutoff: i64) -> Answer<u32> {
        self.prune_tc_tokens(token_cutoff, sender_cutoff).await
    }

    async fn touch_tc_token_sender_timestamp(&self, jid: &str, sender_timestamp: i64) -> Answer<()> {
        let _change = self.change.lock().await;
        let placeholder = TcTokenEntry { token: Vec::new(), token_timestamp: sender_timestamp, sender_timestamp: None };
        let mut entry = self.tc_token(jid).await?.unwrap_or(placeholder);
        entry.sender_timestamp = entry.sender_timestamp.max(Some(sender_timestamp));
        self.write_tc_token(jid, entry).await
    }

    async fn store_received_tc_token(&self, jid: &str, token: &[u8], token_timestamp: i64) -> Answer<()> {
        let _change = self.change.lock().await;
        let before = self.tc_token(jid).await?;
        // A fresher token stays; a placeholder without a token never blocks a real one.
        if before.as_ref().is_some_and(|before| !before.token.is_empty() && token_timestamp < before.token_timestamp) {
            return Ok(());
        }
        let sender_timestamp = before.and_then(|before| before.sender_timestamp);
        self.write_tc_token(jid, TcTokenEntry { token: token.to_vec(), token_timestamp, sender_timestamp }).await
    }

    async fn store_sent_message(&self, chat_jid: &str, message_id: &str, payload: &[u8]) -> Answer<()> {
        let id = keys::joined(&[chat_jid, message_id]);
        self.put(vec![stamped(put(keys::SENT_MESSAGE, id, payload.to_vec()), self.now())]).await
    }

    async fn take_sent_message(&self, chat_jid: &str, message_id: &str) -> Answer<Option<Vec<u8>>> {
        // It stays until it expires: a crash between here and the repetition must not lose the only copy. How often a
        // message is repeated is counted by the library.
        let payload = self.read_one(keys::SENT_MESSAGE, keys::joined(&[chat_jid, message_id])).await?;
        Ok(payload.map(Into::into))
    }

    async fn delete_expired_sent_messages(&self, cutoff_timestamp: i64) -> Answer<u32> {
        self.delete(vec![KeyDelete::OlderThan { key_type: keys::SENT_MESSAGE, stamp: cutoff_timestamp }]).await
    }

    async fn store_pending_inbound(&self, chat: &str, sender: &str, id: &str, message: &[u8]) -> Answer<()> {
        self.buffer(&[PendingInboundRow { chat, sender, id, message }]).await
    }

    async fn get_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Answer<Option<Vec<u8>>> {
        self.buffered(PendingInboundKey { chat, sender, id }).await
    }

    async fn delete_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Answer<()> {
        self.clear_buffered(&[PendingInboundKey { chat, sender, id }]).await
    }

    async fn delete_expired_pending_inbound(&self, cutoff_timestamp: i64) -> Answer<u32> {
        self.prune_buffer(cutoff_timestamp).await
    }

    async fn store_pending_inbound_batch(&self, rows: &[PendingInboundRow<'_>]) -> Answer<()> {
        self.buffer(rows).await
    }

    async fn delete_pending_inbound_batch(&self, keys: &[PendingInboundKey<'_>]) -> Answer<()> {
        self.clear_buffered(keys).await
    }
}
