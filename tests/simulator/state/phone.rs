//! A virtual phone: device 0 of its account, a Signal party, and the device that links and unlinks others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use wacore_binary::Jid;
use waproto::whatsapp as wa;

use super::{Blob, Collection, Device, Keys, Number, SyncKey, random};
use crate::addressing::Addressing;
use crate::error::Refusal;
use crate::passkey::Passkeys;
use crate::recipient::Recipient;
use crate::views::{AdvType, Spellings};
use crate::wire::stanza::device_jid;

/// A phone and its account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phone {
    /// Number that identifies the account; people may write it differently.
    pub(crate) number: Number,
    /// Other forms of the number in use, because the country has changed its numbering.
    #[serde(default)]
    pub(crate) written_as: BTreeSet<Number>,
    /// Forms of the number that the service uses, where they differ from `number`.
    #[serde(default)]
    pub(crate) spelled: Spelled,
    /// Type of the account in the identities of devices that are linked from now on.
    #[serde(default)]
    pub(crate) account_type: AdvType,
    /// Type of the devices that are linked from now on.
    #[serde(default)]
    pub(crate) device_type: AdvType,
    /// Digits of the hidden id (LID), `<lid>@lid`.
    pub(crate) lid: String,
    pub(crate) push_name: String,
    pub(crate) business_name: Option<String>,
    pub(crate) identity: Keys,
    pub(crate) registration_id: u32,
    pub(crate) signed_pre_key: SignedPreKey,
    /// One-time pre-keys handed out and not used yet.
    pub(crate) one_time: BTreeMap<u32, Keys>,
    pub(crate) next_pre_key: u32,
    /// Signal sessions by `<number>.<device>`.
    pub(crate) sessions: BTreeMap<String, Blob>,
    /// `rawId` of the account's device lists.
    pub(crate) adv_id: u32,
    /// Key index of the newest device ever linked.
    pub(crate) key_index: u32,
    /// Id of the next linked device; ids are never used twice.
    pub(crate) next_device: u16,
    /// Time of the last change of the device list, in seconds since 1970.
    pub(crate) devices_changed: i64,
    pub(crate) devices: Vec<Device>,
    /// Accounts that exchanged messages with this one: their devices are notified when this one's devices change.
    pub(crate) contacts: BTreeSet<Number>,
    pub(crate) sync_key: SyncKey,
    pub(crate) collections: BTreeMap<String, Collection>,
    pub(crate) texts: VecDeque<Text>,
    /// Messages sent lately, in case a device requests one again.
    pub(crate) sent: VecDeque<Sent>,
    #[serde(default)]
    pub(crate) passkeys: Passkeys,
    /// Sender keys by the jid of their group.
    #[serde(default)]
    pub(crate) sender_keys: BTreeMap<String, Blob>,
    /// Devices, as `<number>.<device>`, that have the sender key of a group.
    #[serde(default)]
    pub(crate) distributed: BTreeMap<String, BTreeSet<String>>,
    /// Sender keys of members' devices, by group and device.
    #[serde(default)]
    pub(crate) heard_keys: BTreeMap<String, Blob>,
    /// How the service names the account as a sender.
    #[serde(default)]
    pub(crate) addressing: Addressing,
    /// A person uses it: devices that watch it are told so.
    #[serde(skip)]
    pub(crate) is_available: bool,
    /// It sends no receipts of arrival.
    #[serde(default)]
    pub(crate) withholds_delivered: bool,
    /// It sends no receipts of reading.
    #[serde(default)]
    pub(crate) withholds_read: bool,
    /// Messages are read as they arrive: the person has the chat open.
    #[serde(default)]
    pub(crate) reads_at_once: bool,
    /// WhatsApp is not installed on it: the number has no account.
    #[serde(default)]
    pub(crate) has_no_account: bool,
    /// It does not answer retry receipts.
    #[serde(default)]
    pub(crate) ignores_retries: bool,
    /// It does not answer its own devices' requests for the content of messages.
    #[serde(default)]
    pub(crate) ignores_resends: bool,
}

/// Forms of an account's number by their use, see [`crate::views::Spellings`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spelled {
    pub(crate) pair_success: Option<Number>,
    pub(crate) login: Option<Number>,
    pub(crate) listing: Option<Number>,
}

/// The phone's own signed pre-key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedPreKey {
    pub(crate) id: u32,
    pub(crate) keys: Keys,
    pub(crate) signature: Blob,
}

/// A text on the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) id: String,
    pub(crate) from: Number,
    /// Sender's device, 0 for its phone.
    pub(crate) device: u16,
    pub(crate) text: String,
    pub(crate) at: i64,
}

/// A message of the phone that can be encrypted again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) content: SentContent,
}

/// Content of a sent message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum SentContent {
    /// A text for a number, in state files of older versions.
    Text { to: Number, text: String },
    /// A message, as protobuf.
    Message { to: Recipient, addressing: Addressing, content: Blob },
    /// A protocol message for the account's own devices, as protobuf.
    Peer(Blob),
}

