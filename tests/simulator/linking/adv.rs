//! Advanced device verification: the phone signs that a device belongs to the account, the device countersigns.
//!
//! Account signature over `06 00 ‖ details ‖ companion identity`, device signature over `06 01 ‖ details ‖ companion
//! identity ‖ account key`, and an HMAC with the secret that only phone and companion know.
//!
//! A business account that is connected to Meta's cloud is *hosted*. Two fields say so independently, as WhatsApp Web
//! reads them: the outer account type puts `06 05` before what the HMAC is computed over, the signed inner device type
//! makes the account signature begin with `06 05` instead of `06 00`. A companion countersigns with `06 01` in any case;
//! `06 06` is for the cloud's own devices.

use waproto::codec;
use waproto::whatsapp as wa;

use wacore_libsignal::crypto::hmac_sha256;

use crate::state::{Phone, now, verified};
use crate::views::AdvType;

const ACCOUNT_SIGNATURE: &[u8] = &[6, 0];
const DEVICE_SIGNATURE: &[u8] = &[6, 1];
const HOSTED_ACCOUNT_SIGNATURE: &[u8] = &[6, 5];
const HOSTED_DEVICE_SIGNATURE: &[u8] = &[6, 6];
const KEY_INDEX_LIST_SIGNATURE: &[u8] = &[6, 2];

/// Corruption of a `pair-success`; the names are those of the control API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoilt {
    /// `hmac`: computed with another secret than the companion's.
    Hmac,
    /// `signature`: not made by the account.
    Signature,
    /// `key`: an account key of five bytes.
    Key,
    /// `garbage`: arbitrary bytes instead of an identity.
    Garbage,
    /// `details`: no details.
    Details,
    /// `identity`: no `device-identity`.
    Identity,
    /// `id`: no id of the request.
    Id,
    /// `number`: no jid of the device.
    Number,
}

impl Spoilt {
    /// Parses the name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "hmac" => Self::Hmac,
            "signature" => Self::Signature,
            "key" => Self::Key,
            "garbage" => Self::Garbage,
            "details" => Self::Details,
            "identity" => Self::Identity,
            "id" => Self::Id,
            "number" => Self::Number,
            _ => return None,
        })
    }
}

/// Identity of a device that is being linked.
#[derive(Debug, Clone)]
pub(crate) struct DeviceIdentity {
    pub(crate) key_index: u32,
    account_type: AdvType,
    details: Vec<u8>,
    account_key: [u8; 32],
    account_signature: Vec<u8>,
    companion: [u8; 32],
}

impl DeviceIdentity {
    /// Signs the companion's identity with the next key index of the account.
    pub(crate) fn sign(phone: &Phone, companion: [u8; 32]) -> Self {
        use buffa::Message as _;
        let key_index = phone.key_index + 1;
        let details = wa::ADVDeviceIdentity {
            raw_id: Some(phone.adv_id),
            timestamp: Some(u64::try_from(now()).unwrap_or_default()),
            key_index: Some(key_index),
            account_type: Some(named(phone.account_type)),
            device_type: Some(named(phone.device_type)),
        }
        .encode_to_vec();
        let prefix = match phone.device_type {
            AdvType::E2ee => ACCOUNT_SIGNATURE,
            AdvType::Hosted => HOSTED_ACCOUNT_SIGNATURE,
        };
        let message = [prefix, &details, &companion].concat();
        Self {
            key_index,
            account_type: phone.account_type,
            account_key: phone.identity.public(),
            account_signature: phone.identity.sign(&message),
            details,
            companion,
        }
    }

    /// `ADVSignedDeviceIdentityHMAC` for `pair-success`.
    pub(crate) fn sealed(&self, adv_secret: &[u8; 32]) -> Vec<u8> {
        use buffa::Message as _;
        let signed = codec::adv_signed_device_identity_to_vec(&self.signed(None));
        wa::ADVSignedDeviceIdentityHMAC {
            hmac: Some(self.hmac(adv_secret, &signed)),
            details: Some(signed),
            account_type: Some(named(self.account_type)),
        }
        .encode_to_vec()
    }

    fn hmac(&self, adv_secret: &[u8; 32], signed: &[u8]) -> Vec<u8> {
        match self.account_type {
            AdvType::E2ee => hmac_sha256(adv_secret, signed).to_vec(),
            AdvType::Hosted => hmac_sha256(adv_secret, &[HOSTED_ACCOUNT_SIGNATURE, signed].concat()).to_vec(),
        }
    }

    /// Corrupted `ADVSignedDeviceIdentityHMAC`.
    pub(crate) fn spoilt(&self, adv_secret: &[u8; 32], how: Spoilt) -> Vec<u8> {
        use buffa::Message as _;
        match how {
            Spoilt::Hmac => self.sealed(&[0; 32]),
            Spoilt::Signature => Self { account_signature: vec![0; 64], ..self.clone() }.sealed(adv_secret),
            Spoilt::Garbage => vec![0xff; 20],
            Spoilt::Key | Spoilt::Details => {
                let mut signed = self.signed(None);
                if how == Spoilt::Key {
                    signed.account_signature_key = Some(vec![1; 5]);
                }
                let signed = codec::adv_signed_device_identity_to_vec(&signed);
                wa::ADVSignedDeviceIdentityHMAC {
                    hmac: Some(self.hmac(adv_secret, &signed)),
                    details: (how == Spoilt::Key).then_some(signed),
                    account_type: Some(named(self.account_type)),
                }
                .encode_to_vec()
            }
            Spoilt::Identity | Spoilt::Id | Spoilt::Number => self.sealed(adv_secret),
        }
    }

