//! Fuzzes the parser of phone numbers: it never panics, and an accepted number is in WhatsApp's form and never prints
//! in full.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linekeeper_domain::{Phone, Region};

/// Regions with different rules: trunk prefixes of one and two digits, none, an optional one, and one inside the
/// number.
const REGIONS: [Region; 8] =
    [Region::RU, Region::US, Region::BR, Region::DE, Region::IT, Region::AR, Region::MX, Region::HU];
const HEAD: usize = 4;
const TAIL: usize = 2;

fuzz_target!(|text: &str| {
    for region in REGIONS {
        if let Ok(phone) = Phone::parse(text, region) {
            accepted(&phone, region);
        }
    }
    if let Ok(phone) = Phone::from_digits(text) {
        assert_eq!(phone.digits(), text);
        masked(&phone);
    }
});

fn accepted(phone: &Phone, region: Region) {
    let digits = phone.digits();
    assert!((7..=15).contains(&digits.len()) && !digits.starts_with('0'), "{digits}");
    assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
    assert_eq!(Phone::from_digits(digits).as_ref(), Ok(phone));
    let again = Phone::parse(&format!("+{digits}"), region);
    assert_eq!(again.as_ref().map(Phone::digits), Ok(digits), "{region:?}");
    masked(phone);
}

fn masked(phone: &Phone) {
    let (digits, masked) = (phone.digits(), phone.masked());
    assert_eq!(masked.chars().count(), digits.len());
    let last_shown = digits.len() - TAIL;
    for (place, (digit, shown)) in digits.chars().zip(masked.chars()).enumerate() {
        let visible = place < HEAD || place >= last_shown;
        assert_eq!(shown, if visible { digit } else { '•' }, "{masked}");
    }
    assert_eq!(phone.to_string(), masked);
    assert_eq!(format!("{phone:?}"), format!("Phone({masked})"));
    assert!(phone.same_account(phone));
}
