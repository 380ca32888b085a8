//! A linked device as the server knows it: its keys, the pre-keys it uploaded, what waits for it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Blob;

/// One linked device of an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Device {
    /// The device part of its jid, from 1.
    pub(crate) id: u16,
    /// Its place in the account's signed key index list, from 1.
    pub(crate) key_index: u32,
    /// The Noise static key it must log in with.
    pub(crate) noise: Blob,
    /// Its Signal identity key, raw.
    pub(crate) identity: Blob,
    pub(crate) registration_id: u32,
    pub(crate) signed_pre_key: PublicSignedPreKey,
    /// Uploaded one-time pre-keys nobody took yet.
    pub(crate) one_time: VecDeque<PublicPreKey>,
    /// `ADVSignedDeviceIdentity` with both signatures, as other devices fetch it.
    pub(crate) account_identity: Blob,
    /// What the device calls itself, such as `Chrome (Linux)`.
    pub(crate) platform: String,
    pub(crate) linked_at: i64,
    /// Stanzas it has not acknowledged.
    pub(crate) queue: VecDeque<Queued>,
}

/// A public one-time pre-key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicPreKey {
    pub(crate) id: u32,
    pub(crate) key: Blob,
}

/// A public signed pre-key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicSignedPreKey {
    pub(crate) id: u32,
    pub(crate) key: Blob,
    pub(crate) signature: Blob,
}

/// A stanza that waits for its acknowledgement.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Queued {
    pub(crate) id: String,
    pub(crate) class: StanzaClass,
    /// The stanza in the binary form of the wire.
    pub(crate) stanza: Blob,
}

/// The classes of stanzas that are acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StanzaClass {
    Message,
    Receipt,
    Notification,
}

impl Device {
    /// Adds a stanza, giving up the oldest beyond `limit`. Returns how many were given up.
    pub(crate) fn enqueue(&mut self, queued: Queued, limit: usize) -> usize {
        self.queue.push_back(queued);
        let mut given_up = 0;
        while self.queue.len() > limit {
            self.queue.pop_front();
            given_up += 1;
        }
        given_up
    }

    /// Removes what the device acknowledged. Returns whether there was such a stanza.
    pub(crate) fn acknowledge(&mut self, class: StanzaClass, id: &str) -> bool {
        let before = self.queue.len();
        self.queue.retain(|queued| queued.class != class || queued.id != id);
        self.queue.len() < before
    }
}
