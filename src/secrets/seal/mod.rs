//! Sealing what a company stores, under a key of the company's own.
//!
//! Each company has a data key; destroying it makes every value under it unreadable at once, wherever copies of them are. A
//! sealed value carries the data key's public tag, so that "under another key" (a wipe came between) and "tampered or damaged"
//! are two answers. It is bound to its place: company, kind of row, type and id. A value in any other place is refused. It is
//! not bound to a moment: an older value put back in its own place, under the same data key, is not noticed.

mod data_key;
mod place;
#[cfg(test)]
mod tests;
mod wrapped;

pub use data_key::{DataKey, DataKeyTag};
pub use place::Place;
pub use wrapped::WrappedKey;

/// The version that begins every sealed value and every wrapped key.
const VERSION: u8 = 1;

/// Why a sealed value or a wrapped key cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It does not look like something this version has sealed.
    #[error("it is not sealed, or by another version")]
    NotSealed,
    /// It bears the tag of another data key.
    #[error("it is sealed under another data key")]
    OtherKey,
    /// It bears the right tag and does not open: a byte is another one, or it belongs in another place.
    #[error("it is tampered with or damaged")]
    Damaged,
}

/// Takes version and tag off, and tells the tag.
fn split(bytes: &[u8]) -> Result<(DataKeyTag, &[u8]), Unreadable> {
    let (version, rest) = bytes.split_first().ok_or(Unreadable::NotSealed)?;
    let (tag, rest) = rest.split_first_chunk::<{ DataKeyTag::BYTES }>().ok_or(Unreadable::NotSealed)?;
    if *version != VERSION || rest.len() < crate::aead::NONCE + crate::aead::POLY {
        return Err(Unreadable::NotSealed);
    }
    Ok((DataKeyTag(*tag), rest))
}

/// Version and tag, with which everything sealed begins.
fn begin(tag: DataKeyTag, room: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + DataKeyTag::BYTES + crate::aead::NONCE + room + crate::aead::POLY);
    bytes.push(VERSION);
    bytes.extend_from_slice(&tag.0);
    bytes
}
