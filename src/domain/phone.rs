//! Phone numbers in the form WhatsApp takes: digits with the country code, no `+`, no leading zero.

mod account;
mod typed;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};
use serde::{Deserialize, Serialize};

/// Region whose national numbers are understood without a country code.
pub use rlibphonenumber::Region;

use self::typed::Typed;

/// A phone number in international form, digits only, for example `79006464263`. Prints masked: the full digits are
/// available only through [`Phone::digits`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(Arc<str>);

/// The text is not a valid phone number with a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number with a country code")]
pub struct InvalidPhone;

impl Phone {
    /// Parses a number that a person typed or pasted: `+7 900 646-42-63`, `8 916 …` (national, by `region`),
    /// `79006464263`, `00 7 …`, in the digits of any script, with marks and spaces that other programs add. A spelling
    /// that the country has abandoned (`+52 1 …`, a Brazilian mobile without its ninth digit) is read as today's
    /// number.
    ///
    /// # Errors
    /// [`InvalidPhone`] when it contains letters, is too short or long, or is no number of its country's plan.
    pub fn parse(input: &str, region: Region) -> Result<Self, InvalidPhone> {
        let Typed { digits, international } = typed::read(input)?;
        let with_code = || Self::valid(&format!("+{digits}"), region);
        let older_with_code = || Self::valid(&format!("+{}", account::written_today(&digits)?), region);
        if international {
            return with_code().or_else(older_with_code).ok_or(InvalidPhone);
        }
        let older_national = || {
            let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
            let today = account::written_today(&format!("{code}{}", digits.trim_start_matches('0')))?;
            Self::valid(&format!("+{today}"), region)
        };
        // Digits in international form without the plus are common on the wire and in databases. They are read that way
        // only where the national reading is not valid (`8 916 …` is national in Russia).
        let national = Self::valid(&digits, region).or_else(with_code);
        national.or_else(older_national).or_else(older_with_code).ok_or(InvalidPhone)
    }

    fn valid(text: &str, region: Region) -> Option<Self> {
        let number = PHONE_NUMBER_UTIL.parse(text, Some(region)).ok()?;
        if !number.is_valid() {
            return None;
        }
        let formatted = number.format_as(PhoneNumberFormat::E164);
        Self::from_digits(formatted.trim_start_matches('+')).ok()
    }

    /// Accepts digits that come from WhatsApp itself or from our own database.
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

    /// The full digits. For WhatsApp, the database and the person who typed them; never for a log.
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

    /// Whether both belong to the same WhatsApp account, whose id may differ from the number that people write: see
    /// `account.rs`. Every decision about an account uses this comparison; `==` compares spellings.
    #[must_use]
    pub fn same_account(&self, other: &Self) -> bool {
        self.0 == other.0 || self.account_key() == other.account_key()
    }

    /// Whether two requests are for the same account; without a number (a QR) on both sides they are, on one side they
    /// are not.
    #[must_use]
    pub fn same_request(one: Option<&Self>, other: Option<&Self>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => one.same_account(other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Key shared by all numbers of one account: digits, the same as the database's `whatsapp_account_key`. Not a
    /// number to send to WhatsApp, and not for a log, like [`Phone::digits`].
    #[must_use]
    pub fn account_key(&self) -> String {
        account::key(&self.0)
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
    fn brazilian_number_with_or_without_ninth_digit_is_one_account() {
        let with = Phone::from_digits("5511987650001").unwrap();
        let without = Phone::from_digits("551187650001").unwrap();
        assert!(with.same_account(&without));
        assert!(!with.same_account(&Phone::from_digits("551187650002").unwrap()));
    }

    #[test]
    fn both_ways_of_writing_a_number_are_read() {
        for (input, region, expected) in [
            ("+52 1 55 1234 5678", Region::RU, "525512345678"),
            ("+52 55 1234 5678", Region::RU, "525512345678"),
            ("5215512345678", Region::RU, "525512345678"),
            ("00 52 1 55 1234 5678", Region::RU, "525512345678"),
            ("55 1234 5678", Region::MX, "525512345678"),
            ("+55 31 8765-4321", Region::RU, "5531987654321"),
            ("+55 31 98765-4321", Region::RU, "5531987654321"),
            ("553187654321", Region::RU, "5531987654321"),
            ("(31) 8765-4321", Region::BR, "5531987654321"),
            ("031 8765-4321", Region::BR, "5531987654321"),
            ("+55 31 3765-4321", Region::RU, "553137654321"),
            ("+54 9 11 5874 9895", Region::RU, "5491158749895"),
            ("+54 11 15 5874 9895", Region::RU, "5491158749895"),
            ("+54 9 11 15 5874 9895", Region::RU, "5491158749895"),
            ("011 15 5874 9895", Region::AR, "5491158749895"),
            ("0351 15 612 3456", Region::AR, "5493516123456"),
            ("+225 07 12 34 56", Region::RU, "2250707123456"),
            ("+225 07 07 12 34 56", Region::RU, "2250707123456"),
            ("+229 01 97 12 34 56", Region::RU, "2290197123456"),
            ("+84 162 123 4567", Region::RU, "84321234567"),
        ] {
            let read = Phone::parse(input, region).map(|phone| phone.digits().to_owned());
            assert_eq!(read, Ok(expected.to_owned()), "{input} {region:?}");
        }
    }

    #[test]
    fn missing_or_extra_digit_is_no_older_way_of_writing() {
        for input in [
            "+52 1 55 1234 567",
            "+52 1 55 1234 56789",
            "+52 2 55 1234 5678",
            "+55 31 1765-4321",
            "+55 31 765-4321",
            "+55 31 9 98765-4321",
            "+55 01 8765-4321",
            "+54 9 11 5874 989",
            "+225 07 12 34 5",
            "+84 160 123 4567",
        ] {
            assert_eq!(Phone::parse(input, Region::RU), Err(InvalidPhone), "{input}");
        }
    }

    #[test]
    fn pasted_numbers_are_read_with_what_other_programs_add() {
        for input in [
            "\u{202a}+7 900 646-42-63\u{202c}",
            "+7\u{202f}900\u{202f}646\u{202f}42\u{202f}63",
            "\u{2068}8 (900) 646‑42‑63\u{2069}",
            "＋７９００６４６４２６３",
            "tel:+79006464263",
            "0079006464263",
        ] {
            assert_eq!(parsed(input), "79006464263", "{input:?}");
        }
    }

    proptest! {
        #[test]
        fn every_way_of_writing_is_one_account(
            digits in "(521|5491|5493|55[1-9][1-9]9?[6-9]|2250[4-9]|841[2689])[0-9]{7,10}",
        ) {
            if let Ok(phone) = Phone::parse(&format!("+{digits}"), Region::RU) {
                prop_assert!(phone.same_account(&Phone::from_digits(&digits).unwrap()), "{} {}", digits, phone.digits());
            }
        }

        #[test]
        fn any_input_parses_without_panic_and_only_to_wire_form(input in ".{0,60}") {
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
