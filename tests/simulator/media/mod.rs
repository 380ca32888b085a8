//! Media: files that phones and devices upload to an HTTPS listener on loopback and download from it.
//!
//! From whatsapp-rust 0.7.0: `src/mediaconn.rs` and `wacore/src/iq/mediaconn.rs` (hosts and their authorisation),
//! `src/upload.rs` (`POST /mms/{type}/{token}`, where the token is the SHA-256 of the encrypted file), and
//! `wacore/src/download.rs` (`GET {direct_path}`, keys and encryption).

mod control;
mod crypto;
mod listener;
mod orders;
mod reupload;
mod store;
mod tls;

pub(crate) use control::routes;
pub(crate) use crypto::media_of;
pub(crate) use listener::{MediaListener, connection};
pub(crate) use orders::prepare;
pub(crate) use reupload::upload_again;
pub(crate) use store::MediaFiles;
