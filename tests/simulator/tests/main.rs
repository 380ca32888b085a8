//! The simulator under real clients: whatsapp-rust over a socket, the control API over HTTP, raw bytes.

mod client;
mod linking;
