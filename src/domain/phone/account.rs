//! Equivalence of phone numbers that belong to one WhatsApp account.
//!
//! WhatsApp identifies an account by the number it was registered with, and keeps that id when the country changes its
//! numbering. So the id of an account may differ from the number that people write and dial; WhatsApp's server accepts
//! either. Two numbers are one account when their keys are the same.
//!
//! A rule exists only where one spelling maps to exactly one other and no other subscriber can have the first: two
//! different accounts never get one key. Sources of the rules:
//!
//! | country | ids | written today | source |
//! |---|---|---|---|
//! | Mexico 52 | `52 1` and ten digits; some newer ones without the 1 | `52` and ten digits since August 2019 | WhatsApp FAQ 1294841057948784 (*About international phone number format*); whatsmeow issue 874; chatwoot issue 14048 |
//! | Argentina 54 | `54 9`, area code, number | at home `0`, area code, `15`, number; also `54` without the 9 | the same FAQ: a 9 after 54, no 15, 13 digits in all; chatwoot's `ArgentinaPhoneNormalizer` |
//! | Brazil 55 | without the ninth digit, except in the area codes 11–19, 21, 22, 24, 27, 28 | mobiles with a 9 before the eight digits, 2012–2016 | Gupshup and Zoho, *inconsistencies for mobile numbers and their WhatsApp IDs*; whatsmeow issue 874; WAHA pull request 1976 |
//! | Côte d'Ivoire 225 | accounts from before 2021: eight digits | ten digits since 31 January 2021: 01, 05 or 07 before the mobile number, by its second digit | WAHA issue 1894; GREEN-API issue 1012; ITU notice T02020000310006 |
//! | Benin 229 | accounts from before: eight digits | `01` before every number since 30 November 2024 | ARCEP Bénin; libphonenumber's metadata |
//! | Gabon 241 | accounts from before: `0` and seven digits, or those seven | eight digits since October 2019: a 6, 7 or 1 in the place of the 0 | libphonenumber's metadata (its national prefix transform) |
//! | Vietnam 84 | accounts from before: eleven-digit mobiles | ten-digit ones since November 2018, prefix by prefix | the Ministry's table of prefixes; libphonenumber's metadata |
//! | Cameroon 237 | accounts from before: eight digits | a 6 before mobiles since November 2014 | libphonenumber's metadata |
//! | Mauritius 230 | accounts from before: seven digits | a 5 before mobiles since September 2013 | libphonenumber's metadata |
//! | Ecuador 593 | accounts from before: eight digits | a 9 before mobiles since September 2012 | libphonenumber's metadata |
//! | Colombia 57 | businesses on fixed lines from before: area digit and seven digits | `60` before the area digit since September 2021 | CRC resolution 5826; libphonenumber's metadata |
//! | San Marino 378 | fixed lines with or without 0549 | both | libphonenumber's metadata |
//!
//! For Mexico, Argentina, Brazil and Côte d'Ivoire, users of other clients have reported such ids. For the rest no
//! report is known: only that the plan has changed, one old number to one new, so that an account registered before
//! could have the old id.
//!
//! There is no rule where two subscribers could get one key: Brazilian fixed lines (eight digits that begin with 2–5
//! never had a ninth digit, while mobiles `9 2…`–`9 5…` exist beside them, and WhatsApp serves both), fixed lines of
//! Côte d'Ivoire, and Kosovo's numbers under the codes of Monaco and Slovenia (377 44, 386 49), which are in use there
//! again. Italian fixed lines keep their leading 0 in every spelling.
//!
//! The database has the same rules as `whatsapp_account_key` (`migrations/`); `accounts.txt` is run against both.

/// Rewrite of numbers of the form `before` `old` `after` to `before` `new` `after`, which is the same account. In
/// `before` and `after` a `#` is any digit and `[…]` one of the listed digits.
struct Rule {
    before: &'static str,
    old: &'static str,
    new: &'static str,
    after: &'static str,
}

const fn rule(before: &'static str, (old, new): (&'static str, &'static str), after: &'static str) -> Rule {
    Rule { before, old, new, after }
}

