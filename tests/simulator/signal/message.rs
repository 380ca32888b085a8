//! Messages that phones read, and the protocol messages that they send to devices of their own account.

use wacore::messages::{MessageUtils, unwrap_device_sent};
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::{self as msg, protocol_message::Type};

use super::SignalError;
use crate::contents::shown;
use crate::state::SyncKey;

/// Content of a decrypted message.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// A message for the person at the phone.
    Message(Box<wa::Message>),
    /// A device requests the key of the app state.
    WantsSyncKey,
    /// A device requests the content of messages that it could not decrypt.
    WantsResend(Vec<Wanted>),
    /// A protocol message that is not for the person.
    Protocol,
}

impl Heard {
    /// Whether it has nothing for the person: a sender key comes with such a message.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Message(message) => {
                let mut rest = message.as_ref().clone();
                rest.sender_key_distribution_message = None.into();
                rest.message_context_info = None.into();
                rest == wa::Message::default()
            }
            Self::WantsSyncKey | Self::WantsResend(_) | Self::Protocol => false,
        }
    }
}

/// Maximum number of messages that a device may request at once.
const MAX_WANTED: usize = 100;

/// Key of a message that a device requests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) chat: Jid,
    pub(crate) id: String,
    pub(crate) from_me: bool,
    /// Author in a group.
    pub(crate) participant: Option<Jid>,
}

impl Wanted {
    fn from_key(key: &wa::MessageKey) -> Option<Self> {
        let participant = key.participant.as_deref().and_then(|jid| jid.parse().ok());
        let chat = key.remote_jid.as_deref()?.parse().ok()?;
        Some(Self { chat, id: key.id.clone()?, from_me: key.from_me.unwrap_or(false), participant })
    }
}

/// Key of the app state for a newly linked device, as protobuf without padding.
pub(crate) fn key_share(key: &SyncKey, adv_id: u32, key_index: u32) -> Vec<u8> {
    let fingerprint = msg::AppStateSyncKeyFingerprint {
        raw_id: Some(adv_id),
        current_index: Some(key_index),
        device_indexes: (0..=key_index).collect(),
    };
    let key = msg::AppStateSyncKey {
        key_id: msg::AppStateSyncKeyId { key_id: Some(key.id.0.clone()) }.into(),
        key_data: msg::AppStateSyncKeyData {
            key_data: Some(key.data.0.clone()),
            fingerprint: fingerprint.into(),
            timestamp: Some(key.made_at),
        }
        .into(),
    };
    protocol(msg::ProtocolMessage {
        r#type: Some(Type::APP_STATE_SYNC_KEY_SHARE),
        app_state_sync_key_share: msg::AppStateSyncKeyShare { keys: vec![key] }.into(),
        ..Default::default()
    })
}

/// Tells a new device that there is no history to wait for: a virtual phone has none, and Baileys waits 20 s for this.
/// The type carries no chats, so that no client tries to download them.
pub(crate) fn history_notification() -> Vec<u8> {
    let history = wa::HistorySync {
        sync_type: wa::history_sync::HistorySyncType::NON_BLOCKING_DATA,
        chunk_order: Some(1),
        progress: Some(100),
        ..Default::default()
    };
    let plain = waproto::codec::history_sync_to_vec(&history);
    let notification = msg::HistorySyncNotification {
        sync_type: Some(msg::HistorySyncType::NON_BLOCKING_DATA),
        chunk_order: Some(1),
        progress: Some(100),
        file_length: Some(plain.len() as u64),
        initial_hist_bootstrap_inline_payload: Some(stored_zlib(&plain)),
        ..Default::default()
    };
    protocol(msg::ProtocolMessage {
        r#type: Some(Type::HISTORY_SYNC_NOTIFICATION),
        history_sync_notification: notification.into(),
        ..Default::default()
    })
}

fn protocol(message: msg::ProtocolMessage) -> Vec<u8> {
    waproto::codec::message_to_vec(&wa::Message { protocol_message: message.into(), ..Default::default() })
}

/// Zlib stream with one stored block: valid for every inflater, and the text is too short to be worth compressing.
fn stored_zlib(plain: &[u8]) -> Vec<u8> {
    let length = u16::try_from(plain.len()).unwrap_or(u16::MAX);
    let (a, b) = plain.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(plain);
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// Parses a decrypted, padded message.
pub(crate) fn hear(padded: &[u8]) -> Result<Heard, SignalError> {
    let plain = MessageUtils::unpad_message_ref(padded, 2).map_err(|_| SignalError::BadPlaintext)?;
    let message = waproto::codec::message_decode(plain).map_err(|_| SignalError::BadPlaintext)?;
    let message = unwrap_device_sent(message);
    if let Some(protocol) = message.protocol_message.as_option() {
        let request = protocol.peer_data_operation_request_message.as_option();
        let wanted: Vec<Wanted> = request
            .into_iter()
            .flat_map(|request| &request.placeholder_message_resend_request)
            .filter_map(|resend| Wanted::from_key(resend.message_key.as_option()?))
            .take(MAX_WANTED)
            .collect();
        match protocol.app_state_sync_key_request.is_set() {
            true => return Ok(Heard::WantsSyncKey),
            false if !wanted.is_empty() => return Ok(Heard::WantsResend(wanted)),
            // Edits and revocations are protocol messages too, and the person sees them.
            false if shown(&message).content.is_none() => return Ok(Heard::Protocol),
            false => {}
        }
    }
    Ok(Heard::Message(Box::new(message)))
}

/// Sender key in a decrypted, padded message.
pub(crate) fn sender_key_in(padded: &[u8]) -> Result<Option<Vec<u8>>, SignalError> {
    let plain = MessageUtils::unpad_message_ref(padded, 2).map_err(|_| SignalError::BadPlaintext)?;
    let message = waproto::codec::message_decode(plain).map_err(|_| SignalError::BadPlaintext)?;
    let key = message.sender_key_distribution_message.as_option();
    Ok(key.and_then(|key| key.axolotl_sender_key_distribution_message.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_also_from_a_copy_for_own_devices() {
        let text = wa::Message { conversation: Some("привет".to_owned()), ..Default::default() };
        let copy = wacore::messages::wrap_device_sent(text.clone(), "79000000001@s.whatsapp.net".to_owned());
        for message in [&text, &copy] {
            match hear(&MessageUtils::encode_and_pad(message)).unwrap() {
                Heard::Message(heard) => assert_eq!(*heard, text),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn other_messages_and_garbage_are_no_text() {
        let share = key_share(&SyncKey::generate(), 1, 1);
        assert_eq!(hear(&MessageUtils::pad_message_v2(share)).unwrap(), Heard::Protocol);
        for garbage in [&b""[..], b"\x00", b"\xff\xff", &[7; 9]] {
            assert!(hear(garbage).is_err(), "{garbage:?}");
        }
    }

    #[test]
    fn stored_zlib_stream_can_be_inflated() {
        let stream = stored_zlib(b"some bytes");
        let back = wacore_binary::zlib_pool::decompress_zlib_pooled(&stream, 100).unwrap();
        assert_eq!(back, b"some bytes");
    }
}
