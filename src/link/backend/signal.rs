//! Keys of the Signal protocol: identities of others, sessions, one-time and signed pre-keys, sender keys of groups.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::{BufMut, Bytes, BytesMut};
use linekeeper_ports::{KeyPut, KeySelect};
use wacore::store::traits::SignalStore;

use super::{Answer, Backend, keys, put, without};

/// First byte of a pre-key's value: whether the server has the key.
const UPLOADED: u8 = 1;
const NOT_UPLOADED: u8 = 0;

fn pre_key(id: u32, record: &[u8], uploaded: bool) -> KeyPut {
    let mut value = BytesMut::with_capacity(record.len() + 1);
    value.put_u8(if uploaded { UPLOADED } else { NOT_UPLOADED });
    value.put_slice(record);
    put(keys::PRE_KEY, keys::number(id), value.freeze())
}

impl Backend {
    pub(super) fn pre_key_record(&self, value: &Bytes) -> Answer<Bytes> {
        match value.first() {
            Some(&(UPLOADED | NOT_UPLOADED)) => Ok(value.slice(1..)),
            Some(_) | None => Err(self.corrupt("a pre-key")),
        }
    }

    async fn any_begins_with(&self, key_type: &'static str, start: &str) -> Answer<bool> {
        let select = KeySelect::LastWithPrefix(keys::beginning(start));
        Ok(!self.read(key_type, select).await?.is_empty())
    }
}

#[async_trait]
impl SignalStore for Backend {
    async fn put_identity(&self, address: &str, key: [u8; 32]) -> Answer<()> {
        self.put(vec![put(keys::IDENTITY, keys::one(address), key.to_vec())]).await
    }

    async fn put_identities_batch(&self, identities: &[(Arc<str>, [u8; 32])]) -> Answer<()> {
        let row = |(address, key): &(Arc<str>, [u8; 32])| put(keys::IDENTITY, keys::one(address), key.to_vec());
        self.put(identities.iter().map(row).collect()).await
    }

    async fn load_identity(&self, address: &str) -> Answer<Option<[u8; 32]>> {
        let stored = self.read_one(keys::IDENTITY, keys::one(address)).await?;
        let key = stored.map(|value| value.as_ref().try_into().map_err(|_| self.corrupt("an identity")));
        key.transpose()
    }

    async fn delete_identity(&self, address: &str) -> Answer<()> {
        self.delete(vec![without(keys::IDENTITY, keys::one(address))]).await.map(drop)
    }

    async fn get_session(&self, address: &str) -> Answer<Option<Bytes>> {
        self.read_one(keys::SESSION, keys::one(address)).await
    }

    async fn put_session(&self, address: &str, session: &[u8]) -> Answer<()> {
        self.put_ratchets(vec![put(keys::SESSION, keys::one(address), session.to_vec())]).await
    }

    async fn put_sessions_batch(&self, sessions: &[(Arc<str>, Bytes)]) -> Answer<()> {
        let row = |(address, session): &(Arc<str>, Bytes)| put(keys::SESSION, keys::one(address), session.clone());
        self.put_ratchets(sessions.iter().map(row).collect()).await
    }

    async fn delete_session(&self, address: &str) -> Answer<()> {
        self.delete(vec![without(keys::SESSION, keys::one(address))]).await.map(drop)
    }

    async fn has_session(&self, address: &str) -> Answer<bool> {
        Ok(self.get_session(address).await?.is_some())
    }

