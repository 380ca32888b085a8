//! PostgreSQL adapter: connection pool, queries, migrations, and the embedded server that is the default.
//!
//! [`Store`] implements the traits of `ports`: [`CredentialRows`](linekeeper_ports::CredentialRows),
//! [`CredentialStore`](linekeeper_ports::CredentialStore), [`NextSlots`](linekeeper_ports::NextSlots), [`Journal`](linekeeper_ports::Journal),
//! [`NumberUsages`](linekeeper_ports::NumberUsages), [`IdempotencyKeys`](linekeeper_ports::IdempotencyKeys),
//! [`Overviews`](linekeeper_ports::Overviews), [`StoreVitals`](linekeeper_ports::StoreVitals),
//! [`VersionStore`](linekeeper_ports::VersionStore),
//! [`Outbox`](linekeeper_ports::Outbox), [`RestartPolicies`](linekeeper_ports::RestartPolicies), [`ApiKeys`](linekeeper_ports::ApiKeys),
//! [`OnboardingLinks`](linekeeper_ports::OnboardingLinks), [`DashboardSessions`](linekeeper_ports::DashboardSessions)
//! and [`Revocations`](linekeeper_ports::Revocations).
//!
//! [`Store::open`] decides whether the server is external (a `DATABASE_URL`) or a child process of this one
//! ([`Source::Embedded`]); above it there is one code path. Credentials and keys are sealed (encrypted) below these
//! traits ([`sealing`]). Calls that many companies make at once share their statements ([`batching`]).

mod access;
mod baileys;
mod batching;
mod call;
mod carrying;
mod client_version;
mod companies;
mod config;
mod failure;
mod health;
mod idempotency;
mod journal;
mod latencies;
mod media;
mod messages;
mod migrate;
mod numbers;
mod open_error;
mod opening;
mod outbox;
mod overviews;
mod plans;
mod records;
mod rows;
mod sealing;
mod slots;
mod statements;
mod store;
mod target;
mod tolerance;
mod usage;
mod vitals;
mod webhooks;
mod writable;

pub use baileys::{BaileysCompany, BaileysTables, BaileysTablesError};
pub use config::{DatabaseUrl, Source, Statements, StoreConfig};
pub use journal::{MAX_EVENT_TEXT, MAX_REASON_TEXT};
pub use linekeeper_embedded::EmbeddedError;
pub use open_error::StoreOpenError;
pub use rows::WRITE;
pub use sealing::Rewrapped;
pub use statements::{Listed, Reads, statements};
pub use store::Store;