impl SentContent {
    /// Recipient, addressing and protobuf of a message; `None` for a protocol message.
    pub(crate) fn message(&self) -> Option<(Recipient, Addressing, Vec<u8>)> {
        match self {
            Self::Text { to, text } => {
                let message = wa::Message { conversation: Some(text.clone()), ..Default::default() };
                let content = waproto::codec::message_to_vec(&message);
                Some((Recipient::Account(to.clone()), Addressing::Pn, content))
            }
            Self::Message { to, addressing, content } => Some((to.clone(), *addressing, content.0.clone())),
            Self::Peer(_) => None,
        }
    }
}

impl Phone {
    /// A phone that was never used.
    pub(crate) fn new(number: Number, lid: String) -> Self {
        let identity = Keys::generate();
        let keys = Keys::generate();
        let signature = identity.sign(&keys.0.public_key.serialize()).into();
        Self {
            number,
            written_as: BTreeSet::new(),
            spelled: Spelled::default(),
            account_type: AdvType::default(),
            device_type: AdvType::default(),
            lid,
            push_name: "Virtual phone".to_owned(),
            // Devices linked to a business account know a name at once; others wait for app state.
            business_name: Some("Virtual business".to_owned()),
            identity,
            registration_id: u32::from(u16::from_be_bytes(random())) & 0x3fff,
            signed_pre_key: SignedPreKey { id: 1, keys, signature },
            one_time: BTreeMap::new(),
            next_pre_key: 1,
            sessions: BTreeMap::new(),
            adv_id: u32::from_be_bytes(random()) >> 1,
            key_index: 0,
            next_device: 1,
            devices_changed: super::now(),
            devices: Vec::new(),
            contacts: BTreeSet::new(),
            sync_key: SyncKey::generate(),
            collections: BTreeMap::new(),
            texts: VecDeque::new(),
            sent: VecDeque::new(),
            passkeys: Passkeys::default(),
            sender_keys: BTreeMap::new(),
            distributed: BTreeMap::new(),
            heard_keys: BTreeMap::new(),
            is_available: false,
            withholds_delivered: false,
            withholds_read: false,
            reads_at_once: false,
            has_no_account: false,
            addressing: Addressing::default(),
            ignores_retries: false,
            ignores_resends: false,
        }
    }

    pub(crate) fn device(&self, id: u16) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == id)
    }

    pub(crate) fn device_mut(&mut self, id: u16) -> Option<&mut Device> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    /// Jid under which the service names a device of the account after the login; device 0 is the phone.
    pub(crate) fn jid(&self, device: u16) -> Jid {
        let Spelled { pair_success, listing, .. } = &self.spelled;
        device_jid(listing.as_ref().or(pair_success.as_ref()).unwrap_or(&self.number), device)
    }

    /// Jid of a device in its `pair-success`.
    pub(crate) fn jid_in_pair_success(&self, device: u16) -> Jid {
        device_jid(self.spelled.pair_success.as_ref().unwrap_or(&self.number), device)
    }

    /// Whether a device may log in with this form of the number.
    pub(crate) fn logs_in_as(&self, number: &Number) -> bool {
        self.spelled.login.as_ref().is_none_or(|only| only == number)
    }

    /// Sets the forms of the number that the service uses.
    pub(crate) fn spell(&mut self, spellings: &Spellings) -> Result<(), Refusal> {
        let own = |text: &Option<String>| {
            let Some(number) = text.as_deref().map(Number::parse).transpose()? else { return Ok(None) };
            if number != self.number && !self.written_as.contains(&number) {
                return Err(Refusal::BadRequest(format!("{} is not a number of this phone", number.masked())));
            }
            Ok(Some(number))
        };
        self.spelled = Spelled {
            pair_success: own(&spellings.pair_success)?,
            login: own(&spellings.login)?,
            listing: own(&spellings.listing)?,
        };
        Ok(())
    }

    /// Forgets forms of the number that are no longer its.
    pub(crate) fn drop_foreign_spellings(&mut self) {
        let foreign = |one: &Number| *one != self.number && !self.written_as.contains(one);
        let Spelled { pair_success, login, listing } = &mut self.spelled;
        for spelling in [pair_success, login, listing] {
            if spelling.as_ref().is_some_and(foreign) {
                *spelling = None;
            }
        }
    }

    /// The forms of the number that the service uses, as the control API shows them.
    pub(crate) fn spellings(&self) -> Spellings {
        let text = |number: &Option<Number>| number.as_ref().map(ToString::to_string);
        Spellings {
            pair_success: text(&self.spelled.pair_success),
            login: text(&self.spelled.login),
            listing: text(&self.spelled.listing),
        }
    }

    /// Adds a text and drops the oldest beyond `limit`.
    pub(crate) fn remember_text(&mut self, text: Text, limit: usize) {
        self.texts.push_back(text);
        while self.texts.len() > limit {
            self.texts.pop_front();
        }
    }

    /// Adds a sent message and drops the oldest beyond 256.
    pub(crate) fn remember_sent(&mut self, sent: Sent) {
        self.sent.push_back(sent);
        while self.sent.len() > 256 {
            self.sent.pop_front();
        }
    }
}
