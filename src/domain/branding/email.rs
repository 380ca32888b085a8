//! E-mail addresses at which people help.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// E-mail address in the form people use (RFC 5321 without quoted local parts and address literals), in ASCII: it goes
/// into a `mailto:` address as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address looks like help@market.example")]
pub struct InvalidEmailAddress;

impl EmailAddress {
    /// Longest address in characters.
    pub const MAX_LENGTH: usize = 254;

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(text: &str) -> bool {
    // Characters that mean something in a `mailto:` address (`%`, `&`, `?`, `/`, `#`) are left out.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!$'*+-=^_`{|}~".contains(&byte);
    text.len() <= 64 && text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(allowed))
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmailAddress)?;
        let fits = text.len() <= Self::MAX_LENGTH && is_local_part(local) && is_domain(domain);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidEmailAddress) }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_are_taken_as_they_are() {
        for text in ["help@market.example", "first.last+tag@mail.market.example", "o'neil_7@a-b.example"] {
            assert_eq!(text.parse::<EmailAddress>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = format!("{}@market.example", "a".repeat(65));
        let longer = format!("a@{}example", "b.".repeat(130));
        for text in [
            "",
            "help",
            "@market.example",
            "help@",
            "help@localhost",
            "help@.example",
            "help@market..example",
            "help@-market.example",
            ".help@market.example",
            "he lp@market.example",
            "help@market.example?subject=x",
            "help&cc=x@market.example",
            "\"help\"@market.example",
            "помощь@market.example",
            "a@b@market example",
            "help@market.example\r\nBcc: x@y.example",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(InvalidEmailAddress), "{text:?}");
        }
    }
}
