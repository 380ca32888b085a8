//! Responses of the control API: phones, devices, texts, statistics. They contain no secret keys and
//! no pairing codes.

use serde::{Deserialize, Serialize};

use crate::addressing::Addressing;
use crate::passkey::{PasskeyDemand, PasskeyLinking};

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
    /// Type of the account in the outer, unsigned part of a new device's identity.
    pub account_type: AdvType,
    /// Type of a new device in the inner, signed part of its identity.
    pub device_type: AdvType,
    /// Forms of the number that the service uses.
    pub spellings: Spellings,
    /// Newest request for a code of this number that a companion made, the one that a typed code answers.
    pub code_request: Option<CodeRequestView>,
    /// Linked devices.
    pub devices: Vec<DeviceView>,
    /// Received texts, oldest first.
    pub texts: Vec<TextView>,
    /// Whether linking demands the account's passkey.
    pub passkey: PasskeyDemand,
    /// Linking that waits for the passkey or for what follows it.
    pub passkey_linking: Option<PasskeyLinking>,
    /// How the service names the account as a sender, unless a message says otherwise.
    pub addressing: Addressing,
    /// Whether it sends a message again to a device that could not decrypt it.
    pub answers_retries: bool,
    /// Whether it sends the content of a message to a device of its own that asks for it.
    pub answers_resends: bool,
    /// Whether it sends receipts of arrival.
    pub delivery_receipts: bool,
    /// Whether it sends receipts of reading.
    pub read_receipts: bool,
    /// Whether messages are read as they arrive.
    pub reads_at_once: bool,
    /// Whether the number has an account.
    pub on_whatsapp: bool,
}

/// Who encrypts: the account's own devices, or Meta's cloud for a hosted business account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AdvType {
    /// Devices of the account.
    #[default]
    E2ee,
    /// Meta's cloud.
    Hosted,
}

/// Forms of an account's number that the service uses, where they differ from its id; each is the id or one of
/// `writtenAs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spellings {
    /// The only one in `pair-success`; the id when absent.
    #[serde(default)]
    pub pair_success: Option<String>,
    /// The only one with which a device may log in; any when absent.
    #[serde(default)]
    pub login: Option<String>,
    /// The one that the service names after the login: in device lists, as a sender, in receipts, and for the devices
    /// of this API; that of `pairSuccess` when absent, as a service that does not contradict itself.
    #[serde(default)]
    pub listing: Option<String>,
}

/// A companion's request for a pairing code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeRequestView {
    /// Connection that shows the code, as `GET /connections` numbers it.
    pub connection: u64,
    /// Display name that the companion gave.
    pub platform: String,
    /// Whether the companion asked for a prompt on the phone (`should_show_push_notification`).
    pub prompt_asked: bool,
    /// Time of the request, in milliseconds since 1970.
    pub asked_at: i64,
    /// Wrong codes typed so far.
    pub tries: u32,
    /// Whether the companion still waits.
    pub live: bool,
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
    /// Type of the account in the outer, unsigned part of a new device's identity.
    #[serde(default)]
    pub account_type: Option<AdvType>,
    /// Type of a new device in the inner, signed part of its identity.
    #[serde(default)]
    pub device_type: Option<AdvType>,
    /// Forms of the number that the service uses from now on, all of them.
    #[serde(default)]
    pub spellings: Option<Spellings>,
    /// Whether linking demands the account's passkey.
    #[serde(default)]
    pub passkey: Option<PasskeyDemand>,
    /// How the service names the account as a sender.
    #[serde(default)]
    pub addressing: Option<Addressing>,
    /// Whether it answers retry receipts.
    #[serde(default)]
    pub answers_retries: Option<bool>,
    /// Whether it answers its own devices' requests for the content of a message (placeholder resends).
    #[serde(default)]
    pub answers_resends: Option<bool>,
    /// Whether it sends receipts of arrival.
    #[serde(default)]
    pub delivery_receipts: Option<bool>,
    /// Whether it sends receipts of reading.
    #[serde(default)]
    pub read_receipts: Option<bool>,
    /// Whether messages are read as they arrive: the person has the chat open.
    #[serde(default)]
    pub reads_at_once: Option<bool>,
    /// Whether the number has an account, as WhatsApp answers those who ask for it.
    #[serde(default)]
    pub on_whatsapp: Option<bool>,
    /// Relying party's id in the request options: `whatsapp.com`, which is the default, or `web.whatsapp.com`.
    #[serde(default)]
    pub passkey_rp_id: Option<String>,
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
    /// Messages that phones have received again, with an id that they knew.
    pub repeated: u64,
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
