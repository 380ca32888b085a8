//! A linked device as the server knows it: its keys, its uploaded pre-keys, its queue.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Blob, Queue};

/// One linked device of an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Device {
    /// Device part of its jid, from 1.
    pub(crate) id: u16,
    /// Its index in the account's signed key index list, from 1.
    pub(crate) key_index: u32,
    /// Noise static key that it must log in with.
    pub(crate) noise: Blob,
    /// Signal identity key, raw.
    pub(crate) identity: Blob,
    pub(crate) registration_id: u32,
    pub(crate) signed_pre_key: PublicSignedPreKey,
    /// Uploaded one-time pre-keys that have not been fetched.
    pub(crate) one_time: VecDeque<PublicPreKey>,
    /// `ADVSignedDeviceIdentity` with both signatures, as other devices fetch it.
    pub(crate) account_identity: Blob,
    /// Display name of the device, for example `Chrome (Linux)`.
    pub(crate) platform: String,
    pub(crate) linked_at: i64,
    /// Stanzas that it has not acknowledged.
    pub(crate) queue: Queue,
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
