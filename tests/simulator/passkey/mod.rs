//! Linking with the account's passkey ("shortcake"): the service's half, the phone's half and a virtual authenticator.
//!
//! An account that demands its passkey is linked in these steps, by code and by QR alike, after the phone has read the
//! QR code or opened the companion's key bundle:
//!
//! 1. the service requests an assertion (`passkey_prologue_request`), with the options of the request or without them
//!    (the companion asks for them: `passkey_request_options`);
//! 2. the companion asks for a `ref` and sends `passkey_prologue`: the assertion, and a commitment to its ephemeral key
//!    and its nonce;
//! 3. the service verifies the assertion, the phone answers with an ephemeral key and a nonce (`crsc_continuation`);
//! 4. the companion reveals its nonce (`companion_nonce`); both sides derive the same code of eight characters, which
//!    the person compares;
//! 5. the companion sends its keys and a new ADV secret, encrypted for the phone (`encrypted_pairing_request`), and the
//!    usual `pair-success` follows with that secret.
//!
//! Nothing here calls the client library's own module for this: the two sides check each other.

mod account;
mod assertion;
mod authenticator;
pub(crate) mod control;
mod exchange;
mod key;
mod linking;
mod primary;
mod server;
mod views;

pub(crate) use account::Passkeys;
pub(crate) use exchange::Exchange;
pub(crate) use linking::{exchange, put, view};
pub(crate) use server::receive;
pub use views::{
    AssertionOrder, PasskeyCredential, PasskeyDemand, PasskeyLinking, PasskeyStep, PasskeyView, WrongAssertion,
};
