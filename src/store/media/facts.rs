//! What is known of a file, as it is stored: JSON, sealed under the log key and bound to the object.

use linekeeper_domain::messages::MimeType;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{FileFacts, FileKey, ObjectName, StoreError};
use linekeeper_secrets::{DataKey, Place};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::failure::QueryError;

/// Stored form. New fields need a default.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    mime_type: MimeType,
    bytes: u64,
    sha256: [u8; 32],
    key: [u8; 32],
}

/// Seals it.
///
/// # Errors
/// Corrupt, which no file leads to.
pub(super) fn seal(
    key: &DataKey,
    (company, object): (&CompanyId, &ObjectName),
    facts: &FileFacts,
) -> Result<Vec<u8>, QueryError> {
    let FileFacts { mime_type, bytes, sha256, key: file_key } = facts;
    let stored = Stored { mime_type: mime_type.clone(), bytes: *bytes, sha256: *sha256, key: *file_key.0 };
    let plain = Zeroizing::new(serde_json::to_vec(&stored).map_err(|_| QueryError::corrupt("a file"))?);
    let place = Place::File { company, object: object.as_str() };
    key.seal(&place, &plain).map_err(|error| StoreError::new(StoreFailure::Corrupt, error.to_string()).into())
}

/// Opens it.
///
/// # Errors
/// Corrupt, if it does not open with this key in this place.
pub(super) fn open(
    key: &DataKey,
    (company, object): (&CompanyId, &ObjectName),
    sealed: &[u8],
) -> Result<FileFacts, QueryError> {
    let place = Place::File { company, object: object.as_str() };
    let plain = key.open(&place, sealed).map(Zeroizing::new).map_err(|_| QueryError::corrupt("a file"))?;
    let Stored { mime_type, bytes, sha256, key } =
        serde_json::from_slice(&plain).map_err(|_| QueryError::corrupt("a file"))?;
    Ok(FileFacts { mime_type, bytes, sha256, key: FileKey(Zeroizing::new(key)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_open_as_those_of_their_object_only() {
        let (key, company, other) = (DataKey::generate(), "1".parse().unwrap(), "2".parse().unwrap());
        let (object, another) = (ObjectName::from_random([7; 16]), ObjectName::from_random([8; 16]));
        let file_key = FileKey(Zeroizing::new([9; 32]));
        let facts = FileFacts { mime_type: "image/png".parse().unwrap(), bytes: 5, sha256: [1; 32], key: file_key };
        let sealed = seal(&key, (&company, &object), &facts).unwrap();
        assert_eq!(open(&key, (&company, &object), &sealed).unwrap(), facts);
        assert!(open(&key, (&company, &another), &sealed).is_err());
        assert!(open(&key, (&other, &object), &sealed).is_err());
        assert!(open(&DataKey::generate(), (&company, &object), &sealed).is_err());
    }
}
