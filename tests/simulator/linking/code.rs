//! The phone's half of linking by code.
//!
//! The companion wraps an ephemeral key with the code; the phone unwraps it with the typed code, answers with an
//! ephemeral key of its own wrapped the same way, and gets a bundle that opens only if both used the same code. So the
//! phone learns only from the bundle that a code was wrong, as a real one does.

use wacore::crypto::hkdf_sha256_into;
use wacore::pair_code::PairCodeUtils;
use wacore_libsignal::crypto::aes_256_gcm_decrypt;

use crate::state::Keys;

/// `salt32 ‖ iv12 ‖ AES-GCM(companion identity ‖ primary identity ‖ random)`.
const BUNDLE: usize = 32 + 12 + 96 + 16;

/// The phone's answer to a typed code.
pub(crate) struct PrimaryHello {
    ephemeral: Keys,
    companion_ephemeral: [u8; 32],
    /// The phone's ephemeral key, wrapped with the code, 80 bytes.
    pub(crate) wrapped: Vec<u8>,
}

/// Content of an opened bundle.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) companion_identity: [u8; 32],
    pub(crate) adv_secret: [u8; 32],
}

impl PrimaryHello {
    /// Unwraps the companion's key with the typed code and prepares the answer. Takes two PBKDF2 runs, about 80 ms: not
    /// for a thread that serves connections. `None` if the companion's key has the wrong length.
    pub(crate) fn with_code(code: &str, companion_wrapped: &[u8]) -> Option<Self> {
        let companion_ephemeral = PairCodeUtils::decrypt_primary_ephemeral_pub(companion_wrapped, code).ok()?;
        let ephemeral = Keys::generate();
        let wrapped = PairCodeUtils::encrypt_ephemeral_pub(&ephemeral.public(), code).to_vec();
        Some(Self { ephemeral, companion_ephemeral, wrapped })
    }

    /// Opens the companion's bundle. `None` if the code was wrong.
    pub(crate) fn open(&self, identity: &Keys, bundle: &[u8], companion: &[u8]) -> Option<Opened> {
        if bundle.len() != BUNDLE {
            return None;
        }
        let (salt, rest) = bundle.split_first_chunk::<32>()?;
        let (nonce, sealed) = rest.split_first_chunk::<12>()?;
        let shared = self.ephemeral.agree(&self.companion_ephemeral)?;
        let mut key = [0; 32];
        hkdf_sha256_into(&shared, Some(salt), b"link_code_pairing_key_bundle_encryption_key", &mut key).ok()?;
        let mut plain = Vec::new();
        aes_256_gcm_decrypt(&key, nonce, b"", sealed, &mut plain).ok()?;
        let (companion_identity, rest) = plain.split_first_chunk::<32>()?;
        let (primary_identity, random) = rest.split_first_chunk::<32>()?;
        if primary_identity != &identity.public() || companion_identity != companion {
            return None;
        }
        let secret = [&shared[..], &identity.agree(companion_identity)?, random].concat();
        let mut adv_secret = [0; 32];
        hkdf_sha256_into(&secret, None, b"adv_secret", &mut adv_secret).ok()?;
        Some(Opened { companion_identity: *companion_identity, adv_secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Companion {
        ephemeral: Keys,
        identity: Keys,
        code: &'static str,
    }

    impl Companion {
        fn finish(&self, primary_wrapped: &[u8], primary_identity: &Keys) -> (Vec<u8>, [u8; 32]) {
            let primary = PairCodeUtils::decrypt_primary_ephemeral_pub(primary_wrapped, self.code).unwrap();
            PairCodeUtils::prepare_key_bundle(&self.ephemeral.0, &primary, &primary_identity.public(), &self.identity.0)
                .unwrap()
        }
    }

    fn companion() -> (Companion, Vec<u8>) {
        let companion = Companion { ephemeral: Keys::generate(), identity: Keys::generate(), code: "ABCD1234" };
        let wrapped = PairCodeUtils::encrypt_ephemeral_pub(&companion.ephemeral.public(), companion.code).to_vec();
        (companion, wrapped)
    }

    #[test]
    fn both_sides_derive_the_same_secret_from_the_right_code() {
        let (companion, wrapped) = companion();
        let phone = Keys::generate();
        let hello = PrimaryHello::with_code("ABCD1234", &wrapped).unwrap();
        let (bundle, secret) = companion.finish(&hello.wrapped, &phone);
        let opened = hello.open(&phone, &bundle, &companion.identity.public()).unwrap();
        assert_eq!(opened.adv_secret, secret);
        assert_eq!(opened.companion_identity, companion.identity.public());
    }

    #[test]
    fn a_wrong_code_shows_at_the_bundle() {
        let (companion, wrapped) = companion();
        let phone = Keys::generate();
        let hello = PrimaryHello::with_code("ABCD1235", &wrapped).unwrap();
        let (bundle, _) = companion.finish(&hello.wrapped, &phone);
        assert!(hello.open(&phone, &bundle, &companion.identity.public()).is_none());
    }

    #[test]
    fn a_bundle_for_another_identity_is_refused() {
        let (companion, wrapped) = companion();
        let phone = Keys::generate();
        let hello = PrimaryHello::with_code("ABCD1234", &wrapped).unwrap();
        let (bundle, _) = companion.finish(&hello.wrapped, &phone);
        assert!(hello.open(&phone, &bundle, &Keys::generate().public()).is_none());
        assert!(hello.open(&phone, b"short", &companion.identity.public()).is_none());
    }
}
