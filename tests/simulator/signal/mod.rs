//! The phone as a Signal party: its sessions with other devices, its key bundle, its encryption and decryption.
//!
//! The Signal library is asynchronous because clients keep their keys in databases. Here they are in memory, so every
//! call is ready at once and completes while the world is locked.

mod message;
mod sender_keys;
mod store;

use futures::FutureExt as _;
use wacore_libsignal::protocol::{
    CiphertextMessage, DeviceId, IdentityKey, PreKeyBundle, PreKeySignalMessage, ProtocolAddress, PublicKey,
    SignalMessage, SignalProtocolError, UsePQRatchet, message_decrypt, message_encrypt, process_prekey_bundle,
};

pub(crate) use message::{Heard, Wanted, hear, history_notification, key_share, sender_key_in};
use store::{Identity, OneTime, Sessions, Signed};

use crate::state::{Blob, Keys, Number, Phone, PublicPreKey, PublicSignedPreKey};

/// Maximum number of one-time pre-keys that a phone keeps for parties that fetched its bundle and have not written yet.
const OUTSTANDING_PRE_KEYS: usize = 256;

/// Address of an account's device; the phone itself is device 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address {
    pub(crate) number: Number,
    pub(crate) device: u16,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.number, self.device)
    }
}

impl Address {
    pub(crate) fn new(number: &Number, device: u16) -> Self {
        Self { number: number.clone(), device }
    }

    /// Key of the sessions: the number, whichever of its two jids was used on the wire.
    fn protocol(&self) -> ProtocolAddress {
        ProtocolAddress::new(self.number.as_str(), DeviceId::new(self.device.into()))
    }
}

/// Public keys needed to begin a session with a device.
#[derive(Debug, Clone)]
pub(crate) struct Bundle {
    pub(crate) registration_id: u32,
    pub(crate) identity: Vec<u8>,
    pub(crate) signed: PublicSignedPreKey,
    pub(crate) one_time: Option<PublicPreKey>,
}

/// Encrypted message, and its type on the wire.
pub(crate) struct Sealed {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Error of encryption or decryption.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignalError {
    #[error("signal: {0}")]
    Protocol(#[from] SignalProtocolError),
    #[error("a key is not a key")]
    BadKey,
    #[error("a message of type {0} is for groups, or unknown")]
    UnknownType(String),
    #[error("a store that is in memory was not ready")]
    NotReady,
    #[error("the decrypted message cannot be read")]
    BadPlaintext,
}

impl Phone {
    /// The phone's public keys, with a new one-time pre-key.
    pub(crate) fn bundle(&mut self) -> Bundle {
        let id = self.next_pre_key;
        // Ids have three bytes on the wire, and zero means none.
        self.next_pre_key = if id >= 0x00ff_ffff { 1 } else { id + 1 };
        let keys = Keys::generate();
        let key = keys.public().to_vec().into();
        self.one_time.insert(id, keys);
        while self.one_time.len() > OUTSTANDING_PRE_KEYS {
            self.one_time.pop_first();
        }
        Bundle {
            registration_id: self.registration_id,
            identity: self.identity.public().to_vec(),
            signed: PublicSignedPreKey {
                id: self.signed_pre_key.id,
                key: self.signed_pre_key.keys.public().to_vec().into(),
                signature: self.signed_pre_key.signature.clone(),
            },
            one_time: Some(PublicPreKey { id, key }),
        }
    }

    pub(crate) fn has_session(&self, with: &Address) -> bool {
        self.sessions.contains_key(with.protocol().as_str())
    }

    /// Drops the session with a device that was unlinked or lost its keys.
    pub(crate) fn drop_session(&mut self, with: &Address) {
        self.sessions.remove(with.protocol().as_str());
    }

    /// Takes the session with a device out, so that another one can be used for a moment.
    pub(crate) fn take_session(&mut self, with: &Address) -> Option<Blob> {
        self.sessions.remove(with.protocol().as_str())
    }

    /// Puts a session back that was taken out; `None` leaves none.
    pub(crate) fn restore_session(&mut self, with: &Address, session: Option<Blob>) {
        self.drop_session(with);
        if let Some(session) = session {
            self.sessions.insert(with.protocol().as_str().to_owned(), session);
        }
    }

    /// Begins a session with these public keys.
    pub(crate) fn begin_session(&mut self, with: &Address, bundle: &Bundle) -> Result<(), SignalError> {
        let key = |bytes: &[u8]| PublicKey::from_djb_public_key_bytes(bytes).map_err(|_| SignalError::BadKey);
        let one_time = match &bundle.one_time {
            Some(one_time) => Some((one_time.id.into(), key(one_time.key.as_slice())?)),
            None => None,
        };
        let bundle = PreKeyBundle::new(
            bundle.registration_id,
            DeviceId::new(with.device.into()),
            one_time,
            bundle.signed.id.into(),
            key(bundle.signed.key.as_slice())?,
            bundle.signed.signature.0.clone(),
            IdentityKey::new(key(&bundle.identity)?),
        )?;
        let mut identity = Identity { keys: &self.identity, registration_id: self.registration_id };
        process_prekey_bundle(
            &with.protocol(),
            &mut Sessions(&mut self.sessions),
            &mut identity,
            &bundle,
            &mut rand::rng(),
            UsePQRatchet::No,
        )
        .now_or_never()
        .ok_or(SignalError::NotReady)??;
        Ok(())
    }

