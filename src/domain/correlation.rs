//! Correlation ids. One id follows a request through every mailbox, log line and journal entry; people read it to
//! support.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// A correlation id: 1–64 characters of `[A-Za-z0-9._-]`, so that it is safe in a log line, a header and a sentence.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct CorrelationId(Arc<str>);

/// The text is not a correlation id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a correlation id is 1 to 64 characters of A-Z, a-z, 0-9, dot, _ and -")]
pub struct InvalidCorrelationId;

impl CorrelationId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CorrelationId {
    type Err = InvalidCorrelationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if text.is_empty() || text.len() > 64 || !text.bytes().all(allowed) {
            return Err(InvalidCorrelationId);
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for CorrelationId {
    type Error = InvalidCorrelationId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CorrelationId> for String {
    fn from(id: CorrelationId) -> Self {
        id.0.as_ref().to_owned()
    }
}

/// Serializes as text without a copy, since the id is part of every status.
impl Serialize for CorrelationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CorrelationId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_refused() {
        for text in ["", "a b", "a\nlevel=error", "a\"b", &"x".repeat(65)] {
            assert_eq!(text.parse::<CorrelationId>(), Err(InvalidCorrelationId), "{text:?}");
        }
        assert!("pairing-997441.1".parse::<CorrelationId>().is_ok());
    }
}
