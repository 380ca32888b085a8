//! Code in the short address of an onboarding link. It is random and not stored; the database holds its HMAC under a
//! key derived from a master key. So a copy of the database neither contains the code nor lets one find it by trying.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::master::MasterKeys;
use crate::random::random;

/// Purpose of the derived key.
const PURPOSE: &str = "linekeeper short addresses 1";
/// Letters and digits that are not taken for one another, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Code of a short address: 80 random bits as 16 characters, short enough to be typed on another device.
#[derive(Clone, PartialEq, Eq)]
pub struct ShortCode(Zeroizing<String>);

/// Error: the text is not the code of a short address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a short address")]
pub struct NoShortCode;

impl ShortCode {
    /// Length of a code in characters.
    pub const LENGTH: usize = 16;

    /// Generates a new code.
    #[must_use]
    pub fn generate() -> Self {
        let bytes = random::<{ Self::LENGTH }>();
        let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().map_or('a', char::from);
        Self(Zeroizing::new(bytes.iter().map(letter).collect()))
    }

    /// The code as text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// HMAC of the code under the current master key, which is what is stored.
    #[must_use]
    pub fn hash(&self, keys: &MasterKeys) -> [u8; 32] {
        keys.current().fingerprint(PURPOSE, self.0.as_bytes())
    }

    /// HMACs of the code under every known master key: the code may be older than the current one.
    #[must_use]
    pub fn hashes(&self, keys: &MasterKeys) -> Vec<[u8; 32]> {
        keys.iter().map(|key| key.fingerprint(PURPOSE, self.0.as_bytes())).collect()
    }
}

/// Reads a code that a person may have typed: in capitals, with dashes.
impl FromStr for ShortCode {
    type Err = NoShortCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > 2 * Self::LENGTH {
            return Err(NoShortCode);
        }
        let plain = text.chars().filter(|sign| *sign != '-').map(|sign| sign.to_ascii_lowercase()).collect();
        let plain = Zeroizing::new(plain);
        let fits = String::len(&plain) == Self::LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte));
        if fits { Ok(Self(plain)) } else { Err(NoShortCode) }
    }
}

impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_random_and_read_as_people_type_it() {
        let (one, other) = (ShortCode::generate(), ShortCode::generate());
        assert_ne!(one, other);
        let (head, tail) = one.reveal().split_at(4);
        for text in [one.reveal().to_owned(), one.reveal().to_uppercase(), format!("{head}-{tail}")] {
            assert_eq!(text.parse(), Ok(one.clone()), "{text}");
        }
        assert_eq!(format!("{one:?}"), "ShortCode(hidden)");
    }

    #[test]
    fn other_texts_are_no_codes() {
        let dashes = format!("{}{}", "-".repeat(17), "a".repeat(16));
        for text in ["", "abc", "abcdefghijkmnpq", "abcdefghijkmnpqrs", "abcdefghijkmnpq0", "abcdefghijkmnpql", &dashes]
        {
            assert_eq!(text.parse::<ShortCode>(), Err(NoShortCode), "{text}");
        }
        assert_eq!("ы".repeat(8).parse::<ShortCode>(), Err(NoShortCode));
    }

    #[test]
    fn stored_hash_needs_the_master_key_and_outlives_a_rotation() {
        let code = ShortCode::generate();
        let old = MasterKeys::generate("old".parse().unwrap());
        let new = MasterKeys::generate("new".parse().unwrap());
        let stored = code.hash(&old);
        let ring: MasterKeys = format!("{} {}", *new.current().to_text(), *old.current().to_text()).parse().unwrap();
        assert!(code.hashes(&ring).contains(&stored) && !code.hashes(&new).contains(&stored));
        assert_eq!(code.hashes(&ring)[0], code.hash(&new), "new codes are stored under the current key");
        assert_ne!(stored, crate::random::hash_of(code.reveal()), "the code cannot be found by hashing guesses");
    }
}
