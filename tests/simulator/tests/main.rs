//! The simulator under real clients: whatsapp-rust over a socket, the control API over HTTP, raw bytes.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod backlog;
mod backlog_wire;
mod batches;
mod client;
mod companion;
mod control;
mod control_lines;
mod durability;
mod groups;
mod hello;
mod hosted;
mod hostile;
mod inbound;
mod lines;
mod linking;
mod login;
mod media;
mod message_log;
mod messages;
mod mutations;
mod outage;
mod passkey;
mod passkey_control;
mod passkey_handoff;
mod passkey_linking;
mod passkey_pauses;
mod passkey_refusals;
mod passkey_steps;
mod pauses;
mod phone_receipts;
mod presence;
mod raw;
mod refresh;
mod refusals;
mod restart;
mod sends;
mod spellings;
mod streams;
mod taken;
mod timeline;
mod undecryptable;
