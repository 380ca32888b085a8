//! Phone numbers as WhatsApp takes them: digits with the country code, no `+`, no leading zero.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};
use serde::{Deserialize, Serialize};

/// The region whose national numbers are understood without a country code.
pub use rlibphonenumber::Region;

/// A phone number in international form, digits only, for example `79006464263`. Prints masked: the full digits
/// leave it only through [`Phone::digits`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(Arc<str>);

/// The text is not a phone number that WhatsApp could know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number with a country code")]
pub struct InvalidPhone;

/// The longest text worth parsing: E.164 has 15 digits, people add spaces, brackets and dashes.
const MAX_INPUT_CHARS: usize = 32;

impl Phone {
    /// Understands what a person typed: `+7 900 646-42-63`, `8 916 …` (national, by `region`), `79006464263`.
    ///
    /// # Errors
    /// [`InvalidPhone`] when it has letters, is too short or long, or is no number of its country's plan.
    pub fn parse(input: &str, region: Region) -> Result<Self, InvalidPhone> {
        let input = input.trim();
        let typable = |c: char| c.is_ascii_digit() || " +-().\u{a0}\u{2011}\u{2013}".contains(c);
        if input.is_empty() || input.chars().count() > MAX_INPUT_CHARS || !input.chars().all(typable) {
            return Err(InvalidPhone);
        }
        // A number already in international form but without the plus is the usual thing on the wire and in databases;
        // it wins over a national reading only where the national one is not valid (`8 916 …` is national in Russia).
        let plain: String = input.chars().filter(char::is_ascii_digit).collect();
        let international = || Self::valid(&format!("+{plain}"), region);
        if input.starts_with('+') {
            return international().ok_or(InvalidPhone);
        }
        Self::valid(input, region).or_else(international).ok_or(InvalidPhone)
    }

    fn valid(text: &str, region: Region) -> Option<Self> {
        let number = PHONE_NUMBER_UTIL.parse(text, Some(region)).ok()?;
        if !number.is_valid() {
            return None;
        }
        let formatted = number.format_as(PhoneNumberFormat::E164);
        Self::from_digits(formatted.trim_start_matches('+')).ok()
    }

    /// Takes digits that come from WhatsApp itself or from our own database.
    ///
    /// # Errors
    /// [`InvalidPhone`] unless they are 7–15 digits without a leading zero.
    pub fn from_digits(digits: &str) -> Result<Self, InvalidPhone> {
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !(7..=15).contains(&digits.len()) || !all_digits || digits.starts_with('0') {
            return Err(InvalidPhone);
        }
        Ok(Self(digits.into()))
    }

    /// All digits. For WhatsApp, the database and the person who typed them; never for a log.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden: `7900•••••63`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown_head = 4;
        let shown_tail = 2;
        let hidden = self.0.len().saturating_sub(shown_head + shown_tail);
        let digits = self.0.chars();
        let mask = |(index, digit)| {
            let visible = index < shown_head || index >= shown_head + hidden;
            if visible { digit } else { '•' }
        };
        digits.enumerate().map(mask).collect()
    }

    /// Whether both name the same WhatsApp account. Brazilian mobile numbers are compared without their ninth digit,
    /// which accounts older than its introduction do not have.
    #[must_use]
    pub fn same_account(&self, other: &Self) -> bool {
        self.without_brazilian_ninth() == other.without_brazilian_ninth()
    }

    fn without_brazilian_ninth(&self) -> String {
        match (self.0.get(..4), self.0.get(4..5), self.0.get(5..)) {
            (Some(head), Some("9"), Some(tail)) if head.starts_with("55") && tail.len() == 8 => format!("{head}{tail}"),
            _ => self.0.to_string(),
        }
    }
}

impl FromStr for Phone {
    type Err = InvalidPhone;

    fn from_str(digits: &str) -> Result<Self, Self::Err> {
        Self::from_digits(digits)
    }
}

impl TryFrom<String> for Phone {
    type Error = InvalidPhone;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Self::from_digits(&digits)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0.as_ref().to_owned()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(input: &str) -> String {
        Phone::parse(input, Region::RU).unwrap().digits().to_owned()
    }

    #[test]
    fn every_way_to_type_a_russian_number_means_the_same() {
        for input in
            ["79006464263", "+7 900 646-42-63", "8 (900) 646 42 63", "89006464263", "9006464263", " +79006464263 "]
        {
            assert_eq!(parsed(input), "79006464263", "{input}");
        }
    }

    #[test]
    fn numbers_of_other_countries_keep_their_country_code() {
        assert_eq!(parsed("+49 1512 3456789"), "4915123456789");
        assert_eq!(parsed("+1 587-530-2271"), "15875302271");
        assert_eq!(parsed("4915123456789"), "4915123456789");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        let long = "9".repeat(40);
        for input in [
            "",
            "   ",
            "+",
            "семь девятьсот",
            "7900ABC4263",
            "123",
            "+7900",
            "000000000000",
            &long,
            "7\u{0}900",
            "+999 123456789",
        ] {
            assert_eq!(Phone::parse(input, Region::RU), Err(InvalidPhone), "{input:?}");
        }
    }

    #[test]
    fn a_phone_prints_masked() {
        let phone = Phone::from_digits("79006464263").unwrap();
        assert_eq!(phone.to_string(), "7900•••••63");
        assert_eq!(format!("{phone:?}"), "Phone(7900•••••63)");
    }

    #[test]
    fn brazilian_numbers_with_and_without_the_ninth_digit_are_one_account() {
        let with = Phone::from_digits("5511987650001").unwrap();
        let without = Phone::from_digits("551187650001").unwrap();
        assert!(with.same_account(&without));
        assert!(!with.same_account(&Phone::from_digits("551187650002").unwrap()));
    }

    proptest! {
        #[test]
        fn any_input_is_answered_and_what_is_accepted_is_in_wire_form(input in ".{0,60}") {
            if let Ok(phone) = Phone::parse(&input, Region::RU) {
                prop_assert!(Phone::from_digits(phone.digits()).is_ok());
            }
        }

        #[test]
        fn an_accepted_number_is_accepted_again_in_its_own_form(digits in "[1-9][0-9]{6,14}") {
            if let Ok(phone) = Phone::parse(&format!("+{digits}"), Region::RU) {
                let again = Phone::parse(&format!("+{}", phone.digits()), Region::RU);
                prop_assert_eq!(again, Ok(phone));
            }
        }
    }
}
