//! Tests of the client against servers on loopback, which the configuration of the tests allows.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod addresses;
mod answers;
mod conformance;
mod connections;
mod encryption;
mod support;
