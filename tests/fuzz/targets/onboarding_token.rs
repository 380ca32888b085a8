//! Fuzzes the verification of onboarding tokens: it never panics, and accepts only the signed token, byte for byte.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_secrets::{MasterKeys, OnboardingClaims, TokenError};

/// Public test keys: the corpus contains a token signed with them.
const RING: &str = "new:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= old:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
const END: i64 = 1_900_000_000;

struct Signed {
    keys: MasterKeys,
    claims: OnboardingClaims,
    token: String,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(|| {
    let keys: MasterKeys = RING.parse().expect("a ring");
    let claims = OnboardingClaims {
        link: AccessId::from_random([7; AccessId::LENGTH]),
        company: "997441".parse().expect("a company"),
        expires_at: Timestamp::from_timestamp(END, 0).expect("a time"),
        details: LinkDetails::default(),
    };
    let token = claims.sign(&keys).to_string();
    Signed { keys, claims, token }
});

fuzz_target!(|bytes: &[u8]| {
    try_token(&String::from_utf8_lossy(bytes));
    if let Some((places, rest)) = bytes.split_at_checked(4) {
        try_token(&changed(places, &String::from_utf8_lossy(rest)));
    }
});

/// The signed token with a part replaced, so that the fuzzer gets past the first checks.
fn changed(places: &[u8], by: &str) -> String {
    let token = &SIGNED.token;
    let place = |high: u8, low: u8| usize::from(u16::from_be_bytes([high, low])) % (token.len() + 1);
    let (one, other) = (place(places[0], places[1]), place(places[2], places[3]));
    format!("{}{by}{}", &token[..one.min(other)], &token[one.max(other)..])
}

fn try_token(token: &str) {
    let Signed { keys, claims, token: signed } = &*SIGNED;
    let before = OnboardingClaims::verify(token, keys, Timestamp::UNIX_EPOCH);
    let after = OnboardingClaims::verify(token, keys, claims.expires_at);
    if token == signed {
        assert_eq!((before.as_ref(), after), (Ok(claims), Err(TokenError::Expired)));
    } else {
        assert_eq!((before, after), (Err(TokenError::Forged), Err(TokenError::Forged)), "{token}");
    }
}
