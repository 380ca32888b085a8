//! Where a sealed value belongs.

use linekeeper_domain::CompanyId;

use crate::aead::associated;

const LABEL: &str = "linekeeper sealed value v1";

/// The place of a value in the tables; a value opens in its own place only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// The company's credentials.
    Credentials {
        /// Whose.
        company: &'a CompanyId,
    },
    /// One of the company's keys.
    Key {
        /// Whose.
        company: &'a CompanyId,
        /// The type.
        key_type: &'a str,
        /// The id within the type.
        key_id: &'a str,
    },
}

impl Place<'_> {
    /// What the value is bound to. The kind of row is a part of its own: a key of the type "creds" is not the credentials.
    pub(super) fn associated(&self) -> Vec<u8> {
        match self {
            Self::Credentials { company } => associated(LABEL, &[b"creds", company.as_str().as_bytes()]),
            Self::Key { company, key_type, key_id } => {
                associated(LABEL, &[b"key", company.as_str().as_bytes(), key_type.as_bytes(), key_id.as_bytes()])
            }
        }
    }
}
