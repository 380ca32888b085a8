//! Randomness of the operating system, hashes, and comparisons that tell nothing by their time.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Random bytes. They are the operating system's own, by way of a generator that is seeded from it.
pub(crate) fn random<const N: usize>() -> Zeroizing<[u8; N]> {
    Zeroizing::new(rand::random())
}

/// SHA-256 of a secret text.
pub(crate) fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether two hashes are the same, in a time that does not depend on where they differ.
#[must_use]
pub fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}
