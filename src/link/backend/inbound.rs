//! The library's buffer of received messages, where the link writes a log.
//!
//! The library wants a copy of each message stored before the log has it, since a ratchet that has consumed a message
//! cannot decrypt it again. So that a message does not cost two rows and a commit more, its copy is kept in memory
//! ([`Buffer`]), and the rule is kept where it matters: a write that stores ratchets stores with them the copies of all
//! messages that the log does not have by then. Writes of ratchets and of the log take turns, so that it is certain at
//! each of them what the other has done. A process that is killed has lost either both, a copy and the ratchet, or
//! neither: WhatsApp sends the message again, and it is decrypted once more or found in the buffer.

use std::sync::{Arc, OnceLock, Weak};

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wacore::store::error::StoreError as LibraryError;
use wacore::store::traits::{PendingInboundKey, PendingInboundRow};

use super::buffer::Buffer;
use super::{Answer, Backend, codec, keys, put, stamped, without};

/// Knows which messages the log has received.
#[async_trait]
pub(crate) trait Receipts: Send + Sync {
    /// Whether a message that the library has decrypted before, and of which no copy is buffered, may be acknowledged:
    /// it was received, or need not be.
    ///
    /// # Errors
    /// That of the store.
    async fn may_acknowledge(&self, message: PendingInboundKey<'_>) -> Answer<bool>;
}

/// State of one link's buffer.
#[derive(Default)]
pub(super) struct Inbound {
    /// Unset: there is no log, and copies are rows.
    receipts: OnceLock<Weak<dyn Receipts>>,
    buffer: Buffer,
    /// Held during a write of ratchets, or of the log.
    turn: tokio::sync::Mutex<()>,
}

/// Message of a batch, as the library names it.
pub(crate) struct Received<'a> {
    pub(crate) key: PendingInboundKey<'a>,
    /// It had waited at WhatsApp, so that an earlier link may have stored a copy of it.
    pub(crate) had_waited: bool,
}

/// Error of a duplicate that must not be acknowledged: nothing of the message was received.
#[derive(Debug, thiserror::Error)]
#[error("the message was not received")]
struct NotReceived;

pub(super) fn pending_id(key: &PendingInboundKey<'_>) -> String {
    keys::joined(&[key.chat, key.sender, key.id])
}

impl Inbound {
    /// Whether copies are kept in memory.
    fn has_log(&self) -> bool {
        self.receipts.get().is_some()
    }
}

impl Backend {
    /// Has the link's log asked about duplicates from now on, and keeps copies in memory.
    pub(crate) fn answers_to(&self, receipts: Weak<dyn Receipts>) {
        // Set once, when the link is built.
        let _ = self.inbound.receipts.set(receipts);
    }