    /// Encrypts a padded plaintext in an existing session.
    pub(crate) fn seal(&mut self, to: &Address, plaintext: &[u8]) -> Result<Sealed, SignalError> {
        let mut identity = Identity { keys: &self.identity, registration_id: self.registration_id };
        let sealed = message_encrypt(plaintext, &to.protocol(), &mut Sessions(&mut self.sessions), &mut identity)
            .now_or_never()
            .ok_or(SignalError::NotReady)??;
        let kind = match &sealed {
            CiphertextMessage::PreKeySignalMessage(_) => "pkmsg",
            CiphertextMessage::SignalMessage(_)
            | CiphertextMessage::SenderKeyMessage(_)
            | CiphertextMessage::PlaintextContent(_) => "msg",
        };
        Ok(Sealed { kind, bytes: sealed.serialize().to_vec() })
    }

    /// Decrypts a device's message to the padded plaintext.
    pub(crate) fn open(&mut self, from: &Address, kind: &str, sealed: &[u8]) -> Result<Vec<u8>, SignalError> {
        let sealed = match kind {
            "pkmsg" => CiphertextMessage::PreKeySignalMessage(PreKeySignalMessage::try_from(sealed)?),
            "msg" => CiphertextMessage::SignalMessage(SignalMessage::try_from(sealed)?),
            other => return Err(SignalError::UnknownType(other.to_owned())),
        };
        let mut identity = Identity { keys: &self.identity, registration_id: self.registration_id };
        let opened = message_decrypt(
            &sealed,
            &from.protocol(),
            &mut Sessions(&mut self.sessions),
            &mut identity,
            &mut OneTime(&mut self.one_time),
            &Signed(&self.signed_pre_key),
            &mut rand::rng(),
            UsePQRatchet::No,
        )
        .now_or_never()
        .ok_or(SignalError::NotReady)??;
        if let CiphertextMessage::PreKeySignalMessage(message) = &sealed
            && let Some(used) = message.pre_key_id()
        {
            self.one_time.remove(&u32::from(used));
        }
        Ok(opened.plaintext)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(number: &str) -> Phone {
        Phone::new(Number::parse(number).unwrap(), "1".to_owned())
    }

    #[test]
    fn two_phones_write_to_each_other_and_use_a_pre_key_once() {
        let (mut a, mut b) = (phone("79000000001"), phone("79000000002"));
        let (at_a, at_b) = (Address::new(&a.number, 0), Address::new(&b.number, 0));
        a.begin_session(&at_b, &b.bundle()).unwrap();
        let first = a.seal(&at_b, b"one").unwrap();
        assert_eq!(first.kind, "pkmsg");
        assert_eq!(b.open(&at_a, first.kind, &first.bytes).unwrap(), b"one");
        assert!(b.one_time.is_empty());
        let answer = b.seal(&at_a, b"two").unwrap();
        assert_eq!(answer.kind, "msg");
        assert_eq!(a.open(&at_b, answer.kind, &answer.bytes).unwrap(), b"two");
    }

    #[test]
    fn a_session_survives_the_state_file() {
        let (mut a, mut b) = (phone("79000000001"), phone("79000000002"));
        let (at_a, at_b) = (Address::new(&a.number, 0), Address::new(&b.number, 0));
        a.begin_session(&at_b, &b.bundle()).unwrap();
        let mut a: Phone = serde_json::from_str(&serde_json::to_string(&a).unwrap()).unwrap();
        let first = a.seal(&at_b, b"one").unwrap();
        let mut b: Phone = serde_json::from_str(&serde_json::to_string(&b).unwrap()).unwrap();
        assert_eq!(b.open(&at_a, first.kind, &first.bytes).unwrap(), b"one");
    }

    #[test]
    fn garbage_is_refused_and_never_panics() {
        let mut a = phone("79000000001");
        let from = Address::new(&Number::parse("79000000002").unwrap(), 3);
        for kind in ["pkmsg", "msg", "skmsg", ""] {
            for bytes in [&b""[..], b"\x33", &[0x33; 80]] {
                assert!(a.open(&from, kind, bytes).is_err());
            }
        }
        assert!(a.seal(&from, b"text").is_err());
    }

    #[test]
    fn outstanding_pre_keys_are_bounded() {
        let mut a = phone("79000000001");
        for _ in 0..OUTSTANDING_PRE_KEYS + 10 {
            a.bundle();
        }
        assert_eq!(a.one_time.len(), OUTSTANDING_PRE_KEYS);
    }
}
