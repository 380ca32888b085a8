//! Names that people read on a page.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Name of a marketplace or a company, as its people write it, without white space around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// The text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to {} characters, without control characters", DisplayName::MAX_LENGTH)]
pub struct InvalidDisplayName;

impl DisplayName {
    /// Longest name in characters.
    pub const MAX_LENGTH: usize = 128;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character changes how the text around it is laid out: with it a name could pass for something else.
const fn is_layout(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl FromStr for DisplayName {
    type Err = InvalidDisplayName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        let fits = (1..=Self::MAX_LENGTH).contains(&name.chars().count());
        let plain = !name.chars().any(|sign| sign.is_control() || is_layout(sign));
        if fits && plain { Ok(Self(name.to_owned())) } else { Err(InvalidDisplayName) }
    }
}

impl TryFrom<String> for DisplayName {
    type Error = InvalidDisplayName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_without_the_space_around_it() {
        let longest = "ж".repeat(DisplayName::MAX_LENGTH);
        for (text, name) in [
            ("Салон «Анна»", "Салон «Анна»"),
            (" Salon & Co. <3 \n", "Salon & Co. <3"),
            ("সেলুন 👩‍🦰", "সেলুন 👩‍🦰"),
            (&longest, &longest),
        ] {
            assert_eq!(text.parse::<DisplayName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_are_empty_too_long_or_deceive_are_refused() {
        let long = "a".repeat(DisplayName::MAX_LENGTH + 1);
        for text in ["", "  ", "a\nb", "a\u{0}b", "a\u{202e}b", "a\u{2066}b\u{2069}", "a\u{2028}b", &long] {
            assert_eq!(text.parse::<DisplayName>(), Err(InvalidDisplayName), "{text:?}");
        }
    }
}
