//! Redaction of texts that leave the process: replaces what looks like a phone number or a pairing code. It is the
//! second line of defence; the first is that phones and codes print masked and are not logged.
//!
//! This module decides what looks like one. A word is a run of ASCII letters, digits, `_` and `-`; only whole words
//! count, because identifiers (correlation ids, UUIDs) contain runs of digits that are no phone numbers.

use std::borrow::Cow;

/// Replacement text.
const HIDDEN: &str = "[hidden]";

/// Digits of a number with `+`: E.164 allows at most 15; the shortest numbers have 7.
const FEWEST_DIGITS: usize = 7;
const MOST_DIGITS: usize = 15;

/// Digits of a number without `+`: fewer are more often something else.
const FEWEST_BARE_DIGITS: usize = 10;

/// Beginning of each version of WhatsApp Web; a revision of ten digits follows.
const CLIENT_VERSION: &str = "2.3000.";

/// Replaces every phone number and pairing code in `text` with `[hidden]`; a text without any is not copied.
///
/// Hidden are: a `+` followed by 7 to 15 digits, with spaces, dashes, dots and brackets between them allowed; a word of
/// 10 to 15 digits, with dashes between them allowed; a word `XXXX-XXXX` in the alphabet of pairing codes (1-9 and A-Z
/// without I, O, U). A version of WhatsApp Web, such as `2.3000.1042742319`, is shown: operators have to read it.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let (mut rest, mut hid) = (text, false);
    while let Some((piece, secret, behind)) = next_piece(rest) {
        shown.push_str(if secret { HIDDEN } else { piece });
        hid |= secret;
        rest = behind;
    }
    if hid { Cow::Owned(shown) } else { Cow::Borrowed(text) }
}

/// Returns the next piece, whether to hide it, and the rest of the text.
fn next_piece(text: &str) -> Option<(&str, bool, &str)> {
    let first = text.chars().next()?;
    let phone = if first == '+' { phone_after_plus(text) } else { None };
    let (length, secret) = match phone {
        Some(length) => (length, true),
        None if first == '2'
            && let Some(length) = client_version(text) =>
        {
            (length, false)
        }
        None if first == '+' => (first.len_utf8(), false),
        None if in_word(first) => {
            let length = text.find(|c| !in_word(c)).unwrap_or(text.len());
            (length, text.get(..length).is_some_and(is_secret))
        }
        None => (text.find(|c| c == '+' || in_word(c)).unwrap_or(text.len()), false),
    };
    let (piece, behind) = text.split_at_checked(length)?;
    Some((piece, secret, behind))
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Length in bytes of the phone number at the start of `text`, which begins with a `+`; `None` when it is none.
fn phone_after_plus(text: &str) -> Option<usize> {
    let (mut digits, mut end) = (0, 0);
    for (at, c) in text.char_indices().skip(1) {
        if c.is_ascii_digit() && digits < MOST_DIGITS {
            digits += 1;
            end = at + 1;
        } else if !" -.()\u{a0}\u{2011}\u{2013}".contains(c) {
            break;
        }
    }
    (digits >= FEWEST_DIGITS).then_some(end)
}

/// Length in bytes of the version of WhatsApp Web at the start of `text`; `None` when it is none.
fn client_version(text: &str) -> Option<usize> {
    let revision = text.strip_prefix(CLIENT_VERSION)?;
    let revision = revision.get(..revision.find(|c| !in_word(c)).unwrap_or(revision.len()))?;
    let fits = revision.len() == FEWEST_BARE_DIGITS && revision.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(CLIENT_VERSION.len() + FEWEST_BARE_DIGITS)
}

fn is_secret(word: &str) -> bool {
    is_bare_phone(word) || is_pairing_code(word)
}

fn is_bare_phone(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (FEWEST_BARE_DIGITS..=MOST_DIGITS).contains(&digits)
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn is_pairing_code(word: &str) -> bool {
    let half = |text: &str| {
        text.len() == 4 && text.bytes().all(|b| matches!(b, b'1'..=b'9' | b'A'..=b'Z') && !b"IOU".contains(&b))
    };
    word.split_once('-').is_some_and(|(head, tail)| half(head) && half(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_hidden_in_every_notation() {
        for (text, shown) in [
            ("79006464263", "[hidden]"),
            ("phone 79006464263 refused", "phone [hidden] refused"),
            ("79006464263@s.whatsapp.net", "[hidden]@s.whatsapp.net"),
            ("79006464263:12@s.whatsapp.net", "[hidden]:12@s.whatsapp.net"),
            (r#"{"phone":"79006464263"}"#, r#"{"phone":"[hidden]"}"#),
            ("phone=+79006464263,", "phone=[hidden],"),
            ("+7 (900) 646-42-63.", "[hidden]."),
            ("8-900-646-42-63", "[hidden]"),
            ("+1234567 is short", "[hidden] is short"),
            ("номер79006464263", "номер[hidden]"),
            ("+7900646426312345678", "[hidden]5678"),
            ("2.3000.79006464263", "2.3000.[hidden]"),
            ("12.3000.9006464263", "12.3000.[hidden]"),
            ("2.3001.9006464263", "2.3001.[hidden]"),
            ("+2.3000.1042742319", "[hidden]"),
        ] {
            assert_eq!(redact(text), shown, "{text}");
        }
    }

    #[test]
    fn pairing_codes_are_hidden() {
        assert_eq!(redact("the code ABCD-1234, typed"), "the code [hidden], typed");
        assert_eq!(redact("1Z9K-VWXY"), "[hidden]");
    }

    #[test]
    fn text_without_phone_or_code_is_returned_uncopied() {
        for text in [
            "",
            "company 997441 is connected",
            "7900•••••63",
            "+7900•••••63",
            "pairing-0195d3f0123471238000123456789012",
            "0195d3f0-1234-7123-8000-123456789012",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "12345678901234567890123456789012",
            "version 2.3000.1042742319, then 2.3000.1042742320.",
            "2026-11-24T19:16:44.123456+03:00",
            "1234567890123456",
            "123456789",
            "+123456 or +",
            "company-79006464263a",
            "ABCD-12345, ABCD-EFG0, UBCD-1234, abcd-efgh, 1A-ABCD-1234, ABCD_1234",
            "C++ — ну да",
        ] {
            assert!(matches!(redact(text), Cow::Borrowed(same) if same == text), "{text}: {}", redact(text));
        }
    }
}
