//! Links to WhatsApp: the library `whatsapp-rust` behind the ports.
//!
//! [`WhatsAppLinks`] opens links. A link has one driver, a task with one loop, and one exit path: whatever happens, the
//! store is sealed, no task is left running, and the session receives exactly one
//! [`LinkEvent::Ended`](linekeeper_ports::LinkEvent::Ended). A link that the session itself closes or drops sends none.
//! Credentials are read and written only through the company's fenced credentials; their first failure ends the link.
//!
//! Decisions are pure functions in files of their own: `outcome` (which event is which end reason), `refusal` (how a
//! request for a code ended), `endpoint` (which addresses this build may dial).

mod addresses;
mod backend;
mod baileys;
mod clock;
mod config;
mod driver;
mod endpoint;
mod factory;
mod handle;
mod health;
mod hold;
mod http;
mod locked;
mod logs;
mod media;
mod messages;
mod open;
mod outcome;
mod own_phone;
mod refusal;
mod runtime;
mod sending;
mod stanzas;
mod tls;
mod transport;
mod version;

#[cfg(test)]
#[path = "tests/credentials.rs"]
#[expect(dead_code, reason = "the rest is used by the tests against the simulator")]
mod tests_credentials;

pub use baileys::Baileys;
pub use clock::let_library_go_by;
pub use config::{Browser, DeviceDisplay, LinkConfig, LinkConfigError, Os, built_in_version};
pub use endpoint::{Endpoint, EndpointError};
pub use factory::WhatsAppLinks;
pub use http::HttpLimits;
pub use logs::QUIET_LOG_TARGETS;
pub use version::{VersionPage, VersionPageError};
