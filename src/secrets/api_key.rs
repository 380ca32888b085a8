//! API keys, `lk_<public id>_<secret>`. The secret is 256 random bits in base64url; only its SHA-256 is stored.

use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use linekeeper_domain::access::AccessId;
use zeroize::Zeroizing;

use crate::random::{hash_of, random};

const PREFIX: &str = "lk_";

/// API key in plain, as its owner has it.
pub struct ApiKey {
    id: AccessId,
    secret: Zeroizing<String>,
}

/// Error: the text is not an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an API key looks like lk_<16 characters>_<43 characters>")]
pub struct NoApiKey;

impl ApiKey {
    /// Generates a new key.
    #[must_use]
    pub fn generate() -> Self {
        let secret = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*random::<32>()));
        Self { id: AccessId::from_random(*random()), secret }
    }

    /// Public id of the key.
    #[must_use]
    pub const fn id(&self) -> &AccessId {
        &self.id
    }

    /// SHA-256 of the secret part, which is what is stored.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.secret)
    }

    /// The whole key as text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}_{}", self.id, self.secret.as_str()))
    }
}

impl FromStr for ApiKey {
    type Err = NoApiKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, secret) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(NoApiKey)?;
        if secret.len() != 43 || !secret.is_ascii() {
            return Err(NoApiKey);
        }
        Ok(Self { id: id.parse().map_err(|_| NoApiKey)?, secret: Zeroizing::new(secret.to_owned()) })
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApiKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::same;

    #[test]
    fn key_round_trips_through_text_and_has_its_own_hash() {
        let (one, other) = (ApiKey::generate(), ApiKey::generate());
        let again: ApiKey = one.reveal().parse().unwrap();
        assert_eq!(again.id(), one.id());
        assert!(same(&again.hash(), &one.hash()) && !same(&other.hash(), &one.hash()));
    }

    #[test]
    fn malformed_key_is_refused() {
        let key = ApiKey::generate().reveal().to_string();
        let cut = key.strip_suffix(|_: char| true).unwrap().to_owned();
        for text in ["", "lk_", "lk__", "Bearer", cut.as_str(), &format!("{key}a"), &key.replace("lk_", "pk_")] {
            assert_eq!(text.parse::<ApiKey>().err(), Some(NoApiKey), "{text:?}");
        }
    }

    #[test]
    fn key_does_not_print_its_secret() {
        let key = ApiKey::generate();
        assert!(!format!("{key:?}").contains(key.secret.as_str()));
    }
}
