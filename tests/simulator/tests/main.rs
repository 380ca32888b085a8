//! The simulator under real clients: whatsapp-rust over a socket, the control API over HTTP, raw bytes.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod client;
mod control;
mod hostile;
mod linking;
mod login;
mod messages;
mod outage;
mod passkey;
mod raw;
mod refusals;
mod restart;