/// Applied in this order: an Argentine number may have both the 9 and the 15.
const RULES: &[Rule] = &[
    // Mexico.
    rule("52", ("1", ""), "[23456789]#########"),
    // Argentina: the 9 of mobiles, then the 15 between area code (11, three or four digits) and number.
    rule("54", ("9", ""), "[123]#########"),
    rule("54", ("9", ""), "[123]###########"),
    rule("5411", ("15", ""), "########"),
    rule("54[23]##", ("15", ""), "#######"),
    rule("54[23]###", ("15", ""), "######"),
    // Brazil: mobiles from before the ninth digit.
    rule("55[123456789][123456789]", ("9", ""), "[6789]#######"),
    // Côte d'Ivoire: Moov, MTN, Orange.
    rule("225", ("", "01"), "[0456789][0123]######"),
    rule("225", ("", "05"), "[0456789][456]######"),
    rule("225", ("", "07"), "[0456789][789]######"),
    // Benin.
    rule("229", ("", "01"), "[23456789]#######"),
    // Gabon.
    rule("241", ("0", "6"), "[256]######"),
    rule("241", ("", "6"), "[256]######"),
    rule("241", ("0", "7"), "[47]######"),
    rule("241", ("", "7"), "[47]######"),
    rule("241", ("0", "1"), "1######"),
    rule("241", ("", "1"), "1######"),
    // Mauritius, Cameroon, Ecuador, Colombia, San Marino.
    rule("230", ("", "5"), "7[123456789]#####"),
    rule("230", ("", "5"), "9######"),
    rule("237", ("", "6"), "[56789]#######"),
    rule("593", ("", "9"), "[89]#######"),
    rule("57", ("", "60"), "[1245678]#######"),
    rule("378", ("", "0549"), "[89]#####"),
    // Vietnam: Viettel, MobiFone, Vinaphone, Vietnamobile, Gmobile.
    rule("84", ("16", "3"), "[23456789]#######"),
    rule("84", ("120", "70"), "#######"),
    rule("84", ("121", "79"), "#######"),
    rule("84", ("122", "77"), "#######"),
    rule("84", ("126", "76"), "#######"),
    rule("84", ("128", "78"), "#######"),
    rule("84", ("123", "83"), "#######"),
    rule("84", ("124", "84"), "#######"),
    rule("84", ("125", "85"), "#######"),
    rule("84", ("127", "81"), "#######"),
    rule("84", ("129", "82"), "#######"),
    rule("84", ("18", "5"), "[68]#######"),
    rule("84", ("199", "59"), "#######"),
];

/// Key shared by all numbers of one account. For most countries it is the number itself.
pub(super) fn key(digits: &str) -> String {
    RULES.iter().fold(digits.to_owned(), |digits, rule| rule.applied_to(&digits).unwrap_or(digits))
}

/// The account's number in today's spelling; `None` if these digits already are.
pub(super) fn written_today(digits: &str) -> Option<String> {
    let key = key(digits);
    // An Argentine number with a 9 or a 15 is a mobile, and so is a Brazilian one of this form: today's number has a
    // digit that the key lacks.
    let ninth = rule("55[123456789][123456789]", ("", "9"), "[6789]#######").applied_to(&key);
    let mobile = rule("54", ("", "9"), "[123]#########").applied_to(&key).filter(|_| key != digits);
    Some(ninth.or(mobile).unwrap_or(key)).filter(|today| today != digits)
}

impl Rule {
    fn applied_to(&self, digits: &str) -> Option<String> {
        let (head, rest) = digits.split_at_checked(width(self.before))?;
        let tail = rest.strip_prefix(self.old)?;
        let fits = fits(self.before, head) && fits(self.after, tail);
        fits.then(|| format!("{head}{}{tail}", self.new))
    }
}

/// Length of a pattern in digits.
fn width(pattern: &str) -> usize {
    let in_sets: usize = pattern.split('[').skip(1).filter_map(|set| set.find(']')).sum();
    pattern.len() - in_sets - pattern.matches('[').count()
}

fn fits(mut pattern: &str, digits: &str) -> bool {
    for digit in digits.chars() {
        let (matches, rest) = match pattern.split_at_checked(1) {
            Some(("#", rest)) => (true, rest),
            Some(("[", rest)) => rest.split_once(']').map_or((false, ""), |(set, rest)| (set.contains(digit), rest)),
            Some((literal, rest)) => (literal.starts_with(digit), rest),
            None => (false, ""),
        };
        if !matches {
            return false;
        }
        pattern = rest;
    }
    pattern.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines `same` or `other` with two numbers; the store's tests run the same file against the database.
    const CASES: &str = include_str!("accounts.txt");

    #[test]
    fn keys_match_where_the_table_says_same_account() {
        let cases = CASES.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        for case in cases.filter(|case| !case.is_empty()) {
            let words: Vec<&str> = case.split_whitespace().collect();
            let [action, one, other] = words.as_slice() else { panic!("{case}") };
            assert_eq!(key(one) == key(other), *action == "same", "{case}: {} {}", key(one), key(other));
            assert!(["same", "other"].contains(action), "{case}");
        }
    }

    #[test]
    fn every_rule_has_a_case_in_the_table() {
        let numbers: Vec<&str> = CASES.split_whitespace().filter(|word| word.len() > 6).collect();
        for rule in RULES {
            let used = numbers.iter().any(|digits| {
                rule.applied_to(digits).is_some() || {
                    // The rules for Argentina's 15 apply after the one for its 9.
                    digits.starts_with("549") && rule.applied_to(&digits.replacen('9', "", 1)).is_some()
                }
            });
            assert!(used, "{} {} {}", rule.before, rule.old, rule.after);
        }
    }

    #[test]
    fn pattern_width_is_the_length_of_matching_digits() {
        assert_eq!((width("52"), width("55[12][34]"), width("54[23]##")), (2, 4, 5));
        assert!(fits("5[12]#", "519") && !fits("5[12]#", "539") && !fits("5[12]#", "51") && !fits("5[12]#", "5199"));
    }

    proptest! {
        #[test]
        fn key_is_idempotent_and_still_a_number(digits in "(52|54|55|84|225|229|230|237|241|378|57|593|[1-9])[0-9]{5,11}") {
            let once = key(&digits);
            prop_assert_eq!(key(&once), once.clone());
            prop_assert!((7..=15).contains(&once.len()) || once.len() <= digits.len(), "{}", once);
        }
    }
}
