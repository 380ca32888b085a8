//! Public ids of API keys, onboarding links and dashboard sessions.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Public id of an API key, an onboarding link or a dashboard session: 16 characters of `[a-z0-9]`. It is no secret,
/// grants nothing and may be printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessId(Arc<str>);

/// The text is not an access id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is {} characters of a-z and 0-9", AccessId::LENGTH)]
pub struct InvalidAccessId;

impl AccessId {
    /// Length of an id in characters.
    pub const LENGTH: usize = 16;
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

    /// Builds an id from random bytes, using five bits of each.
    #[must_use]
    pub fn from_random(bytes: [u8; Self::LENGTH]) -> Self {
        let letter = |byte: u8| Self::ALPHABET.get(usize::from(byte % 32)).copied().map_or('a', char::from);
        Self(bytes.into_iter().map(letter).collect::<String>().into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccessId {
    type Err = InvalidAccessId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if text.len() != Self::LENGTH || !text.bytes().all(allowed) {
            return Err(InvalidAccessId);
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for AccessId {
    type Error = InvalidAccessId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccessId> for String {
    fn from(id: AccessId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for AccessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_from_any_random_bytes_parses_back() {
        for byte in 0..=u8::MAX {
            let id = AccessId::from_random([byte; AccessId::LENGTH]);
            assert_eq!(id.as_str().parse(), Ok(id.clone()));
        }
    }

    #[test]
    fn malformed_ids_are_refused() {
        for text in ["", "abc", "ABCDEFGHIJKLMNOP", "abcdefghijklmno ", "abcdefghijklmnopq", "абвгдежз"] {
            assert_eq!(text.parse::<AccessId>(), Err(InvalidAccessId), "{text:?}");
        }
    }
}
