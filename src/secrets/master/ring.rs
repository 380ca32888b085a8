//! Ring of all master keys the process knows. The first is the current one and wraps; every key unwraps, so that data
//! keys still wrapped under an older one stay readable while they are re-wrapped.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{MasterKey, MasterKeyId, MasterKeysError};
use crate::aead::KEY;

/// Base64 with optional padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Longest base64 text that is decoded, and size of the buffer for it: fits a key, and one that is somewhat too long.
const ROOM: usize = 64;

/// Ring of master keys, the current one first. Cheap to clone; clones share the keys.
#[derive(Clone)]
pub struct MasterKeys {
    current: Arc<MasterKey>,
    others: Arc<[MasterKey]>,
}

impl MasterKeys {
    /// Creates a ring of one key.
    #[must_use]
    pub fn of(current: MasterKey) -> Self {
        Self { current: Arc::new(current), others: Arc::new([]) }
    }

    /// Creates a ring of one new key with this id.
    #[must_use]
    pub fn generate(id: MasterKeyId) -> Self {
        Self::of(MasterKey::generate(id))
    }

    /// Current key, which wraps and signs.
    #[must_use]
    pub fn current(&self) -> &MasterKey {
        &self.current
    }

    /// Returns the key with this id.
    #[must_use]
    pub fn get(&self, id: &MasterKeyId) -> Option<&MasterKey> {
        self.named(id.as_str())
    }

    /// Returns the key with this id, given as unchecked text.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&MasterKey> {
        self.iter().find(|key| key.id().as_str() == id)
    }

    /// Iterates over all keys, the current one first.
    pub fn iter(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(self.current.as_ref()).chain(self.others.iter())
    }
}

/// Parses the text form: entries `id:base64` separated by white space or commas; a line that begins with # is a
/// comment.
impl FromStr for MasterKeys {
    type Err = MasterKeysError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let entries = lines.flat_map(|line| line.split(|sign: char| sign.is_whitespace() || sign == ','));
        let entries = entries.filter(|entry| !entry.is_empty()).zip(1..);
        let mut keys: Vec<MasterKey> = Vec::new();
        for (text, entry) in entries {
            let key = read(text, entry)?;
            refuse_twice(&keys, &key)?;
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or(MasterKeysError::Empty)?;
        Ok(Self { current: Arc::new(current), others: keys.collect() })
    }
}

fn read(text: &str, entry: usize) -> Result<MasterKey, MasterKeysError> {
    let (id, key) = text.split_once(':').ok_or(MasterKeysError::NoColon { entry })?;
    let id: MasterKeyId = id.parse().map_err(|_| MasterKeysError::BadId { entry })?;
    if key.len() > ROOM {
        return Err(MasterKeysError::WrongLength { entry, id });
    }
    let mut bytes = Zeroizing::new([0; ROOM]);
    let Ok(length) = BASE64.decode_slice(key, bytes.as_mut_slice()) else {
        return Err(MasterKeysError::NotBase64 { entry, id });
    };
    let mut material = Box::new(Zeroizing::new([0; KEY]));
    match bytes.get(..length) {
        Some(decoded) if decoded.len() == KEY => material.copy_from_slice(decoded),
        _ => return Err(MasterKeysError::WrongLength { entry, id }),
    }
    Ok(MasterKey { id, material })
}

fn refuse_twice(keys: &[MasterKey], key: &MasterKey) -> Result<(), MasterKeysError> {
    for earlier in keys {
        if earlier.id == key.id {
            return Err(MasterKeysError::SameId { id: key.id.clone() });
        }
        if bool::from(earlier.material.ct_eq(key.material.as_slice())) {
            return Err(MasterKeysError::SameKey { first: earlier.id.clone(), second: key.id.clone() });
        }
    }
    Ok(())
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str) -> Zeroizing<String> {
        MasterKey::generate(id.parse().unwrap()).to_text()
    }

    fn refused(text: &str) -> MasterKeysError {
        text.parse::<MasterKeys>().unwrap_err()
    }

    #[test]
    fn first_entry_is_current_and_every_entry_is_found_by_id() {
        let (new, old, oldest) = (entry("2026-11"), entry("2025_01"), entry("a"));
        for text in [
            format!("{} {} {}", *new, *old, *oldest),
            format!("{},{},\t{}", *new, *old, *oldest),
            format!("\n# keys of the service\n  # and more\n{}\r\n\n{}\n{}\n", *new, *old, *oldest),
        ] {
            let ring: MasterKeys = text.parse().unwrap();
            assert_eq!(*ring.current().to_text(), *new);
            let ids: Vec<_> = ring.iter().map(|key| key.id().as_str()).collect();
            assert_eq!(ids, ["2026-11", "2025_01", "a"]);
            assert_eq!(*ring.get(&"a".parse().unwrap()).unwrap().to_text(), *oldest);
            assert!(ring.named("b").is_none());
        }
    }

    #[test]
    fn padding_may_be_left_out() {
        let text = entry("a");
        let bare: MasterKeys = text.trim_end_matches('=').parse().unwrap();
        assert_eq!(*bare.current().to_text(), *text);
    }

    #[test]
    fn malformed_ring_is_refused_without_printing_keys() {
        use MasterKeysError as E;
        let (good, id) = (entry("a"), |text: &str| text.parse::<MasterKeyId>().unwrap());
        let key = good.split_once(':').unwrap().1;
        for (text, expected) in [
            (String::new(), E::Empty),
            ("# nothing\n".to_owned(), E::Empty),
            (key.to_owned(), E::NoColon { entry: 1 }),
            (format!("{} {key}", *good), E::NoColon { entry: 2 }),
            (format!(":{key}"), E::BadId { entry: 1 }),
            (format!("{key}:a"), E::BadId { entry: 1 }),
            (format!("{}:{key}", "x".repeat(33)), E::BadId { entry: 1 }),
            ("a:?".to_owned(), E::NotBase64 { entry: 1, id: id("a") }),
            ("a:".to_owned(), E::WrongLength { entry: 1, id: id("a") }),
            ("a:AAAA".to_owned(), E::WrongLength { entry: 1, id: id("a") }),
            (format!("a:{}", "A".repeat(48)), E::WrongLength { entry: 1, id: id("a") }),
            (format!("a:{}", "A".repeat(480)), E::WrongLength { entry: 1, id: id("a") }),
            (format!("{} a:{key}", *entry("a")), E::SameId { id: id("a") }),
            (format!("{} b:{key}", *good), E::SameKey { first: id("a"), second: id("b") }),
        ] {
            let error = refused(&text);
            assert_eq!(error, expected);
            assert!(!format!("{error} {error:?}").contains(key.trim_end_matches('=')), "{error}");
        }
    }

    #[test]
    fn ring_prints_ids_only() {
        let (one, other) = (entry("a"), entry("b"));
        let ring: MasterKeys = format!("{} {}", *one, *other).parse().unwrap();
        assert_eq!(format!("{ring:?}"), "[MasterKey(a, hidden), MasterKey(b, hidden)]");
    }
}
