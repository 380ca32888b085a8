//! Responses of the control API: phones, devices, texts, statistics. They contain no keys and no codes.

use serde::{Deserialize, Serialize};

/// A phone, as the control API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneView {
    /// Digits of the number that identifies its account.
    pub number: String,
    /// Other forms of its number.
    pub written_as: Vec<String>,
    /// Hidden id (LID), `<digits>@lid`.
    pub lid: String,
    /// Name shown to others.
    pub push_name: String,
    /// Business name; absent for a private account.
    pub business_name: Option<String>,
    /// Linked devices.
    pub devices: Vec<DeviceView>,
    /// Received texts, oldest first.
    pub texts: Vec<TextView>,
}

/// A linked device, as the control API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Jid, `<number>:<n>@s.whatsapp.net`.
    pub device: String,
    /// Display name that the device gave.
    pub platform: String,
    /// Whether it is logged in.
    pub online: bool,
    /// Whether it is logged in and has sent `active`, so that stanzas are sent to it.
    pub active: bool,
    /// Time of the linking, in seconds since 1970.
    pub linked_at: i64,
    /// Number of stanzas that it has not acknowledged.
    pub queued: usize,
    /// Number of its one-time pre-keys that the server still has.
    pub pre_keys: usize,
}

/// A text that a phone received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextView {
    /// Message id.
    pub id: String,
    /// Sender's number.
    pub from: String,
    /// Jid of the sending device.
    pub device: String,
    /// Content.
    pub text: String,
    /// Time of sending, in seconds since 1970.
    pub at: i64,
}

/// Settings of a phone; absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneProfile {
    /// Name shown to others, up to 100 characters.
    #[serde(default)]
    pub push_name: Option<String>,
    /// Business name; an empty one makes the account private again.
    #[serde(default)]
    pub business_name: Option<String>,
    /// Other forms of its number: the service accepts them for the account, whose id stays the same.
    #[serde(default)]
    pub written_as: Option<Vec<String>>,
}

/// Response to a linking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Always true.
    pub linked: bool,
    /// Jid of the new device.
    pub device: String,
}

/// Response to an unlinking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlinked {
    /// Jids of the devices that are no longer linked.
    pub unlinked: Vec<String>,
}

/// Response to a text sent by a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentText {
    /// Message id.
    pub id: String,
    /// Number of linked devices it was encrypted for.
    pub devices: usize,
}

/// Statistics since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Open connections.
    pub connections: usize,
    /// Connections accepted so far.
    pub connections_total: u64,
    /// Maximum number of connections accepted within any second, since the start or the last reset of the peaks.
    pub connects_peak_per_second: u64,
    /// Connections refused so far: during an outage, or because too many were open.
    pub connects_refused: u64,
    /// Maximum number of connections refused within any second, since the start or the last reset of the peaks.
    pub refused_peak_per_second: u64,
    /// Completed Noise handshakes.
    pub handshakes: Handshakes,
    /// Handshakes that failed.
    pub handshakes_failed: u64,
    /// Pairing codes issued.
    pub codes_issued: u64,
    /// Requests for a pairing code, refused ones included.
    pub code_requests: u64,
    /// Devices linked at present.
    pub devices: usize,
    /// Number of phones.
    pub phones: usize,
    /// Successful logins.
    pub logins: u64,
    /// Messages received from devices.
    pub messages: u64,
    /// Messages the phones could not decrypt.
    pub undecryptable: u64,
    /// Messages that devices have acknowledged or sent a receipt for.
    pub messages_taken: u64,
    /// Total time that connections waited between the handshake and the first stanza, in microseconds.
    pub first_stanza_micros: u64,
    /// Stanzas dropped because a device's queue was full.
    pub given_up: u64,
    /// Requests answered with 501.
    pub unknown_iqs: u64,
    /// Kinds of those requests: `<xmlns>/<first child>`, the first hundred.
    pub unknown_iq_kinds: Vec<String>,
}

/// Completed Noise handshakes by pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshakes {
    /// XX: the client did not know the server.
    pub xx: u64,
    /// IK: the client knew the server's static key.
    pub ik: u64,
    /// Fallback from IK to XX: the client knew another server's key.
    pub xx_fallback: u64,
}
