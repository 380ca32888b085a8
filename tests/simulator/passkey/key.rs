//! Public keys of ES256 credentials: as an uncompressed point, as SubjectPublicKeyInfo and as a COSE key.

use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::SystemRandom;

/// Start of the SubjectPublicKeyInfo (DER) of a P-256 key: everything before the point.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// Start of a COSE key for ES256, up to the x coordinate. Authenticators encode it canonically, so that there is one form:
/// kty EC2, alg ES256, crv P-256.
const COSE_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
/// What stands between the coordinates of a COSE key.
const COSE_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// Length of an uncompressed point.
const POINT: usize = 65;

/// A point of P-256, uncompressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point(Vec<u8>);

impl Point {
    /// Parses any of the three forms; `None` if it is none of them, or not on the curve.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let point = match bytes.len() {
            POINT => bytes.to_vec(),
            _ if bytes.starts_with(&SPKI) => bytes.get(SPKI.len()..)?.to_vec(),
            _ => {
                let (x, rest) = bytes.strip_prefix(&COSE_X)?.split_first_chunk::<32>()?;
                let y: &[u8; 32] = rest.strip_prefix(&COSE_Y)?.try_into().ok()?;
                [&[4], &x[..], &y[..]].concat()
            }
        };
        (point.len() == POINT && on_curve(&point)).then_some(Self(point))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// SubjectPublicKeyInfo, as a browser's `getPublicKey()` returns it.
    pub(crate) fn spki(&self) -> Vec<u8> {
        [&SPKI, &self.0[..]].concat()
    }
}

/// Whether the bytes are a point of the curve: an agreement with any other fails.
fn on_curve(point: &[u8]) -> bool {
    EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())
        .is_ok_and(|key| agree_ephemeral(key, &UnparsedPublicKey::new(&ECDH_P256, point), |_| ()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passkey::authenticator::Authenticator;

    fn point() -> Point {
        Authenticator::generate().unwrap().point().unwrap()
    }

    #[test]
    fn every_form_of_a_key_is_parsed() {
        let point = point();
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let cose = [&COSE_X, x, &COSE_Y, y].concat();
        for form in [point.as_bytes().to_vec(), point.spki(), cose] {
            assert_eq!(Point::parse(&form), Some(point.clone()));
        }
    }

    #[test]
    fn key_that_is_not_on_the_curve_is_refused() {
        let mut bytes = point().as_bytes().to_vec();
        bytes[40] ^= 1;
        let spki = [&SPKI, &bytes[..]].concat();
        let short = point().spki()[..60].to_vec();
        for bad in [bytes, spki, short, Vec::new(), vec![4; 65], COSE_X.to_vec()] {
            assert_eq!(Point::parse(&bad), None, "{bad:?}");
        }
    }
}
