//! Place of a sealed value in the tables.

use linekeeper_domain::CompanyId;

use crate::aead::associated;

const LABEL: &str = "linekeeper sealed value v1";

/// Place of a value in the tables; a value opens in its own place only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// Credentials of a company.
    Credentials {
        /// Company of the row.
        company: &'a CompanyId,
    },
    /// Key row of a company.
    Key {
        /// Company of the row.
        company: &'a CompanyId,
        /// Row type.
        key_type: &'a str,
        /// Id within the type.
        key_id: &'a str,
    },
    /// Event in the log of a company.
    Event {
        /// Company of the log.
        company: &'a CompanyId,
        /// Id of the event.
        event: &'a str,
    },
    /// Order to send a message, in the log of a company.
    Outgoing {
        /// Company of the log.
        company: &'a CompanyId,
        /// Id of the message.
        message: &'a str,
    },
    /// What is known of a file of a company.
    File {
        /// Company of the log.
        company: &'a CompanyId,
        /// Name of the object that has the file's bytes.
        object: &'a str,
    },
    /// Value of a webhook endpoint.
    Endpoint {
        /// Id of the endpoint.
        endpoint: &'a str,
        /// What it is: the URL, a secret.
        value: &'a str,
    },
}

impl Place<'_> {
    /// Associated data the value is bound to. The kind of row is a part of its own: a key of the type "creds" is not
    /// the credentials.
    pub(super) fn associated(&self) -> Vec<u8> {
        match self {
            Self::Credentials { company } => associated(LABEL, &[b"creds", company.as_str().as_bytes()]),
            Self::Key { company, key_type, key_id } => {
                associated(LABEL, &[b"key", company.as_str().as_bytes(), key_type.as_bytes(), key_id.as_bytes()])
            }
            Self::Event { company, event } => {
                associated(LABEL, &[b"event", company.as_str().as_bytes(), event.as_bytes()])
            }
            Self::Outgoing { company, message } => {
                associated(LABEL, &[b"outgoing", company.as_str().as_bytes(), message.as_bytes()])
            }
            Self::File { company, object } => {
                associated(LABEL, &[b"file", company.as_str().as_bytes(), object.as_bytes()])
            }
            Self::Endpoint { endpoint, value } => {
                associated(LABEL, &[b"endpoint", endpoint.as_bytes(), value.as_bytes()])
            }
        }
    }
}
