//! Random bytes, hashes, and constant-time comparison.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Returns random bytes from a generator seeded by the operating system.
pub(crate) fn random<const N: usize>() -> Zeroizing<[u8; N]> {
    Zeroizing::new(rand::random())
}

/// SHA-256 of a secret text.
pub(crate) fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Compares two hashes in constant time.
#[must_use]
pub fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}
