//! A simulator of WhatsApp's service and of phones, for tests and for trying things without an account.
//!
//! It speaks the real protocol over a loopback WebSocket: the Noise handshake, registration and login, linking by code
//! and by QR, one-to-one texts with real Signal sessions, an offline queue, unlinking, and every refusal the service is
//! known for. Phones are driven through [`Simulator`] or through the HTTP routes of [`control`].
//!
//! It has no media, no groups, no history and no rate limits of its own. Its certificate chain does not end in the
//! service's root, whose private key only the service has.

mod arrivals;
mod config;
pub mod control;
mod error;
mod faults;
mod linking;
mod phone;
mod server;
mod signal;
mod simulator;
mod stanzas;
mod state;
mod views;
mod wire;
mod world;

pub use config::{Latencies, Limits, SimulatorConfig};
pub use error::{Refusal, SimulatorError};
pub use faults::{Fault, FaultAction, FaultAnswer, FaultPoint, Silence};
pub use simulator::Simulator;
pub use stanzas::StanzaText;
pub use views::{DeviceView, Handshakes, Linked, PhoneProfile, PhoneView, SentText, Stats, TextView, Unlinked};
