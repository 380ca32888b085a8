//! Files: sealed at rest in a folder or in S3, fetched from WhatsApp when somebody first asks for them, and taken from
//! callers who want to send them.
//!
//! [`Media`] carries out [`MediaFiles`](linekeeper_ports::MediaFiles). A file passes through in pieces of 64 KiB
//! (`sealing`), gathered in segments of a MiB that are written at once ([`ObjectBlobs`]); nothing holds a whole file, in
//! memory or unsealed.
//!
//! The order of writing: the row, the segments, the row again. The order of deleting: the row is marked, the segments go,
//! the row goes. So a process may die anywhere, and maintenance finds by the rows what is left.

mod blobs;
mod connector;
mod fetching;
mod files;
mod guard;
mod outcome;
mod plain;
mod pump;
mod rules;
mod sealing;
mod sink;
mod space;

pub use blobs::{ObjectBlobs, OpenBlobsError, S3};
pub use files::{Media, MediaParts};
pub use rules::MediaRules;
