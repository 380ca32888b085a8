//! Extraction of the digits of a number that a person typed or pasted, in any script and with whatever a page, a
//! contact card or a messenger put between them.

use super::InvalidPhone;

/// Maximum length in visible characters: E.164 has 15 digits, people add spaces, brackets and dashes. Invisible
/// characters do not count.
const MAX_VISIBLE: usize = 32;

/// Typed input without separators.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The digits in ASCII, without an international prefix.
    pub(super) digits: String,
    /// Whether it began with a plus or with 00, so that the country code comes first.
    pub(super) international: bool,
}

/// Extracts the digits.
///
/// # Errors
/// [`InvalidPhone`] when it has no digits, contains anything but digits, separators and one plus before them, or is too
/// long.
pub(super) fn read(input: &str) -> Result<Typed, InvalidPhone> {
    let mut visible: String = input.chars().filter(|one| !is_format(*one)).collect();
    // Scheme of a link to a number.
    if let Some((scheme, rest)) = visible.trim_start().split_at_checked(4)
        && scheme.eq_ignore_ascii_case("tel:")
    {
        visible = rest.to_owned();
    }
    let visible = visible.trim();
    if visible.chars().count() > MAX_VISIBLE {
        return Err(InvalidPhone);
    }
    let mut typed = Typed { digits: String::new(), international: false };
    for one in visible.chars() {
        if let Some(digit) = digit(one) {
            typed.digits.push(digit);
        } else if is_plus(one) && typed.digits.is_empty() && !typed.international {
            typed.international = true;
        } else if !separates(one) {
            return Err(InvalidPhone);
        }
    }
    if !typed.international
        && let Some(rest) = typed.digits.strip_prefix("00")
    {
        typed = Typed { digits: rest.to_owned(), international: true };
    }
    if typed.digits.is_empty() { Err(InvalidPhone) } else { Ok(typed) }
}

/// Whether the character is invisible: Unicode's category Cf (marks of direction, joiners, soft hyphens, byte order
/// marks) or property `Default_Ignorable_Code_Point` (the selectors behind emoji, fillers of Korean input). The page
/// drops the same characters.
const fn is_format(one: char) -> bool {
    matches!(
        one,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether the character is a plus, also in the widths of East Asian input or as the emoji sign.
const fn is_plus(one: char) -> bool {
    matches!(one, '+' | '\u{ff0b}' | '\u{fe62}' | '\u{207a}' | '\u{2795}')
}

/// Whether the character may stand between digits: white space, dashes (category Pd, the minus and lookalikes),
/// brackets, dots, slashes, tildes.
fn separates(one: char) -> bool {
    one.is_whitespace() || is_dash(one) || "()（）﹙﹚⁽⁾[]［］.．·・‧․。/／⁄∕~～⁓∼〜".contains(one)
}

const fn is_dash(one: char) -> bool {
    matches!(
        one,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2e17}' | '\u{2e1a}'
            | '\u{2e3a}'..='\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}' | '\u{3030}' | '\u{30a0}'
            | '\u{fe31}'..='\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{10d6e}' | '\u{10ead}' | '\u{2043}'
            | '\u{207b}' | '\u{208b}' | '\u{2212}' | '\u{2796}' | '\u{30fc}' | '\u{ff70}'
    )
}

/// The zero of each set of Unicode's decimal digits (category Nd); each is followed by its nine others.
const ZEROS: &[char] = &[
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11f50}',
    '\u{16130}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

fn digit(one: char) -> Option<char> {
    let value = |zero: &char| u32::from(one).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
    char::from_digit(ZEROS.iter().find_map(value)?, 10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn digits(input: &str) -> Option<(String, bool)> {
        read(input).ok().map(|typed| (typed.digits, typed.international))
    }

    #[test]
    fn invisible_is_dropped_and_separators_are_passed_over() {
        for input in [
            "+7 900 646-42-63",
            "\u{202a}+7 900 646‑42‑63\u{202c}",
            "\u{2066}+7\u{202f}900\u{202f}646\u{202f}42\u{202f}63\u{2069}",
            "\u{feff}+7\u{a0}(900)\u{2009}646\u{2013}42\u{2014}63",
            "+7\u{ad}9006464263\u{200b}\u{200e}\u{200f}",
            "＋７（９００）６４６－４２－６３",
            "+7.900.646.42.63",
            "+7/900/646/42/63",
            "+7\t900\t6464263\n",
            "+٧ ٩٠٠ ٦٤٦ ٤٢ ٦٣",
            "+۷۹۰۰۶۴۶۴۲۶۳",
            "+७ ९०० ६४६ ४२ ६३",
            "+7 900 646\u{2212}42\u{2212}63",
            "+7 [900] 646\u{30fc}42\u{30fc}63",
            "(+7) 900 646 42 63",
            "tel:+7-900-646-42-63",
            " TEL: +79006464263",
            "00 7 900 646 42 63",
            "\u{2795}\u{fe0f}7 900 646 42 63",
            "+7\u{3164}900\u{34f}646\u{180b}42\u{e0100}63",
        ] {
            assert_eq!(digits(input), Some(("79006464263".to_owned(), true)), "{input:?}");
        }
        assert_eq!(digits("8 (900) 646-42-63"), Some(("89006464263".to_owned(), false)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for input in [
            "",
            " ",
            "+",
            "++7900",
            "7+900",
            "7900x",
            "семь",
            "7\u{0}900",
            "7\u{7f}900",
            "7,900",
            "tel:",
            "00",
            "½",
            "⑦",
        ] {
            assert_eq!(read(input), Err(InvalidPhone), "{input:?}");
        }
    }

    #[test]
    fn length_limit_counts_visible_characters_only() {
        let hidden = format!("{}+79006464263{}", "\u{202a}".repeat(100), "\u{202c}".repeat(100));
        assert!(read(&hidden).is_ok());
        assert!(read(&format!("{}7", " -".repeat(20))).is_err());
    }

    proptest! {
        #[test]
        fn marks_and_spaces_anywhere_change_nothing(
            digits in "[1-9][0-9]{6,14}",
            between in prop::collection::vec(prop::sample::select(vec!["\u{202a}", "\u{2069}", "\u{200b}", "\u{feff}", ""]), 16),
        ) {
            let mut input = String::from("+");
            for (digit, between) in digits.chars().zip(&between) {
                input.push_str(between);
                input.push(digit);
            }
            prop_assert_eq!(read(&input), Ok(Typed { digits, international: true }));
        }

        #[test]
        fn digits_of_every_script_are_read(digits in "[1-9][0-9]{6,14}", script in prop::sample::select(ZEROS)) {
            let native = |digit: char| char::from_u32(u32::from(script) + digit.to_digit(10)?);
            let input: Option<String> = digits.chars().map(native).collect();
            prop_assert_eq!(read(&input.unwrap()), Ok(Typed { digits, international: false }));
        }

        #[test]
        fn any_input_is_read_without_a_panic(input in "\\PC{0,60}") {
            if let Ok(typed) = read(&input) {
                prop_assert!(typed.digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
