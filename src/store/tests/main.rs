//! The store against real PostgreSQL: the server of `TEST_DATABASE_URL` when that is set, else one that the embedded
//! launcher starts from a prepared cluster.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod support;

mod embedded;
mod fence;
mod journal;
mod listing;
mod migrations;
mod outages;
mod phones;
mod rows;
mod tls;