    async fn has_signal_state_for_user(&self, user: &str) -> Answer<bool> {
        for key_type in [keys::SESSION, keys::IDENTITY] {
            // Addresses are `user@server` or `user:device@server`; another user's number may begin with this one.
            for start in [format!("{user}@"), format!("{user}:")] {
                if self.any_begins_with(key_type, &start).await? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn store_prekey(&self, id: u32, record: &[u8], uploaded: bool) -> Answer<()> {
        let _change = self.change.lock().await;
        self.put(vec![pre_key(id, record, uploaded)]).await
    }

    async fn store_prekeys_batch(&self, records: &[(u32, Bytes)], uploaded: bool) -> Answer<()> {
        let _change = self.change.lock().await;
        self.put(records.iter().map(|(id, record)| pre_key(*id, record, uploaded)).collect()).await
    }

    async fn load_prekey(&self, id: u32) -> Answer<Option<Bytes>> {
        let stored = self.read_one(keys::PRE_KEY, keys::number(id)).await?;
        stored.map(|value| self.pre_key_record(&value)).transpose()
    }

    async fn load_prekeys_batch(&self, ids: &[u32]) -> Answer<Vec<(u32, Bytes)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = ids.iter().copied().map(keys::number).collect();
        let rows = self.read(keys::PRE_KEY, KeySelect::Ids(wanted)).await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in rows {
            found.insert(row.key_id, self.pre_key_record(&row.value)?);
        }
        // In the requested order, as a loop over single reads would return them.
        let in_order = |id: &u32| found.get(&keys::number(*id)).map(|record| (*id, record.clone()));
        Ok(ids.iter().filter_map(in_order).collect())
    }

    async fn mark_prekeys_uploaded(&self, ids: &[u32]) -> Answer<()> {
        if ids.is_empty() {
            return Ok(());
        }
        // The same lock covers storing and removing: a key consumed meanwhile must not come back.
        let _change = self.change.lock().await;
        let wanted = ids.iter().copied().map(keys::number).collect();
        let rows = self.read(keys::PRE_KEY, KeySelect::Ids(wanted)).await?;
        let mut marked = Vec::with_capacity(rows.len());
        for row in rows {
            let record = self.pre_key_record(&row.value)?;
            if let (Some(&NOT_UPLOADED), Some(id)) = (row.value.first(), keys::number_of(&row.key_id)) {
                marked.push(pre_key(id, &record, true));
            }
        }
        self.put(marked).await
    }

    async fn remove_prekey(&self, id: u32) -> Answer<()> {
        let _change = self.change.lock().await;
        self.delete(vec![without(keys::PRE_KEY, keys::number(id))]).await.map(drop)
    }

    async fn get_max_prekey_id(&self) -> Answer<u32> {
        let rows = self.read(keys::PRE_KEY, KeySelect::LastWithPrefix(String::new())).await?;
        match rows.first() {
            Some(row) => keys::number_of(&row.key_id).ok_or_else(|| self.corrupt("a pre-key's number")),
            None => Ok(0),
        }
    }

    async fn store_signed_prekey(&self, id: u32, record: &[u8]) -> Answer<()> {
        self.put(vec![put(keys::SIGNED_PRE_KEY, keys::number(id), record.to_vec())]).await
    }

    async fn load_signed_prekey(&self, id: u32) -> Answer<Option<Vec<u8>>> {
        Ok(self.read_one(keys::SIGNED_PRE_KEY, keys::number(id)).await?.map(Into::into))
    }

    async fn load_all_signed_prekeys(&self) -> Answer<Vec<(u32, Vec<u8>)>> {
        let rows = self.read(keys::SIGNED_PRE_KEY, KeySelect::Prefix(String::new())).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let id = keys::number_of(&row.key_id).ok_or_else(|| self.corrupt("a signed pre-key's number"))?;
            all.push((id, row.value.into()));
        }
        Ok(all)
    }

    async fn remove_signed_prekey(&self, id: u32) -> Answer<()> {
        self.delete(vec![without(keys::SIGNED_PRE_KEY, keys::number(id))]).await.map(drop)
    }

    async fn put_sender_key(&self, address: &str, record: &[u8]) -> Answer<()> {
        self.put_ratchets(vec![put(keys::SENDER_KEY, keys::one(address), record.to_vec())]).await
    }

    async fn put_sender_keys_batch(&self, sender_keys: &[(Arc<str>, Bytes)]) -> Answer<()> {
        let row = |(address, record): &(Arc<str>, Bytes)| put(keys::SENDER_KEY, keys::one(address), record.clone());
        self.put_ratchets(sender_keys.iter().map(row).collect()).await
    }

    async fn get_sender_key(&self, address: &str) -> Answer<Option<Vec<u8>>> {
        Ok(self.read_one(keys::SENDER_KEY, keys::one(address)).await?.map(Into::into))
    }

    async fn delete_sender_key(&self, address: &str) -> Answer<()> {
        self.delete(vec![without(keys::SENDER_KEY, keys::one(address))]).await.map(drop)
    }
}
