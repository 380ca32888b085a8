//! Tests of files: taken, fetched, handed out, refused and deleted; over fakes, a folder, and a server that speaks S3's
//! protocol.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod fetches;
mod folder;
mod s3;
mod uploads;
mod world;
