//! Fakes for tests: an in-memory store with the same fencing, links and webhook endpoints the test controls, a readable
//! journal, clocks the test sets. They have no runtime of their own and never sleep: a test awaits what it expects.
//!
//! Behind the cargo feature `fake`, so that no production build contains them.

mod access;
mod client_version;
mod clock;
mod companies;
mod credentials;
mod dashboard;
mod deliveries;
mod hold;
mod idempotency;
mod journal;
mod link;
mod media;
mod messages;
mod outbox;
mod rows;
mod session_log;
mod slots;
mod store;
#[cfg(test)]
mod tests;
mod tokens;
mod usages;
mod webhook_endpoints;
mod webhooks;

pub use access::FakeAccess;
pub use client_version::{FakeVersions, FixedVersion, LookupAnswer};
pub use clock::{FixedChance, ManualClock, RuntimeClock};
pub use dashboard::FakeDashboard;
pub use deliveries::FakeDeliveries;
pub use hold::{Gate, Hold};
pub use idempotency::FakeIdempotency;
pub use journal::FakeJournal;
pub use link::{FakeLink, FakeLinks, LinkRequest, OpenedLinks};
pub use media::{FakeBlobs, FakeMediaLine, FakeMediaRows};
pub use messages::FakeMessageLog;
pub use outbox::FakeOutbox;
pub use rows::FakeRow;
pub use store::{FakeStore, StoreCall};
pub use tokens::FakeTokens;
pub use webhook_endpoints::FakeWebhooks;
pub use webhooks::{EndpointAnswer, FakeEndpoints, SentDeliveries};
