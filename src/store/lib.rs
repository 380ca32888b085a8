//! PostgreSQL: the pool, the queries, the migrations, and the embedded default.
//!
//! [`Store`] answers the traits of `ports`: [`CredentialRows`](linekeeper_ports::CredentialRows),
//! [`CredentialStore`](linekeeper_ports::CredentialStore) and [`Journal`](linekeeper_ports::Journal). Whether the server is
//! somewhere else (a `DATABASE_URL`) or a child process of this one ([`Source::Embedded`]) is decided in [`Store::open`];
//! above it there is one code path.

mod batch;
mod call;
mod config;
mod embedded;
mod failure;
mod journal;
mod listing;
mod migrate;
mod open_error;
mod ownership;
mod rows;
mod store;
mod target;

pub use config::{DatabaseUrl, Source, StoreConfig};
pub use embedded::EmbeddedError;
pub use journal::{EventRow, MAX_EVENT_TEXT};
pub use open_error::StoreOpenError;
pub use store::Store;
