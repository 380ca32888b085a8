//! Layout of `whatsapp_keys`: the row types, and how ids are made from the protocol's names.
//!
//! Ids come partly from other people's devices (message ids, addresses), so they are made safe for a database's text
//! column and its index: control characters are escaped, a part that is too long is replaced by its digest, and parts
//! are joined with their lengths, so that two different keys never share an id and a prefix never covers a neighbour.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub(super) const IDENTITY: &str = "identity";
pub(super) const SESSION: &str = "session";
pub(super) const PRE_KEY: &str = "pre-key";
pub(super) const SIGNED_PRE_KEY: &str = "signed-pre-key";
pub(super) const SENDER_KEY: &str = "sender-key";
pub(super) const SYNC_KEY: &str = "app-state-sync-key";
pub(super) const LATEST_SYNC_KEY: &str = "app-state-latest-key";
pub(super) const SYNC_VERSION: &str = "app-state-version";
pub(super) const SYNC_MAC: &str = "app-state-mac";
pub(super) const SENDER_KEY_DEVICE: &str = "sender-key-device";
pub(super) const LID: &str = "lid";
pub(super) const LID_OF_PHONE: &str = "lid-of-phone";
pub(super) const BASE_KEY: &str = "base-key";
pub(super) const DEVICE_LIST: &str = "device-list";
pub(super) const GROUP: &str = "group";
pub(super) const TC_TOKEN: &str = "tc-token";
pub(super) const SENT_MESSAGE: &str = "sent-message";
pub(super) const PENDING_MESSAGE: &str = "pending-message";
pub(super) const MESSAGE_SECRET: &str = "message-secret";
pub(super) const AWAITED_MESSAGE: &str = "awaited-message";

/// Every row type, for deleting all rows of a company.
pub(super) const ALL: [&str; 20] = [
    IDENTITY,
    SESSION,
    PRE_KEY,
    SIGNED_PRE_KEY,
    SENDER_KEY,
    SYNC_KEY,
    LATEST_SYNC_KEY,
    SYNC_VERSION,
    SYNC_MAC,
    SENDER_KEY_DEVICE,
    LID,
    LID_OF_PHONE,
    BASE_KEY,
    DEVICE_LIST,
    GROUP,
    TC_TOKEN,
    SENT_MESSAGE,
    PENDING_MESSAGE,
    MESSAGE_SECRET,
    AWAITED_MESSAGE,
];

/// Longest part of an id, in bytes; a longer one is replaced by its digest. An index row of PostgreSQL has about 2,700
/// bytes.
const LONGEST_PART: usize = 200;

/// Escape character, followed by two hexadecimal digits, or by `#` and a digest.
const ESCAPE: char = '~';

/// Id of one part.
pub(super) fn one(part: &str) -> String {
    let escaped = escaped(part);
    if escaped.len() <= LONGEST_PART { escaped } else { format!("{ESCAPE}#{}", hex(&Sha256::digest(part))) }
}

/// Prefix of the one-part ids whose part begins with `start` and is short enough to be kept as it is.
pub(super) fn beginning(start: &str) -> String {
    escaped(start)
}

/// Id of several parts, or the prefix of all ids whose first parts are these.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut id = String::new();
    for part in parts {
        let part = one(part);
        // Writing to a string cannot fail.
        let _ = write!(id, "{}:{part}", part.len());
    }
    id
}

/// The two parts of an id that [`joined`] made of two, as they are written there.
pub(super) fn split(id: &str) -> Option<(&str, &str)> {
    fn part(text: &str) -> Option<(&str, &str)> {
        let (length, rest) = text.split_once(':')?;
        rest.split_at_checked(length.parse().ok()?)
    }
    let (first, rest) = part(id)?;
    let (second, rest) = part(rest)?;
    rest.is_empty().then_some((first, second))
}

/// Id of a number: ten digits, so that the bytewise greatest id is the greatest number.
pub(super) fn number(number: u32) -> String {
    format!("{number:010}")
}

/// Number that an id stands for; none if it is not one.
pub(super) fn number_of(id: &str) -> Option<u32> {
    id.parse().ok()
}

/// Bytes that these hexadecimal digits stand for.
pub(super) fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2)).collect()
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn escaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for c in part.chars() {
        if c.is_ascii_control() || c == ESCAPE {
            let _ = write!(text, "{ESCAPE}{:02x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_greatest_id_is_the_greatest_number() {
        let mut ids: Vec<String> = [9, 10, 0, u32::MAX, 812, 99_999].into_iter().map(number).collect();
        ids.sort();
        let numbers: Vec<u32> = ids.iter().map(|id| number_of(id).unwrap()).collect();
        assert_eq!(numbers, [0, 9, 10, 812, 99_999, u32::MAX]);
    }

    #[test]
    fn a_message_id_cannot_make_itself_look_like_another_chats() {
        assert_ne!(joined(&["a", "b:1:c"]), joined(&["a:1:b", "c"]));
        assert_ne!(joined(&["ab", "c"]), joined(&["a", "bc"]));
        assert!(!joined(&["regular_low", "x"]).starts_with(&joined(&["regular"])));
    }

    #[test]
    fn an_escape_cannot_be_forged() {
        let long = "x".repeat(LONGEST_PART + 1);
        assert_ne!(one(&long), one(&one(&long)));
        assert_ne!(one("\u{0}"), one("~00"));
    }

    #[test]
    fn id_of_two_parts_is_split_again() {
        for (first, second) in [("regular", "0aff"), ("1-2@g.us", "79:5@s.whatsapp.net"), ("a:1:b", ""), ("é", "ü")] {
            assert_eq!(split(&joined(&[first, second])), Some((first, second)));
        }
        for wrong in ["", "5:ab", "1:é1:a", "1:a", "1:a2:b", "x:a1:b"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
        assert_eq!(unhex(&hex(&[0, 10, 255])), Some(vec![0, 10, 255]));
        assert_eq!((unhex("abc"), unhex("zz")), (None, None));
    }

    proptest! {
        #[test]
        fn ids_hold_no_control_characters_and_stay_short(a in any::<String>(), b in ".{0,400}") {
            let id = joined(&[&a, &b]);
            prop_assert!(!id.chars().any(|c| c.is_ascii_control()));
            prop_assert!(id.len() <= 2 * (LONGEST_PART + 4));
        }

        #[test]
        fn different_keys_have_different_ids(a in "[:~0-9a-c\u{0}]{0,6}", b in "[:~0-9a-c]{0,6}",
                                             c in "[:~0-9a-c\u{0}]{0,6}", d in "[:~0-9a-c]{0,6}") {
            prop_assert_eq!(joined(&[&a, &b]) == joined(&[&c, &d]), (&a, &b) == (&c, &d));
        }

        #[test]
        fn a_prefix_covers_its_own_ids_only(a in "[:~0-9a-c]{0,6}", b in "[:~0-9a-c]{0,6}", c in "[:~0-9a-c]{0,6}") {
            prop_assert_eq!(joined(&[&a, &b]).starts_with(&joined(&[&c])), a == c);
        }
    }
}
