//! Secrets of messages, each with an expiry: later replies to a message (votes, reactions, edits) are decrypted with
//! them.

use std::collections::HashMap;

use async_trait::async_trait;
use bytes::{Buf, BufMut, Bytes, BytesMut};
use linekeeper_ports::{KeyDelete, KeyPut, KeySelect};
use wacore::store::traits::{
    MessageSecret, MsgSecretEntry, MsgSecretStore, merge_msg_secret_expiry, merge_msg_secret_message_ts,
};

use super::{Answer, Backend, keys, put, stamped};

/// Value of a row: the secret, its expiry and the time of the message; both times in Unix seconds, big-endian.
#[derive(Clone, Copy)]
struct Secret {
    secret: MessageSecret,
    expires_at: i64,
    message_ts: i64,
}

impl Secret {
    fn to_value(self) -> Bytes {
        let mut value = BytesMut::with_capacity(self.secret.len() + 16);
        value.put_slice(&self.secret);
        value.put_i64(self.expires_at);
        value.put_i64(self.message_ts);
        value.freeze()
    }

    /// Parses a value. An unreadable row counts as absent: only the reply it is for stays unreadable.
    fn from_value(value: &Bytes) -> Option<Self> {
        let (secret, mut times) = value.split_first_chunk()?;
        let expires_at = times.try_get_i64().ok()?;
        let message_ts = times.try_get_i64().ok()?;
        Some(Self { secret: *secret, expires_at, message_ts })
    }

    /// Merges with the stored value: an expiry never moves earlier, a known message time is never lost.
    fn merged_over(self, before: Self) -> Self {
        Self {
            secret: self.secret,
            expires_at: merge_msg_secret_expiry(before.expires_at, self.expires_at),
            message_ts: merge_msg_secret_message_ts(before.message_ts, self.message_ts),
        }
    }

    fn into_put(self, key_id: String) -> KeyPut {
        // A stamp of zero is never pruned, and zero is how the library writes "never".
        stamped(put(keys::MESSAGE_SECRET, key_id, self.to_value()), self.expires_at)
    }
}

fn secret_id(chat: &str, sender: &str, msg_id: &str) -> String {
    keys::joined(&[chat, sender, msg_id])
}

#[async_trait]
impl MsgSecretStore for Backend {
    async fn put_msg_secrets(&self, entries: Vec<MsgSecretEntry>) -> Answer<usize> {
        if entries.is_empty() {
            return Ok(0);
        }
        let stored = entries.len();
        let _change = self.change.lock().await;
        let id_of = |entry: &MsgSecretEntry| secret_id(&entry.chat, &entry.sender, &entry.msg_id);
        let select = KeySelect::Ids(entries.iter().map(id_of).collect());
        let known = self.read(keys::MESSAGE_SECRET, select).await?;
        let known = known.into_iter().filter_map(|row| Some((row.key_id, Secret::from_value(&row.value)?)));
        let mut known: HashMap<String, Secret> = known.collect();
        let mut changed: HashMap<String, Secret> = HashMap::with_capacity(stored);
        for entry in entries {
            let id = id_of(&entry);
            let new = Secret { secret: entry.secret, expires_at: entry.expires_at, message_ts: entry.message_ts };
            let merged = known.get(&id).map_or(new, |before| new.merged_over(*before));
            known.insert(id.clone(), merged);
            changed.insert(id, merged);
        }
        self.put(changed.into_iter().map(|(id, secret)| secret.into_put(id)).collect()).await?;
        Ok(stored)
    }

    async fn get_msg_secret(&self, chat: &str, sender: &str, msg_id: &str) -> Answer<Option<Vec<u8>>> {
        let found = self.get_msg_secret_with_ts(chat, sender, msg_id).await?;
        Ok(found.map(|(secret, _)| secret))
    }

    async fn get_msg_secret_with_ts(&self, chat: &str, sender: &str, msg_id: &str) -> Answer<Option<(Vec<u8>, i64)>> {
        let stored = self.read_one(keys::MESSAGE_SECRET, secret_id(chat, sender, msg_id)).await?;
        let found = stored.as_ref().and_then(Secret::from_value);
        Ok(found.map(|found| (found.secret.to_vec(), found.message_ts)))
    }

    async fn delete_expired_msg_secrets(&self, cutoff_timestamp: i64) -> Answer<u32> {
        let _change = self.change.lock().await;
        // A secret that expires at the cutoff itself has expired; `OlderThan` excludes its own second.
        let stamp = cutoff_timestamp.saturating_add(1);
        self.delete(vec![KeyDelete::OlderThan { key_type: keys::MESSAGE_SECRET, stamp }]).await
    }
}