    /// Verifies the companion's countersigned identity; returns the identity with both signatures, as others fetch it.
    /// The error says what does not verify.
    pub(crate) fn countersigned(&self, answer: &[u8]) -> Result<Vec<u8>, &'static str> {
        let answer = codec::adv_signed_device_identity_decode(answer).map_err(|_| "not a device identity")?;
        if answer.details.as_deref() != Some(self.details.as_slice()) {
            return Err("other details than the phone signed");
        }
        if answer.account_signature.as_deref().is_some_and(|other| other != self.account_signature) {
            return Err("another account signature");
        }
        // Companions may omit the account's key, which both sides know.
        let named = answer.account_signature_key.as_deref().filter(|key| !key.is_empty());
        if named.is_some_and(|key| key != self.account_key) {
            return Err("another account key");
        }
        let signature = answer.device_signature.ok_or("no device signature")?;
        let made_with = |prefix: &[u8]| {
            let message = [prefix, &self.details, &self.companion, &self.account_key].concat();
            verified(&self.companion, &message, &signature)
        };
        if !made_with(DEVICE_SIGNATURE) {
            let hosted = made_with(HOSTED_DEVICE_SIGNATURE);
            return Err(if hosted { WRONG_PREFIX } else { "a wrong device signature" });
        }
        Ok(codec::adv_signed_device_identity_to_vec(&self.signed(Some(signature))))
    }

    fn signed(&self, device_signature: Option<Vec<u8>>) -> wa::ADVSignedDeviceIdentity {
        wa::ADVSignedDeviceIdentity {
            details: Some(self.details.clone()),
            account_signature_key: Some(self.account_key.to_vec()),
            account_signature: Some(self.account_signature.clone()),
            device_signature,
        }
    }
}

/// Reason for refusing a companion that countersigns as a device of Meta's cloud would.
pub(crate) const WRONG_PREFIX: &str = "signature-mismatch: a device signature with the prefix 06 06 instead of 06 01";

fn named(kind: AdvType) -> wa::ADVEncryptionType {
    match kind {
        AdvType::E2ee => wa::ADVEncryptionType::E2EE,
        AdvType::Hosted => wa::ADVEncryptionType::HOSTED,
    }
}

/// Account's list of valid key indexes, signed by the phone: `ADVSignedKeyIndexList`.
pub(crate) fn key_index_list(phone: &Phone) -> Vec<u8> {
    let details = codec::adv_key_index_list_to_vec(&wa::ADVKeyIndexList {
        raw_id: Some(phone.adv_id),
        timestamp: Some(u64::try_from(phone.devices_changed).unwrap_or_default()),
        current_index: Some(phone.key_index),
        valid_indexes: phone.devices.iter().map(|device| device.key_index).collect(),
        account_type: Some(named(phone.account_type)),
    });
    let signature = phone.identity.sign(&[KEY_INDEX_LIST_SIGNATURE, &details].concat());
    codec::adv_signed_key_index_list_to_vec(&wa::ADVSignedKeyIndexList {
        details: Some(details),
        account_signature: Some(signature),
        account_signature_key: Some(phone.identity.public().to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use wacore::pair::{DeviceState, PairUtils};

    use super::*;
    use crate::state::{Keys, Number};

    fn phone() -> Phone {
        Phone::new(Number::parse("79000000001").unwrap(), "1".to_owned())
    }

    fn answer(identity: &DeviceIdentity, companion: &Keys, secret: [u8; 32]) -> Result<Vec<u8>, u16> {
        let state =
            DeviceState { identity_key: companion.0.clone(), noise_key: Keys::generate().0, adv_secret_key: [7; 32] };
        PairUtils::do_pair_crypto(&state, &identity.sealed(&secret)).map(|(bytes, _)| bytes).map_err(|error| error.code)
    }

    #[test]
    fn companion_accepts_the_identity_and_countersigns_it() {
        let companion = Keys::generate();
        let identity = DeviceIdentity::sign(&phone(), companion.public());
        let answer = answer(&identity, &companion, [7; 32]).unwrap();
        let both = identity.countersigned(&answer).unwrap();
        let verdict = wacore::adv::validate_adv_with_identity_key(&both, &companion.public(), None);
        assert_eq!(verdict, wacore::adv::AdvValidation::Valid);
    }

    #[test]
    fn a_companion_with_another_secret_refuses() {
        let companion = Keys::generate();
        let identity = DeviceIdentity::sign(&phone(), companion.public());
        assert_eq!(answer(&identity, &companion, [8; 32]), Err(401));
    }

    #[test]
    fn a_forged_countersignature_is_refused() {
        let (companion, phone) = (Keys::generate(), phone());
        let identity = DeviceIdentity::sign(&phone, companion.public());
        let right = answer(&identity, &companion, [7; 32]).unwrap();
        let mut forged = codec::adv_signed_device_identity_decode(&right).unwrap();
        forged.device_signature = Some(vec![1; 64]);
        let forged = codec::adv_signed_device_identity_to_vec(&forged);
        assert_eq!(identity.countersigned(&forged), Err("a wrong device signature"));
        let other = DeviceIdentity::sign(&phone, Keys::generate().public());
        assert!(other.countersigned(&right).is_err());
        assert!(identity.countersigned(b"\xff").is_err());
    }
}
