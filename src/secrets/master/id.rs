//! Id of a master key: public, short, and usable in a column, a log line and a command line.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Id of a master key: 1 to 32 of `A-Z a-z 0-9 _ -`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MasterKeyId(Arc<str>);

/// Error: the text is not an id of a master key. The text is not repeated, because it may be a key in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of a master key is 1 to {max} of A-Z a-z 0-9 _ -", max = MasterKeyId::MAX_LENGTH)]
pub struct InvalidMasterKeyId;

impl MasterKeyId {
    /// Longest id in characters; shorter than a key in any notation, so that a key cannot be taken for an id.
    pub const MAX_LENGTH: usize = 32;

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MasterKeyId {
    type Err = InvalidMasterKeyId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text.into())) } else { Err(InvalidMasterKeyId) }
    }
}

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeyId({})", self.0)
    }
}
