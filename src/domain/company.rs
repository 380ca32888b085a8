//! Company ids: the marketplace's own ids of salons.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// A company id: 1–64 characters of `[A-Za-z0-9_-]`, for example `997441`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct CompanyId(Arc<str>);

/// The text is not a company id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a company id is 1 to {} characters of A-Z, a-z, 0-9, _ and -", CompanyId::MAX_LENGTH)]
pub struct InvalidCompanyId;

impl CompanyId {
    /// Maximum length in characters.
    pub const MAX_LENGTH: usize = 64;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CompanyId {
    type Err = InvalidCompanyId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if text.is_empty() || text.len() > Self::MAX_LENGTH || !text.bytes().all(allowed) {
            return Err(InvalidCompanyId);
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for CompanyId {
    type Error = InvalidCompanyId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CompanyId> for String {
    fn from(id: CompanyId) -> Self {
        id.0.as_ref().to_owned()
    }
}

/// Serializes as text without a copy, since the id is part of every status.
impl Serialize for CompanyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for CompanyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CompanyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompanyId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_marketplace_are_accepted() {
        for text in ["997441", "a", "Salon_7-b", &"x".repeat(64)] {
            assert_eq!(text.parse::<CompanyId>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn ids_outside_the_rule_are_refused() {
        for text in ["", " ", "a b", "../etc", "салон", "a\0", "a/b", &"x".repeat(65)] {
            assert_eq!(text.parse::<CompanyId>(), Err(InvalidCompanyId), "{text:?}");
        }
    }

    #[test]
    fn json_cannot_smuggle_an_id_past_the_rule() {
        assert!(serde_json::from_str::<CompanyId>("\"a b\"").is_err());
        assert_eq!(serde_json::from_str::<CompanyId>("\"997441\"").unwrap().as_str(), "997441");
    }
}
