//! A phone number as the service writes it: 7 to 15 digits, the country code first, nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// A valid phone number. `Display` prints it in full (jids need it); logs use [`Number::masked`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Number(String);

impl Number {
    /// Parses a number.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`] for anything but 7 to 15 digits.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let right = (7..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| Self(text.to_owned())).ok_or(Refusal::BadNumber)
    }

    /// Digits of the number.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Number with its middle hidden, for logs.
    pub(crate) fn masked(&self) -> String {
        let head: String = self.0.chars().take(2).collect();
        let tail: String = self.0.chars().skip(self.0.len().saturating_sub(2)).collect();
        format!("{head}…{tail}")
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Number {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_seven_to_fifteen_digits_are_a_number() {
        for good in ["1234567", "79006464263", "123456789012345"] {
            assert_eq!(Number::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "123456", "1234567890123456", "+79006464263", "7900646426x", "7 900 646", "٧٩٠٠٦٤٦٤٢٦٣"]
        {
            assert_eq!(Number::parse(bad), Err(Refusal::BadNumber), "{bad}");
        }
    }

    #[test]
    fn a_masked_number_hides_its_middle() {
        assert_eq!(Number::parse("79006464263").unwrap().masked(), "79…63");
    }
}
