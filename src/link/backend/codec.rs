//! Encoding of stored values: a byte that names the format, then JSON, so that a later version can tell old rows from
//! new ones.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Error of a value that was not written in our format. Contains no part of the value: values are secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored value cannot be read")]
pub(super) struct Unreadable;

/// Format byte: JSON follows.
const JSON: u8 = 1;

/// Encodes a value for a row.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Bytes, Unreadable> {
    let mut bytes = vec![JSON];
    serde_json::to_writer(&mut bytes, value).map_err(|_| Unreadable)?;
    Ok(bytes.into())
}

/// Decodes the value of a row.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    match bytes.split_first() {
        Some((&JSON, json)) => serde_json::from_slice(json).map_err(|_| Unreadable),
        Some(_) | None => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_back_and_a_foreign_one_is_refused() {
        let bytes = encode(&vec![1_u32, 2]).unwrap();
        assert_eq!(decode::<Vec<u32>>(&bytes), Ok(vec![1, 2]));
        for foreign in [&b""[..], b"[1,2]", b"\x02[1]", b"\x01{"] {
            assert_eq!(decode::<Vec<u32>>(foreign), Err(Unreadable), "{foreign:?}");
        }
    }
}
