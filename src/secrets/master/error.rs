//! What is wrong with a ring of master keys, each with what to do; never a piece of a key.

use std::path::PathBuf;

use super::MasterKeyId;

/// Why master keys cannot be used. Entries are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeysError {
    /// There is no entry.
    #[error("there is no master key in it; make one with: linekeeper keys new-master")]
    Empty,
    /// An entry without a colon.
    #[error("entry {entry} has no colon; an entry is id:base64, as linekeeper keys new-master prints it")]
    NoColon {
        /// Which.
        entry: usize,
    },
    /// What is before the colon is no id.
    #[error("the id of entry {entry} is not 1 to 32 of A-Z a-z 0-9 _ -")]
    BadId {
        /// Which.
        entry: usize,
    },
    /// What is behind the colon is not base64.
    #[error("the key of entry {entry}, {id}, is not base64")]
    NotBase64 {
        /// Which.
        entry: usize,
        /// Its id.
        id: MasterKeyId,
    },
    /// What is behind the colon is not as long as a key.
    #[error(
        "the key of entry {entry}, {id}, is not 32 bytes long in base64; make one with: linekeeper keys new-master"
    )]
    WrongLength {
        /// Which.
        entry: usize,
        /// Its id.
        id: MasterKeyId,
    },
    /// Two entries have one id.
    #[error("two entries have the id {id}; each key has an id of its own")]
    SameId {
        /// The id.
        id: MasterKeyId,
    },
    /// Two entries have one key.
    #[error("the entries {first} and {second} are the same key; a new key is made with: linekeeper keys new-master")]
    SameKey {
        /// The id of one.
        first: MasterKeyId,
        /// The id of the other.
        second: MasterKeyId,
    },
    /// The file cannot be read.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// Others than the file's owner may read or change it.
    #[error("{path} is open to others than its owner (mode {mode:04o}); close it with: chmod 600 {path}")]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file is far too long to be a ring of keys.
    #[error("{path} is longer than {most} bytes; it holds lines of id:base64 and nothing else")]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The most it may be.
        most: u64,
    },
    /// What is in the file cannot be used.
    #[error("{path}: {why}")]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        why: Box<MasterKeysError>,
    },
}
