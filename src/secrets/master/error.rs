//! Errors of a ring of master keys. Each text says how to fix it; none contains a part of a key.

use std::path::PathBuf;

use super::MasterKeyId;

/// Error of a ring of master keys. Entries are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeysError {
    /// The ring has no entry.
    #[error("there is no master key in it; make one with: linekeeper keys new-master")]
    Empty,
    /// An entry has no colon.
    #[error("entry {entry} has no colon; an entry is id:base64, as linekeeper keys new-master prints it")]
    NoColon {
        /// Number of the entry.
        entry: usize,
    },
    /// The part before the colon is not a valid id.
    #[error("the id of entry {entry} is not 1 to 32 of A-Z a-z 0-9 _ -")]
    BadId {
        /// Number of the entry.
        entry: usize,
    },
    /// The part after the colon is not base64.
    #[error("the key of entry {entry}, {id}, is not base64")]
    NotBase64 {
        /// Number of the entry.
        entry: usize,
        /// Id of the key.
        id: MasterKeyId,
    },
    /// The part after the colon does not decode to the length of a key, 32 bytes.
    #[error(
        "the key of entry {entry}, {id}, is not 32 bytes long in base64; make one with: linekeeper keys new-master"
    )]
    WrongLength {
        /// Number of the entry.
        entry: usize,
        /// Id of the key.
        id: MasterKeyId,
    },
    /// Two entries have the same id.
    #[error("two entries have the id {id}; each key has an id of its own")]
    SameId {
        /// Id they share.
        id: MasterKeyId,
    },
    /// Two entries have the same key.
    #[error("the entries {first} and {second} are the same key; a new key is made with: linekeeper keys new-master")]
    SameKey {
        /// Id of the earlier entry.
        first: MasterKeyId,
        /// Id of the later entry.
        second: MasterKeyId,
    },
    /// The file cannot be read.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// Path of the file.
        path: PathBuf,
        /// Error of the operating system.
        why: String,
    },
    /// The file's permissions let others than its owner read or change it.
    #[error("{path} is open to others than its owner (mode {mode:04o}); close it with: chmod 600 {path}")]
    OpenToOthers {
        /// Path of the file.
        path: PathBuf,
        /// Permission bits of the file.
        mode: u32,
    },
    /// The file is longer than a ring of keys may be.
    #[error("{path} is longer than {most} bytes; it holds lines of id:base64 and nothing else")]
    TooLong {
        /// Path of the file.
        path: PathBuf,
        /// Longest accepted length in bytes.
        most: u64,
    },
    /// The contents of the file cannot be used.
    #[error("{path}: {why}")]
    InFile {
        /// Path of the file.
        path: PathBuf,
        /// Error in the contents.
        why: Box<MasterKeysError>,
    },
}
