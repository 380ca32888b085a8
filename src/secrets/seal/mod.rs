//! Sealing (authenticated encryption) of what a company stores, under the company's own data key.
//!
//! Destroying a company's data key makes every value under it unreadable at once, in all copies. A sealed value carries
//! the data key's public tag, so that "under another key" (a wipe came between) and "tampered or damaged" are different
//! errors. It is bound to its place (company, kind of row, type, id) and refused in any other. It is not bound to a
//! time: an older value put back in its own place, under the same data key, is not noticed.

mod data_key;
mod place;
#[cfg(test)]
mod tests;
mod wrapped;

pub use data_key::{DataKey, DataKeyTag};
pub use place::Place;
pub use wrapped::WrappedKey;

/// Version byte at the start of every sealed value and every wrapped key.
const VERSION: u8 = 1;

/// Reason a sealed value or a wrapped key cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The bytes do not have the format of this version.
    #[error("it is not sealed, or by another version")]
    NotSealed,
    /// The value carries the tag of another data key.
    #[error("it is sealed under another data key")]
    OtherKey,
    /// The tag is right but the authentication fails: a byte differs, or the value belongs in another place.
    #[error("it is tampered with or damaged")]
    Damaged,
}

/// Splits version and tag off; returns the tag and the rest.
fn split(bytes: &[u8]) -> Result<(DataKeyTag, &[u8]), Unreadable> {
    let (version, rest) = bytes.split_first().ok_or(Unreadable::NotSealed)?;
    let (tag, rest) = rest.split_first_chunk::<{ DataKeyTag::BYTES }>().ok_or(Unreadable::NotSealed)?;
    if *version != VERSION || rest.len() < crate::aead::NONCE + crate::aead::POLY {
        return Err(Unreadable::NotSealed);
    }
    Ok((DataKeyTag(*tag), rest))
}

/// Starts a sealed value with version and tag.
fn begin(tag: DataKeyTag, room: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + DataKeyTag::BYTES + crate::aead::NONCE + room + crate::aead::POLY);
    bytes.push(VERSION);
    bytes.extend_from_slice(&tag.0);
    bytes
}
