//! Tokens of onboarding links: JWTs (RFC 7519) signed with HMAC-SHA256 (RFC 7518, section 3.2) by a key derived from a
//! master key. `kid` names the master key, so that tokens survive a rotation. No other algorithm is accepted.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::{CompanyId, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::master::MasterKeys;
use crate::random::same;

/// Purpose of the derived signing key.
const PURPOSE: &str = "linekeeper onboarding tokens 1";
/// Value of the `aud` claim.
const AUDIENCE: &str = "linekeeper-onboarding";
/// Longest accepted token, in bytes; none of ours is longer, not even with the longest name and addresses.
const MAX_TOKEN: usize = 3072;

/// Claims of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnboardingClaims {
    /// Public id of the onboarding link.
    pub link: AccessId,
    /// Company the link is for; it gives access to no other.
    pub company: CompanyId,
    /// End of validity, in whole seconds.
    pub expires_at: Timestamp,
    /// What the page of the link shows.
    pub details: LinkDetails,
}

/// Reason a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token was not signed by one of the known master keys, or is malformed.
    #[error("this is no token of this service")]
    Forged,
    /// The token has expired.
    #[error("the token has expired")]
    Expired,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    aud: String,
    sub: CompanyId,
    jti: AccessId,
    exp: i64,
    #[serde(flatten)]
    details: LinkDetails,
}

impl OnboardingClaims {
    /// Signs the claims with the current master key and returns the token.
    #[must_use]
    pub fn sign(&self, keys: &MasterKeys) -> Zeroizing<String> {
        let key = keys.current();
        let header = Header { alg: "HS256".to_owned(), typ: "JWT".to_owned(), kid: key.id().to_string() };
        let payload = Payload {
            aud: AUDIENCE.to_owned(),
            sub: self.company.clone(),
            jti: self.link.clone(),
            exp: self.expires_at.timestamp(),
            details: self.details.clone(),
        };
        let signed = format!("{}.{}", encoded(&header), encoded(&payload));
        let tag = key.fingerprint(PURPOSE, signed.as_bytes());
        Zeroizing::new(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag)))
    }

    /// Verifies signature and expiry and returns the claims. Does not check whether the link was revoked.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify(token: &str, keys: &MasterKeys, now: Timestamp) -> Result<Self, TokenError> {
        let payload = authentic(token, keys).ok_or(TokenError::Forged)?;
        let expires_at = Timestamp::from_timestamp(payload.exp, 0).ok_or(TokenError::Forged)?;
        if expires_at <= now {
            return Err(TokenError::Expired);
        }
        Ok(Self { link: payload.jti, company: payload.sub, expires_at, details: payload.details })
    }
}

fn authentic(token: &str, keys: &MasterKeys) -> Option<Payload> {
    if token.len() > MAX_TOKEN {
        return None;
    }
    let (signed, tag) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let header: Header = decoded(header)?;
    if header.alg != "HS256" || header.typ != "JWT" {
        return None;
    }
    let key = keys.named(&header.kid)?;
    let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
    let tag: [u8; 32] = tag.try_into().ok()?;
    same(&key.fingerprint(PURPOSE, signed.as_bytes()), &tag).then_some(())?;
    decoded::<Payload>(payload).filter(|payload| payload.aud == AUDIENCE)
}

fn encoded<T: Serialize>(part: &T) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap_or_default())
}

fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::branding::{DisplayName, WebAddress};

    use super::*;

    fn keys() -> MasterKeys {
        MasterKeys::generate("test".parse().unwrap())
    }

    fn claims() -> OnboardingClaims {
        OnboardingClaims {
            link: AccessId::from_random([7; AccessId::LENGTH]),
            company: "997441".parse().unwrap(),
            expires_at: Timestamp::from_timestamp(1_900_000_000, 0).unwrap(),
            details: LinkDetails { name: "Салон \"Анна\"".parse().ok(), ..LinkDetails::default() },
        }
    }

    #[test]
    fn token_yields_its_claims_until_it_expires() {
        let keys = keys();
        let token = claims().sign(&keys);
        let end = claims().expires_at;
        assert_eq!(OnboardingClaims::verify(&token, &keys, end - chrono::TimeDelta::seconds(1)), Ok(claims()));
        assert_eq!(OnboardingClaims::verify(&token, &keys, end), Err(TokenError::Expired));
    }

    fn payload(token: &str) -> serde_json::Value {
        let payload = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    }

    #[test]
    fn page_reads_details_of_a_link_in_its_token() {
        let details = LinkDetails {
            return_url: "https://market.example/done".parse().ok(),
            support_url: "https://market.example/help".parse().ok(),
            support_email: "help@market.example".parse().ok(),
            ..claims().details
        };
        let expected = serde_json::json!({
            "aud": AUDIENCE, "sub": "997441", "jti": claims().link, "exp": 1_900_000_000,
            "name": "Салон \"Анна\"", "return_url": "https://market.example/done",
            "support_url": "https://market.example/help", "support_email": "help@market.example",
        });
        assert_eq!(payload(&OnboardingClaims { details, ..claims() }.sign(&keys())), expected);
        let bare = OnboardingClaims { details: LinkDetails::default(), ..claims() };
        assert_eq!(payload(&bare.sign(&keys())).as_object().unwrap().len(), 4, "what is not there takes no place");
    }

    #[test]
    fn token_with_the_longest_details_is_accepted() {
        let keys = MasterKeys::generate("k".repeat(32).parse().unwrap());
        let address = format!("https://market.example/{}", "a".repeat(WebAddress::MAX_LENGTH - 23));
        // A letter of four bytes, and one that JSON escapes.
        for letter in ["\u{1f488}", "\""] {
            let details = LinkDetails {
                name: letter.repeat(DisplayName::MAX_LENGTH).parse().ok(),
                return_url: address.parse().ok(),
                support_url: address.parse().ok(),
                support_email: format!("{}@{}example", "a".repeat(64), "b.".repeat(91)).parse().ok(),
            };
            let company: CompanyId = "c".repeat(CompanyId::MAX_LENGTH).parse().unwrap();
            let longest = OnboardingClaims { company, details, ..claims() };
            assert!(longest.details.name.is_some() && longest.details.return_url.is_some());
            assert!(longest.details.support_email.is_some());
            let token = longest.sign(&keys);
            assert!(token.len() <= MAX_TOKEN, "{}", token.len());
            assert_eq!(OnboardingClaims::verify(&token, &keys, Timestamp::UNIX_EPOCH), Ok(longest));
        }
    }

    #[test]
    fn token_of_other_keys_is_forged() {
        let token = claims().sign(&keys());
        let verified = OnboardingClaims::verify(&token, &keys(), Timestamp::UNIX_EPOCH);
        assert_eq!(verified, Err(TokenError::Forged));
    }

    #[test]
    fn token_with_any_changed_byte_is_forged() {
        let keys = keys();
        let token = claims().sign(&keys).to_string();
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let verified = OnboardingClaims::verify(&changed, &keys, Timestamp::UNIX_EPOCH);
            assert_eq!(verified, Err(TokenError::Forged), "{place}: {changed}");
        }
    }

    #[test]
    fn other_algorithms_and_other_texts_are_refused() {
        let keys = keys();
        let token = claims().sign(&keys).to_string();
        let (_, rest) = token.split_once('.').unwrap();
        for alg in ["none", "HS512", "RS256"] {
            let header = Header { alg: alg.into(), typ: "JWT".into(), kid: keys.current().id().to_string() };
            let forged = format!("{}.{rest}", encoded(&header));
            assert!(OnboardingClaims::verify(&forged, &keys, Timestamp::UNIX_EPOCH).is_err(), "{alg}");
        }
        for text in ["", ".", "..", "a.b.c", "\u{0}", &"a".repeat(5000)] {
            assert_eq!(OnboardingClaims::verify(text, &keys, Timestamp::UNIX_EPOCH), Err(TokenError::Forged));
        }
    }

    #[test]
    fn token_fits_a_websocket_subprotocol() {
        let token = claims().sign(&keys()).to_string();
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{token}");
    }
}
