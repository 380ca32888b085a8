//! The library's buffer of received messages, where the link writes a log: rows that a write of the log has deleted
//! already, the probe of the client's builder, and duplicates that were never received.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, Weak};

use async_trait::async_trait;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{Batch, KeyDelete, KeyPut, KeySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wacore::store::error::StoreError as LibraryError;
use wacore::store::traits::PendingInboundKey;

use super::{Answer, Backend, codec, keys, without};
use crate::locked::locked;

/// Chat, sender and beginning of the id of the row by which the builder of the library's client probes the storage
/// (`probe_durability_backend` of whatsapp-rust 0.7.0).
const PROBE_JID: &str = "0@s.whatsapp.net";
const PROBE_ID: &str = "__wa_durability_probe_";

/// Most rows that are remembered as deleted. The library asks to delete them right after the write that did.
const MOST_CLEARED: usize = 4_096;

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
    receipts: OnceLock<Weak<dyn Receipts>>,
    cleared: Mutex<HashSet<String>>,
    probe: Mutex<Option<Vec<u8>>>,
}

/// Error of a duplicate that must not be acknowledged: nothing of the message was received.
#[derive(Debug, thiserror::Error)]
#[error("the message was not received")]
struct NotReceived;

pub(super) fn pending_id(key: &PendingInboundKey<'_>) -> String {
    keys::joined(&[key.chat, key.sender, key.id])
}

impl Inbound {
    /// Whether a row is the builder's probe, which is kept in memory.
    fn is_probe(&self, key: &PendingInboundKey<'_>) -> bool {
        self.receipts.get().is_some()
            && key.chat == PROBE_JID
            && key.sender == PROBE_JID
            && key.id.starts_with(PROBE_ID)
    }
}

impl Backend {
    /// Has the link's log asked about duplicates from now on, and keeps the builder's probe in memory.
    pub(crate) fn answers_to(&self, receipts: Weak<dyn Receipts>) {
        // Set once, when the link is built.
        let _ = self.inbound.receipts.set(receipts);
    }

    /// Stores the probe in memory; returns false for any other row.
    pub(super) fn store_probe(&self, key: &PendingInboundKey<'_>, message: &[u8]) -> bool {
        let is_probe = self.inbound.is_probe(key);
        if is_probe {
            *locked(&self.inbound.probe) = Some(message.to_vec());
        }
        is_probe
    }

    /// Buffered copy of a message. None, for a message of which nothing was received, is an error, so that the library
    /// does not acknowledge it.
    pub(super) async fn buffered(&self, key: PendingInboundKey<'_>) -> Answer<Option<Vec<u8>>> {
        if self.inbound.is_probe(&key) {
            return Ok(locked(&self.inbound.probe).clone());
        }
        if let Some(stored) = self.read_one(keys::PENDING_MESSAGE, pending_id(&key)).await? {
            return Ok(Some(stored.into()));
        }
        let Some(receipts) = self.inbound.receipts.get().and_then(Weak::upgrade) else { return Ok(None) };
        if receipts.may_acknowledge(key).await? { Ok(None) } else { Err(LibraryError::Database(Box::new(NotReceived))) }
    }

    /// Deletes rows of the buffer, except those that [`Self::receive`] has deleted.
    pub(super) async fn clear_buffered(&self, rows: &[PendingInboundKey<'_>]) -> Answer<()> {
        let mut left = Vec::new();
        for row in rows {
            if self.inbound.is_probe(row) {
                *locked(&self.inbound.probe) = None;
                continue;
            }
            let id = pending_id(row);
            if !locked(&self.inbound.cleared).remove(&id) {
                left.push(without(keys::PENDING_MESSAGE, id));
            }
        }
        self.delete(left).await.map(drop)
    }

    /// Commits a batch that brings messages, together with the deletion of their rows in the buffer.
    ///
    /// # Errors
    /// That of the store, which ends the link.
    pub(crate) async fn receive(&self, mut batch: Batch, buffered: &[PendingInboundKey<'_>]) -> Answer<()> {
        let ids: Vec<String> = buffered.iter().map(pending_id).collect();
        batch.deletes.extend(ids.iter().map(|id| without(keys::PENDING_MESSAGE, id.clone())));
        self.write(batch).await?;
        let mut cleared = locked(&self.inbound.cleared);
        if cleared.len() + ids.len() > MOST_CLEARED {
            // What is forgotten costs a deletion of nothing.
            cleared.clear();
        }
        cleared.extend(ids);
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
