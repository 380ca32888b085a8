//! Tests of links against the simulator of WhatsApp's service. A sandbox build pairs, logs in, is refused and logs out;
//! a normal build must reject the simulator as untrusted, which is tested too.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[expect(dead_code, reason = "the unit tests of the backend use the rest of it")]
mod credentials;
#[cfg_attr(not(feature = "sandbox"), expect(dead_code, reason = "a normal build never comes so far"))]
mod world;

#[cfg(feature = "sandbox")]
mod confirming;
#[cfg(feature = "sandbox")]
mod endings;
#[cfg(feature = "sandbox")]
mod hosted;
#[cfg(feature = "sandbox")]
mod linking;
#[cfg(feature = "sandbox")]
mod login;
#[cfg(feature = "sandbox")]
mod logs;
#[cfg(feature = "sandbox")]
mod media;
#[cfg(feature = "sandbox")]
mod messages;
#[cfg(not(feature = "sandbox"))]
mod normal_build;
#[cfg(feature = "sandbox")]
mod passkey;
#[cfg(feature = "sandbox")]
mod refreshing;
#[cfg(feature = "sandbox")]
mod refusals;
#[cfg(feature = "sandbox")]
mod store;
#[cfg(feature = "sandbox")]
mod version;
