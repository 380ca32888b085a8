//! The server's certificate chain, sent inside the handshake.
//!
//! The real chain ends in a root key that only the service has. This one is valid below it: the leaf carries the
//! server's static key and is signed by the intermediate, which can only sign itself. Clients that verify the root must
//! trust another one; Baileys 6.7 checks only the intermediate's issuer serial.

use buffa::Message as _;
use waproto::whatsapp::{self as wa, cert_chain::NoiseCertificate, cert_chain::noise_certificate::Details};

use crate::state::{ServerKeys, now};

/// Serial of the service's root certificate, which clients compare with the intermediate's issuer.
const ROOT_SERIAL: u32 = 0;
const INTERMEDIATE_SERIAL: u32 = 1;
const DAY: u64 = 86_400;

/// The chain as protobuf, valid from yesterday for ten years.
pub(super) fn chain(keys: &ServerKeys) -> Vec<u8> {
    let today = u64::try_from(now()).unwrap_or_default();
    let details = |serial, issuer, key: [u8; 32]| {
        Details {
            serial: Some(serial),
            issuer_serial: Some(issuer),
            key: Some(key.to_vec()),
            not_before: Some(today.saturating_sub(DAY)),
            not_after: Some(today + 3650 * DAY),
        }
        .encode_to_vec()
    };
    let signed = |details: Vec<u8>| NoiseCertificate {
        signature: Some(keys.intermediate.sign(&details)),
        details: Some(details),
    };
    let intermediate = signed(details(INTERMEDIATE_SERIAL, ROOT_SERIAL, keys.intermediate.public()));
    let leaf = signed(details(INTERMEDIATE_SERIAL + 1, INTERMEDIATE_SERIAL, keys.noise.public()));
    wa::CertChain { leaf: leaf.into(), intermediate: intermediate.into() }.encode_to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Keys, verified};

    #[test]
    fn leaf_has_the_static_key_and_is_signed() {
        let keys = ServerKeys { noise: Keys::generate(), intermediate: Keys::generate() };
        let chain = wa::CertChain::decode_from_slice(&chain(&keys)).unwrap();
        let details = chain.leaf.details.clone().unwrap();
        assert!(verified(&keys.intermediate.public(), &details, chain.leaf.signature.as_ref().unwrap()));
        let leaf = Details::decode_from_slice(&details).unwrap();
        let above = Details::decode_from_slice(chain.intermediate.details.as_ref().unwrap()).unwrap();
        assert_eq!(leaf.key.unwrap(), keys.noise.public());
        assert_eq!(leaf.issuer_serial, above.serial);
        assert_eq!(above.issuer_serial, Some(0));
    }
}
