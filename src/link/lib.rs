//! Links to WhatsApp: the library `whatsapp-rust` behind the ports.
//!
//! [`WhatsAppLinks`] opens links. A link has one driver (a task with one loop), whose way out is one function: whatever
//! happens, the store is sealed, no task is left, and the session hears one ending. Credentials are read and written
//! through the company's door only; the first failure there ends the link.
//!
//! Decisions are pure and stand apart: `outcome` (which event is which ending), `refusal` (what became of a request
//! for a code), `endpoint` (what this build may dial).

mod backend;
mod clock;
mod config;
mod driver;
mod endpoint;
mod factory;
mod handle;
mod health;
mod hold;
mod http;
mod logs;
mod open;
mod outcome;
mod refusal;
mod runtime;
mod stanzas;
mod tls;
mod transport;

#[cfg(test)]
#[path = "tests/door.rs"]
#[expect(dead_code, reason = "the tests against the simulator use the rest of it")]
mod tests_door;

pub use clock::let_library_go_by;
pub use config::{Browser, ClientVersion, DeviceDisplay, LinkConfig, LinkConfigError, Os};
pub use endpoint::{Endpoint, EndpointError};
pub use factory::WhatsAppLinks;
pub use http::HttpLimits;
pub use logs::QUIET_LOG_TARGETS;
