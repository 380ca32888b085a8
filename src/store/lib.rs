//! PostgreSQL: the pool, the queries, the migrations, and the embedded default.
//!
//! [`Store`] answers the traits of `ports`: [`CredentialRows`](linekeeper_ports::CredentialRows),
//! [`CredentialStore`](linekeeper_ports::CredentialStore), [`Journal`](linekeeper_ports::Journal),
//! [`NumberLedgers`](linekeeper_ports::NumberLedgers), [`IdempotencyKeys`](linekeeper_ports::IdempotencyKeys),
//! [`Overviews`](linekeeper_ports::Overviews), [`StoreVitals`](linekeeper_ports::StoreVitals) and
//! [`RestartPolicies`](linekeeper_ports::RestartPolicies). Whether the server is somewhere else (a `DATABASE_URL`) or a child process of this one ([`Source::Embedded`]) is decided in
//! [`Store::open`]; above it there is one code path. Credentials and keys are sealed below these traits ([`sealing`]).
//! Calls that many companies make at once share their statements ([`gather`]).

mod access;
mod accounts;
mod call;
mod carrying;
mod config;
mod embedded;
mod emptiness;
mod entries;
mod expiry;
mod failure;
mod gather;
mod health;
mod idempotency;
mod journal;
mod latencies;
mod listing;
mod migrate;
mod numbers;
mod open_error;
mod opening;
mod overviews;
mod ownership;
mod plans;
mod policies;
mod rows;
mod sealing;
mod statements;
mod store;
mod target;
mod tolerance;
mod usage;
mod vitals;
mod writable;

pub use config::{DatabaseUrl, Source, Statements, StoreConfig};
pub use embedded::EmbeddedError;
pub use entries::{MAX_EVENT_TEXT, MAX_REASON_TEXT};
pub use open_error::StoreOpenError;
pub use rows::WRITE;
pub use sealing::Rewrapped;
pub use statements::{Listed, Reads, statements};
pub use store::Store;
