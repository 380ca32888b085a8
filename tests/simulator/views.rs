//! What the control API shows: phones, devices, texts, numbers of things. No keys, no codes.

use serde::{Deserialize, Serialize};

/// A phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneView {
    /// Its digits: the id of its account.
    pub number: String,
    /// The other numbers that people write for it.
    pub written_as: Vec<String>,
    /// Its hidden id, `<digits>@lid`.
    pub lid: String,
    /// The name it shows to others.
    pub push_name: String,
    /// The name of its business, when it is one.
    pub business_name: Option<String>,
    /// Its linked devices.
    pub devices: Vec<DeviceView>,
    /// The texts it received, oldest first.
    pub texts: Vec<TextView>,
}

/// A linked device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Its jid, `<number>:<n>@s.whatsapp.net`.
    pub device: String,
    /// What it calls itself.
    pub platform: String,
    /// Whether it is logged in now.
    pub online: bool,
    /// Whether it is logged in and takes what is sent to it.
    pub active: bool,
    /// Seconds since 1970.
    pub linked_at: i64,
    /// Stanzas it has not acknowledged.
    pub queued: usize,
    /// One-time pre-keys the server still has of it.
    pub pre_keys: usize,
}

/// A text a phone received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextView {
    /// The message's id.
    pub id: String,
    /// The sender's number.
    pub from: String,
    /// The sending device's jid.
    pub device: String,
    /// The text.
    pub text: String,
    /// Seconds since 1970.
    pub at: i64,
}

/// What can be set of a phone; absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneProfile {
    /// The name it shows to others, up to 100 characters.
    #[serde(default)]
    pub push_name: Option<String>,
    /// The name of its business; an empty one makes it a private phone again.
    #[serde(default)]
    pub business_name: Option<String>,
    /// The other numbers that people write for it: the service takes them for the account, whose id stays what it is.
    #[serde(default)]
    pub written_as: Option<Vec<String>>,
}

/// A device was linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Always true.
    pub linked: bool,
    /// The new device's jid.
    pub device: String,
}

/// Devices were unlinked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlinked {
    /// The jids of the devices that are no longer linked.
    pub unlinked: Vec<String>,
}

/// A text was sent by a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentText {
    /// The message's id.
    pub id: String,
    /// How many linked devices it was encrypted for.
    pub devices: usize,
}

/// Numbers of what happened since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Connections open now.
    pub connections: usize,
    /// Connections ever accepted.
    pub connections_total: u64,
    /// The most connections accepted within any one second, since the start or the last reset of the peaks.
    pub connects_peak_per_second: u64,
    /// Connections ever refused: during an outage, or because too many were open.
    pub connects_refused: u64,
    /// The most connections refused within any one second, since the start or the last reset of the peaks.
    pub refused_peak_per_second: u64,
    /// Finished Noise handshakes.
    pub handshakes: Handshakes,
    /// Handshakes that failed.
    pub handshakes_failed: u64,
    /// Pairing codes accepted by the service.
    pub codes_issued: u64,
    /// Requests of a pairing code, refused ones included.
    pub code_requests: u64,
    /// Devices linked now.
    pub devices: usize,
    /// Phones.
    pub phones: usize,
    /// Successful logins.
    pub logins: u64,
    /// Messages taken from devices.
    pub messages: u64,
    /// Messages the phones could not decrypt.
    pub undecryptable: u64,
    /// Messages that devices have acknowledged or sent a receipt for.
    pub messages_taken: u64,
    /// Microseconds that connections have waited between the handshake and the first stanza, in all.
    pub first_stanza_micros: u64,
    /// Stanzas given up because too many waited for a device.
    pub given_up: u64,
    /// Requests answered with 501.
    pub unknown_iqs: u64,
    /// Which ones: `<xmlns>/<first child>`, the first hundred kinds.
    pub unknown_iq_kinds: Vec<String>,
}

/// Finished Noise handshakes by pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshakes {
    /// By clients that did not know the server.
    pub xx: u64,
    /// By clients that did.
    pub ik: u64,
    /// By clients that knew another server.
    pub xx_fallback: u64,
}
