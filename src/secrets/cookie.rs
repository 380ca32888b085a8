//! The dashboard's cookie: 256 random bits, of which the hash is kept; and the token that a page of ours sends beside it,
//! which a page of somebody else's cannot know.

use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::random::{hash_of, random};

/// What the browser keeps of a visit.
pub struct VisitCookie(Zeroizing<String>);

/// The text is no such cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cookie of a visit")]
pub struct NoVisitCookie;

impl VisitCookie {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*random::<32>())))
    }

    /// The cookie's value.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.0)
    }

    /// The token against cross-site requests, told to our page at the sign-in: it follows from the cookie, which no script
    /// can read, and the cookie does not follow from it.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hash_of(&Zeroizing::new(format!("csrf:{}", self.0.as_str()))))
    }
}

impl FromStr for VisitCookie {
    type Err = NoVisitCookie;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() != 43 || !text.bytes().all(allowed) {
            return Err(NoVisitCookie);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl std::fmt::Debug for VisitCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitCookie(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_is_told_and_has_its_own_hash_and_token() {
        let (one, other) = (VisitCookie::generate(), VisitCookie::generate());
        let again: VisitCookie = one.reveal().parse().unwrap();
        assert_eq!((again.hash(), again.csrf_token()), (one.hash(), one.csrf_token()));
        assert_ne!(other.csrf_token(), one.csrf_token());
        assert_ne!(one.csrf_token(), BASE64_URL_SAFE_NO_PAD.encode(one.hash()), "the database knows no token");
    }

    #[test]
    fn what_is_no_cookie_is_refused() {
        for text in ["", "a", &"a".repeat(44), &"é".repeat(43), &format!("{};", "a".repeat(42))] {
            assert_eq!(text.parse::<VisitCookie>().err(), Some(NoVisitCookie), "{text:?}");
        }
    }
}
