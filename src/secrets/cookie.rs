//! Cookie of a dashboard session (256 random bits, of which only the hash is stored) and the CSRF token derived from
//! it, which the dashboard sends beside the cookie and a page of another origin cannot know.

use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::random::{hash_of, random};

/// Session cookie of the dashboard.
pub struct DashboardCookie(Zeroizing<String>);

/// Error: the text is not a session cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a dashboard session cookie")]
pub struct NoVisitCookie;

impl DashboardCookie {
    /// Generates a new cookie.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*random::<32>())))
    }

    /// Value of the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the value, which is what is stored.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.0)
    }

    /// CSRF token, given to the dashboard at the sign-in. It is derived from the cookie, which no script can read, and
    /// the cookie cannot be derived from it.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hash_of(&Zeroizing::new(format!("csrf:{}", self.0.as_str()))))
    }
}

impl FromStr for DashboardCookie {
    type Err = NoVisitCookie;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() != 43 || !text.bytes().all(allowed) {
            return Err(NoVisitCookie);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl std::fmt::Debug for DashboardCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DashboardCookie(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookie_round_trips_and_has_its_own_hash_and_csrf_token() {
        let (one, other) = (DashboardCookie::generate(), DashboardCookie::generate());
        let again: DashboardCookie = one.reveal().parse().unwrap();
        assert_eq!((again.hash(), again.csrf_token()), (one.hash(), one.csrf_token()));
        assert_ne!(other.csrf_token(), one.csrf_token());
        assert_ne!(one.csrf_token(), BASE64_URL_SAFE_NO_PAD.encode(one.hash()), "the database knows no token");
    }

    #[test]
    fn malformed_cookie_is_refused() {
        for text in ["", "a", &"a".repeat(44), &"é".repeat(43), &format!("{};", "a".repeat(42))] {
            assert_eq!(text.parse::<DashboardCookie>().err(), Some(NoVisitCookie), "{text:?}");
        }
    }
}