    /// Takes copies of messages over. They are rows at once only where there is no log.
    pub(super) async fn buffer(&self, messages: &[PendingInboundRow<'_>]) -> Answer<()> {
        let now = self.now();
        let copies = messages.iter().map(|row| {
            let key = PendingInboundKey { chat: row.chat, sender: row.sender, id: row.id };
            (key, Bytes::copy_from_slice(row.message))
        });
        if !self.inbound.has_log() {
            let row = |(key, copy)| stamped(put(keys::PENDING_MESSAGE, pending_id(&key), copy), now);
            return self.put(copies.map(row).collect()).await;
        }
        let _under_way = self.enter().await?;
        for (key, copy) in copies {
            self.inbound.buffer.take_over(pending_id(&key), copy, now);
        }
        Ok(())
    }

    /// Stores ratchets, and with them the copies of all messages that they may have consumed.
    pub(super) async fn put_ratchets(&self, mut puts: Vec<KeyPut>) -> Answer<()> {
        if puts.is_empty() {
            return Ok(());
        }
        let _turn = self.inbound.turn.lock().await;
        let copies = self.inbound.buffer.rows_to_store();
        let ids: Vec<String> = copies.iter().map(|copy| copy.row.key_id.clone()).collect();
        puts.extend(copies);
        self.put(puts).await?;
        self.inbound.buffer.are_stored(&ids);
        Ok(())
    }

    /// Buffered copy of a message. None, for a message of which nothing was received, is an error, so that the library
    /// does not acknowledge it.
    pub(super) async fn buffered(&self, key: PendingInboundKey<'_>) -> Answer<Option<Vec<u8>>> {
        let id = pending_id(&key);
        if let Some(kept) = self.inbound.buffer.get(&id) {
            return Ok(Some(kept.into()));
        }
        if let Some(stored) = self.read_one(keys::PENDING_MESSAGE, id.clone()).await? {
            if self.inbound.has_log() {
                self.inbound.buffer.found(id, stored.clone(), self.now());
            }
            return Ok(Some(stored.into()));
        }
        let Some(receipts) = self.inbound.receipts.get().and_then(Weak::upgrade) else { return Ok(None) };
        if receipts.may_acknowledge(key).await? { Ok(None) } else { Err(LibraryError::Database(Box::new(NotReceived))) }
    }

    /// Forgets copies, and deletes their rows. Those that [`Self::receive`] has taken are forgotten already.
    pub(super) async fn clear_buffered(&self, messages: &[PendingInboundKey<'_>]) -> Answer<()> {
        let ids: Vec<String> = messages.iter().map(pending_id).collect();
        let has_row = |id: &&String| !self.inbound.has_log() || self.inbound.buffer.may_have_row(id);
        let rows = ids.iter().filter(has_row).map(|id| without(keys::PENDING_MESSAGE, id.clone())).collect();
        self.delete(rows).await?;
        self.inbound.buffer.forget(&ids);
        Ok(())
    }

    /// Forgets copies and deletes rows from before a time, in Unix seconds.
    pub(super) async fn prune_buffer(&self, before: i64) -> Answer<u32> {
        self.inbound.buffer.forget_older(before);
        self.delete(vec![KeyDelete::OlderThan { key_type: keys::PENDING_MESSAGE, stamp: before }]).await
    }

    /// Commits a batch that brings messages, together with the deletion of what rows they have in the buffer.
    ///
    /// # Errors
    /// That of the store, which ends the link.
    pub(crate) async fn receive(&self, mut batch: Batch, messages: &[Received<'_>]) -> Answer<()> {
        let ids: Vec<String> = messages.iter().map(|message| pending_id(&message.key)).collect();
        let _turn = self.inbound.turn.lock().await;
        let has_row = |id: &str, had_waited| had_waited || self.inbound.buffer.may_have_row(id);
        let rows = ids.iter().zip(messages).filter(|(id, message)| has_row(id, message.had_waited));
        batch.deletes.extend(rows.map(|(id, _)| without(keys::PENDING_MESSAGE, id.clone())));
        if !(batch.inbound.is_empty() && batch.puts.is_empty() && batch.deletes.is_empty()) {
            self.write(batch).await?;
        }
        self.inbound.buffer.forget(&ids);
        Ok(())
    }

    /// Whether the log has seen each of these messages.
    ///
    /// # Errors
    /// That of the store, which ends the link.
    pub(crate) async fn has_seen(&self, messages: Vec<MessageKey>) -> Answer<Vec<bool>> {
        let _under_way = self.enter().await?;
        self.asked(self.credentials.has_seen(messages)).await.map_err(|error| self.failed(&error))
    }

    /// Row for a message that is waited for.
    ///
    /// # Errors
    /// If the value cannot be encoded.
    pub(crate) fn awaited_row<T: Serialize>(&self, id: String, value: &T) -> Answer<KeyPut> {
        self.encoded(keys::AWAITED_MESSAGE, id, value)
    }

    /// Rows of messages that are waited for; those that cannot be read are left out.
    ///
    /// # Errors
    /// That of the store, which ends the link.
    pub(crate) async fn awaited_rows<T: DeserializeOwned>(&self) -> Answer<Vec<T>> {
        let rows = self.read(keys::AWAITED_MESSAGE, KeySelect::Prefix(String::new())).await?;
        Ok(rows.iter().filter_map(|row| codec::decode(&row.value).ok()).collect())
    }

    /// Deletion of such a row.
    pub(crate) fn no_longer_awaited(id: String) -> KeyDelete {
        without(keys::AWAITED_MESSAGE, id)
    }

    /// The line's own addresses: its number and its LID.
    pub(crate) fn own_addresses(&self) -> Vec<wacore_binary::Jid> {
        let device = self.manager.get().and_then(Weak::upgrade).map(|manager| manager.get_device_snapshot());
        let device = device.as_ref().map(|device: &Arc<whatsapp_rust::store::Device>| (&device.pn, &device.lid));
        device.map_or_else(Vec::new, |(pn, lid)| [pn, lid].into_iter().flatten().cloned().collect())
    }
}
