//! Tests of the store on real PostgreSQL: the server of `TEST_DATABASE_URL` if set, else one that the embedded launcher
//! starts from a prepared cluster.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod support;

mod access;
mod accounts;
mod baileys;
mod batching;
mod client_version;
mod embedded;
mod emptiness;
mod expiry;
mod fence;
mod health;
mod idempotency;
mod isolation;
mod journal;
mod listing;
mod locks;
mod master_keys;
mod messages;
mod migrations;
mod next_slot;
mod numbers;
mod outages;
mod outbox;
mod overviews;
mod pairings;
mod parks;
mod phones;
mod plans;
mod policies;
mod promotion;
mod receipts;
mod records;
mod rows;
mod sealed;
mod session_log;
mod sizes;
mod slot_upkeep;
mod statements;
mod tls;
mod upgrades;
mod webhooks;
