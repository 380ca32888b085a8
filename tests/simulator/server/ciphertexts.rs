//! Ciphertexts of phones, and those that a fault spoils so that the device cannot decrypt them.

use wacore_libsignal::protocol::PreKeySignalMessage;

use super::keys::bundle_of;
use super::phone_messages::Encrypted;
use crate::faults::{FaultAction, FaultPoint};
use crate::signal::{Address, Sealed, SignalError};
use crate::state::{Keys, Number, PublicPreKey, random};
use crate::world::World;

/// Id of a one-time pre-key that no device has uploaded.
const UNKNOWN_PRE_KEY: u32 = 0x00ff_fffe;

/// What is wrong with a message for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// Its authentication code is wrong; the session stays in step.
    Mac,
    /// It begins a session with a one-time pre-key that the device does not have.
    Session,
    /// It is no ciphertext at all.
    Garbage,
    /// It is a group message whose sender key the device never gets; in other chats as [`Damage::Mac`].
    SenderKey,
    /// The service gives the device a placeholder without a ciphertext.
    Unavailable {
        /// Because the message may be viewed once, on the phone only.
        is_viewed_once: bool,
    },
}

impl Damage {
    /// Takes the fault that spoils the next ciphertext for a device of this account.
    pub(super) fn take(world: &mut World, number: &Number) -> Option<Self> {
        let text = match world.faults.take(FaultPoint::Undecryptable, Some(number))? {
            FaultAction::Answer(answer) => answer.text,
            FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_) => None,
        };
        Some(text.as_deref().and_then(Self::named).unwrap_or(Self::Mac))
    }

    /// Damage of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Mac,
            Self::Session,
            Self::Garbage,
            Self::SenderKey,
            Self::Unavailable { is_viewed_once: false },
            Self::Unavailable { is_viewed_once: true },
        ];
        all.into_iter().find(|damage| damage.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mac => "mac",
            Self::Session => "session",
            Self::Garbage => "garbage",
            Self::SenderKey => "sender-key",
            Self::Unavailable { is_viewed_once: false } => "unavailable",
            Self::Unavailable { is_viewed_once: true } => "view-once",
        }
    }
}

/// Encrypts a padded plaintext for a device, in a new session if there is none.
pub(super) fn seal(world: &mut World, speaker: &Number, to: &Address, plain: &[u8]) -> Encrypted {
    let known = world.state.phone(speaker).is_some_and(|phone| phone.has_session(to));
    let bundle = if known { None } else { Some(bundle_of(world, to).ok_or(SignalError::BadKey)?) };
    let phone = world.state.phone_mut(speaker).ok_or(SignalError::BadKey)?;
    if let Some(bundle) = bundle {
        phone.begin_session(to, &bundle)?;
    }
    world.touch();
    world.state.phone_mut(speaker).ok_or(SignalError::BadKey)?.seal(to, plain)
}

/// Encrypts a padded plaintext so that the device cannot decrypt it.
pub(super) fn seal_damaged(
    world: &mut World,
    speaker: &Number,
    (to, plain): (&Address, &[u8]),
    damage: &Damage,
) -> Encrypted {
    match damage {
        Damage::Garbage => Ok(Sealed { kind: "msg", bytes: random::<80>().to_vec() }),
        Damage::Session => seal_elsewhere(world, speaker, to, plain),
        Damage::Mac | Damage::SenderKey | Damage::Unavailable { .. } => {
            let mut sealed = seal(world, speaker, to, plain)?;
            spoil_mac(&mut sealed);
            Ok(sealed)
        }
    }
}

/// Changes the authentication code of a message of a session, also of one inside a message that begins the session.
fn spoil_mac(sealed: &mut Sealed) {
    let inner = match PreKeySignalMessage::try_from(sealed.bytes.as_slice()) {
        Ok(begins) if sealed.kind == "pkmsg" => begins.message().serialized().to_vec(),
        Ok(_) | Err(_) => return spoil(&mut sealed.bytes),
    };
    let start = sealed.bytes.windows(inner.len()).position(|window| window == inner);
    let range = start.and_then(|start| sealed.bytes.get_mut(start..start + inner.len()));
    if let Some(range) = range {
        spoil(range);
    }
}

/// Changes the last byte: of the authentication code, or of the signature in a message of a group.
pub(super) fn spoil(ciphertext: &mut [u8]) {
    if let Some(last) = ciphertext.last_mut() {
        *last ^= 1;
    }
}

/// Encrypts in another session of the same identity, and goes on with the real one afterwards.
fn seal_elsewhere(world: &mut World, speaker: &Number, to: &Address, plain: &[u8]) -> Encrypted {
    let mut bundle = bundle_of(world, to).ok_or(SignalError::BadKey)?;
    let key = Keys::generate().public().to_vec().into();
    bundle.one_time = Some(PublicPreKey { id: UNKNOWN_PRE_KEY, key });
    let phone = world.state.phone_mut(speaker).ok_or(SignalError::BadKey)?;
    let real = phone.take_session(to);
    let sealed = phone.begin_session(to, &bundle).and_then(|()| phone.seal(to, plain));
    phone.restore_session(to, real);
    sealed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damages_are_found_by_their_names() {
        for name in ["mac", "session", "garbage", "sender-key", "unavailable", "view-once"] {
            assert_eq!(Damage::named(name).unwrap().name(), name);
        }
        assert_eq!(Damage::named("lunch"), None);
    }
}
