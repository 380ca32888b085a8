//! Passkeys of an account, as the state file keeps them.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use super::assertion::MAX_CREDENTIAL_ID;
use super::authenticator::Authenticator;
use super::key::Point;
use super::views::{PasskeyCredential, PasskeyDemand, PasskeyView};
use crate::error::Refusal;
use crate::state::Blob;

/// Relying party of the service's passkeys.
const RP_ID: &str = "whatsapp.com";
/// Relying parties that request options were seen with.
const RP_IDS: [&str; 2] = [RP_ID, "web.whatsapp.com"];
/// Maximum number of registered credentials beside that of the phone's own authenticator.
const REGISTERED: usize = 8;
/// ADV secrets kept to recognise a companion that is linked again.
const SECRETS: usize = 8;

/// Demand, credentials and what proves that a companion was linked before.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Passkeys {
    pub(crate) demand: PasskeyDemand,
    rp_id: Option<String>,
    /// Created when it is first needed.
    authenticator: Option<Authenticator>,
    registered: VecDeque<Registered>,
    /// ADV secrets of earlier linkings, newest last.
    adv_secrets: VecDeque<Blob>,
}

/// Public half of a credential that another authenticator has.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Registered {
    id: Blob,
    point: Blob,
}

impl Passkeys {
    /// Relying party's id in request options.
    pub(crate) fn rp_id(&self) -> &str {
        self.rp_id.as_deref().unwrap_or(RP_ID)
    }

    /// Sets the relying party's id.
    pub(crate) fn set_rp_id(&mut self, rp_id: &str) -> Result<(), Refusal> {
        if !RP_IDS.contains(&rp_id) {
            return Err(Refusal::BadRequest(format!("a passkey's rpId is one of {}", RP_IDS.join(", "))));
        }
        self.rp_id = Some(rp_id.to_owned());
        Ok(())
    }

    /// The phone's own authenticator.
    pub(crate) fn authenticator(&mut self) -> Result<&Authenticator, Refusal> {
        let authenticator = match self.authenticator.take() {
            Some(authenticator) => authenticator,
            None => Authenticator::generate()?,
        };
        Ok(self.authenticator.insert(authenticator))
    }

    /// Public key of a credential; `None` if the account has no such one.
    pub(crate) fn key(&self, id: &[u8]) -> Option<Point> {
        match &self.authenticator {
            Some(own) if own.id() == id => own.point(),
            Some(_) | None => {
                let registered = self.registered.iter().find(|registered| registered.id.as_slice() == id)?;
                Point::parse(registered.point.as_slice())
            }
        }
    }

    /// Adds a credential of another authenticator, or replaces it. The oldest beyond eight is dropped.
    pub(crate) fn register(&mut self, credential: &PasskeyCredential) -> Result<(), Refusal> {
        let bad = |why: &str| Refusal::BadRequest(why.to_owned());
        let id = decoded(&credential.id).filter(|id| (1..=MAX_CREDENTIAL_ID).contains(&id.len()));
        let id = id.ok_or_else(|| bad("a credential's id is 1 to 1023 bytes in base64url"))?;
        let point = decoded(&credential.public_key).and_then(|key| Point::parse(&key));
        let point =
            point.ok_or_else(|| bad("a public key is one of P-256, as SubjectPublicKeyInfo, COSE or a point"))?;
        if self.authenticator.as_ref().is_some_and(|own| own.id() == id) {
            return Err(bad("the phone's own authenticator has a credential with this id"));
        }
        self.registered.retain(|registered| registered.id.as_slice() != id);
        self.registered.push_back(Registered { id: id.into(), point: point.as_bytes().into() });
        while self.registered.len() > REGISTERED {
            self.registered.pop_front();
        }
        Ok(())
    }

    /// Keeps the ADV secret of a linking.
    pub(crate) fn remember(&mut self, adv_secret: &[u8; 32]) {
        self.adv_secrets.push_back(adv_secret[..].into());
        while self.adv_secrets.len() > SECRETS {
            self.adv_secrets.pop_front();
        }
    }

    /// ADV secrets of earlier linkings.
    pub(crate) fn adv_secrets(&self) -> impl Iterator<Item = &[u8]> {
        self.adv_secrets.iter().map(Blob::as_slice)
    }

    /// Settings and public keys, for the control API.
    pub(crate) fn view(&mut self) -> Result<PasskeyView, Refusal> {
        let own = self.authenticator()?;
        let own = own.point().map(|point| shown(own.id(), &point));
        let registered = self.registered.iter();
        let registered = registered
            .filter_map(|one| Point::parse(one.point.as_slice()).map(|point| shown(one.id.as_slice(), &point)));
        let credentials = own.into_iter().chain(registered).collect();
        Ok(PasskeyView { demand: self.demand, rp_id: self.rp_id().to_owned(), credentials })
    }
}

fn shown(id: &[u8], point: &Point) -> PasskeyCredential {
    PasskeyCredential { id: BASE64URL.encode(id), public_key: BASE64URL.encode(point.spki()) }
}

/// Bytes in Base64 of either alphabet.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    BASE64URL.decode(text).or_else(|_| STANDARD.decode(padded(text))).ok()
}

fn padded(text: &str) -> String {
    let missing = (4 - text.len() % 4) % 4;
    format!("{text}{}", "=".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(id: &str, key: &[u8]) -> PasskeyCredential {
        PasskeyCredential { id: id.to_owned(), public_key: STANDARD.encode(key) }
    }

    #[test]
    fn registered_credentials_are_found_replaced_and_bounded() {
        let mut passkeys = Passkeys::default();
        let [one, other] = [(); 2].map(|()| Authenticator::generate().unwrap().point().unwrap());
        passkeys.register(&credential("AAAA", &one.spki())).unwrap();
        assert_eq!(passkeys.key(&[0; 3]), Some(one));
        passkeys.register(&credential("AAAA", other.as_bytes())).unwrap();
        assert_eq!(passkeys.key(&[0; 3]), Some(other.clone()));
        for id in 0..8_u8 {
            passkeys.register(&credential(&BASE64URL.encode([id; 5]), other.as_bytes())).unwrap();
        }
        assert_eq!(passkeys.key(&[0; 3]), None, "the oldest is dropped");
        assert_eq!(passkeys.view().unwrap().credentials.len(), 9);
    }

    #[test]
    fn malformed_credential_is_refused() {
        let mut passkeys = Passkeys::default();
        let key = Authenticator::generate().unwrap().point().unwrap().spki();
        let long = BASE64URL.encode(vec![1; 1024]);
        for bad in [credential("", &key), credential("*", &key), credential(&long, &key), credential("AAAA", &key[1..])]
        {
            assert_eq!(passkeys.register(&bad).unwrap_err().status(), 400);
        }
        let own = BASE64URL.encode(passkeys.authenticator().unwrap().id());
        assert_eq!(passkeys.register(&credential(&own, &key)).unwrap_err().status(), 400);
        assert!(passkeys.set_rp_id("example.com").is_err());
    }

    #[test]
    fn authenticator_survives_the_state_file() {
        let mut passkeys = Passkeys { demand: PasskeyDemand::WithOptions, ..Passkeys::default() };
        passkeys.set_rp_id("web.whatsapp.com").unwrap();
        passkeys.remember(&[7; 32]);
        let view = passkeys.view().unwrap();
        let mut back: Passkeys = serde_json::from_str(&serde_json::to_string(&passkeys).unwrap()).unwrap();
        assert_eq!(back.view().unwrap(), view);
        assert_eq!(back.adv_secrets().collect::<Vec<_>>(), [[7; 32]]);
    }
}
